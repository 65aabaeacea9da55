"""Times and statements as people read them."""

from datetime import datetime, timedelta

from mnesis.model import PREDICATES, EntityType, Fact, What, predicate_of

_OF_PEOPLE = {"located_in": "lives in"}
"""What is said of people in other words than of things."""
_DATES = frozenset(("scheduled_for", "deadline"))
"""Predicates whose object is the time itself."""

HAPPENED = {
    What.STATED: "said",
    What.CONFIRMED: "said again",
    What.RETIMED: "said again, with another time",
    What.ENDED: "said to be over",
    What.EDITED: "set by hand",
    What.WITHDRAWN: "taken back",
    What.BEGAN: "holds since another value ended",
    What.SUPERSEDED: "over, since another took its place",
    What.MOVED: "moved to another date",
    What.OVERTURNED: "not believed: another leaves no time at which it held",
    What.CORRECTED: "set right: it was never so",
    What.OUTWEIGHED: "not believed: a stronger source says otherwise",
    What.REOPENED: "holds again",
    What.REASSIGNED: "turned out to be about another",
}
"""What an event of a fact's log tells, in words."""


def phrase(predicate: str, subject: EntityType | None = None, label: str | None = None) -> str:
    """The words between subject and object. `label` is how a relation was called: "has the sister"."""
    listed = predicate_of(predicate)
    if label:
        return f"has the {label}"
    if subject is EntityType.PERSON and listed.name in _OF_PEOPLE:
        return _OF_PEOPLE[listed.name]
    return listed.says or listed.name.replace("_", " ")


def rank(predicate: str) -> int:
    """The place of a predicate among all: who somebody is, where and with whom, work, things, tastes, plans."""
    return next((at for at, name in enumerate(PREDICATES) if name == predicate_of(predicate).name), len(PREDICATES))


def date(moment: datetime) -> str:
    """A day; a month or year where the moment is its very beginning."""
    return _named(moment, _grain(moment))


def span(start: datetime | None, until: datetime | None) -> str:
    """The time in which something holds, with its last day, month or year; empty where neither end is known."""
    if until is None:
        return f"since {date(start)}" if start else ""
    grain = min(_grain(until), _grain(start)) if start else _grain(until)
    first, last = start and _named(start, grain), _named(until - timedelta(microseconds=1), grain)
    if first == last:
        return f"on {last}" if grain == _DAY else f"in {last}"
    return f"{date(start)} to {last}" if start else f"until {last}"


_DAY, _MONTH, _YEAR = 0, 1, 2


def _grain(moment: datetime) -> int:
    """The longest of day, month and year that begins at a moment."""
    if moment.time() != moment.time().min or moment.day > 1:
        return _DAY
    return _YEAR if moment.month == 1 else _MONTH


def _named(moment: datetime, grain: int) -> str:
    """The day, month or year that a moment is in."""
    return (f"{moment.day} {moment:%B} {moment.year}", f"{moment:%B} {moment.year}", f"{moment.year}")[grain]


def sentence(fact: Fact, subject: EntityType | None = None) -> str:
    """A fact and the time it holds, in one line."""
    said = f"{fact.subject} {phrase(fact.predicate, subject, label_of(fact))} {fact.object}"
    window = "" if predicate_of(fact.predicate).name in _DATES else span(fact.valid_from, fact.valid_until)
    return f"{said}, {window}" if window else said


def label_of(fact: Fact) -> str | None:
    """How a relation was called when it was said: "sister", for `sibling`."""
    return next((str(event["label"]) for event in fact.history if event.get("label")), None)


def sure(confidence: float) -> str:
    """How sure something is; empty where it is certain."""
    return "" if confidence >= 0.995 else f"{confidence:.0%}"


def many(count: int, one: str, more: str | None = None) -> str:
    """So many things: "1 fact", "1,204 facts"."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def quoted(text: str) -> str:
    return f"“{' '.join(text.split())}”"
