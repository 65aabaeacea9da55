"""The story of a fact: what was learnt about it, when, from whose words, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mnesis.model.hit import Evidence
from mnesis.model.knowledge import Fact, SourceType


class What(StrEnum):
    """What an event of a fact's log tells. The first five are somebody's words, the others what followed from words
    about other facts."""

    STATED = "stated"
    CONFIRMED = "confirmed"
    """Said again."""
    RETIMED = "retimed"
    """Said again with another time."""
    ENDED = "ended"
    """Said to be over."""
    EDITED = "edited"
    """Set by hand."""
    WITHDRAWN = "withdrawn"
    """Taken back: all that was said before, or what one episode was thought to say."""
    BEGAN = "began"
    """Holds since another value of the same thing ended."""
    SUPERSEDED = "superseded"
    """The world changed: over since the other fact holds."""
    MOVED = "moved"
    """Another date took its place before it came."""
    OVERTURNED = "overturned"
    """The other fact, said later, leaves no time at which this one held."""
    CORRECTED = "corrected"
    """Was never true: the other fact sets it right."""
    OUTWEIGHED = "outweighed"
    """Contradicts a fact from a stronger source, and is not believed."""
    REOPENED = "reopened"
    """What had ended or refuted it is gone."""
    REASSIGNED = "reassigned"
    """Turned out to be about another entity (`from_entity`, `to_entity`), which changes nothing else of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a fact's log. `at` is when it was learnt here, `said` when it was said; `by` is the fact that caused
    it. Windows, confidence and source are what this event claims, not what came of them all."""

    at: datetime
    what: What
    episode: str | None = None
    said: datetime | None = None
    quote: str | None = None
    extractor: str | None = None
    by: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    confidence: float | None = None
    source_type: SourceType | None = None
    also: bool = False
    corrects: bool = False
    instead_of: str | None = None
    label: str | None = None
    from_entity: str | None = None
    to_entity: str | None = None

    @property
    def moment(self) -> datetime:
        """When it was said; for what nobody said, when it was learnt."""
        return self.said or self.at


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with the words it stands on, None where there are none or their episode is gone."""

    event: Event
    evidence: Evidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything there is to tell about a fact. `confidence` is today's, and `formula` how it came about. `happened` is
    oldest first. `replaced` are the facts that this one ended or set right, `replaced_by` the one that did so to it;
    `rivals` contradicted it and lost because their source is weaker."""

    fact: Fact
    told: str
    confidence: float
    formula: str
    happened: tuple[Happening, ...]
    replaced: tuple[Fact, ...] = ()
    replaced_by: Fact | None = None
    rivals: tuple[Fact, ...] = ()
