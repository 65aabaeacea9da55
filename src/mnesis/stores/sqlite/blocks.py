"""The codes of scopes in memory: loaded when first searched, kept up with the database, dropped when room is short."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

import apsw
import numpy as np
from numpy import float32, int8, int64, intp
from numpy.typing import NDArray

from mnesis.stores.sqlite import arrays, signs
from mnesis.stores.sqlite.signs import Growing, Signs
from mnesis.stores.sqlite.sql import rows
from mnesis.stores.sqlite.vectors import Block

ROOM = 2 << 30
"""Bytes of codes kept in memory, over all scopes; the scope being searched is kept whatever it takes."""
_BATCH = 256  # vectors on their way: what stays in the cache of a processor, and is little for each of many threads


@dataclass(frozen=True, slots=True)
class Codes:
    """Vectors as signed bytes, `rows` of shape (n, dimension), each with its inverse length, the hash of its text, and
    its number in the database, rising."""

    rows: NDArray[int8]
    inverse: NDArray[float32]
    hashes: NDArray[int64]
    numbers: NDArray[int64]
    signs: Signs | None = None

    def near(self, query: NDArray[int8], limit: int) -> "Codes | None":
        """Those among which the `limit` nearest to the query are but for a few; None where that would save nothing."""
        places = self.signs.near(query, limit) if self.signs else None
        if places is None:
            return None
        return Codes(self.rows[places], self.inverse[places], self.hashes[places], self.numbers[places])

    def places(self, numbers: NDArray[int64]) -> NDArray[intp]:
        """Where the vectors with these numbers are, -1 for those that are not here."""
        at = np.searchsorted(self.numbers, numbers)
        there = at < len(self.numbers)
        there[there] = self.numbers[at[there]] == numbers[there]
        return np.where(there, at, -1)


class Resident:
    """The codes of one block, as they were at `next` and `changes` of the block. Arrays only grow at their end, so what
    was handed out stays as it was."""

    def __init__(self, no: int, dimension: int) -> None:
        self._lock = threading.Lock()
        self._no = no
        self._dimension = dimension
        self._reset(-1)

    def _reset(self, changes: int) -> None:
        self._count = 0
        self._next = 0
        self._changes = changes
        self._rows = np.empty((0, self._dimension), dtype=int8)
        self._inverse = np.empty(0, dtype=float32)
        self._hashes = np.empty(0, dtype=int64)
        self._numbers = np.empty(0, dtype=int64)
        self._signs: Growing | None = None

    @property
    def size(self) -> int:
        """What the arrays take."""
        held = (self._rows, self._inverse, self._hashes, self._numbers)
        return sum(array.nbytes for array in held) + (self._signs.size if self._signs else 0)

    def codes(self, db: apsw.Connection, block: Block) -> Codes:
        """The codes of the block as this connection sees it, or a little newer."""
        with self._lock:
            if block.changes > self._changes:
                self._reset(block.changes)
            if block.next > self._next:
                self._load(db, block)
            n = self._count
            return Codes(self._rows[:n], self._inverse[:n], self._hashes[:n], self._numbers[:n], self._signed())

    def _signed(self) -> Signs | None:
        if self._count < signs.FROM:
            return None
        rows = self._rows[: self._count]
        self._signs = self._signs or Growing(rows)
        return self._signs.upto(rows, len(self._rows))

    def _load(self, db: apsw.Connection, block: Block) -> None:
        found = rows(
            db,
            "SELECT no, hash, code FROM vectors WHERE no BETWEEN ? AND ? ORDER BY no",
            (block.first + self._next, block.first + block.next - 1),
        )
        self._reserve(min(self._count + block.next - self._next, max(block.vectors, self._count)))
        for batch in _batches(found):
            self._append(*zip(*batch, strict=True))
        self._next = block.next

    def _append(self, numbers: tuple[int, ...], hashes: tuple[int, ...], codes: tuple[bytes, ...]) -> None:
        start, end = self._count, self._count + len(numbers)
        self._reserve(end)
        new = np.frombuffer(b"".join(codes), dtype=int8).reshape(-1, self._dimension)
        self._numbers[start:end] = numbers
        self._rows[start:end] = new
        self._hashes[start:end] = hashes
        wide = new.astype(float32)
        self._inverse[start:end] = 1 / np.maximum(np.sqrt(np.einsum("ij,ij->i", wide, wide)), 1e-9)
        self._count = end

    def _reserve(self, size: int) -> None:
        """Room for `size` rows; more than asked for where there are rows already, since more will come."""
        held = len(self._hashes)
        if size <= held:
            return
        room = max(size, held + held // 4)
        for name in ("_rows", "_inverse", "_hashes", "_numbers"):
            old = getattr(self, name)
            new = arrays.empty((room, *old.shape[1:]), old.dtype)
            new[: self._count] = old[: self._count]
            setattr(self, name, new)


class Blocks:
    """The blocks in memory, the one searched longest ago first to go."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._residents: OrderedDict[int, Resident] = OrderedDict()
        self.helper = ThreadPoolExecutor(1, thread_name_prefix="mnesis-scan")

    def codes(self, db: apsw.Connection, block: Block, dimension: int) -> Codes:
        """The codes of a block as this connection sees it."""
        with self._lock:
            resident = self._residents.setdefault(block.no, Resident(block.no, dimension))
            self._residents.move_to_end(block.no)
        codes = resident.codes(db, block)
        with self._lock:
            while len(self._residents) > 1 and sum(one.size for one in self._residents.values()) > self._room:
                self._residents.popitem(last=False)
        return codes

    def close(self) -> None:
        """Let go of everything."""
        self.helper.shutdown()
        self.forget()

    def forget(self) -> None:
        """Drop everything, so that nothing of what was erased stays in memory."""
        with self._lock:
            self._residents.clear()


def _batches(found: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(found, _BATCH)):
        yield batch
