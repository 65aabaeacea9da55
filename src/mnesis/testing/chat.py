"""A chat endpoint that behaves, and misbehaves, as it is told: for tests of what asks a language model, over HTTP."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer. `promised` is the content-length that is told, where it is not that of the body: the connection
    is closed before it is reached."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None


Play = Callable[[dict[str, Any]], Answer | None]
"""From a request to its answer; None hangs up without a word."""


def says(text: str | None, finish: str | None = "stop", *, used: tuple[int, int] = (100, 10), **message: Any) -> Answer:
    """A completion with this text."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
    return gives({"choices": [choice], "usage": {"prompt_tokens": used[0], "completion_tokens": used[1]}})


def gives(body: Any, status: int = 200, **headers: str) -> Answer:
    """Any JSON. Underscores in the names of headers are dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(body).encode(), named)


def fails(status: int, message: str = "sorry", **headers: str) -> Answer:
    """An error as OpenAI tells it."""
    return gives({"error": {"message": message}}, status, **headers)


class ChatServer(ThreadingHTTPServer):
    """Plays its script, one entry a request, then goes on as `afterwards` says."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *script: Play, afterwards: Play) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.afterwards = afterwards
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.paths: set[str] = set()
        self._script = list(script)
        self._lock = threading.Lock()
        self._over = threading.Event()

    @property
    def url(self) -> str:
        """The base URL of the endpoint."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def dawdle(self, request: dict[str, Any]) -> Answer | None:
        """Says nothing until the test is over."""
        self._over.wait(30)
        return None

    def plan(self, *script: Play) -> None:
        """What comes next."""
        self._script[:] = script

    def over(self) -> None:
        """Lets go of those who are kept waiting."""
        self._over.set()

    def next(self, request: dict[str, Any], path: str, key: str | None) -> Play:
        """Notes a request; how it is answered."""
        with self._lock:
            self.requests.append(request)
            self.keys.append(key)
            self.paths.add(path)
            return self._script.pop(0) if self._script else self.afterwards


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = self.server.next(request, self.path, self.headers.get("authorization"))(request)
        self.close_connection = True
        if answer is None:
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("connection", "close")  # unsaid, the client may send its next request into a closing door
        self.send_header("content-length", str(answer.promised or len(answer.body)))
        self.end_headers()
        with suppress(OSError):  # the client may have hung up
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def chatting(*script: Play, afterwards: Play) -> Iterator[ChatServer]:
    """A server that is there while the block runs."""
    server = ChatServer(*script, afterwards=afterwards)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over()
        server.shutdown()
        server.server_close()
        thread.join()
