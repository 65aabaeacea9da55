"""Leaving the hot store: first on disk in the archive, where that is where it goes, then gone from here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mnesis.model import Change, Episode, Scope
from mnesis.retrieval.indexing import active_space
from mnesis.steps.night.found_by import found_by
from mnesis.steps.night.leaving import Leaving
from mnesis.steps.night.retention import Retention
from mnesis.steps.writing import Decided, Writer, Written
from mnesis.stores.cold.contract import Cold
from mnesis.stores.contract import Store


class Looking(Protocol):
    """Which of these may leave now."""

    def __call__(self, ids: Sequence[str], /) -> Leaving: ...


Trail = Callable[[Leaving], Sequence[Change]]
"""The lines that say how many left, written with their leaving."""


@dataclass(frozen=True, slots=True)
class Departure:
    """How memories of one scope leave. `intend` is told the ids of what is about to go into the archive, before it
    does: where they did not leave in the end, they must be taken out of it again (`undo`)."""

    writer: Writer
    retention: Retention
    intend: Callable[[Sequence[str]], None] = field(default=lambda ids: None)

    @property
    def store(self) -> Store:
        return self.writer.store

    @property
    def scope(self) -> Scope:
        return self.writer.scope

    def leave(self, first: Leaving, looking: Looking, trail: Trail) -> Written[Leaving]:
        """Let those go of which a first look said that they may, as far as a second one says so too. Raises
        ArchiveError, and nothing has left."""
        if self.retention.archives:
            self._keep(first.going)
        versions = {one.id: one.version for one in first.going}

        def decide() -> Decided[Leaving]:
            now = looking(list(versions))
            if self.retention.archives and any(versions[one.id] != one.version for one in now.going):
                now = looking([one.id for one in now.going if versions[one.id] == one.version])
            return Decided([*now.changes(), *(trail(now) if now.going else ())], now)

        written = self.writer.write(decide)
        left = {one.id for one in written.outcome.going}
        self.undo([id for id in versions if id not in left] if self.retention.archives else [])
        return written

    def undo(self, ids: Sequence[str]) -> None:
        """Take what did not leave out of the archive again."""
        if ids and self.retention.archive:
            self.retention.archive.remove(self.scope, ids)

    def _keep(self, going: Sequence[Episode]) -> None:
        assert self.retention.archive
        space = active_space(self.store)
        found = found_by(self.store, self.scope, going, space)
        self.intend([one.id for one in going])
        self.retention.archive.keep(self.scope, [Cold(one, *found[one.id]) for one in going], space)
