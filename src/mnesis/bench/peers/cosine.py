"""Plain cosine: every text's vector in one array, which is kept on disk; no other idea."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from .wire import Embeddings, Found, said, serve


class Cosine:
    """The ids, and the vectors as rows of length 1."""

    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        self._folder, self._embed = folder, embeddings
        self._kept: dict[str, tuple[list[str], NDArray[float32]]] = {}

    def add(self, scope: str, texts: list[dict[str, Any]]) -> None:
        ids = [str(one["id"]) for one in texts]
        rows = self._unit([said(one) for one in texts])
        np.save(self._folder / f"{scope}.npy", rows)
        with (self._folder / f"{scope}.json").open("w") as file:
            json.dump([[one["id"], said(one)] for one in texts], file)
        self._kept[scope] = (ids, rows)

    def search(self, scope: str, query: str, limit: int) -> Found:
        ids, rows = self._kept[scope]
        scores = rows @ self._unit([query])[0]
        return [(ids[place], float(scores[place])) for place in np.argsort(-scores, kind="stable")[:limit]]

    def close(self) -> None:
        """Nothing waits."""

    def _unit(self, texts: list[str]) -> NDArray[float32]:
        rows = np.array(self._embed(texts), dtype=float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=float32)


if __name__ == "__main__":
    serve(Cosine)
