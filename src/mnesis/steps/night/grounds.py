"""On which episodes rests what is known of a scope, and on which of their words: read once a night."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mnesis.model import Fact, Preference, Procedure, Scope, What, as_utc, from_iso, within
from mnesis.procedural import log
from mnesis.reflection.gathering import secret
from mnesis.stores.contract import Store

HAND = ""
"""Stands for what somebody set by hand: no episode is the only evidence of that."""
_UNSAID = frozenset((What.WITHDRAWN, log.WITHDRAWN, log.REPLACED, log.UNDONE))


@dataclass(frozen=True, slots=True)
class Grounds:
    """`quotes` are the very words, by episode; `rests` are, for each thing known, the episodes that speak for it;
    `private` are those that speak of something sensitive."""

    quotes: Mapping[str, tuple[str, ...]]
    rests: Sequence[frozenset[str]]
    private: frozenset[str]
    _said: Sequence[tuple[datetime, str]]

    def within(self, text: str, start: datetime, end: datetime) -> dict[str, tuple[str, ...]]:
        """The quotes of what was said between two moments that stand in a text, by episode."""
        first = bisect_left(self._said, (start, ""))
        last = bisect_right(self._said, (end, "\uffff"))
        flat = " ".join(text.split())
        found = {
            id: [one for one in self.quotes[id] if " ".join(one.split()) in flat] for _, id in self._said[first:last]
        }
        return {id: tuple(some) for id, some in found.items() if some}


def grounds(store: Store, scope: Scope) -> Grounds:
    """Reads all facts, preferences and procedures of a scope. A fact that is not believed any more keeps nothing."""
    quotes: dict[str, dict[str, None]] = {}
    said: dict[str, datetime] = {}
    rests = []
    facts = list(store.scan(Fact, within(scope)))
    for kept, events in _logs(store, scope, facts):
        for one in events:
            if one.get("episode") and (quote := one.get("quote")):
                quotes.setdefault(one["episode"], {})[str(quote)] = None
                said[one["episode"]] = _moment(one)
        if kept:
            rests.append(frozenset(one.get("episode") or HAND for one in events))
    told = {id: tuple(some) for id, some in quotes.items()}
    return Grounds(told, rests, secret(facts), sorted((moment, id) for id, moment in said.items()))


def _logs(store: Store, scope: Scope, facts: Iterable[Fact]) -> Iterator[tuple[bool, list[Mapping[str, Any]]]]:
    """What speaks for each thing known, and whether that is still kept."""
    here = within(scope)
    for fact in facts:
        own = {"episode": fact.source_episode, "at": fact.created_at, "what": What.STATED}
        yield fact.known_until is None, _spoken(fact.history or (own,), "what")
    practised: Iterable[Preference | Procedure]
    for practised in (store.scan(Preference, here), store.scan(Procedure, here)):
        for one in practised:
            yield True, _spoken(one.history, "event")


def _spoken(events: Iterable[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """Those that are somebody's words, or were set by hand. A fact's other events name no episode."""
    return [one for one in events if one.get(name) not in _UNSAID and (one.get("episode") or _by_hand(one))]


def _by_hand(event: Mapping[str, Any]) -> bool:
    return event.get("by") == log.HAND or event.get("what") in (What.STATED, What.EDITED)


def _moment(event: Mapping[str, Any]) -> datetime:
    told = event.get("said") or event["at"]
    return as_utc(told) if isinstance(told, datetime) else from_iso(told)
