"""What recall gives back: hits, the arms that found them, and the evidence behind them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import overload

from mnesis.model.episode import Episode
from mnesis.model.key import KeyKind
from mnesis.model.scope import Scope

_BRIEF = 60


@dataclass(frozen=True, slots=True)
class Scored:
    """A memory found by one arm. `score` rises with relevance; `key` is the key that matched best.

    `coverage` is the lexical arm's: the share of the query's weight (inverse document frequency in the scope, terms
    that occur nowhere included) that the terms in this key make up, 0 to 1.
    """

    id: str
    score: float
    key: KeyKind = KeyKind.TEXT
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is where it is: an arm or feature, the hit's rank in it (from 1; None where it ranks nothing), its raw
    score there, and what it added to the final score."""

    arm: str
    rank: int | None
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The very words a hit stands on."""

    episode_id: str
    session_id: str
    timestamp: datetime
    actor: str
    speaker: str | None
    quote: str


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """One memory, once. `score` orders the hits of one recall and means nothing across recalls."""

    id: str
    layer: str
    memory: Episode
    score: float
    why: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """The memory, word for word."""
        return self.memory.text

    @property
    def timestamp(self) -> datetime:
        """When it happened, in UTC."""
        return self.memory.timestamp

    def __repr__(self) -> str:
        who = self.memory.speaker or self.memory.actor
        return f"<Hit {self.score:.3f} {self.timestamp:%Y-%m-%d %H:%M} {who}: {_brief(self.text)}>"


@dataclass(frozen=True, slots=True, repr=False)
class Recall(Sequence[Hit]):
    """The answer to one query: hits best first, notices about what could not be done, milliseconds by stage. It is the
    sequence of its hits."""

    id: str
    query: str
    scope: Scope
    asked_at: datetime
    as_of: datetime | None
    hits: tuple[Hit, ...]
    notices: tuple[str, ...] = ()
    took_ms: Mapping[str, float] = field(default_factory=dict)

    @overload
    def __getitem__(self, at: int) -> Hit: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[at]

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __repr__(self) -> str:
        count = "1 hit" if len(self.hits) == 1 else f"{len(self.hits)} hits"
        return f"<Recall {_brief(self.query)}: {count}>"


def _brief(text: str) -> str:
    """Enough of a text to know it by, on one line."""
    line = " ".join(text[: 2 * _BRIEF].split())
    return repr(line if len(line) <= _BRIEF and len(text) <= 2 * _BRIEF else f"{line[:_BRIEF].rstrip()}…")
