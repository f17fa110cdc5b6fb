"""`flask worker`: told to stop, it finishes the task in hand."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from flask import Flask

WORKER = """
import json, logging, signal, sys
from clubinterview.app import create_app
from clubinterview.extensions import tasks

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
app = create_app(json.loads(sys.argv[1]))
logging.getLogger("huey").setLevel(logging.INFO)

@tasks.task()
def wait_for_a_line():
    print("the task has begun", flush=True)
    sys.stdin.readline()
    print("the task has finished", flush=True)

def and_then_begin(number, handler):
    signal_of_python(number, handler)
    if number == signal.SIGTERM:
        signal.signal = signal_of_python
        wait_for_a_line()

# huey starts its threads before it listens for signals, so the task is queued only once it does.
signal_of_python, signal.signal = signal.signal, and_then_begin
app.cli.main(args=["worker"])
"""
SETTINGS = ("SECRET_KEY", "PASSWORD_PEPPER", "REDIS_URL", "PUBLIC_URL", "SQLALCHEMY_DATABASE_URI")


def lines_until(worker: subprocess.Popen[str], wanted: str) -> list[str]:
    """Return what the worker says, up to and with the line that holds `wanted`, or all of it."""
    assert worker.stdout is not None
    lines = []
    for line in worker.stdout:
        lines.append(line.strip())
        if wanted in line:
            break
    return lines


def test_task_in_hand_is_finished_after_sigterm(app: Flask) -> None:
    settings = app.json.dumps({name: app.config[name] for name in SETTINGS})
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, settings], cwd=Path(__file__).parents[2], text=True,
        env={**os.environ, "CLUBINTERVIEW_ENV": "testing"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    begun = lines_until(worker, "the task has begun")
    worker.send_signal(signal.SIGTERM)
    told = lines_until(worker, "Shutting down gracefully")

    said, _ = worker.communicate("go on\n", timeout=30)

    assert begun[-1].startswith("the task has begun")
    assert told[-1].startswith("Shutting down gracefully")
    assert "the task has finished" not in told
    assert "the task has finished" in said
    assert worker.returncode == 0
