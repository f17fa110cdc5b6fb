"""The applicants of a drive, as officers read them."""
