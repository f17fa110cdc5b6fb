"""The whole product as people run it, in a folder of its own, and Chromium in front of it."""

import email
import email.policy
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
)
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 60
MAIL_SECONDS = 20


@dataclass
class Service:
    """A running ClubInterview: its address, its folder, and the mails that it has delivered."""

    url: str
    instance: Path
    environ: dict[str, str] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.instance / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "clubinterview"],
                cwd=ROOT, env=self.environ, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_for(lambda: [self.url] if answers(self.url) else [], START_SECONDS)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it as Ctrl-C does, or as `how` says."""
        if self.server is not None:
            os.killpg(self.server.pid, how)
            self.server.wait(30)

    def command(self, *words: str, typed: str = "") -> str:
        """Run a `flask` command of the running service and return what it printed."""
        run = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT, env=self.environ, input=typed, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return run.stdout

    def letters(self, recipient: str) -> list[str]:
        """Return the texts of the mails delivered to an address, oldest first."""
        return [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            .get_body(("plain",))
            .get_content()
            for path in sorted((self.instance / "outbox").glob(f"*-{recipient}.eml"))
        ]

    def code_for(self, recipient: str, *, after: int = 0) -> str:
        """Wait for a mail with a code, beyond the first `after` mails, and return its six digits."""
        return re.search(r"\b(\d{6})\b", wait_for(lambda: self.letters(recipient)[after:])[-1]).group(1)


def wait_for(look: Callable[[], list[str]], seconds: float = MAIL_SECONDS) -> list[str]:
    """Return what `look` finds once it finds something; the worker needs a moment."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, "nothing came in time"
        time.sleep(0.1)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Start it as `make run` does, without the demo, and stop it as Ctrl-C does."""
    instance = tmp_path_factory.mktemp("instance")
    port = free_port()
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TEST_")},
        "CLUBINTERVIEW_INSTANCE": str(instance), "PORT": str(port), "PUBLIC_URL": f"http://localhost:{port}",
        "DEMO": "0",
    }  # fmt: skip
    environ.pop("DATABASE_URL", None)
    environ.pop("REDIS_URL", None)
    running = Service(f"http://localhost:{port}", instance, environ)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz/ready", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all tests: two cannot run in one thread."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def person(service: Service, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a person's browser window: `person(width=360, language="zh-CN", javascript=True)`."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_window(*, width: int = 1280, language: str = "zh-CN", javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=service.url, viewport={"width": width, "height": 800}, locale=language,
            java_script_enabled=javascript,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on(
            "console", lambda line: problems.append(line.text) if "Content Security" in line.text else None
        )
        page.on("response", lambda answer: problems.append(answer.url) if answer.status >= 500 else None)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """The browser's service has its own stores; the suite's are left alone."""
    yield
