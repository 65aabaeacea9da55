"""What a search is given and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from numpy import float32
from numpy.typing import NDArray

from mnesis.errors import InvalidInput
from mnesis.model import EVERYTHING, Filter, Hit, Scope, check_given
from mnesis.retrieval.features import Clues


@dataclass(frozen=True, slots=True)
class Question:
    """One query over one scope. Relative times in `text` are resolved against `now`. Raises InvalidInput for an empty
    text, a limit below 1, and values of another type."""

    text: str
    scope: Scope
    now: datetime
    where: Filter = EVERYTHING
    limit: int = 10

    def __post_init__(self) -> None:
        check_given("query", self.text, str)
        check_given("where", self.where, Filter)
        check_given("limit", self.limit, int)
        if not self.text.strip() or self.limit < 1:
            raise InvalidInput(what="query", problem="needs some text, and a limit of at least 1")


@dataclass(frozen=True, slots=True)
class Found:
    """Hits best first, what could not be done, and milliseconds by stage; what was read from the query, and its vector
    where it has one."""

    hits: tuple[Hit, ...]
    notices: tuple[str, ...] = ()
    took_ms: Mapping[str, float] = field(default_factory=dict)
    clues: Clues = field(default_factory=Clues)
    vector: NDArray[float32] | None = None
