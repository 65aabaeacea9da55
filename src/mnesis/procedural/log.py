"""Logs: what was learnt about a preference or a procedure, as events. Its other fields are the fold of its log.

The log is the truth, so the order in which messages arrive does not matter, learning twice adds nothing, and taking the
events of an erased episode out leaves what the others say. An event is a JSON object: `event` (its kind), `at` (when it
was said, not when it was learnt), `episode` where words of an episode are behind it, `by` "hand" where the user set it.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

Event = Mapping[str, Any]
Log = tuple[Event, ...]

TOLD: Final = "told"
"""A value, or the steps of a task, was said (or set by hand)."""
EDITED: Final = "edited"
"""By hand, some fields of a procedure."""
WITHDRAWN: Final = "withdrawn"
"""A wish was taken back."""
REPLACED: Final = "replaced"
"""A thing in a procedure gave way to another, with what was there before and after."""
UNDONE: Final = "undone"
"""By hand, a replacement."""
OUTCOME: Final = "outcome"
"""A procedure was used, and how that went."""

HAND: Final = "hand"

_RANK = {kind: rank for rank, kind in enumerate((TOLD, EDITED, WITHDRAWN, REPLACED, UNDONE, OUTCOME))}


def in_order(events: Iterable[Event]) -> Log:
    """By time of saying; within one message as it was read there."""
    return tuple(sorted(events, key=place))


def place(event: Event) -> tuple[str, int, str, int, str]:
    """Sorts events as `in_order` does."""
    told = {name: value for name, value in event.items() if name != "changes"}
    last = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return event["at"], _RANK.get(event["event"], len(_RANK)), event.get("episode") or "", event.get("nth", 0), last


def apart_from(events: Iterable[Event], episodes: Collection[str]) -> Log:
    """The events that rest on none of these episodes."""
    return tuple(one for one in events if one.get("episode") not in episodes)


def given(**fields: Any) -> Event:
    """An event of those fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}
