"""The limits: the bare operations that no recall and no ingestion can do without, on the same bytes and words.

A plain SQLite file with the same rows, a full-text index of the same texts and the same vectors as signed bytes,
written with the durability mnesis promises (write-ahead log, synchronous FULL, a transaction for each batch of as
many rows).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import apsw
import numkong
import numpy as np
from numpy import float32, int8
from numpy.typing import NDArray

from mnesis.bench.metrics import percentile
from mnesis.model import Message, to_iso
from mnesis.providers.embedders.contract import Embedder
from mnesis.retrieval.indexing import BATCH
from mnesis.text.lexical import index_text, terms

T = TypeVar("T")

DEPTH = 50
"""Rows asked of the full-text index."""

_SCHEMA = (
    "PRAGMA journal_mode = wal",
    "PRAGMA synchronous = full",
    "CREATE TABLE rows (no INTEGER PRIMARY KEY, session TEXT, actor TEXT, time TEXT, text TEXT)",
    "CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'porter unicode61 remove_diacritics 2')",
    "CREATE TABLE codes (no INTEGER PRIMARY KEY, code BLOB)",
)
_MATCH = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
_ROW = "SELECT session, actor, time, text FROM rows WHERE no = ?"


@dataclass(frozen=True, slots=True)
class Limits:
    """Medians in milliseconds of one bare operation; `embed_ms` is None where there is no model, `read_ms` is for the
    rows of one answer."""

    embed_ms: float | None
    scan_ms: float
    match_ms: float
    read_ms: float

    @property
    def recall_ms(self) -> float:
        """The sum of the parts of a recall."""
        return (self.embed_ms or 0.0) + self.scan_ms + self.match_ms + self.read_ms


class Bare:
    """A plain file of generated messages."""

    def __init__(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        for statement in _SCHEMA:
            self._db.execute(statement)
        self._rows = 0
        self._codes: list[NDArray[int8]] = []

    def insert(self, messages: Iterable[Message], vectors: Embedder) -> float:
        """Write the messages; the seconds the inserts took, without making texts, terms and vectors."""
        seconds = 0.0
        for batch in _batches(iter(messages), BATCH):
            codes = quantised(vectors.embed([one.text for one in batch]))
            self._codes.append(codes)
            numbers = range(self._rows, self._rows + len(batch))
            rows = [
                (no, one.session, one.actor, to_iso(one.time) if one.time else None, one.text)
                for no, one in zip(numbers, batch, strict=True)
            ]
            words = [(no, index_text(one.text)) for no, one in zip(numbers, batch, strict=True)]
            blobs = [(no, code.tobytes()) for no, code in zip(numbers, codes, strict=True)]
            began = perf_counter()
            with self._db:
                self._db.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", rows)
                self._db.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", words)
                self._db.executemany("INSERT INTO codes VALUES (?, ?)", blobs)
            seconds += perf_counter() - began
            self._rows += len(batch)
        return seconds

    def match(self, question: str) -> list[int]:
        """The rows that hold any of the question's terms, best first by FTS5's own rank."""
        query = " OR ".join(f'"{term}"' for term in terms(question))
        return [no for (no,) in self._db.execute(_MATCH, (query, DEPTH))] if query else []

    def read(self, rows: Sequence[int]) -> list[object]:
        """The rows with these numbers."""
        return [self._db.execute(_ROW, (no,)).fetchone() for no in rows]

    def scan(self) -> "Scan":
        """The codes, ready to be scanned."""
        return Scan(np.concatenate(self._codes))

    def close(self) -> None:
        """Close the file."""
        self._db.close()


class Scan:
    """One SIMD pass over all codes, in the layout the library finds quickest."""

    def __init__(self, codes: NDArray[int8]) -> None:
        self._packed = numkong.dots_pack(codes)

    def __call__(self, query: NDArray[float32]) -> NDArray[np.int32]:
        """The inner product of the query with every code."""
        products: NDArray[np.int32] = np.asarray(numkong.dots_packed(quantised(query[np.newaxis]), self._packed))
        return products.reshape(-1)


def quantised(vectors: NDArray[float32]) -> NDArray[int8]:
    """Rows as signed bytes, each scaled to its own largest value."""
    scaled = vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))
    return np.asarray(np.rint(scaled), dtype=int8)


def limits(bare: Bare, questions: Sequence[str], vectors: Embedder, real: Embedder | None, rows: int) -> Limits:
    """Each bare operation for each question; `rows` are read for an answer."""
    scan = bare.scan()
    queries = list(vectors.embed(questions))
    found = [bare.match(one)[:rows] for one in questions]
    return Limits(
        embed_ms=_median(lambda one: real.embed([one]), questions) if real else None,
        scan_ms=_median(scan, queries),
        match_ms=_median(bare.match, questions),
        read_ms=_median(bare.read, found),
    )


def _median(run: Callable[[T], object], given: Sequence[T]) -> float:
    took = []
    for one in given:
        began = perf_counter()
        run(one)
        took.append((perf_counter() - began) * 1e3)
    return percentile(took, 0.5)


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch
