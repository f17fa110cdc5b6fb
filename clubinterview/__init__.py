"""ClubInterview: what campus clubs recruit with."""

__version__ = "0.1.0"
