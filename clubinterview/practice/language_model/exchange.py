"""One POST to the language model, in a thread of its own, so that its caller waits no longer than the deadline.

Looking up a name, connecting, and heads that come a letter at a time are not covered by timeouts of single reads; a
caller that stops waiting is.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from typing import Any

import httpx

WORTH_ANOTHER_TRY = {408, 425, 429}  # besides all of 5xx
EVENT_STREAM = "text/event-stream"


class Failed(Exception):
    """An exchange without an answer.

    reason: as of ModelUnavailable.  detail: for the log; a status or the name of an error.  is_outage: whether the
    other side is unwell, as opposed to not liking this question.
    """

    def __init__(self, reason: str, detail: str, *, is_outage: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.detail, self.is_outage = reason, detail, is_outage

    @property
    def is_worth_another_try(self) -> bool:
        return self.is_outage and self.reason != "timeout"


class Exchange:
    """One question and its answer.  deadline: of time.monotonic()."""

    def __init__(self, body: Mapping[str, object], settings: Mapping[str, Any], deadline: float) -> None:
        self.deadline = deadline
        self.url = f"{settings['MODEL_URL']}/chat/completions"
        self.most_bytes = settings["MODEL_ANSWER_BYTES"]
        self.body = json.dumps(body, ensure_ascii=False).encode()
        self.headers = {
            "Content-Type": "application/json",
            "Accept": f"application/json, {EVENT_STREAM}",
            "Accept-Encoding": "identity",  # so that what arrives is as large as what is stored
        }
        if settings["MODEL_API_KEY"]:
            self.headers["Authorization"] = f"Bearer {settings['MODEL_API_KEY']}"
        self.said: Queue[tuple[str, Any]] = Queue()

    def answer(self, on_text: Callable[[str], None] | None) -> str:
        """Return the text of the answer. Raises Failed, at the deadline at the latest."""
        seconds = self._remaining()
        client = httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False)
        Thread(target=self._run, args=(client,), daemon=True, name="model-exchange").start()
        try:
            while True:
                kind, value = self.said.get(timeout=self._remaining())
                if kind == "failure":
                    raise value
                if on_text is not None:
                    on_text(value)
                if kind == "whole":
                    return str(value)
        except Empty as error:
            raise Failed("timeout", "no answer in time", is_outage=True) from error
        finally:
            with suppress(RuntimeError, OSError):
                client.close()  # what still runs in the thread ends with its connection

    def _remaining(self) -> float:
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise Failed("timeout", "no time left", is_outage=True)
        return seconds

    def _run(self, client: httpx.Client) -> None:
        """Do the exchange and report it through the queue. In the thread."""
        try:
            self.said.put(("whole", self._exchange(client)))
        except Failed as failure:
            self.said.put(("failure", failure))
        except httpx.TimeoutException as error:
            self.said.put(("failure", Failed("timeout", type(error).__name__, is_outage=True)))
        except Exception as error:  # noqa: BLE001 - whatever a server can make a client raise, it is not an answer
            self.said.put(("failure", Failed("refused", type(error).__name__, is_outage=True)))

    def _exchange(self, client: httpx.Client) -> str:
        with client.stream("POST", self.url, content=self.body, headers=self.headers) as response:
            status = response.status_code
            if status != 200:
                is_outage = status >= 500 or status in WORTH_ANOTHER_TRY
                raise Failed("refused", f"status {status}", is_outage=is_outage)
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise Failed("nonsense", "encoded")
            if response.headers.get("Content-Type", "").startswith(EVENT_STREAM):
                return self._text_of_events(self._chunks(response))
            return _checked(_text_of_json(b"".join(self._chunks(response))))

    def _chunks(self, response: httpx.Response) -> Iterator[bytes]:
        """Give the body as it arrives. Raises Failed beyond its size or the deadline."""
        size = 0
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > self.most_bytes:
                raise Failed("nonsense", "too long")
            self._remaining()
            yield chunk

    def _text_of_events(self, chunks: Iterator[bytes]) -> str:
        text, rest = "", b""
        for chunk in chunks:
            *lines, rest = (rest + chunk).split(b"\n")
            before = text
            for line in lines:
                text += _text_of_event(line)
            if text != before:
                self.said.put(("text", text))
        return _checked(text + _text_of_event(rest))


def _text_of_json(content: bytes) -> Any:
    try:
        return json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Failed("nonsense", type(error).__name__) from error


def _text_of_event(line: bytes) -> str:
    """Return what one line of an event stream adds to the text: "" for comments, the end and other fields."""
    if not line.startswith(b"data:"):
        return ""
    data = line.removeprefix(b"data:").strip()
    if not data or data == b"[DONE]":
        return ""
    try:
        choices = json.loads(data)["choices"]
        added = choices[0]["delta"].get("content") if choices else ""
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Failed("nonsense", type(error).__name__) from error
    if not isinstance(added, str | None):
        raise Failed("nonsense", "not a text")
    return added or ""


def _checked(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise Failed("nonsense", "no text")
    return text
