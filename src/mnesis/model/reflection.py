"""What a day comes to: its main points, what was learnt, what recurs, and what was edited in the pages."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Day:
    """A day in UTC: from `start` (included) until `end` (not included)."""

    date: date

    @property
    def start(self) -> datetime:
        return datetime(self.date.year, self.date.month, self.date.day, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment of the next day; of the last day there is, its own last."""
        return datetime.max.replace(tzinfo=UTC) if self.date == date.max else self.start + timedelta(days=1)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A main point of a day and the episodes it stands on, never none. `who` said it ("" where the text tells); `kind`
    says why it matters ("decision", "correction", …). `sensitive`: speaks of a secret, and is on no page unless that is
    asked for."""

    text: str
    who: str
    kind: str
    episodes: tuple[str, ...]
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The main points of a day, in the order in which they came up. `by` is who made them ("extract/1",
    "llm/1/gpt-4o-mini"), `of` a hash of the sentences they were made of."""

    date: date
    points: tuple[Point, ...]
    by: str
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What happened on a day to a fact, preference or procedure (`kind`): `how` is "new", "confirmed", "changed",
    "over", "corrected" or "withdrawn"; `episodes` are the words behind it, none where it was set by hand."""

    kind: str
    id: str
    how: str
    text: str
    episodes: tuple[str, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """An entity or fact (`kind`) that came up on several occasions: days, or sessions where those are more."""

    kind: str
    id: str
    text: str
    occasions: int
    episodes: tuple[str, ...]
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A fact that was only inferred and is now believed more, because it recurred."""

    fact: str
    text: str
    before: float
    after: float
    episodes: tuple[str, ...]


class Edited(StrEnum):
    """What an edit by hand came to."""

    RETRACTED = "retracted"
    CORRECTED = "corrected"
    RETIMED = "retimed"
    CHANGED = "changed"
    """Other steps of a procedure."""
    STATED = "stated"
    """A new line, understood."""
    UNCLEAR = "unclear"
    """Kept in the file under "Not understood"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEdit:
    """One edit that was read back: the line as it stands in the file now (as it stood, where it is gone), what it was
    about, and the episode that keeps the words of the edit."""

    what: Edited
    page: str
    line: str
    kind: str | None = None
    id: str | None = None
    episode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """What a reflection did. `written` are the files that changed."""

    digest: Digest
    learnt: tuple[Learnt, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    promoted: tuple[Promotion, ...] = ()
    edits: tuple[PageEdit, ...] = ()
    written: tuple[Path, ...] = ()
    notices: tuple[str, ...] = ()
