"""A sieve for large blocks: the signs of the components, an eighth of the bytes, say which codes can be near a query.

The more of their signs differ, the wider the angle between two vectors (Charikar 2002). What few codes pass are scored
as all would be. What this finds of the true best, and why it is no index of cells or neighbours: docs/decisions/0007.
"""

from dataclasses import dataclass

import numpy as np
from numpy import int8, intp, uint16, uint64
from numpy.typing import NDArray

from mnesis.stores.sqlite import arrays

FROM = 100_000
"""Codes in a block from which on it is sieved. Scanning fewer takes a few milliseconds, and misses nothing."""
MOST = 0.25
"""The share of the codes from which on scanning all of them is as quick."""
_BATCH = 65_536  # what is in between stays in the processor's cache
_PACKED = 4_096  # and what is in between is eight times as much as what comes of it
_SAMPLE = 16_384  # distances among which the one that enough codes stay below is looked for


@dataclass(frozen=True, slots=True)
class Signs:
    """For each of n codes, which components are above the `centre`, one bit each: `words` of shape (dimension / 64
    rounded up, n)."""

    words: NDArray[uint64]
    centre: NDArray[int8]

    def near(self, query: NDArray[int8], limit: int) -> NDArray[intp] | None:
        """Places, rising, among which the `limit` codes nearest to the query are but for a few; None where they would
        be so many that scanning all is as quick."""
        count = self.words.shape[1]
        many = wanted(count, limit)
        if many > MOST * count:
            return None
        apart = self._apart(query)
        sample = apart[:: max(1, count // _SAMPLE)]
        rank = min(len(sample) * many // count, len(sample) - 1)
        places = np.flatnonzero(apart <= np.partition(sample, rank)[rank])
        return None if len(places) > max(MOST * count, many) else places

    def _apart(self, query: NDArray[int8]) -> NDArray[uint16]:
        """In how many signs each code differs from the query."""
        asked = packed(query[np.newaxis], self.centre)[:, 0]
        apart = np.zeros(self.words.shape[1], dtype=uint16)
        for start in range(0, len(apart), _BATCH):
            here = apart[start : start + _BATCH]
            for word, bits in zip(self.words[:, start : start + _BATCH], asked, strict=True):
                here += np.bitwise_count(word ^ bits)
        return apart


def wanted(count: int, limit: int) -> int:
    """How many of `count` codes should pass so that the best `limit` are among them. Found by measuring: recall of the
    best 100 of MiniLM vectors is 0.98 to 0.99 at 10 √count."""
    return int(count**0.5 * max(limit, 100) / 10)


def middle(rows: NDArray[int8]) -> NDArray[int8]:
    """A centre for these codes: the median of each component, over a sample. Signs against it tell vectors apart even
    where a model's all point one way."""
    return np.asarray(np.median(rows[:: max(1, len(rows) // 4096)], axis=0), dtype=int8)


def packed(rows: NDArray[int8], centre: NDArray[int8]) -> NDArray[uint64]:
    """The `words` of `Signs` for codes of shape (n, dimension)."""
    count, dimension = rows.shape
    bits = np.zeros((count, -(-dimension // 64) * 8), dtype=np.uint8)
    bits[:, : -(-dimension // 8)] = np.packbits(rows > centre, axis=1)
    return np.ascontiguousarray(bits.view(uint64).T)


class Growing:
    """The signs of a block whose codes grow at their end. What was handed out stays as it was."""

    def __init__(self, rows: NDArray[int8]) -> None:
        self._centre = middle(rows)
        self._words = np.empty((-(-rows.shape[1] // 64), 0), dtype=uint64)
        self._count = 0

    @property
    def size(self) -> int:
        """What the array takes."""
        return self._words.nbytes

    def upto(self, rows: NDArray[int8], room: int) -> Signs:
        """The signs of all these codes, which begin with those seen before; `room`: how many there is space for."""
        if room > self._words.shape[1]:
            wider = arrays.empty((len(self._words), room), np.dtype(uint64))
            wider[:, : self._count] = self._words[:, : self._count]
            self._words = wider
        for start in range(self._count, len(rows), _PACKED):
            batch = rows[start : start + _PACKED]
            self._words[:, start : start + len(batch)] = packed(batch, self._centre)
        self._count = len(rows)
        return Signs(self._words[:, : len(rows)], self._centre)
