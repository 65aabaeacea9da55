"""The memories of one scope that a request means: what a store can find it finds, and the rest is looked at one by
one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from mnesis.memory import Memory
from mnesis.memory.asking import MEMORIES
from mnesis.model import All, Episode, Filter, Not, Where, utc_now, within
from mnesis.server.mem0 import filters
from mnesis.server.mem0.narrowing import narrowed
from mnesis.server.mem0.records import record
from mnesis.server.mem0.shelf import Shelf

NEWEST = ("-timestamp",)
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of a list, and how long the whole of it is."""

    count: int
    results: list[Record]


@dataclass(frozen=True, slots=True)
class View:
    """`where` holds for every memory that is meant; where it holds for others too, `holds` says which are."""

    memory: Memory
    where: Filter
    holds: filters.Holds | None = None

    @classmethod
    def of(cls, memory: Memory, tree: dict[str, Any], *, over: bool) -> "View":
        """What a filter means in a scope; with those whose last day is over, or without. Raises InvalidInput."""
        holds, found = filters.compiled(tree), narrowed(tree, memory.scope.name)
        ended = () if over else Shelf(memory).over(utc_now().date())
        where = All((found.where, Not(Where("id", "in", ended)))) if ended else found.where
        return cls(memory, where, None if found.exact else holds)

    def count(self) -> int:
        """How many there are."""
        if self.holds is None:
            return self.memory.store.count(Episode, within(self.memory.scope, MEMORIES, self.where))
        return len(self._sifted())

    def page(self, start: int, size: int) -> Listed:
        """At most so many of them after the first `start`, the newest first."""
        if self.holds is None:
            shown = within(self.memory.scope, MEMORIES, self.where)
            found = self.memory.store.find(Episode, shown, order=NEWEST, limit=size, offset=start)
            return Listed(self.count(), list(self.records(found).values()))
        every = self._sifted()
        return Listed(len(every), every[start : start + size])

    def recalled(self) -> Filter:
        """The filter as `recall` takes it."""
        return self.where if self.holds is None else Where("id", "in", tuple(self._held(self._newest())))

    def forget(self) -> None:
        """Erase them, and what they were made shorter to or of, in the archive too."""
        if self.holds is None:
            self.memory.forget(self.where)
            return
        scope = self.memory.scope
        here = self.memory.store.scan(Episode, within(scope, self.where))
        cold = (one.episode for one in self.memory.archive.scan(scope, self.where))
        if gone := tuple(self._held(chain(here, cold))):
            self.memory.forget(Where("id", "in", gone))

    def records(self, episodes: Iterable[Episode]) -> dict[str, Record]:
        """Memories as clients see them, by their ids of ours."""
        found = list(episodes)
        beside = Shelf(self.memory).beside(one.id for one in found)
        return {one.id: record(one, beside[one.id]) for one in found}

    def _newest(self) -> list[Episode]:
        return self.memory.episodes(self.where, order=NEWEST, limit=None)

    def _sifted(self) -> list[Record]:
        return list(self._held(self._newest()).values())

    def _held(self, episodes: Iterable[Episode]) -> dict[str, Record]:
        found = self.records(episodes).items()
        return {id: one for id, one in found if self.holds is None or self.holds(one)}


def newest(views: Iterable[View], start: int, size: int) -> Listed:
    """A part of what several views show together, the newest first."""
    every = list(views)
    if len(every) == 1:
        return every[0].page(start, size)
    pages = [one.page(0, start + size) for one in every]
    shown: Iterator[Record] = chain.from_iterable(page.results for page in pages)
    merged = sorted(shown, key=lambda one: str(one["created_at"]), reverse=True)
    return Listed(sum(page.count for page in pages), merged[start : start + size])
