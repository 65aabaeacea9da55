"""What was learnt on a day, read from the logs of facts, preferences and procedures; nothing is kept twice."""

from collections.abc import Iterable, Mapping
from typing import Any

from mnesis.errors import InvalidInput
from mnesis.model import Day, Event, Fact, Learnt, Preference, Procedure, What, from_iso
from mnesis.procedural.log import EDITED, OUTCOME, REPLACED, TOLD, UNDONE, WITHDRAWN
from mnesis.procedural.preferring import says
from mnesis.semantic.history import events_of
from mnesis.semantic.telling import told

_FACT = {
    What.STATED: "new",
    What.CONFIRMED: "confirmed",
    What.REOPENED: "confirmed",
    What.RETIMED: "changed",
    What.EDITED: "changed",
    What.BEGAN: "changed",
    What.ENDED: "over",
    What.SUPERSEDED: "over",
    What.MOVED: "over",
    What.WITHDRAWN: "withdrawn",
    What.OVERTURNED: "corrected",
    What.CORRECTED: "corrected",
    What.OUTWEIGHED: "corrected",
}
"""How the last event of a day reads."""
_PRACTICE = {EDITED: "changed", REPLACED: "changed", UNDONE: "changed", OUTCOME: "confirmed", WITHDRAWN: "withdrawn"}
_ORDER = ("corrected", "over", "changed", "new", "withdrawn", "confirmed")


def learnt(
    day: Day, facts: Iterable[Fact], preferences: Iterable[Preference], procedures: Iterable[Procedure]
) -> tuple[Learnt, ...]:
    """What was said or set by hand that day, by record; corrections first, mere confirmations last."""
    found = [
        *(one for fact in facts if (one := _fact(fact, day))),
        *(one for kept in preferences if (one := _practice("preference", kept.id, says(kept), kept.history, day))),
        *(one for kept in procedures if (one := _practice("procedure", kept.id, kept.name, kept.history, day))),
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.how), one.kind, one.text, one.id)))


def _fact(fact: Fact, day: Day) -> Learnt | None:
    events = [one for one in events_of(fact) if day.holds(one.moment)]
    if not events:
        return None
    return Learnt(
        kind="fact",
        id=fact.id,
        how=_how(events, events_of(fact)[0]),
        text=told(fact),
        episodes=tuple(dict.fromkeys(one.episode for one in events if one.episode)),
        sensitive=fact.sensitive,
    )


def _how(events: list[Event], first: Event) -> str:
    """The last event says it, but what was new that day and then only said again, or dated, is new."""
    how = _FACT.get(events[-1].what, "changed")
    return "new" if how in ("confirmed", "changed") and first in events else how


def _practice(kind: str, id: str, text: str, log: Iterable[Mapping[str, Any]], day: Day) -> Learnt | None:
    events = list(log)
    today = [one for one in events if _on(one, day)]
    if not today:
        return None
    last = today[-1]
    how = _PRACTICE.get(str(last["event"])) or _told([one for one in events if one["event"] == TOLD], last)
    episodes = dict.fromkeys(str(one["episode"]) for one in today if one.get("episode"))
    return Learnt(kind=kind, id=id, how=how, text=text, episodes=tuple(episodes))


def _told(telling: list[Mapping[str, Any]], last: Mapping[str, Any]) -> str:
    """A first telling is new, the same again confirms, another value or other steps change."""
    before = telling[: telling.index(last)] if last in telling else telling
    if not before:
        return "new"
    return "confirmed" if all(before[-1].get(name) == last.get(name) for name in ("value", "steps")) else "changed"


def _on(event: Mapping[str, Any], day: Day) -> bool:
    try:
        return day.holds(from_iso(str(event["at"])))
    except (InvalidInput, KeyError):
        return False
