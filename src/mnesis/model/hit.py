"""What recall gives back: hits, the arms that found them, and the evidence behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mnesis.model.episode import Episode
from mnesis.model.key import KeyKind
from mnesis.model.scope import Scope


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


@dataclass(frozen=True, slots=True)
class Hit:
    """One memory, once. `score` orders the hits of one recall and means nothing across recalls."""

    id: str
    layer: str
    memory: Episode
    score: float
    why: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Recall:
    """The answer to one query: hits best first, notices about what could not be done, milliseconds by stage."""

    id: str
    query: str
    scope: Scope
    asked_at: datetime
    as_of: datetime | None
    hits: tuple[Hit, ...]
    notices: tuple[str, ...] = ()
    took_ms: Mapping[str, float] = field(default_factory=dict)
