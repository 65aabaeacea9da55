"""The log of a fact, and what comes of it: the columns of a fact are the fold of its history.

Events are of two sorts. *Sayings* are what somebody said of the fact itself (stated, confirmed, retimed, edited, ended;
withdrawn takes them back). *Rulings* are what followed from other facts (began, superseded, moved, overturned,
corrected, outweighed, reopened); each says all that follows, so only the last one counts.

Within a fact, what was said later counts more than what was said earlier, whenever it arrived; a weaker source may add
a time that was not known, and neither changes one nor ends anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import Enum
from typing import Any

from mnesis.model import Event, Fact, SourceType, What, from_iso, to_iso

SAYINGS = frozenset((What.STATED, What.CONFIRMED, What.RETIMED, What.EDITED))
"""What says that the fact holds."""
SPOKEN = SAYINGS | {What.ENDED}
"""All that is said of a fact."""
RULINGS = frozenset(
    (
        What.BEGAN,
        What.SUPERSEDED,
        What.MOVED,
        What.OVERTURNED,
        What.CORRECTED,
        What.OUTWEIGHED,
        What.REOPENED,
    )
)
UNBELIEVED = frozenset((What.MOVED, What.OVERTURNED, What.CORRECTED, What.OUTWEIGHED))
"""Rulings after which the fact is not believed any more, at any time of the world."""

_MOMENTS = ("at", "said", "valid_from", "valid_until")
_FIELDS = tuple(field.name for field in fields(Event))


def as_mapping(event: Event) -> dict[str, Any]:
    """The event as `Fact.history` keeps it: only what is set, moments as text."""
    kept: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(event, name)
        if value is None or value is False:
            continue
        kept[name] = to_iso(value) if name in _MOMENTS else value.value if isinstance(value, Enum) else value
    return kept


def as_event(kept: Mapping[str, Any]) -> Event:
    """The event of a mapping; names that are not known are passed over."""
    values = {name: kept[name] for name in _FIELDS if name in kept}
    for name in _MOMENTS:
        if name in values:
            values[name] = from_iso(values[name])
    values["what"] = What(values["what"])
    if "source_type" in values:
        values["source_type"] = SourceType(values["source_type"])
    return Event(**values)


def events_of(fact: Fact) -> tuple[Event, ...]:
    """The log of a fact; of one that has none, that it was stated as its columns say."""
    if fact.history:
        return tuple(map(as_event, fact.history))
    return (
        Event(
            at=fact.created_at,
            what=What.STATED,
            episode=fact.source_episode,
            said=fact.confirmed_at or fact.created_at,
            valid_from=fact.valid_from,
            valid_until=fact.valid_until,
            confidence=fact.confidence,
            source_type=fact.source_type,
        ),
    )


_STEPS = (0.4, 0.6, 0.8, 0.9, 1.0)


def strength(confidence: float, source_type: SourceType | None) -> int:
    """How much a source counts against another: 0 to 5 by the steps of confidence. What the user set right counts as
    much as what they state, whatever its confidence."""
    if source_type is SourceType.CORRECTED:
        return len(_STEPS)
    return sum(confidence >= step - 1e-9 for step in _STEPS)


def force(event: Event) -> int:
    """The strength of one saying."""
    return strength(1.0 if event.confidence is None else event.confidence, event.source_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a log comes to. `sayings` are those that count, in the order in which they were said; `first` is the first
    of them, or of all, where everything was withdrawn. `own_from` and `own_until` are the window by the fact's own
    words; `closed` is the moment from which a statement of the same is about another time, None while it holds. The
    rest are the columns."""

    sayings: tuple[Event, ...]
    first: Event
    ruling: Event | None
    own_from: datetime | None
    own_until: datetime | None
    closed: datetime | None
    confidence: float
    source_type: SourceType
    source_episode: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    superseded_by: str | None
    known_until: datetime | None
    confirmed_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def strength(self) -> int:
        return strength(self.confidence, self.source_type)

    @property
    def believed(self) -> bool:
        return self.known_until is None

    @property
    def said(self) -> datetime:
        """When it was last said to hold; for what was only ever said to be over, when that was."""
        return self.confirmed_at or (self.sayings[-1] if self.sayings else self.first).moment

    @property
    def first_said(self) -> datetime:
        return self.first.moment

    @property
    def also(self) -> bool:
        """Whether it was said to hold beside others."""
        return any(one.also for one in self.sayings)


def fold(events: Sequence[Event], known_at: datetime | None = None) -> State | None:
    """The outcome of all events, or of those up to a moment of transaction time; None where nothing was known then."""
    known = events if known_at is None else [one for one in events if one.at <= known_at]
    if not known:
        return None
    sayings, unsaid = _standing(known)
    ruling, disbelieved = _ruled(known)
    told = sayings or _told(known)
    claims = [one for one in told if one.what in SAYINGS] or told
    best = max(claims, key=force)
    window = _window(told)
    ends = [end for end in (window.until, ruling.valid_until if ruling else None) if end]
    return State(
        sayings=tuple(sayings),
        first=told[0],
        ruling=ruling,
        own_from=window.start,
        own_until=window.until,
        closed=_closed(window, ruling),
        confidence=1.0 if best.confidence is None else best.confidence,
        source_type=best.source_type or SourceType.STATED,
        source_episode=next((one.episode for one in claims if one.episode), None),
        valid_from=window.start or (ruling.valid_from if ruling else None),
        valid_until=min(ends, default=None),
        superseded_by=ruling.by if ruling else None if sayings or not unsaid else unsaid.by,
        known_until=disbelieved if sayings or not unsaid else unsaid.at,
        confirmed_at=max((one.moment for one in claims if one.what in SAYINGS), default=None),
        created_at=known[0].at,
        updated_at=known[-1].at,
    )


def _told(known: Iterable[Event]) -> list[Event]:
    """All that was ever said of the fact, withdrawn or not, by when it was said."""
    return sorted((one for one in known if one.what in SPOKEN), key=lambda one: one.moment)


def _standing(known: Sequence[Event]) -> tuple[list[Event], Event | None]:
    """The sayings that were not withdrawn, by when they were said; and the last withdrawal."""
    standing: list[Event] = []
    unsaid = None
    for one in known:
        if one.what is What.WITHDRAWN:
            standing = [other for other in standing if one.episode and other.episode != one.episode]
            unsaid = one
        elif one.what in SPOKEN:
            standing.append(one)
    return sorted(standing, key=lambda one: one.moment), unsaid


def _ruled(known: Iterable[Event]) -> tuple[Event | None, datetime | None]:
    """The ruling that stands, and since when the fact is not believed because of rulings."""
    last, since = None, None
    for one in known:
        if one.what in RULINGS:
            last = one
            since = (since or one.at) if one.what in UNBELIEVED else None
    return (None if last is None or last.what is What.REOPENED else last), since


@dataclass(frozen=True, slots=True)
class _Window:
    """The time a fact holds by its own words; `ended` is when it was said to be over, or else will be."""

    start: datetime | None = None
    until: datetime | None = None
    ended: datetime | None = None


def _window(sayings: Sequence[Event]) -> _Window:
    top = max((force(one) for one in sayings if one.what in SAYINGS), default=0)
    window = _Window()
    for one in sayings:
        strong = force(one) >= top
        if one.what is What.ENDED:
            window = _ended(window, one) if strong else window
        elif one.valid_from and (strong or window.start is None):
            window = _Window(one.valid_from, one.valid_until, one.valid_until)
        elif one.valid_until and (strong or window.until is None):
            window = replace(window, until=one.valid_until, ended=one.valid_until)
        elif window.until and window.ended and strong and one.moment > max(window.until, window.ended):
            window = _Window(window.start)
    return window


def _ended(window: _Window, end: Event) -> _Window:
    """ "I used to" gives no time but that of saying it, which says less than a time in words."""
    until = end.valid_until or end.moment
    if window.until and until >= end.moment and window.until <= until:
        return replace(window, ended=end.moment)
    return _Window(end.valid_from or window.start, until, end.moment)


def _closed(window: _Window, ruling: Event | None) -> datetime | None:
    ends = [max(window.until, window.ended)] if window.until and window.ended else []
    if ruling and ruling.what not in (What.BEGAN, What.OUTWEIGHED):
        ends.append(max(ruling.valid_until or ruling.moment, ruling.moment))
    return min(ends, default=None)


def folded(fact: Fact, state: State, events: Sequence[Event]) -> Fact:
    """The fact with this log, its columns as the log says."""
    return replace(
        fact,
        confidence=state.confidence,
        source_type=state.source_type,
        source_episode=state.source_episode,
        valid_from=state.valid_from,
        valid_until=state.valid_until,
        superseded_by=state.superseded_by,
        known_until=state.known_until,
        confirmed_at=state.confirmed_at,
        history=tuple(map(as_mapping, events)),
        created_at=state.created_at,
        updated_at=state.updated_at,
    )
