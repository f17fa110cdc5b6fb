"""Runs `reader`, which opens untrusted files, in a process that has little time and knows nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

from clubinterview.core.errors import Busy
from clubinterview.resume.models import ResumeKind

PROGRAM = Path(__file__).with_name("reader") / "__main__.py"
WALL_SECONDS = {"check": 5, "text": 10}
AT_ONCE = 2
PATIENCE_SECONDS = 5
RETRY_SECONDS = 10

_places = BoundedSemaphore(AT_ONCE)


class ReaderFailed(Exception):
    """The program was ended by a limit, or by something in the file that it does not understand."""


def read(act: Literal["check", "text"], kind: ResumeKind, content: bytes) -> dict[str, Any]:
    """Return the program's answer. A good file takes a fifth of a second; a person waits 10 s at most.

    Raises ReaderFailed; Busy when too many files are being read at this moment.
    """
    if not _places.acquire(timeout=PATIENCE_SECONDS):
        raise Busy(
            _l("Many people are uploading right now. Try again in a few seconds."),
            retry_after=RETRY_SECONDS,
        )
    try:
        ended = subprocess.run(  # noqa: S603 - our own program and words
            [sys.executable, "-I", str(PROGRAM), act, kind.value],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name == "LD_LIBRARY_PATH"},
            timeout=WALL_SECONDS[act],
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise ReaderFailed from error
    finally:
        _places.release()
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer
