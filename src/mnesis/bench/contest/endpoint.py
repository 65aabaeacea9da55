"""Our embedder as an OpenAI-compatible endpoint on the loopback interface, so that every peer can use it."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from mnesis.providers.embedders.contract import Embedder


@contextmanager
def serving(embedder: Embedder) -> Iterator[str]:
    """The base URL, for as long as the context lasts."""
    server = _Server(embedder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.embedder = embedder


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as peers' clients expect
    disable_nagle_algorithm = True  # an answer in two packets would wait 40 ms for the first to be acknowledged
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        """`POST /v1/embeddings`."""
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/embeddings":
            self._answer(404, {"error": {"message": f"nothing at {self.path}: only embeddings are served here"}})
            return
        texts = [request["input"]] if isinstance(request["input"], str) else request["input"]
        vectors = self.server.embedder.embed(texts)
        packed = request.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": place, "embedding": _packed(row) if packed else row.tolist()}
            for place, row in enumerate(vectors)
        ]
        self._answer(200, {"object": "list", "model": request.get("model"), "data": data, "usage": _USAGE})

    def _answer(self, status: int, record: dict[str, Any]) -> None:
        body = json.dumps(record).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: Any) -> None:
        """Say nothing: a line a request would drown the results."""


_USAGE = {"prompt_tokens": 0, "total_tokens": 0}


def _packed(row: np.ndarray[Any, np.dtype[np.float32]]) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode("ascii")
