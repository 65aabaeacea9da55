"""What several files of a scope hold together: looked at for a query, and read in the order of time."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from heapq import heappop, heappush
from itertools import groupby

import numpy as np

from mnesis.model import Filter
from mnesis.stores.cold.choosing import Look, choose, rarity
from mnesis.stores.cold.columns import Table
from mnesis.stores.cold.contract import Cold, Sought
from mnesis.stores.cold.memory import by_time
from mnesis.stores.cold.segments import Segment
from mnesis.stores.cold.sieve import sieve

_BATCH = 512


class Rows:
    """The memories of some files as rows of one table."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._starts = [0, *np.cumsum([len(one) for one in segments]).tolist()]

    def memories(self, rows: Sequence[int]) -> list[Cold]:
        """Of these rows, in their order."""
        found: dict[int, Cold] = {}
        for segment, start in zip(self._segments, self._starts, strict=False):
            here = [row for row in rows if start <= row < start + len(segment)]
            found |= zip(here, segment.table.memories([row - start for row in here]), strict=True) if here else ()
        return [found[row] for row in rows]

    def candidates(self, sought: Sought, stems: Sequence[str], where: Filter, limit: int) -> list[Cold]:
        """See `Archive.candidates`; `stems` are those of the terms."""
        rows = choose(self._look(sought, stems, where), sought.spans, limit)
        return list({one.episode.id: one for one in self.memories(rows)}.values())

    def _look(self, sought: Sought, stems: Sequence[str], where: Filter) -> Look:
        words = [np.zeros(len(one)) for one in self._segments]
        for stem in stems:
            holding = [one.holding(stem) for one in self._segments]
            worth = rarity(self._starts[-1], sum(map(len, holding)))
            for part, rows in zip(words, holding, strict=True):
                part[rows] += worth
        return Look(
            np.concatenate([sieve(one.table, where) for one in self._segments]),
            np.concatenate([one.cosines(sought.space, sought.vector) for one in self._segments]),
            np.concatenate(words),
            np.concatenate([one.times for one in self._segments]),
        )


Source = tuple[datetime, Callable[[], Table]]
"""When the first memory of a file was, and how it is read."""


def oldest_first(sources: Sequence[Source], where: Filter) -> Iterator[Cold]:
    """The memories of some files for which a filter holds, in the order of time, each id once. No file is read before
    its time comes, and none is held after it."""
    waiting = sorted(sources, key=lambda source: source[0], reverse=True)
    heads: list[tuple[tuple[object, ...], int, Cold, Iterator[Cold]]] = []

    def push(rows: Iterator[Cold], number: int) -> None:
        for one in rows:
            heappush(heads, (by_time(one), number, one, rows))
            break

    def merged() -> Iterator[Cold]:
        while heads or waiting:
            while waiting and (not heads or waiting[-1][0] <= heads[0][2].episode.timestamp):
                push(_read(waiting.pop()[1](), where), len(waiting))
            if heads:
                _, number, one, rows = heappop(heads)
                push(rows, number)
                yield one

    for _, same in groupby(merged(), key=lambda one: one.episode.id):
        yield next(same)


def _read(table: Table, where: Filter) -> Iterator[Cold]:
    rows: list[int] = np.flatnonzero(sieve(table, where)).tolist()
    for start in range(0, len(rows), _BATCH):
        yield from table.memories(rows[start : start + _BATCH])
