"""Verify codes: the store of them, what is sent with them, and the step of a page that takes one."""
