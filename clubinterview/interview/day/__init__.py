"""The evening of the interviews: who comes when, who has arrived, and the candidate before the panel."""
