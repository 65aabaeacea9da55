"""What facts that exclude one another mean for each other: a pure function of what was said, whatever its order of
arrival.

Facts of one subject and predicate are laid on a line of time. A statement takes effect when it was said, or when it
says that it begins, if that is later; from the time at which it begins it ends what took effect before it, unless its
source is weaker: then it is not believed, and ends nothing. What is over before the other was said contradicts nothing.
What was said in one breath holds together.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Self

from mnesis.model import Event, Predicate, What
from mnesis.semantic.history import SAYINGS, State, force

MOVABLE = frozenset(("scheduled_for", "deadline"))
"""Predicates whose value is a date: a new one takes the place of the old from when it was said, not from the date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A fact as settling sees it: `names` are what its object may be known by (folded text, entity id)."""

    id: str
    predicate: str
    names: frozenset[str]
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What follows for a fact from others; `said` is when the other fact was said."""

    what: What
    by: str | None = None
    said: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(**{field.name: getattr(event, field.name) for field in fields(cls)})

    def event(self, at: datetime) -> Event:
        return Event(at=at, **{field.name: getattr(self, field.name) for field in fields(self)})


def settle(predicate: Predicate, facts: Sequence[Held]) -> dict[str, Ruling]:
    """What follows for facts of one subject and one predicate (and its opposite), by id; nothing for the others."""
    standing = [one for one in facts if one.state.sayings]
    found = dict(_corrected(predicate, standing))
    single = [one for one in standing if one.id not in found and not one.state.also]
    if predicate.functional:
        found.update(_timeline(single, predicate.name in MOVABLE))
    elif predicate.opposite:
        for alike in _by_object(single):
            found.update(_timeline(alike, False))
    return found


def _by_object(facts: Iterable[Held]) -> Iterator[list[Held]]:
    groups: list[tuple[frozenset[str], list[Held]]] = []
    for one in facts:
        near = [group for group in groups if group[0] & one.names]
        names = one.names.union(*(group[0] for group in near))
        groups = [group for group in groups if group not in near]
        groups.append((names, [*(held for group in near for held in group[1]), one]))
    return (held for _, held in groups)


def _corrected(predicate: Predicate, facts: Sequence[Held]) -> Iterator[tuple[str, Ruling]]:
    """What was set right: the value that the words name, or the last one said of what has one value at a time."""
    for right in facts:
        for words in right.state.sayings:
            if words.corrects:
                wrong = [one for one in facts if _may_correct(right, words, one)]
                if words.instead_of is None:
                    wrong = sorted(wrong, key=lambda one: one.state.said)[-1:] if predicate.functional else []
                for one in wrong:
                    yield one.id, Ruling(what=What.CORRECTED, by=right.id, said=words.moment)


def _may_correct(right: Held, words: Event, wrong: Held) -> bool:
    return (
        wrong.id != right.id
        and wrong.predicate == right.predicate
        and not wrong.names & right.names
        and wrong.state.said <= words.moment
        and wrong.state.strength <= right.state.strength
        and (words.instead_of is None or words.instead_of in wrong.names)
    )


Key = tuple[datetime, str]
"""When a saying takes effect; of those of one moment, by episode."""


@dataclass(frozen=True, slots=True)
class _Saying:
    """A saying on the line of time: from `begin` on it excludes what took effect before `key`."""

    key: Key
    begin: datetime
    said: datetime
    force: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A fact on the line of time, with its sayings by key; those of unknown beginning exclude nothing."""

    fact: Held
    sayings: tuple[_Saying, ...]
    key: Key

    @property
    def state(self) -> State:
        return self.fact.state


def _line(fact: Held, movable: bool) -> _Line:
    sayings = sorted(_placed(fact.state, movable), key=lambda one: one.key)
    last = fact.state.sayings[-1]
    return _Line(fact, tuple(sayings), sayings[-1].key if sayings else (last.moment, last.episode or ""))


def _placed(state: State, movable: bool) -> Iterator[_Saying]:
    for one in state.sayings:
        begin = one.moment
        if not movable and state.own_from and (one.valid_from or state.own_from > begin):
            begin = state.own_from
        known = one.what in SAYINGS or one.valid_from is not None
        if movable or (known and (state.own_until is None or begin < state.own_until)):
            yield _Saying((max(one.moment, begin), one.episode or ""), begin, one.moment, force(one))


def _timeline(facts: Sequence[Held], movable: bool) -> dict[str, Ruling]:
    """What follows for facts of which one holds at a time, the strongest sources first."""
    found: dict[str, Ruling] = {}
    placed: list[_Line] = []
    ends: dict[str, datetime] = {}
    lines = [_line(one, movable) for one in facts]
    for strength in sorted({line.state.strength for line in lines}, reverse=True):
        level = [line for line in lines if line.state.strength == strength]
        lost = {line.fact.id: loss for line in level if (loss := _outweighed(line, placed, ends))}
        found.update(lost)
        level = [line for line in level if line.fact.id not in lost]
        placed += level
        cuts = _cuts(level, placed)
        for line in level:
            if ruling := _ended(line, cuts.get(line.fact.id), movable):
                found[line.fact.id] = ruling
            if end := _end(line, ruling):
                ends[line.fact.id] = end
    return _begun(placed, found, ends)


def _outweighed(weak: _Line, placed: Sequence[_Line], ends: Mapping[str, datetime]) -> Ruling | None:
    """The loss of a claim that contradicts a stronger one which held when it was made."""
    if not weak.sayings:
        return None
    begin, until = weak.sayings[-1].begin, weak.state.own_until
    for strong in placed:
        end = ends.get(strong.fact.id)
        since = strong.state.own_from or strong.state.first_said
        before = any(one.key < weak.key and one.force > weak.state.strength for one in strong.sayings)
        if before and (end is None or end > begin) and (until is None or until > since):
            return Ruling(what=What.OUTWEIGHED, by=strong.fact.id, said=strong.state.said)
    return None


Cut = tuple[_Saying, str]
"""A saying that ends a fact, and whose it is."""


def _cuts(level: Sequence[_Line], placed: Sequence[_Line]) -> dict[str, Cut]:
    """For each of a level, the saying with the earliest beginning among those that take effect later. (Those of weaker
    sources are not placed yet.)"""
    sayings = [(one.key, at, one) for at, line in enumerate(placed) for one in line.sayings]
    waiting = sorted(sayings, key=lambda entry: entry[:2])
    closed = [(line, one) for line in placed if line.state.own_until for one in line.sayings]
    best: Cut | None = None
    found: dict[str, Cut] = {}
    for line in sorted(level, key=lambda line: line.key, reverse=True):
        while waiting and waiting[-1][0] > line.key:
            _, at, one = waiting.pop()
            if placed[at].state.own_until is None and (best is None or one.begin <= best[0].begin):
                best = one, placed[at].fact.id
        past = [(one, other.fact.id) for other, one in closed if one.key > line.key and _reaches(other, line)]
        if cut := min((*past, *([best] if best else ())), key=lambda cut: cut[0].begin, default=None):
            found[line.fact.id] = cut
    return found


def _reaches(closed: _Line, other: _Line) -> bool:
    """Whether what is over by its own words still held when the other was said."""
    until = closed.state.own_until
    return until is not None and until > other.state.said and closed.fact.id != other.fact.id


def _ended(line: _Line, cut: Cut | None, movable: bool) -> Ruling | None:
    state = line.state
    if cut is None or (state.own_until and state.own_until <= cut[0].begin):
        return None
    saying, by = cut
    if state.own_from and saying.begin <= state.own_from:
        return Ruling(what=What.MOVED if movable else What.OVERTURNED, by=by, said=saying.said)
    return Ruling(what=What.SUPERSEDED, by=by, said=saying.said, valid_until=saying.begin)


def _end(line: _Line, ruling: Ruling | None) -> datetime | None:
    """When a fact is over; at once where it is not believed."""
    if ruling is None:
        return line.state.own_until
    return ruling.valid_until or line.state.own_from


def _begun(placed: Sequence[_Line], found: Mapping[str, Ruling], ends: Mapping[str, datetime]) -> dict[str, Ruling]:
    """The rulings, and for facts whose words gave no beginning the last end of another before them: one value at a
    time, so they did not hold earlier."""
    begun = dict(found)
    over = sorted({end for id, end in ends.items() if id not in found or found[id].valid_until})
    for line in placed:
        if line.state.own_from or not line.sayings:
            continue
        before = bisect_right(over, line.sayings[0].begin)
        since = over[before - 1] if before else None
        ruling = found.get(line.fact.id)
        end = ends.get(line.fact.id)
        if since is None or since == end:
            continue
        if end and since > end:
            if ruling:
                begun[line.fact.id] = Ruling(what=What.OVERTURNED, by=ruling.by, said=ruling.said)
        elif ruling:
            begun[line.fact.id] = Ruling(
                what=ruling.what, by=ruling.by, said=ruling.said, valid_from=since, valid_until=ruling.valid_until
            )
        else:
            begun[line.fact.id] = Ruling(what=What.BEGAN, valid_from=since)
    return begun
