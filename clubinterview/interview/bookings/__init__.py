"""Seats in slots: choosing, changing and giving them back."""
