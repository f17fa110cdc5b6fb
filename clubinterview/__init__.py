"""ClubInterview: what campus clubs recruit with."""
