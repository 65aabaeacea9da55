"""Which facts a caller wants, as keywords."""

from typing import TypedDict

from mnesis.model import Moment, as_utc
from mnesis.semantic.asking import FactsAsked

EVERY = 1_000_000
"""Facts that are given where no limit is wanted."""


class About(TypedDict, total=False):
    """The keywords of `Memory.facts`."""

    subject: str | None
    predicate: str | None
    object: str | None
    as_of: Moment | None
    known_at: Moment | None
    past: bool
    limit: int | None


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
