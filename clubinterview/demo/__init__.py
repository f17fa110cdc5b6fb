"""A believable season for looking at every page: one school, three clubs, 120 applicants. Never in production."""
