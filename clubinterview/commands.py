"""Commands for the people who run the service: `flask --app wsgi …`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands."""
