"""Servers of tests: one that answers, one that takes connections and never answers, an address where nobody is."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer


@contextmanager
def hung_server() -> Iterator[int]:
    """Listen and stay silent; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def dead_port() -> int:
    """Return a port of this machine where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def serve(server: BaseServer) -> threading.Thread:
    """Answer on a thread of its own until `server.shutdown()`, which is heeded at once."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    return thread
