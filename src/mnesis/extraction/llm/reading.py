"""From what a model noted about a passage to findings: nothing without evidence, everything in our own terms."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from mnesis.errors import InvalidInput
from mnesis.extraction.contract import Passage
from mnesis.extraction.llm.evidence import evidence, heard, named_in
from mnesis.model import (
    PREDICATES,
    USER,
    Claim,
    EntityType,
    Findings,
    Named,
    PreferenceCategory,
    Recipe,
    SourceType,
    Wish,
    from_iso,
    predicate_name,
)
from mnesis.text.dates import time_spans

CERTAINTY: Mapping[str, float] = {
    "stated": 1.0,
    "confirmed": 0.9,
    "implied": 0.8,
    "inferred": 0.6,
    "weak": 0.4,
    "speculative": 0.2,
}
"""The specification's scale of confidence, by the words in which a model is asked for it."""

LISTS = ("facts", "preferences", "procedures")
"""What is noted about a passage."""

LONGEST = 500
"""Letters of a name or a value beyond which it is none."""

_SPEAKER = frozenset(("I", "me", "Me", "myself", "user", "User", "the user", "The user", "speaker", "the speaker"))
"""What models call the speaker. "US" and "ME" are places."""

_SIGNS = re.compile(r"\W+")

_PROPER = frozenset(
    (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PROJECT, EntityType.LOCATION, EntityType.TOOL)
)
"""What has a name, which somebody must have used; of concepts and other things a model may speak in its own words."""

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


class _Unreadable(Exception):
    """An item lacks what it must have."""


class _Unproven(Exception):
    """The quote of an item is not in the passage, or a name in it is nowhere."""


@dataclass
class Reader:
    """Reads the items noted about one passage, and counts those it drops."""

    passage: Passage
    dropped: dict[type[Exception], int] = field(default_factory=dict)

    def findings(self, noted: Mapping[str, Any], extractor: str) -> Findings:
        """What holds of what was noted."""
        return Findings(
            extractor=extractor,
            claims=tuple(dict.fromkeys(self._each(noted, "facts", self._claim))),
            wishes=tuple(dict.fromkeys(self._each(noted, "preferences", self._wish))),
            recipes=tuple(self._each(noted, "procedures", self._recipe)),
            notices=tuple(self._notices()),
        )

    def _each(self, noted: Mapping[str, Any], name: str, read: Callable[[Mapping[str, Any]], T]) -> Iterator[T]:
        for item in noted.get(name) or ():
            try:
                yield read(item if isinstance(item, dict) else {})
            except (_Unreadable, _Unproven) as error:
                self.dropped[type(error)] = self.dropped.get(type(error), 0) + 1

    def _notices(self) -> list[str]:
        words = {_Unproven: "not proven by the words of the passage", _Unreadable: "without what they must have"}
        return [f"{count} items of the model dropped: {words[kind]}" for kind, count in self.dropped.items()]

    def _quote(self, item: Mapping[str, Any]) -> str:
        quote = evidence(_text(item, "quote") or "", self.passage.text)
        if quote is None:
            raise _Unproven
        return quote

    def _claim(self, item: Mapping[str, Any]) -> Claim:
        predicate = predicate_name(_needed(item, "predicate"))
        if not predicate:
            raise _Unreadable
        how, certainty = item.get("how"), _certainty(item.get("certainty"))
        start, end = self._window(item)
        return Claim(
            subject=self._named(_needed(item, "subject"), _one_of(EntityType, item.get("subject_type"))),
            predicate=predicate,
            object=self._object(predicate, _needed(item, "object"), item.get("object_type")),
            quote=self._quote(item),
            valid_from=start,
            valid_until=end,
            ended=how == "ends",
            also=how == "adds",
            corrects=how == "corrects",
            instead_of=_text(item, "instead_of"),
            label=_text(item, "label"),
            confidence=certainty,
            source_type=_source(how, certainty),
        )

    def _named(self, name: str, type: EntityType | None) -> Named:
        """An entity; the speaker under the name that is known."""
        speaker = self.passage.speaker or USER
        if name in _SPEAKER or name == speaker:
            return Named(name=speaker, type=EntityType.PERSON)
        if type in _PROPER and not named_in(name, heard(self.passage)):
            raise _Unproven
        return Named(name=name, type=type or EntityType.OTHER)

    def _object(self, predicate: str, said: str, type: Any) -> Named | str:
        """An entity or a plain value: as the vocabulary has it, else as the model has it."""
        listed = PREDICATES.get(predicate)
        if listed and listed.functional and listed.object is None:
            return said
        kind = _one_of(EntityType, type) or (listed.object if listed else None)
        return self._named(said, kind) if kind or said in _SPEAKER else said

    def _window(self, item: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
        start, end = self._moment(_text(item, "valid_from"), 0), self._moment(_text(item, "valid_until"), 1)
        return (None, None) if start and end and end <= start else (start, end)

    def _moment(self, said: str | None, end: int) -> datetime | None:
        """A date, a month or a year; of words for a time, counted from that of saying, the beginning (0) or end (1)."""
        if said is None:
            return None
        for text in (said, f"{said}-01", f"{said}-01-01"):
            try:
                return from_iso(text)
            except InvalidInput:
                continue
        spans = time_spans(said, self.passage.time)
        return (spans[0].start, spans[0].end)[end] if spans else None

    def _wish(self, item: Mapping[str, Any]) -> Wish:
        return Wish(
            category=_one_of(PreferenceCategory, item.get("category")) or PreferenceCategory.OTHER,
            key=_key(_needed(item, "key")),
            value=_needed(item, "value"),
            quote=self._quote(item),
            instead_of=_text(item, "instead_of"),
            withdrawn=item.get("withdrawn") is True,
        )

    def _recipe(self, item: Mapping[str, Any]) -> Recipe:
        steps = item.get("steps")
        read = [_step(one) for one in steps] if isinstance(steps, list) else []
        if len(read) < 2:
            raise _Unreadable
        trigger = _needed(item, "trigger")
        return Recipe(
            name=_text(item, "name") or trigger,
            trigger=trigger,
            steps=tuple(read),
            quote=self._quote(item),
            context=_text(item, "context"),
            corrects=item.get("corrects") is True,
        )


def _text(item: Mapping[str, Any], name: str) -> str | None:
    """A text as a store keeps it: without NUL and half letters; a number is one, nothing and "null" are none."""
    said = item.get(name)
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return None
    text = str(said).replace("\0", " ").encode("utf-8", "replace").decode("utf-8").strip()
    return None if text.casefold() in ("", "null", "none") else text


def _needed(item: Mapping[str, Any], name: str) -> str:
    text = _text(item, name)
    if text is None or len(text) > LONGEST:
        raise _Unreadable
    return text


def _one_of(kind: type[E], said: Any) -> E | None:
    try:
        return kind(said.strip().casefold())
    except (ValueError, AttributeError):
        return None


def _certainty(said: Any) -> float:
    """A step of the scale; a number is brought down to the nearest one below. The words alone state it where nothing
    is said."""
    if isinstance(said, int | float):
        return max((step for step in CERTAINTY.values() if step <= said + 1e-9), default=min(CERTAINTY.values()))
    return CERTAINTY.get(str(said).strip().casefold(), CERTAINTY["stated"])


def _source(how: Any, certainty: float) -> SourceType:
    if certainty < CERTAINTY["confirmed"]:
        return SourceType.INFERRED
    return SourceType.CORRECTED if how == "corrects" else SourceType.STATED


def _step(said: Any) -> Mapping[str, str]:
    """A step as recipes have it: a verb, and all of its words."""
    detail = _needed(said, "detail") if isinstance(said, dict) else _needed({"detail": said}, "detail")
    return {"action": detail.split()[0].strip(",.:;").casefold(), "detail": detail}


def _key(said: str) -> str:
    return _SIGNS.sub("_", said.casefold()).strip("_")
