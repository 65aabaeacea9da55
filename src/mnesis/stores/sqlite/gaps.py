"""Wiping the gaps of pages, which `secure_delete` does not: a page from which SQLite has moved rows to another keeps
their bytes, between the list of its cells and the cells, where nothing reads them.

SQLite offers nothing for it but to write the whole file anew. Here zeros are written over the gaps in the file itself,
while its log is empty and nobody else can write. Then comes a commit, after which every connection reads its pages
again; else one that knows a page as it was could bring the gap back. A crash in between changes nothing that is read.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from struct import unpack_from

import apsw

_TRIES = 5
_CHUNK = 64
"""Pages read at a time."""
_FRAMES = 4_000
"""Of the log, which are looked at before the file is."""
_INTERIOR, _LEAF = (2, 5), (10, 13)
"""The first byte of a page that has cells. That of any other is 0, in files that are `plain`."""
_PAGES = 1 << 24
"""From here on a page that begins with the number of another may begin with any byte."""


def plain(db: apsw.Connection) -> bool:
    """Whether the pages of this file that have cells are known by their first byte: it has no map of pages, and not
    too many of them."""
    return not db.pragma("auto_vacuum") and bool(db.pragma("page_count") < _PAGES)


class Gaps:
    """The gaps of one file, by the connection that writes to it. Knows since when they are empty, and looks only at
    what has come into the log since: a large file costs no more than a small one."""

    def __init__(self) -> None:
        self._since = b""

    def near(self, db: apsw.Connection) -> bool:
        """Whether a few pages are all that `wipe` would look at."""
        return self._written(db) is not None

    def wipe(self, db: apsw.Connection, due: str) -> None:
        """Bring the log into the file and leave nothing in the gaps; `due` is SQL that takes a row away, and finds none
        where somebody else has wiped them. Raises BusyError where readers of the log or many writers are in the way."""
        for _ in range(_TRIES):
            version = db.pragma("data_version")  # another one as soon as others have written
            pages = self._written(db)
            db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            with _transaction(db):
                if db.pragma("data_version") != version:
                    continue
                db.pragma("shrink_memory")  # the one connection that does not read again after this commit
                if not db.execute(due).fetchall():
                    return
                _overwrite(db, pages)
            since = _salts(db)
            self._since = since if db.pragma("data_version") == version else b""
            return
        raise apsw.BusyError("others are writing")

    def _written(self, db: apsw.Connection) -> set[int] | None:
        """The pages in the log, if it holds all that was written since the gaps were empty; None if it does not."""
        if not self._since or _salts(db) != self._since:
            return None
        pages, step = set[int](), 24 + db.pragma("page_size")
        for at in range(_FRAMES):
            whole, frame = db.read("main", 1, 32 + at * step, 24)
            if not whole or frame[8:16] != self._since:
                return pages if _salts(db) == self._since else None
            pages.add(int.from_bytes(frame[:4], "big"))
        return None


def _salts(db: apsw.Connection) -> bytes:
    """What the log is known by until it begins anew: https://sqlite.org/fileformat2.html#walformat."""
    whole, header = db.read("main", 1, 0, 32)
    return header[16:24] if whole else b""


@contextmanager
def _transaction(db: apsw.Connection) -> Iterator[None]:
    """One that need not outlive a loss of power: what it did would be done again."""
    kept = db.pragma("synchronous")
    db.pragma("synchronous", "off")
    try:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        db.pragma("synchronous", kept)


def _overwrite(db: apsw.Connection, pages: Collection[int] | None) -> None:
    """Zeros into the gaps of these pages, or of all; on the disk when it returns."""
    size = db.pragma("page_size")
    # By SQLite's own hands: to close a file that was opened otherwise gives up the locks this process has on it.
    file = apsw.VFSFile("", db.filename, [apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_READWRITE, 0])
    try:
        wiped = False
        for page, content in _contents(file, size, pages):
            start, end = _gap(content, 100 if page == 1 else 0)
            if content[start:end].strip(b"\0"):
                file.xWrite(bytes(end - start), (page - 1) * size + start)
                wiped = True
        if wiped:
            file.xSync(apsw.SQLITE_SYNC_FULL)
    finally:
        file.xClose()


def _contents(file: apsw.VFSFile, size: int, pages: Collection[int] | None) -> Iterator[tuple[int, bytes]]:
    """Pages by number, from 1 on."""
    there = file.xFileSize() // size
    if pages is not None:
        yield from ((page, file.xRead(size, (page - 1) * size)) for page in sorted(pages) if page <= there)
        return
    for first in range(0, there, _CHUNK):
        content = file.xRead(min(_CHUNK, there - first) * size, first * size)
        yield from ((first + at + 1, content[at * size : (at + 1) * size]) for at in range(len(content) // size))


def _gap(page: bytes, head: int) -> tuple[int, int]:
    """From where to where the gap of a page goes: https://sqlite.org/fileformat2.html#b_tree_pages. Nowhere in a page
    that cannot be: it is for `check` to find."""
    kind, _, cells, content = unpack_from(">BHHH", page, head)
    if kind not in (*_INTERIOR, *_LEAF):
        return 0, 0
    start, end = head + (12 if kind in _INTERIOR else 8) + 2 * cells, content or 65_536
    return (start, end) if start <= end <= len(page) else (0, 0)
