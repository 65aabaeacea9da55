"""What a caller may say of a question, as keywords."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from mnesis.errors import InvalidInput
from mnesis.model import Clock, Moment, as_utc
from mnesis.semantic.asking import FactsAsked
from mnesis.steps.layering import Named

EVERY = 1_000_000
"""Facts that are given where no limit is wanted."""


class Times(TypedDict, total=False):
    """The keywords of `Memory.recall` that are times."""

    as_of: Moment | None
    """Hides what happened later."""
    now: Moment | None
    """What "last week" counts from: `as_of`, else the clock."""


class About(TypedDict, total=False):
    """The keywords of `Memory.facts`."""

    subject: str | None
    predicate: str | None
    object: str | None
    as_of: Moment | None
    known_at: Moment | None
    past: bool
    limit: int | None
    also: Sequence[Named]


def moments(times: Times, clock: Clock) -> tuple[datetime | None, datetime]:
    """What nothing may be later than, if anything, and what relative times count from. Raises InvalidInput for a time
    that is none, and for another keyword."""
    if unknown := times.keys() - Times.__annotations__.keys():
        raise InvalidInput(what=", ".join(sorted(unknown)), problem="is no keyword of recall")
    as_of, now = times.get("as_of"), times.get("now")
    then = None if as_of is None else as_utc(as_of)
    return then, as_utc(now) if now is not None else then or as_utc(clock())


def asking(query: str | None, about: About) -> FactsAsked:
    """The question that keywords ask. Raises InvalidInput for a time that is none."""
    as_of, known_at, limit = about.get("as_of"), about.get("known_at"), about.get("limit", 50)
    return FactsAsked(
        query=query,
        subject=about.get("subject"),
        predicate=about.get("predicate"),
        object=about.get("object"),
        as_of=None if as_of is None else as_utc(as_of),
        known_at=None if known_at is None else as_utc(known_at),
        past=about.get("past", False),
        limit=EVERY if limit is None else limit,
    )
