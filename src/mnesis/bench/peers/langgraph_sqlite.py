"""LangGraph's SQLite store with its semantic index (sqlite-vec), configured as documented: a namespace a scope.

Version 3.1.2 does not read the documented `fields` and embeds the whole value as JSON; it is left as a user gets it.
"""

import sqlite3
import sys
from pathlib import Path
from typing import Any

from .wire import Embeddings, Found, said, serve

if not hasattr(sqlite3.Connection, "enable_load_extension"):  # this Python's sqlite3 cannot load sqlite-vec
    import pysqlite3

    sys.modules["sqlite3"] = sqlite3 = pysqlite3

from langgraph.store.base import PutOp
from langgraph.store.sqlite import SqliteStore


class LangGraph:
    """Items with their text and its time."""

    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        dimension = len(embeddings(["dimension"])[0])
        self._db = sqlite3.connect(folder / "store.db", check_same_thread=False, isolation_level=None)
        self._store = SqliteStore(self._db, index={"dims": dimension, "embed": embeddings, "fields": ["text"]})
        self._store.setup()

    def add(self, scope: str, texts: list[dict[str, Any]]) -> None:
        for start in range(0, len(texts), 256):
            batch = texts[start : start + 256]
            values = [(one["id"], {"text": said(one), "time": one["time"]}) for one in batch]
            self._store.batch([PutOp(("memories", scope), id, value) for id, value in values])

    def search(self, scope: str, query: str, limit: int) -> Found:
        found = self._store.search(("memories", scope), query=query, limit=limit)
        return [(one.key, one.score or 0.0) for one in found]

    def close(self) -> None:
        self._db.close()


if __name__ == "__main__":
    serve(LangGraph)
