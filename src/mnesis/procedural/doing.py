"""A procedure as the fold of its log: its steps as last told, with what has taken the place of what since."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from mnesis.model import Key, KeyKind, Procedure, to_iso
from mnesis.procedural.log import EDITED, HAND, REPLACED, TOLD, UNDONE, Event, Log, given, in_order, place
from mnesis.procedural.naming import same, task, words
from mnesis.procedural.replacing import Text, named_alike, replaced

ALIKE = 0.5
"""How much of their words two lists of steps share, at least, to be one procedure that was changed a little."""

FIELDS = ("name", "trigger", "context", "steps")


def fold(stem: Procedure, events: Iterable[Event], every: Iterable[Event], now: datetime) -> Procedure | None:
    """The procedure that a log makes, or None where nothing in it says when and how (any more).

    The telling that was said last gives the words. Edits by hand and replacements change what was said before them.
    `every` are the replacements of the scope that may concern it: those that change something come into its log.
    Counts, confidence and what supersedes it stay as they are.
    """
    log = tuple(events)
    known = {named_alike(one) for one in log if one["event"] == REPLACED}
    text, history = _play(in_order((*log, *news(log, every))), known)
    if not text.get("trigger") or not text.get("steps"):
        return None
    return replace(
        stem,
        name=text.get("name") or text["trigger"],
        trigger=text["trigger"],
        context=text.get("context"),
        steps=tuple(text["steps"]),
        source_episode=text.get("episode"),
        history=history,
        updated_at=now,
    )


def news(log: Log, every: Iterable[Event]) -> list[Event]:
    """Those replacements that are not in a log."""
    known = {named_alike(one) for one in log if one["event"] == REPLACED}
    return [one for one in every if named_alike(one) not in known]


def _play(log: Sequence[Event], known: Collection[tuple[Any, ...]]) -> tuple[Text, Log]:
    """The words at the end of a log, and the log with what each replacement changed."""
    text: Text = {}
    history: list[Event] = []
    undoings = [one for one in log if one["event"] == UNDONE]
    for event in log:
        match event["event"]:
            case "told":
                text = {name: event.get(name) for name in (*FIELDS, "episode")}
            case "edited":
                text = {**text, **{name: event[name] for name in FIELDS if name in event}}
            case "replaced":
                changes: list[dict[str, Any]] = []
                if not any(_undoes(one, event) for one in undoings):
                    text, changes = replaced(text, event["from"], event["to"])
                if not changes and named_alike(event) not in known:
                    continue
                event = {**event, "changes": changes}
        history.append(event)
    return text, tuple(history)


def cleaned(log: Log) -> Log:
    """A log without the replacements that change nothing and the undoings that undo nothing."""
    undone = {named_alike(one) for one in log if any(_undoes(other, one) for other in log)}
    _, left = _play(log, undone)
    pairs = {pair(one) for one in left if one["event"] == REPLACED}
    return tuple(one for one in left if one["event"] != UNDONE or pair(one) in pairs)


def _undoes(one: Event, event: Event) -> bool:
    """Whether an event takes back a replacement: an undoing takes back what was said until then."""
    both = one["event"] == UNDONE and event["event"] == REPLACED
    return both and one["at"] >= event["at"] and pair(one) == pair(event)


def pair(event: Event) -> tuple[str, str]:
    """What is replaced, and with what."""
    return same(event["from"]), same(event["to"])


def texts(log: Iterable[Event]) -> list[Event]:
    """The events of a log that hold words of the procedure."""
    return [one for one in log if one["event"] in (TOLD, EDITED)]


def log_of(procedure: Procedure) -> Log:
    """Its log. One that came without (another program wrote it) is taken as told when it was made."""
    if any(one["event"] in (TOLD, EDITED) for one in procedure.history):
        return procedure.history
    told = given(
        event=TOLD,
        at=to_iso(procedure.created_at),
        episode=procedure.source_episode,
        by=None if procedure.source_episode else HAND,
        **{name: getattr(procedure, name) for name in FIELDS},
    )
    return in_order((told, *procedure.history))


def last_told(log: Iterable[Event]) -> tuple[Any, ...]:
    """Sorts procedures by when their steps were last said."""
    return max((place(one) for one in log if one["event"] == TOLD), default=())


def tasks(procedure: Procedure, log: Iterable[Event]) -> set[str]:
    """The tasks that it was said to be for."""
    told = [(one["trigger"], one.get("context")) for one in texts(log) if one.get("trigger")]
    return {task(trigger, context) for trigger, context in ((procedure.trigger, procedure.context), *told)}


def sources(procedure: Procedure) -> set[str]:
    """The preferences that its replacements came from."""
    return {one["preference"] for one in procedure.history if one["event"] == REPLACED}


def likeness(log: Iterable[Event], steps: Sequence[Any]) -> float:
    """How much of their words these steps share with those told so far, in order, at best: 0 to 1."""
    wanted = _words(steps)
    told = [_words(one["steps"]) for one in log if one["event"] == TOLD]
    return max((SequenceMatcher(None, one, wanted, autojunk=False).ratio() for one in told), default=0.0)


def is_known(log: Iterable[Event], told: Event) -> bool:
    """Whether this very telling is in the log: the same words for the same task from the same episode."""
    wanted = _named(told)
    return any(one["event"] == TOLD and _named(one) == wanted for one in log)


def _named(told: Event) -> tuple[Any, ...]:
    return told.get("episode"), told.get("by"), task(told["trigger"], told.get("context")), _words(told["steps"])


def _words(steps: Sequence[Any]) -> list[str]:
    return [word for step in steps for word in words(str(step.get("detail", "")))]


def says(procedure: Procedure) -> str:
    """The procedure in words: name, when, where, and its steps a line each."""
    lines = [procedure.name, procedure.trigger, procedure.context, *(step.get("detail") for step in procedure.steps)]
    return "\n".join(dict.fromkeys(str(line) for line in lines if line))


def keys_of(procedure: Procedure) -> tuple[Key, ...]:
    return (Key(procedure.id, KeyKind.TEXT, text=says(procedure)),)
