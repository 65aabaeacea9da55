"""The connections of one database file: one that writes, and as many readers as threads need at a time."""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from mnesis.errors import InvalidInput, StoreError, StoreLocked, StoreMissing, StoreReadOnly
from mnesis.stores.sqlite import episodes, erasing, gaps, lexical
from mnesis.stores.sqlite.faults import translated
from mnesis.stores.sqlite.gaps import Gaps
from mnesis.stores.sqlite.migrate import identify, migrate, migrations

CIPHER = "aegis"  # authenticated, and as fast as no encryption where the processor has AES
CLEANING_SECONDS = 2.0
SMALL = 64_000_000  # bytes of a file that is written anew after an erasure, where it is: a second at most
SCANNED = 256_000_000  # bytes of a file all of whose pages are looked at after an erasure: half a second at most
IDLE = 8  # reading connections kept for the next reader


class Connections:
    """Hands out connections inside transactions. Every SQLite error that leaves here is one of `mnesis.errors`."""

    def __init__(self, path: Path, key: str | None, must_exist: bool, busy_seconds: float) -> None:
        self.path = path
        self._key = key
        self._busy_seconds = busy_seconds
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._idle: list[apsw.Connection] = []
        self._closed = False
        self._unclean = False
        self._gaps = Gaps()
        self._prepare_file(must_exist)
        self._writer = self._first()

    def _prepare_file(self, must_exist: bool) -> None:
        """A new file is its owner's alone; SQLite gives the files beside it the same mode."""
        if self.path.is_dir():
            raise InvalidInput(
                what=f"path {self.path}", problem=f"is a folder; name a file, as {self.path / 'mnesis.db'}"
            )
        if self.path.exists():
            return
        if must_exist:
            raise StoreMissing(path=self.path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreReadOnly(path=self.path) from error

    def _first(self) -> apsw.Connection:
        """The writing connection, after it has brought the file to this version's schema."""
        with translated(self.path, self._busy_seconds):
            db = self._open()
            try:
                steps = migrations()
                identify(db, self.path, steps)  # before anything is written: it may be somebody else's file
                self._use_wal(db)
                migrate(db, self.path, steps)
                self._clean(db, 0)  # after an erasure that a crash cut short
            except BaseException:
                db.close()
                raise
            return db

    def _use_wal(self, db: apsw.Connection) -> None:
        """WAL, so that readers never wait for the writer nor it for them. Kept in the file; switching asks for the file
        alone without waiting for it, hence the loop."""
        patience = _Patience(self._busy_seconds)
        waited = 0
        while True:
            try:
                db.pragma("journal_mode", "wal")
                return
            except apsw.BusyError:
                if not patience(waited):
                    raise
                waited += 1

    def _open(self) -> apsw.Connection:
        db = apsw.Connection(str(self.path), statementcachesize=256)
        try:
            if self._key is not None:
                db.pragma("cipher", CIPHER)
                db.pragma("key", self._key)
            # Our own waiting: SQLite's grows to 100 ms a step, which lets newcomers overtake who has waited longest.
            db.set_busy_handler(_Patience(self._busy_seconds))
            # FULL: a commit is on the disk when it returns, so power loss takes nothing that was acknowledged.
            db.pragma("synchronous", "full")
            # Deleted content is overwritten with zeros, so that what is erased cannot be read back from the file.
            db.pragma("secure_delete", True)
            # Sorting and temporary tables stay off the disk, where they would lie unencrypted.
            db.pragma("temp_store", "memory")
            # The parent of an episode must be there.
            db.pragma("foreign_keys", True)
            # 32 MB of pages: the inner nodes and hot leaves of a million memories.
            db.pragma("cache_size", -32_000)
            # A checkpoint every 16 MB rather than every 4: fewer of them during an import.
            db.pragma("wal_autocheckpoint", 4_000)
            # After a large import the log gives its space back.
            db.pragma("journal_size_limit", 64_000_000)
            lexical.register(db)
            episodes.register(db)
        except BaseException:
            db.close()
            raise
        return db

    @contextmanager
    def reading(self, *, fresh: bool = False) -> Iterator[apsw.Connection]:
        """A connection that sees one state of the database from first to last; `fresh`: one that has cached nothing."""
        with translated(self.path, self._busy_seconds):
            db = self._borrow(fresh)
            try:
                db.execute("BEGIN")
                try:
                    yield db
                finally:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
            finally:
                self._give_back(db)

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """The writing connection inside a transaction, committed at the end, or undone where anything raises."""
        with self._alone() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:  # a full disk has already undone it
                    db.execute("ROLLBACK")
                raise
            if self._unclean:
                self._clean(db, 0)

    def clean(self, *, whole: bool = False) -> None:
        """Leave nothing of what was erased in the files: the write-ahead log is brought into the file and cut, and what
        is left in pages is wiped, where the file is not too large. A small file is written anew where most of it is
        free, or where only SQLite can write in it, as in an encrypted one; with `whole`, any file is.

        Where readers stay in the way of the log for longer than CLEANING_SECONDS, it is done after the next write that
        finds none.
        """
        with self._alone() as db:
            self._clean(db, min(CLEANING_SECONDS, self._busy_seconds), whole=whole)

    def _clean(self, db: apsw.Connection, patience: float, *, whole: bool = False) -> None:
        db.set_busy_handler(_Patience(patience))
        self._unclean = True
        try:
            pages, due = db.pragma("page_count"), erasing.is_due(db)
            size, wipeable = pages * db.pragma("page_size"), self._key is None and gaps.plain(db)
            worth = not wipeable or db.pragma("freelist_count") * 2 > pages
            if whole or (due and size <= SMALL and worth):
                erasing.write_anew(db)
                due = False
            if due and wipeable and (size <= SCANNED or self._gaps.near(db)):
                self._gaps.wipe(db, erasing.WIPED)
            else:
                db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            self._unclean = False
        except (apsw.BusyError, apsw.FullError):  # what was asked for is done; the rest after another write
            pass
        finally:
            db.set_busy_handler(_Patience(self._busy_seconds))

    @contextmanager
    def _alone(self) -> Iterator[apsw.Connection]:
        if not self._turn.acquire(timeout=self._busy_seconds):
            raise StoreLocked(path=self.path, seconds=self._busy_seconds)
        try:
            self._check_open()
            with translated(self.path, self._busy_seconds, lambda: self._writer.system_errno):
                yield self._writer
        finally:
            self._turn.release()

    def _borrow(self, fresh: bool) -> apsw.Connection:
        with self._guard:
            self._check_open()
            if self._idle and not fresh:
                return self._idle.pop()
        db = self._open()
        if self._key is None:
            # Readers map the head of the file: a page cache is thrown away after every write of somebody else, a map is
            # not. Mapped pages count as the process's memory, so not all of a large file.
            db.pragma("mmap_size", 256 << 20)
        return db

    def _give_back(self, db: apsw.Connection) -> None:
        with self._guard:
            if not self._closed and len(self._idle) < IDLE:
                self._idle.append(db)
                return
        db.close()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(problem=f"{self.path} is closed")

    def close(self) -> None:
        """Close every connection; those in use close when they come back."""
        with self._turn, self._guard:
            if self._closed:
                return
            self._closed = True
            with translated(self.path, self._busy_seconds):
                for db in self._idle:
                    db.close()
                self._writer.close()
            self._idle.clear()


class _Patience:
    """A busy handler: short naps of random length until the time is up, so that nobody waits in step with others."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    def __call__(self, calls: int) -> bool:
        if calls == 0:
            self._until = time.monotonic() + self._seconds
        if time.monotonic() >= self._until:
            return False
        time.sleep(random.uniform(0.0005, 0.005))
        return True
