"""Started as `python -I reader/__main__.py {check|text} {pdf|docx}`, with the file on standard input.

It answers with one JSON object on standard output: {"refusal": word} or {"refusal": ""} for check, {"text": …} for
text. Whatever goes wrong otherwise ends the process with another exit status, and the file counts as damaged.
"""

import json
import resource
import sys
from pathlib import Path
from types import ModuleType

CPU_SECONDS = 10
MEMORY_BYTES = 256 * 1024 * 1024


def be_a_package() -> None:
    """Let this folder be imported as `reader`, and nothing that stands beside it."""
    package = ModuleType("reader")
    package.__path__ = [str(Path(__file__).parent)]
    sys.modules["reader"] = package


def limit() -> None:
    """Let the process have little time and memory, and write nothing."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    be_a_package()
    from reader.answers import answer

    limit()
    sys.stdout.write(json.dumps(answer(*sys.argv[1:], sys.stdin.buffer.read())))
