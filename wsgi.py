"""gunicorn's door."""

from clubinterview import create_app

app = create_app()
