"""The times that a club offers for interviews."""
