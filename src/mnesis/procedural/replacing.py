"""Things that gave way to others ("pnpm, not npm"), and what that makes of the procedures that mention them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from mnesis.model import Preference, PreferenceCategory
from mnesis.procedural.log import REPLACED, TOLD, Event, given, in_order
from mnesis.procedural.naming import bare, same
from mnesis.procedural.preferring import stated

_ABOUT_THINGS = (PreferenceCategory.TOOLS, PreferenceCategory.WORKFLOW, PreferenceCategory.OTHER)
_PROGRAMS = {
    "package_manager",
    "editor",
    "shell",
    "terminal",
    "browser",
    "linter",
    "formatter",
    "test_runner",
    "bundler",
}
_NO_THINGS = {"none", "no", "never", "always", "yes", "on", "off", "avoid", "nothing", "anything", "it", "that", "this"}
_LONGEST = 3

_LETTER = "[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
"""What a word goes on with; scripts without spaces may stand right beside it."""
_NOT = re.compile(r"(?:\bnot|\bnever|\bno|\bavoid|\bwithout|instead of|rather than|n't)(?: use| using| run)?\s+$", re.I)

Text = Mapping[str, Any]
"""A procedure's words: name, trigger, context, steps."""


def replacements(preference: Preference, log: Iterable[Event]) -> list[Event]:
    """What a preference says has taken whose place, oldest first, as events for the logs of procedures.

    That is what it names itself (`instead_of`), for tools, workflow and the rest; and, where its key is a kind of
    program, every other value that was stated before. Only what was stated counts, and only short names of things.
    """
    found: list[Event] = []
    before: dict[str, str] = {}
    for event in in_order(log):
        if event["event"] != TOLD or not stated(event):
            continue
        new, old = bare(event["value"]), dict(before)
        if event.get("instead_of") and preference.category in _ABOUT_THINGS:
            old[same(event["instead_of"])] = bare(event["instead_of"])
        found += [_event(preference, event, name, new) for name in old.values() if _are_things(name, new)]
        if preference.category is PreferenceCategory.TOOLS and preference.key in _PROGRAMS:
            before.setdefault(same(new), new)
    return found


def _event(preference: Preference, told: Event, old: str, new: str) -> Event:
    return given(
        event=REPLACED,
        at=told["at"],
        nth=told.get("nth"),
        **{"from": old, "to": new},
        preference=preference.id,
        episode=told.get("episode"),
    )


def _are_things(old: str, new: str) -> bool:
    return same(old) != same(new) and all(
        name and len(name.split()) <= _LONGEST and same(name) not in _NO_THINGS for name in (old, new)
    )


def named_alike(event: Event) -> tuple[Any, ...]:
    """What two events of one replacement have in common."""
    return event["at"], same(event["from"]), same(event["to"]), event.get("episode")


def concerning(texts: Iterable[Text], every: Mapping[tuple[str, str], Iterable[Event]]) -> list[Event]:
    """Of all replacements by what they replace with what, those that may change one of these texts: it holds the thing,
    or another replacement could have brought it there."""
    there = "\n".join(part.casefold() for text in texts for _, _, part in _parts(text))
    left = dict(every)
    found: list[Event] = []
    while near := [names for names in left if _first(names[0]) in there]:
        for names in near:
            found += left.pop(names)
            there = f"{there}\n{names[1].casefold()}"
    return found


def _first(name: str) -> str:
    return name.casefold().split()[0]


def _parts(text: Text) -> Iterable[tuple[str, int | None, str]]:
    """Field, number of the step, words."""
    for field in ("name", "trigger", "context"):
        if text.get(field):
            yield field, None, text[field]
    for number, step in enumerate(text.get("steps") or (), start=1):
        if isinstance(step.get("detail"), str):
            yield "steps", number, step["detail"]


def replaced(text: Text, old: str, new: str) -> tuple[Text, list[dict[str, Any]]]:
    """A procedure's words with one thing in place of another, and what changed: field, step (from 1), before, after."""
    made: dict[str, Any] = {**text, "steps": [dict(step) for step in text.get("steps") or ()]}
    changes = []
    for field, number, before in _parts(text):
        after = in_words(before, old, new)
        if after == before:
            continue
        changes.append(dict(given(field=field, step=number, before=before, after=after)))
        if number is None:
            made[field] = after
        else:
            made["steps"][number - 1]["detail"] = after
    return made, changes


def in_words(text: str, old: str, new: str) -> str:
    """`new` for `old` wherever it stands as a word of its own: "npm ci", not "npmrc", "npm-check" or "bin/npm".

    A text that names both speaks of the two ("move from npm to pnpm") and stays; so does what is forbidden already
    ("never use npm").
    """
    if _first(old) not in text.casefold() or _word(new).search(text):
        return text

    def put(found: re.Match[str]) -> str:
        return found[0] if _NOT.search(text, 0, found.start()) else _cased(found[0], old, new)

    return _word(old).sub(put, text)


def _cased(found: str, old: str, new: str) -> str:
    if found == old:
        return new
    if found.islower():
        return new.lower()
    return new[:1].upper() + new[1:] if found[:1].isupper() else new


@lru_cache(maxsize=512)
def _word(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!{_LETTER})(?<![@/\\.-]){words}(?!{_LETTER})(?![@#+/\\-]|\.{_LETTER})", re.IGNORECASE)
