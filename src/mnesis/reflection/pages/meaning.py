"""What an edit of a page means, in words and as something to be learnt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mnesis.model import PREDICATES, USER, EntityType, Named, PreferenceCategory, predicate_name, predicate_of
from mnesis.reflection.pages.lines import POINTER, Read, flat
from mnesis.reflection.pages.memory import DAYS, KINDS, PLANS, PROCEDURES, RECURS, THE_USER
from mnesis.reflection.pages.page import NOT_UNDERSTOOD
from mnesis.reflection.pages.reading import Fresh, steps_of
from mnesis.reflection.pages.user import PREFERENCES
from mnesis.reflection.pages.windows import Window, window_text

_TYPES = {title: type for type, title in KINDS.items()}
_SECTIONS = {*_TYPES, PLANS, PROCEDURES, RECURS, DAYS, NOT_UNDERSTOOD, PREFERENCES}
_MARKS = re.compile(r"^\s*(?:[-*+•>]|\d{1,3}[.)])\s+")
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class NewFact:
    """A line `label: value` below the name of what it is about."""

    subject: Named
    predicate: str
    value: str
    window: Window

    @property
    def words(self) -> str:
        return in_words(self.subject.name, self.predicate, self.value, self.window)


@dataclass(frozen=True, slots=True)
class NewPreference:
    """A line `label: value` below a category of preferences."""

    category: PreferenceCategory
    key: str
    value: str

    @property
    def words(self) -> str:
        return f"I prefer {self.key}: {self.value}"


@dataclass(frozen=True, slots=True)
class NewTask:
    """A line with numbered lines below it, among the procedures."""

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewWords:
    """Anything else that says something."""

    words: str


Meant = NewFact | NewPreference | NewTask | NewWords


def meant(new: Fresh, user: Named | None) -> Meant | None:
    """What somebody wrote on a page, which is about the `user`, or about everything else (None); None for what has no
    words."""
    if not _WORDS.search(_bare(new.text)):
        return None
    read = new.read
    if read and read.value and (known := _task(new, read) or _line(new, read, user)):
        return known
    words = " ".join(_bare(line) for line in new.text.split("\n"))
    return NewWords(flat(words)) if len(_WORDS.findall(words)) > 1 else None


def _task(new: Fresh, read: Read) -> NewTask | None:
    steps = steps_of(new.text.split("\n")[1:])
    return NewTask(read.whole, tuple(steps)) if PROCEDURES in new.titles and steps else None


def _line(new: Fresh, read: Read, user: Named | None) -> Meant | None:
    if not read.label or "\n" in new.text.strip():
        return None
    if PREFERENCES in new.titles:
        category = _category(new.titles)
        return NewPreference(category, read.label, read.value)
    predicate = predicate_name(read.label)
    subject = _subject(new.titles, user)
    if subject is None or predicate not in PREDICATES:
        return None
    return NewFact(subject, predicate, read.value, read.window)


def _category(titles: Sequence[str]) -> PreferenceCategory:
    """The category whose heading is nearest."""
    known = {one.value: one for one in PreferenceCategory}
    return next(
        (known[title.lower()] for title in reversed(titles) if title.lower() in known), PreferenceCategory.OTHER
    )


def _subject(titles: Sequence[str], user: Named | None) -> Named | None:
    """Whom or what lines below these headings are about."""
    if user:
        return user
    if titles[-1:] == (THE_USER,):
        return Named(name=USER, type=EntityType.PERSON)
    if len(titles) < 2 or titles[-1] in _SECTIONS or {DAYS, RECURS, PROCEDURES} & set(titles):
        return None
    type = next((_TYPES[title] for title in titles if title in _TYPES), EntityType.OTHER)
    return Named(name=titles[-1], type=type)


def _bare(line: str) -> str:
    """A line without what is no word of its writer's."""
    return POINTER.sub("", _MARKS.sub("", line, count=1)).replace("\0", " ")


def in_words(subject: str, predicate: str, value: str, window: Window) -> str:
    """A fact in words, with its time as pages write it."""
    says = predicate_of(predicate).says or predicate.replace("_", " ")
    when = window_text(*window)
    return f"{'The user' if subject == USER else subject} {says} {value}{f' ({when})' if when else ''}"
