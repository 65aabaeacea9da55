"""What mnesis asks of an archive. `mnesis.testing.ArchiveConformance` is its executable form.

An archive belongs to one store and holds what left it by age. It is written by nights and erasures only, one of them at
a time; readers of other processes see what was there before or after, never half. A scope's memories lie in files of
their own, so that nothing of another scope is read for them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from numpy import float32
from numpy.typing import NDArray

from mnesis.model import EVERYTHING, Episode, Filter, Scope, Space


@dataclass(frozen=True, slots=True)
class Cold:
    """An archived episode as it was; the text it was found by where that was not its own (a turn that answers a
    question is found by both); the unit vector of that text where it had one, within a store's rounding, and the space
    of that vector (which an archive gives back, and is told by `keep`)."""

    episode: Episode
    key: str | None = None
    vector: NDArray[float32] | None = None
    space: Space | None = None

    @property
    def found_by(self) -> str:
        """The text that search looks at."""
        return self.episode.text if self.key is None else self.key


@dataclass(frozen=True, slots=True)
class Sought:
    """What a query looks for in the cold: its words as `mnesis.text.lexical.terms` cuts them, its unit vector in a
    space (None: by words only), the times it names."""

    terms: tuple[str, ...] = ()
    space: Space | None = None
    vector: NDArray[float32] | None = None
    spans: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """What an archive holds of a scope: how many memories, from when to when (None: nothing), bytes on disk."""

    memories: int = 0
    first: datetime | None = None
    last: datetime | None = None
    bytes: int = 0


class Archive(ABC):
    """Memories of a store that have left it. Safe to share between threads."""

    @abstractmethod
    def keep(self, scope: Scope, memories: Sequence[Cold], space: Space | None) -> int:
        """Take in memories, on disk when it returns; those whose id is there already are left as they are. How many
        were new. `space` is that of the vectors. All of them or none, whatever happens meanwhile. Raises
        ArchiveError."""

    @abstractmethod
    def holds(self, scope: Scope, ids: Sequence[str]) -> set[str]:
        """Which of these ids are there."""

    @abstractmethod
    def get(self, scope: Scope, ids: Sequence[str]) -> list[Cold]:
        """The memories with these ids, in their order; missing ones are left out."""

    @abstractmethod
    def scan(self, scope: Scope, where: Filter = EVERYTHING) -> Iterator[Cold]:
        """The memories of a scope for which the filter holds (as `mnesis.model.matches` says), oldest first, in memory
        that does not grow with the archive. Raises UnknownField, UnknownOperator, InvalidInput."""

    @abstractmethod
    def candidates(self, scope: Scope, sought: Sought, where: Filter, limit: int) -> list[Cold]:
        """Memories worth ranking for a query: up to `limit` of the nearest by vector (where the vectors are of that
        space), up to `limit` of those that share the rarest words, up to `limit` of the times it names; each once, in
        no order."""

    @abstractmethod
    def remove(self, scope: Scope, ids: Sequence[str], instead: Sequence[Cold] = ()) -> int:
        """Take memories out for good: nothing of them is left in any file when it returns. How many were there.
        `instead`: memories that take the place of those with their ids, of which nothing is left either; what is not
        there is not put there, and a vector stays only where it is of the space that the one before was in. Killed in
        between it has done a part, and does the rest when it is called again."""

    @abstractmethod
    def extent(self, scope: Scope) -> Extent:
        """How much there is of a scope, without reading it all."""

    @abstractmethod
    def scopes(self) -> list[Scope]:
        """The scopes of which something is there."""

    @abstractmethod
    def check(self) -> list[str]:
        """Every damage found, in words; [] is healthy."""
