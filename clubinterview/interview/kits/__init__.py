"""The prepared questions of an interview stage, and which of them each candidate is asked."""
