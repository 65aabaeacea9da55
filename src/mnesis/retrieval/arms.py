"""The arms: each asks the store for memories in its own way, and none may veto another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from numpy import float32
from numpy.typing import NDArray

from mnesis.model import LISTED, All, Episode, Filter, Scope, Scored, Space, Where, within
from mnesis.retrieval.candidates import Arms
from mnesis.stores.contract import Store
from mnesis.text.dates import Span
from mnesis.text.lexical import terms

DEPTH = 100
"""Memories each arm brings at least."""
WORDS = 200
"""Words of a query that are looked for, the first ones. Who asks with a whole document does not wait for each."""
NEIGHBOURS_OF = 20
"""Memories of each arm whose neighbouring turns are looked up."""

_TEMPORAL = 100
_WIDE = timedelta(days=62)
TOLD_WITHIN = timedelta(days=2)


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
    found = ask.store.matching(Episode, terms(topic)[:WORDS], ask.scope, ask.where, ask.depth)
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
            then = (Where("timestamp", "ge", span.start), Where("timestamp", "lt", span.end + TOLD_WITHIN))
            place = within(ask.scope, ask.where, LISTED, *then)
            found.update(one.id for one in ask.store.find(Episode, place, order=("timestamp",), limit=_TEMPORAL))
    return frozenset(found)


def beside(ask: Ask, arms: Arms) -> frozenset[str]:
    """Turns within two positions of the best of each arm: an answer often stands next to the words that match."""
    best = [id for arm in (arms.lexical, arms.cosines) for id in islice(arm, NEIGHBOURS_OF)]
    return frozenset(ask.store.beside(ask.scope, best, 2, All((ask.where, LISTED))))
