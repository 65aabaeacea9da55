"""The arms: each asks the store for memories in its own way, and none may veto another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from numpy import float32
from numpy.typing import NDArray

from mnesis.model import AnyOf, Episode, Filter, Scope, Scored, Space, Where, within
from mnesis.stores.contract import Store
from mnesis.text.dates import Span
from mnesis.text.lexical import terms

DEPTH = 300
"""Memories each arm brings at least."""
NEIGHBOURS_OF = 30
"""Candidates whose neighbouring turns are looked up."""

_TEMPORAL = 100
_WIDE = timedelta(days=62)
_TOLD_WITHIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Ask:
    """Where to look, and for how many memories an answer needs."""

    store: Store
    scope: Scope
    where: Filter
    wanted: int

    @property
    def depth(self) -> int:
        return max(DEPTH, self.wanted)


def lexical_arm(ask: Ask, topic: str) -> Mapping[str, Scored]:
    """Memories that share words with the query, by id, best first."""
    found = ask.store.matching(Episode, terms(topic), ask.scope, ask.where, ask.depth)
    return {one.id: one for one in found}


def vector_arm(ask: Ask, space: Space, vector: NDArray[float32]) -> Mapping[str, float]:
    """Memories near the query in meaning: cosines by id, best first."""
    found = ask.store.nearest(Episode, space, vector, ask.scope, ask.where, ask.depth)
    return {one.id: one.score for one in found}


def temporal_arm(ask: Ask, spans: Sequence[Span]) -> frozenset[str]:
    """Memories of the times a query names, where those are narrow enough to mean something."""
    found: set[str] = set()
    for span in spans:
        if span.end - span.start <= _WIDE:
            then = (Where("timestamp", "ge", span.start), Where("timestamp", "lt", span.end + _TOLD_WITHIN))
            place = within(ask.scope, ask.where, *then)
            found.update(one.id for one in ask.store.find(Episode, place, order=("timestamp",), limit=_TEMPORAL))
    return frozenset(found)


def near(ask: Ask, ids: Sequence[str]) -> frozenset[str]:
    """Turns within two positions of the first NEIGHBOURS_OF of these memories."""
    places: dict[str, set[int]] = {}
    for session, position in ask.store.pick(
        Episode, ask.scope, ids[:NEIGHBOURS_OF], ("session_id", "position")
    ).values():
        places.setdefault(session, set()).update(position + step for step in (-2, -1, 1, 2))
    around = AnyOf(
        tuple(
            within(ask.scope, Where("session_id", "eq", session), Where("position", "in", tuple(sorted(positions))))
            for session, positions in places.items()
        )
    )
    return frozenset(one.id for one in ask.store.find(Episode, within(ask.scope, ask.where, around)))
