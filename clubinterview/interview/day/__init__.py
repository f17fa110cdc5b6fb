"""The evening of the interviews: who comes when, who is in, and the candidate before the panel."""
