"""What a search is given and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mnesis.model import EVERYTHING, Filter, Hit, Scope


@dataclass(frozen=True, slots=True)
class Question:
    """One query over one scope. Relative times in `text` are resolved against `now`."""

    text: str
    scope: Scope
    now: datetime
    where: Filter = EVERYTHING
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Hits best first, what could not be done, and milliseconds by stage."""

    hits: tuple[Hit, ...]
    notices: tuple[str, ...] = ()
    took_ms: Mapping[str, float] = field(default_factory=dict)
