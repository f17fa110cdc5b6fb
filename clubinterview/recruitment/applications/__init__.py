"""A student's own applications."""
