"""Plain SQLite FTS5: stemmed words, any of the question's words, its own BM25. Function words are left out of the
question as mnesis leaves them out, which is in this peer's favour."""

import sqlite3
from pathlib import Path
from typing import Any

from mnesis.text.lexical import terms

from .wire import Embeddings, Found, said, serve

_CREATE = "CREATE VIRTUAL TABLE texts USING fts5 (id UNINDEXED, scope UNINDEXED, text, tokenize = 'porter')"
_SEARCH = "SELECT id, -rank FROM texts WHERE texts MATCH ? AND scope = ? ORDER BY rank LIMIT ?"


class Fts5:
    """One table for every scope."""

    def __init__(self, folder: Path, _: Embeddings) -> None:
        self._db = sqlite3.connect(folder / "texts.db")
        self._db.execute(_CREATE)

    def add(self, scope: str, texts: list[dict[str, Any]]) -> None:
        with self._db:
            rows = [(one["id"], scope, said(one)) for one in texts]
            self._db.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)

    def search(self, scope: str, query: str, limit: int) -> Found:
        words = " OR ".join(f'"{word}"' for word in terms(query))
        return self._db.execute(_SEARCH, (words, scope, limit)).fetchall() if words else []

    def close(self) -> None:
        self._db.close()


if __name__ == "__main__":
    serve(Fts5)
