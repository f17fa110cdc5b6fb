"""Work that one worker does at a time, and that is given up after workers have died over it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app

from clubinterview.extensions import redis_store

MOST_TRIES = 3
TRIES_KEPT_SECONDS = 86_400
MARGIN_SECONDS = 20


class TakenUp(Exception):
    """Another worker is at it."""


class GivenUp(Exception):
    """It was begun several times and never ended."""


@contextmanager
def lease(kind: str, name: str) -> Iterator[None]:
    """Hold the work that `name` says for as long as the block, and a little longer than the model may take at most.

    Raises TakenUp while another worker holds it, GivenUp once MOST_TRIES workers have begun and not come to the end.
    """
    client = redis_store.client
    held, tries = f"{kind}:lease:{name}", f"{kind}:tries:{name}"
    seconds = int(current_app.config["MODEL_TIMEOUT_SECONDS"]) + MARGIN_SECONDS
    if not client.set(held, "1", nx=True, ex=seconds):
        raise TakenUp
    try:
        with client.pipeline() as pipe:
            pipe.incr(tries)
            pipe.expire(tries, TRIES_KEPT_SECONDS)
            begun = pipe.execute()[0]
        if begun > MOST_TRIES:
            raise GivenUp
        yield
    finally:
        client.delete(held)
    client.delete(tries)
