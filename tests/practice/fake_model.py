"""A language model that is a real HTTP server on this machine, well or unwell."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.servers import serve

GOOD_COMMENT = {
    "strengths": ["You say what you did yourself."],
    "improvements": ["Say what came of it."],
    "better_example": "I led a team of four, and we finished two days early.",
}


class FakeModel:
    """`asked` holds the bodies that were posted, `keys` the Authorization headers.

    content: what it answers, or a function of the body that makes it.  mode: "good", "drip_head", "drip_body", "silent",
    "broken" (500), "busy" (429), "unwilling" (400), "moved" (302), "shape", "not_json", "huge", "cut" or "events".
    """

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.modes = ["good"]
        self.content: str | Callable[[dict[str, Any]], str] = json.dumps(GOOD_COMMENT)
        self.events_written = threading.Event()
        self.go_on = threading.Event()
        self.over = threading.Event()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                model.keys.append(self.headers["Authorization"])
                mode = model.modes.pop(0) if len(model.modes) > 1 else model.modes[0]
                with suppress(OSError):
                    model.answer(self, mode)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        serve(self.server)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    @property
    def sent(self) -> str:
        """Everything that was sent to it, as one text."""
        return json.dumps(self.asked, ensure_ascii=False)

    def says(self) -> str:
        content = self.content
        return content if isinstance(content, str) else content(self.asked[-1])

    def answer(self, handler: BaseHTTPRequestHandler, mode: str) -> None:
        statuses = {"broken": 500, "busy": 429, "unwilling": 400, "moved": 302}
        if mode == "silent":
            self.over.wait(30)
        elif mode == "drip_head":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            self.drip(handler)
        elif mode in statuses:
            self.send(handler, b"{}", status=statuses[mode])
        elif mode == "shape":
            self.send(handler, b'{"choices": [{"text": 1}]}')
        elif mode == "not_json":
            self.send(handler, b"<html>welcome to the hotel's network</html>")
        elif mode == "huge":
            self.send(handler, b"[" * 1_000_000)
        elif mode == "cut":
            self.head(handler, 200, "application/json", 1000)
            handler.wfile.write(b'{"choices"')
            handler.wfile.flush()
            handler.connection.close()
        elif mode == "drip_body":
            self.head(handler, 200, "application/json", 100_000)
            self.drip(handler)
        elif mode == "events":
            self.events(handler)
        else:
            self.send(handler, json.dumps({"choices": [{"message": {"content": self.says()}}]}).encode())

    def head(self, handler: BaseHTTPRequestHandler, status: int, media_type: str, length: int | None) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Location", "http://127.0.0.1:1/")
        if length is not None:
            handler.send_header("Content-Length", str(length))
        handler.end_headers()

    def send(self, handler: BaseHTTPRequestHandler, body: bytes, *, status: int = 200) -> None:
        self.head(handler, status, "application/json", len(body))
        handler.wfile.write(body)

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        while not self.over.wait(0.05):
            handler.wfile.write(b"a")
            handler.wfile.flush()

    def events(self, handler: BaseHTTPRequestHandler) -> None:
        """Write the answer in pieces, and wait after the first ones until `go_on` is set."""
        self.head(handler, 200, "text/event-stream", None)
        text = self.says()
        half = len(text) // 2
        for piece in (text[:half], text[half:]):
            data = json.dumps({"choices": [{"delta": {"content": piece}}]}, ensure_ascii=False)
            handler.wfile.write(f": a comment\n\ndata: {data}\n\n".encode())
            handler.wfile.flush()
            self.events_written.set()
            self.go_on.wait(10)
        handler.wfile.write(b"data: [DONE]\n\n")

    def stop(self) -> None:
        self.over.set()
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def fake_model() -> Iterator[FakeModel]:
    """Run one for as long as the block."""
    model = FakeModel()
    try:
        yield model
    finally:
        model.stop()
