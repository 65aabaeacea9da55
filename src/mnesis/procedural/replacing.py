"""Things that gave way to others ("pnpm, not npm"), and what that makes of the procedures that mention them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mnesis.model import Preference, PreferenceCategory
from mnesis.procedural.log import REPLACED, TOLD, Event, given, in_order
from mnesis.procedural.naming import bare, same
from mnesis.procedural.preferring import stated

_ABOUT_THINGS = (PreferenceCategory.TOOLS, PreferenceCategory.WORKFLOW, PreferenceCategory.OTHER)
_NO_THINGS = {"none", "no", "never", "always", "yes", "on", "off", "avoid", "nothing", "anything", "it", "that", "this"}
_LONGEST = 3

_SPACELESS = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3"))
_NOT = re.compile(r"(?:\bnot|\bnever|\bno|\bavoid|\bwithout|instead of|rather than|n't)(?: use| using| run)?\s+$", re.I)

Text = Mapping[str, Any]
"""A procedure's words: name, trigger, context, steps."""


def replacements(preference: Preference, log: Iterable[Event]) -> list[Event]:
    """What a preference says has taken whose place, oldest first, as events for the logs of procedures.

    Only what the words themselves say is not wanted (`instead_of`) is replaced, in preferences about tools, workflow
    and the rest, where it was stated and both are short names of things. A value that merely differs from the one
    before replaces nothing: "uv" for one project and "pnpm" for another are both package managers.
    """
    return [
        given(
            event=REPLACED,
            at=one["at"],
            nth=one.get("nth"),
            **{"from": bare(one["instead_of"]), "to": bare(one["value"])},
            preference=preference.id,
            episode=one.get("episode"),
        )
        for one in in_order(log)
        if one["event"] == TOLD and stated(one) and preference.category in _ABOUT_THINGS
        if one.get("instead_of") and _are_things(bare(one["instead_of"]), bare(one["value"]))
    ]


def _are_things(old: str, new: str) -> bool:
    return same(old) != same(new) and all(
        name and len(name.split()) <= _LONGEST and same(name) not in _NO_THINGS for name in (old, new)
    )


def named_alike(event: Event) -> tuple[Any, ...]:
    """What two events of one replacement have in common."""
    return event["at"], same(event["from"]), same(event["to"]), event.get("episode")


@dataclass(frozen=True, slots=True)
class Replacements:
    """All replacements of a scope, by the first piece of what they replace."""

    by_piece: Mapping[str, Sequence[Event]]

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Replacements":
        found: dict[str, list[Event]] = {}
        for event in events:
            found.setdefault(_pieces(event["from"])[0], []).append(event)
        return cls(found)

    def concerning(self, texts: Iterable[Text]) -> list[Event]:
        """Those that may change one of these texts: it may hold the thing, or another one could have brought it."""
        found: list[Event] = []
        seen: set[str] = set()
        waiting = {piece for text in texts for _, _, part in _parts(text) for piece in _pieces(part)}
        while waiting:
            seen |= waiting
            near = [event for piece in waiting & self.by_piece.keys() for event in self.by_piece[piece]]
            found += near
            waiting = {piece for event in near for piece in _pieces(event["to"])} - seen
        return found


@lru_cache(maxsize=8192)
def _pieces(text: str) -> tuple[str, ...]:
    """Runs of ASCII letters and digits, and every other sign by itself: what a name is looked up by. Never empty."""
    return tuple(re.findall(r"[a-z0-9_]+|[^\x00-\x7f]", text.casefold())) or ("",)


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
            step = made["steps"][number - 1]
            step["detail"] = after
            if same(str(step.get("action", ""))) == same(old):
                step["action"] = new
    return made, changes


def in_words(text: str, old: str, new: str) -> str:
    """`new` for `old` wherever it stands as a word of its own: "npm ci", not "npmrc", "npm-check" or "bin/npm".

    A text that names both speaks of the two ("move from npm to pnpm") and stays; so does what is forbidden already
    ("never use npm").
    """
    if _pieces(old)[0] not in text.casefold() or any(_alone(one) for one in _words(new).finditer(text)):
        return text

    def put(found: re.Match[str]) -> str:
        forbidden = not _alone(found) or _NOT.search(text, 0, found.start())
        return found[0] if forbidden else _cased(found[0], old, new)

    return _words(old).sub(put, text)


@lru_cache(maxsize=512)
def _words(name: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, name.split())), re.IGNORECASE)


def _alone(found: re.Match[str]) -> bool:
    """Whether what was found is no part of a longer word, path, address or name."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:2]
    if _goes_on(before) or _goes_on(after[:1]) or (before and before in "@/\\.-"):
        return False
    return not (after and after[0] in "@#+/\\-") and not (after[:1] == "." and _goes_on(after[1:]))


def _goes_on(sign: str) -> bool:
    """Whether a word goes on with this sign ("" is none). Scripts without spaces may stand right beside a word."""
    return (sign.isalnum() or sign == "_") and not any(first <= sign <= last for first, last in _SPACELESS)


def _cased(found: str, old: str, new: str) -> str:
    if found == old:
        return new
    if found.islower():
        return new.lower()
    return new[:1].upper() + new[1:] if found[:1].isupper() else new
