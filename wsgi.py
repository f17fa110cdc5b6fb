"""gunicorn's door."""

from clubinterview.app import create_app

app = create_app()
