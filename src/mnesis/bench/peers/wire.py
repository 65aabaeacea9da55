"""JSON lines between a driver and the bench: a command a line on standard input, an answer a line on standard output.

{"do": "add", "scope": "s1", "texts": [{"id", "text", "speaker", "actor", "session", "time"}, …]} → {"seconds": 0.1}
{"do": "search", "scope": "s1", "query": "…", "limit": 50} → {"ms": 1.2, "found": [["id", score], …]} {"do": "close"}
→ {"peak_bytes": 1000}

Time is taken here, around the peer's own calls. A driver is started with the folder it may write in and the address
of an OpenAI-compatible endpoint, which is every peer's embedder.
"""

import http.client
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import urlsplit

Found = list[tuple[str, float]]
"""Ids with their scores, best first."""


class Peer(Protocol):
    """What a driver makes of a memory system."""

    def add(self, scope: str, texts: list[dict[str, Any]]) -> None:
        """Keep the texts, in order. A scope's texts come in one call."""
        ...

    def search(self, scope: str, query: str, limit: int) -> Found:
        """The texts that answer the query best."""
        ...

    def close(self) -> None:
        """Write what is not written yet."""
        ...


class Embeddings:
    """Vectors from the endpoint, over one connection that stays open."""

    model = "bench"

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self._path = parts.path + "/embeddings"
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)

    def __call__(self, texts: list[str]) -> list[list[float]]:
        """One vector a text; up to 256 texts travel together."""
        vectors = []
        for start in range(0, len(texts), 256):
            vectors += self._post(texts[start : start + 256])
        return vectors

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _post(self, texts: list[str]) -> list[list[float]]:
        body = json.dumps({"input": texts, "model": self.model})
        self._connection.request("POST", self._path, body, {"Content-Type": "application/json"})
        answer = json.load(self._connection.getresponse())
        return [one["embedding"] for one in answer["data"]]


def said(text: dict[str, Any]) -> str:
    """What was said as one document, with who said it where that is known."""
    return f"{text['speaker']}: {text['text']}" if text["speaker"] else str(text["text"])


def serve(make: Callable[[Path, Embeddings], Peer]) -> None:
    """Answer commands until told to close. Whatever the peer prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    folder, url = sys.argv[-2:]
    embeddings = Embeddings(url)
    peer = make(Path(folder), embeddings)
    for line in sys.stdin:
        command = json.loads(line)
        answer = _answer(peer, command)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        if command["do"] == "close":
            embeddings.close()
            return


def _answer(peer: Peer, command: dict[str, Any]) -> dict[str, Any]:
    began = perf_counter()
    if command["do"] == "add":
        peer.add(command["scope"], command["texts"])
        return {"seconds": perf_counter() - began}
    if command["do"] == "search":
        found = peer.search(command["scope"], command["query"], command["limit"])
        return {"ms": (perf_counter() - began) * 1e3, "found": found}
    peer.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"peak_bytes": peak if sys.platform == "darwin" else peak * 1024}
