"""Facts in words: for people to read, and as what facts and the episodes behind them are found under."""

from datetime import datetime, timedelta

from mnesis.model import Claim, Fact, Findings, Named, predicate_of
from mnesis.semantic.history import State, events_of, fold

_DATES = frozenset(("scheduled_for", "deadline"))
"""Predicates whose object is the time itself."""


def told(fact: Fact) -> str:
    """A fact in words, with the time it holds as far as words gave it: "Otto works at Acme since March 2024"."""
    state = fold(events_of(fact))
    start = state.own_from if state else fact.valid_from
    return _sentence(fact.subject, fact.predicate, fact.object, start, fact.valid_until)


def key_text(fact: Fact, state: State) -> str:
    """What a fact is found under: as it was first said, so that what follows later costs no new vector."""
    first = state.first
    return _sought(
        _sentence(fact.subject, fact.predicate, fact.object, first.valid_from, first.valid_until), fact.predicate
    )


def fact_texts(findings: Findings) -> list[str]:
    """The facts of a passage in the words that the facts themselves are found under, each once."""
    texts = [
        _sought(_sentence(one.subject.name, one.predicate, name, one.valid_from, one.valid_until), one.predicate)
        for one in findings.claims
        if (name := one.object.name if isinstance(one.object, Named) else one.object).strip()
    ]
    return list(dict.fromkeys(texts))


def claim_object(claim: Claim) -> Named | str:
    """The object of a claim: an entity where the predicate asks for one, however the extractor gave it."""
    kind = predicate_of(claim.predicate).object
    if isinstance(claim.object, str) and kind and claim.object.strip():
        return Named(name=claim.object, type=kind)
    return claim.object


def _sentence(subject: str, predicate: str, object: str, start: datetime | None, until: datetime | None) -> str:
    listed = predicate_of(predicate)
    says = listed.says or listed.name.replace("_", " ")
    when = "" if listed.name in _DATES else _when(start, until)
    return f"{subject} {says} {object}{when}"


def _sought(sentence: str, predicate: str) -> str:
    """The sentence with the other words by which one may ask for it."""
    also = predicate_of(predicate).sought
    return f"{sentence} ({also})" if also else sentence


def _when(start: datetime | None, until: datetime | None) -> str:
    if start and until:
        return _stretch(start, until)
    if start:
        return f" since {_date(start)}"
    return f" until {_last(until)}" if until else ""


def _stretch(start: datetime, until: datetime) -> str:
    """A whole year, month or day by its name; anything else from its first to its last."""
    if _whole(start) and until == start.replace(year=min(start.year + 1, 9999)) and (start.month, start.day) == (1, 1):
        return f" in {start.year}"
    if _whole(start) and start.day == 1 and until == (start + timedelta(days=32)).replace(day=1):
        return f" in {start:%B} {start.year}"
    if timedelta(0) <= until - start <= timedelta(days=1):
        return f" on {start.day} {start:%B} {start.year}"
    return f" from {_date(start)} until {_last(until)}"


def _date(moment: datetime) -> str:
    if moment.day == 1 and _whole(moment):
        return f"{moment:%B} {moment.year}"
    return f"{moment.day} {moment:%B} {moment.year}"


def _last(until: datetime) -> str:
    """The last day, month or year that is part of a stretch, which ends before `until`."""
    if not _whole(until) or until == until.min.replace(tzinfo=until.tzinfo):
        return f"{until.day} {until:%B} {until.year}"
    last = until - timedelta(days=1)
    return f"{last:%B} {last.year}" if until.day == 1 else f"{last.day} {last:%B} {last.year}"


def _whole(moment: datetime) -> bool:
    return moment.time() == moment.time().min
