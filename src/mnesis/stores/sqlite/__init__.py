"""SQLite: one file, or one encrypted file, for everything.

`store.py` holds the verbs, `connections.py` the files and pragmas, `migrations/` the schema. Writing starts in
`writing.py`, searching in `lexical.py` and `dense.py`.
"""

from mnesis.stores.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore"]
