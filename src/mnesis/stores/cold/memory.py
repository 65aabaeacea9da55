"""An archive in a dict: the shortest clear definition of every verb. Nothing is kept when the process ends."""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mnesis.errors import ArchiveError
from mnesis.model import EVERYTHING, Episode, Filter, Scope, Space, check_filter, matches
from mnesis.stores.cold.choosing import Look, choose, rarity
from mnesis.stores.cold.contract import Archive, Cold, Extent, Sought
from mnesis.stores.stems import Stemmer


@dataclass(frozen=True, slots=True)
class _Held:
    """A memory with the stems of the text it is found by."""

    cold: Cold
    stems: frozenset[str]


class MemoryArchive(Archive):
    """The dict archive, for memory:// and for tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stems = Stemmer().stems
        self._scopes: dict[Scope, dict[str, _Held]] = {}

    def keep(self, scope: Scope, memories: Sequence[Cold], space: Space | None) -> int:
        check_memories(scope, memories, space, str(self))
        with self._lock:
            held = dict(self._scopes.get(scope, {}))
            before = len(held)
            for one in memories:
                cold = replace(one, space=None if one.vector is None else space)
                held.setdefault(one.episode.id, _Held(cold, frozenset(self._stems(one.found_by))))
            self._scopes[scope] = held
            return len(held) - before

    def __str__(self) -> str:
        return "memory://"

    def holds(self, scope: Scope, ids: Sequence[str]) -> set[str]:
        return set(ids) & self._held(scope).keys()

    def get(self, scope: Scope, ids: Sequence[str]) -> list[Cold]:
        held = self._held(scope)
        return [held[id].cold for id in ids if id in held]

    def scan(self, scope: Scope, where: Filter = EVERYTHING) -> Iterator[Cold]:
        check_filter(Episode, where)
        colds = sorted((one.cold for one in self._held(scope).values()), key=by_time)
        return (one for one in colds if matches(one.episode, where))

    def candidates(self, scope: Scope, sought: Sought, where: Filter, limit: int) -> list[Cold]:
        check_filter(Episode, where)
        held = list(self._held(scope).values())
        look = Look(
            np.array([matches(one.cold.episode, where) for one in held], dtype=bool),
            np.array([_cosine(one, sought) for one in held]),
            np.array(self._shared(held, sought.terms)),
            np.array([one.cold.episode.timestamp.timestamp() for one in held]),
        )
        rows = choose(look, sought.spans, limit)
        return [held[at].cold for at in rows]

    def _shared(self, held: Sequence[_Held], terms: Collection[str]) -> list[float]:
        worth = {
            stem: rarity(len(held), sum(stem in one.stems for one in held))
            for stem in {stem for term in terms for stem in self._stems(term)}
        }
        return [sum(worth[stem] for stem in sorted(worth) if stem in one.stems) for one in held]

    def remove(self, scope: Scope, ids: Sequence[str], instead: Sequence[Cold] = ()) -> int:
        with self._lock:
            held = self._scopes.get(scope, {})
            left = {id: one for id, one in held.items() if id not in set(ids)}
            for one in instead:
                if before := left.get(one.episode.id):
                    cold = in_place(one, before.cold.space)
                    left[one.episode.id] = _Held(cold, frozenset(self._stems(cold.found_by)))
            self._scopes[scope] = left
            return len(held) - len(left)

    def extent(self, scope: Scope) -> Extent:
        times = [one.cold.episode.timestamp for one in self._held(scope).values()]
        return Extent(len(times), min(times, default=None), max(times, default=None))

    def scopes(self) -> list[Scope]:
        return sorted(scope for scope, held in list(self._scopes.items()) if held)

    def check(self) -> list[str]:
        return []

    def _held(self, scope: Scope) -> dict[str, _Held]:
        """What is there; it is replaced by writes, never changed."""
        return self._scopes.get(scope, {})


class NoArchive(MemoryArchive):
    """What a memory has that was opened without an archive: empty, and nothing can be put into it."""

    def __str__(self) -> str:
        return "(none)"

    def keep(self, scope: Scope, memories: Sequence[Cold], space: Space | None) -> int:
        raise ArchiveError(path=str(self), problem="this memory was opened without one")


NOTHING = NoArchive()


def check_memories(scope: Scope, memories: Sequence[Cold], space: Space | None, path: str) -> None:
    """Raises ArchiveError for a memory of another scope, and for a vector that cannot be one of the space."""
    for one in memories:
        if one.episode.scope != scope:
            raise ArchiveError(path=path, problem=f"a memory of {one.episode.scope} was to be kept in {scope}")
        if one.vector is not None and (space is None or np.shape(one.vector) != (space.dimension,)):
            raise ArchiveError(path=path, problem=f"the vector of {one.episode.id} is none of {space}")


def in_place(one: Cold, space: Space | None) -> Cold:
    """What takes the place of a memory that was in this space."""
    return one if one.vector is not None and one.space == space else replace(one, vector=None, space=None)


def by_time(one: Cold) -> tuple[object, ...]:
    """The order of `scan`: oldest first, then as they stand in their sessions."""
    return one.episode.timestamp, one.episode.session_id, one.episode.position, one.episode.id


def _cosine(one: _Held, sought: Sought) -> float:
    if one.cold.vector is None or sought.vector is None or one.cold.space != sought.space:
        return float("nan")
    return float(one.cold.vector @ sought.vector)
