"""Drives: what officers write, open, close and archive, and what students read."""
