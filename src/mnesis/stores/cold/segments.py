"""A file of an archive in memory, as searches look at it: read once, kept while there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy import float32, float64, int32
from numpy.typing import NDArray

from mnesis.model import Space
from mnesis.stores.cold.columns import Table
from mnesis.stores.cold.contract import Cold

ROOM = 256 << 20
"""Bytes of files kept in memory, over all scopes; those being searched are kept whatever they take."""
_BATCH = 8192
_ID = 150  # bytes that an id takes, with its place in a dict


class Segment:
    """One file: its table, and what is made of it when it is first asked for. Never changes otherwise."""

    def __init__(self, name: str, table: Table, stems: Callable[[str], Sequence[str]]) -> None:
        self.name = name
        self.table = table
        self._stems = stems
        self._lock = threading.Lock()
        self._rows: dict[str, int] | None = None
        self._times: NDArray[float64] | None = None
        self._vectors: tuple[NDArray[np.int8], NDArray[float32]] | None = None
        self._postings: dict[str, NDArray[int32]] | None = None

    def __len__(self) -> int:
        return len(self.table)

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        codes = 0 if self._vectors is None else sum(part.nbytes for part in self._vectors)
        words = sum(part.nbytes + _ID for part in (self._postings or {}).values())
        return self.table.size + codes + words + _ID * len(self)

    @property
    def rows(self) -> dict[str, int]:
        """The row of each id."""
        with self._lock:
            if self._rows is None:
                self._rows = {id: row for row, id in enumerate(self.table.values("id"))}
            return self._rows

    @property
    def times(self) -> NDArray[float64]:
        """Seconds since 1970, by row."""
        with self._lock:
            if self._times is None:
                self._times = self.table.times()
            return self._times

    def cosines(self, space: Space | None, vector: NDArray[float32] | None) -> NDArray[float64]:
        """By row; nan where a memory has no vector in that space."""
        none = np.full(len(self), np.nan)
        if vector is None or space is None or space != self.table.space:
            return none
        found = self._coded()
        if found is None:
            return none
        codes, inverse = found
        for start in range(0, len(self), _BATCH):
            part = slice(start, start + _BATCH)
            none[part] = (codes[part].astype(float32) @ vector) * inverse[part]
        return none

    def _coded(self) -> tuple[NDArray[np.int8], NDArray[float32]] | None:
        """Codes with their inverse lengths, which are nan for rows without a vector."""
        with self._lock:
            if self._vectors is None:
                codes = self.table.codes()
                if codes is None:
                    return None
                lengths = np.empty(len(codes), dtype=float32)
                for start in range(0, len(codes), _BATCH):
                    wide = codes[start : start + _BATCH].astype(float32)
                    lengths[start : start + _BATCH] = np.sqrt(np.einsum("ij,ij->i", wide, wide))
                lengths[lengths == 0] = np.nan
                self._vectors = codes, np.asarray(1 / lengths, dtype=float32)
            return self._vectors

    def holding(self, stem: str) -> NDArray[int32]:
        """The rows whose text has a stem."""
        with self._lock:
            if self._postings is None:
                self._postings = self._indexed()
            return self._postings.get(stem, np.empty(0, dtype=int32))

    def _indexed(self) -> dict[str, NDArray[int32]]:
        found: dict[str, list[int]] = {}
        for row, text in enumerate(self.table.found_by()):
            for stem in set(self._stems(text)):
                found.setdefault(stem, []).append(row)
        return {stem: np.array(rows, dtype=int32) for stem, rows in found.items()}

    def memories(self, ids: Sequence[str]) -> dict[str, Cold]:
        """Those of these ids that are here."""
        rows = self.rows
        here = [id for id in ids if id in rows]
        return dict(zip(here, self.table.memories([rows[id] for id in here]), strict=True)) if here else {}


class Segments:
    """Files in memory, by name, the one used longest ago first to go. A name stands for one content for good."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Segment] = OrderedDict()

    def get(self, name: str) -> Segment | None:
        """The file with this name, where it is here."""
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
            return self._held.get(name)

    def put(self, segment: Segment) -> Segment:
        """Keep a file, and let go of others where room is short."""
        with self._lock:
            segment = self._held.setdefault(segment.name, segment)
            self._held.move_to_end(segment.name)
            while len(self._held) > 1 and sum(one.size for one in self._held.values()) > self._room:
                self._held.popitem(last=False)
            return segment

    def drop(self, name: str) -> None:
        """Let go of one, so that nothing of what was erased stays in memory."""
        with self._lock:
            self._held.pop(name, None)
