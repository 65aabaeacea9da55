"""Candidates as columns: what is known of each memory that an arm brought, ready for arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

from mnesis.model import Episode, Scope, Scored
from mnesis.stores.contract import Store

Floats = NDArray[float64]

FIELDS = ("session_id", "position", "actor", "speaker", "timestamp", "token_count", "cues")


@dataclass(frozen=True, slots=True)
class Arms:
    """What the arms found: memories by id, for each arm, best first."""

    lexical: Mapping[str, Scored] = field(default_factory=dict)
    cosines: Mapping[str, float] = field(default_factory=dict)
    temporal: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    """Turns beside good candidates."""
    graph: Mapping[str, float] = field(default_factory=dict)

    def plus(
        self,
        *,
        cosines: Mapping[str, float] | None = None,
        temporal: frozenset[str] = frozenset(),
        near: frozenset[str] = frozenset(),
        graph: Mapping[str, float] | None = None,
    ) -> "Arms":
        """The same and more."""
        return Arms(
            self.lexical,
            {**self.cosines, **(cosines or {})},
            self.temporal | temporal,
            self.near | near,
            {**self.graph, **(graph or {})},
        )

    def ids(self) -> list[str]:
        """Everything found, each once."""
        return list(dict.fromkeys((*self.lexical, *self.cosines, *self.temporal, *self.near, *self.graph)))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Columns over n memories, row i is `ids[i]`, sorted by session and position. Times are seconds since 1970."""

    ids: list[str]
    session: NDArray[int64]
    """A number for each session."""
    position: NDArray[int64]
    actor: list[str]
    speaker: list[str | None]
    time: Floats
    tokens: Floats
    cues: NDArray[int64]
    cosine: Floats
    bm25: Floats
    coverage: Floats
    graph: Floats
    """How near a memory is to what the query names; 0.0 for what the graph arm did not bring."""

    def __len__(self) -> int:
        return len(self.ids)

    def has(self, cue: int) -> Floats:
        """1.0 where a memory shows the cue, else 0.0."""
        shown: Floats = np.not_equal(self.cues & cue, 0).astype(float64)
        return shown


def gather(store: Store, scope: Scope, arms: Arms) -> Candidates:
    """The columns of everything the arms found. A memory without a vector counts as the farthest one."""
    found = store.pick(Episode, scope, arms.ids(), FIELDS)
    ordered = sorted(found.items(), key=_by_place)
    ids = [id for id, _ in ordered]
    columns: Sequence[Sequence[Any]] = list(zip(*(row for _, row in ordered), strict=True)) or [[]] * len(FIELDS)
    sessions, positions, actors, speakers, times, tokens, cues = columns
    farthest = min(arms.cosines.values(), default=0.0)
    none = Scored("", 0.0)
    lexical = [arms.lexical.get(id, none) for id in ids]
    return Candidates(
        ids=ids,
        session=np.unique(np.array(sessions, dtype=str), return_inverse=True)[1].astype(int64),
        position=np.array(positions, dtype=int64),
        actor=list(actors),
        speaker=list(speakers),
        time=np.array([moment.timestamp() for moment in times], dtype=float64),
        tokens=np.array(tokens, dtype=float64),
        cues=np.array(cues, dtype=int64),
        cosine=np.array([arms.cosines.get(id, farthest) for id in ids], dtype=float64),
        bm25=np.array([one.score for one in lexical], dtype=float64),
        coverage=np.array([one.coverage for one in lexical], dtype=float64),
        graph=np.array([arms.graph.get(id, 0.0) for id in ids], dtype=float64),
    )


def _by_place(item: tuple[str, tuple[Any, ...]]) -> tuple[str, int, datetime]:
    session, position, _, _, time, *_ = item[1]
    return session, position, time
