from clubinterview.interview import bp
from clubinterview.interview.booking import release_seat
from clubinterview.recruitment import hooks

hooks.status_listeners.append(release_seat)

__all__ = ["bp"]
