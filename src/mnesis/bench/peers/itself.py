"""mnesis itself, under the same conditions as the others: its own process, vectors from the same endpoint."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from mnesis.episodic.identity import episode_id
from mnesis.model import Message, Space, from_iso
from mnesis.opening import open as open_memory

from .wire import Embeddings, Found, serve


class Remote:
    """The endpoint as an embedder."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embed = embeddings
        self._dimension = len(embeddings(["dimension"])[0])

    @property
    def space(self) -> Space:
        """The one space of the bench."""
        return Space("bench", "1", self._dimension)

    def embed(self, texts: Sequence[str]) -> NDArray[float32]:
        """Unit vectors, one a text."""
        rows = np.array(self._embed(list(texts)), dtype=float32).reshape(-1, self._dimension)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=float32)


class Itself:
    """One scope a conversation; questions are asked at the time of its last message."""

    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        self._memory = open_memory(folder / "memory.db", embedder=Remote(embeddings))
        self._ids: dict[str, str] = {}
        self._ends: dict[str, datetime] = {}

    def add(self, scope: str, texts: list[dict[str, Any]]) -> None:
        here = self._memory.within(scope)
        messages = [_message(one) for one in texts]
        here.remember_many(messages)
        times = [from_iso(one["time"]) for one in texts]
        self._ends[scope] = max(times)
        for one, message, time in zip(texts, messages, times, strict=True):
            self._ids[episode_id(message, here.scope, time)] = one["id"]

    def search(self, scope: str, query: str, limit: int) -> Found:
        found = self._memory.within(scope).recall(query, limit=limit, now=self._ends[scope])
        return [(self._ids[hit.id], hit.score) for hit in found.hits]

    def close(self) -> None:
        self._memory.close()


def _message(text: dict[str, Any]) -> Message:
    return Message(
        text=text["text"],
        actor=text["actor"],
        speaker=text["speaker"],
        session=text["session"],
        time=from_iso(text["time"]),
    )


if __name__ == "__main__":
    serve(Itself)
