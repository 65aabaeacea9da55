"""What is told about memories as they change: the feed behind live updates, and what people thought of answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mnesis.model.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Something changed. Written by the store in the transaction that changes it, while the store announces
    (`Store.announce`); nobody else adds one. Holds ids, never content.

    `number` counts the updates of the scope from 1 without gaps, in the order of commit: a reader that knows the last
    number it saw misses nothing. Of each scope the last 10,000 are kept.
    """

    id: str
    scope: Scope
    number: int
    kind: str
    """`episode`, `fact`, `preference`, `procedure` or `entity`."""
    record: str
    """The id of what changed."""
    change: str
    """`added`, `changed` or `erased`."""
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What somebody thought of an answer, or of one memory, fact or procedure: kept for learning, which weighs it."""

    id: str
    scope: Scope
    at: datetime
    subject: str
    """The id of the recall, memory, fact, preference or procedure that is judged."""
    rating: float
    """-1 (wrong, useless) to 1 (just right)."""
    query: str | None = None
    """What had been asked."""
    note: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    """For an answer: the ids of its hits, best first, under `hits`."""
    version: int = 1
