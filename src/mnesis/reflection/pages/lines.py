"""Lines of a page: what they are made of, how they are written, and how one that was edited is read again.

A value is `- label: value (window) [kind:id]`; a task is `- name [procedure:id]` with its steps numbered below.
Whatever a value holds, reading what was written gives it back, but for white space, which becomes single spaces.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from mnesis.reflection.pages.windows import Window, read_window, window_text

POINTER = re.compile(r"\s*\[(fact|preference|procedure|episode|entity):([^\[\]\s]+)\]\s*$")
_TORN = re.compile(r"\s*\[(?:fact|preference|procedure|episode|entity):[^\[\]\s]*\]?\s*$")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])(?:\s+|$)")
_BRACKETS = re.compile(r"(?:^|(?<=\s))\(([^()]*)\)$")
_ESCAPED = re.compile(r"\\([\\()<])")
_ANY = datetime(2000, 1, 1, tzinfo=UTC)
"""Whether words tell a window does not depend on when they are read."""
_NEEDS_TWO = re.compile(r"\\(?=[\\()<]|$)")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a line stands on: a record that `mnesis why` and `mnesis show` find."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"[{self.kind}:{self.id}]"


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str

    def __str__(self) -> str:
        return f"{'#' * self.level} {flat(self.text)}"


@dataclass(frozen=True, slots=True)
class Value:
    """A fact or a preference."""

    label: str
    value: str
    window: Window
    pointer: Pointer

    def __str__(self) -> str:
        when = window_text(*self.window)
        return f"- {self.label}: {escaped(self.value)}{f' ({when})' if when else ''} {self.pointer}"

    def parts(self) -> tuple[str, ...]:
        """What may be edited, each as it is compared."""
        return self.label, flat(self.value), window_text(*self.window)


@dataclass(frozen=True, slots=True)
class Task:
    """A procedure."""

    name: str
    steps: tuple[str, ...]
    pointer: Pointer

    def __str__(self) -> str:
        steps = (f"  {number}. {flat(step)}" for number, step in enumerate(self.steps, start=1))
        return "\n".join((f"- {escaped(self.name)} {self.pointer}", *steps))

    def parts(self) -> tuple[str, ...]:
        return flat(self.name), json.dumps([flat(step) for step in self.steps], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What follows from something else, and is not edited: it comes back as it is."""

    text: str
    pointers: tuple[Pointer, ...]

    def __str__(self) -> str:
        return f"- {hidden(flat(self.text))} {' '.join(map(str, self.pointers))}"


@dataclass(frozen=True, slots=True)
class Raw:
    """Somebody's own words, kept as they were written."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Note:
    """A comment of ours that no reader of the rendered page sees."""

    text: str

    def __str__(self) -> str:
        return f"<!-- {self.text} -->"


Item = Heading | Value | Task | Told | Raw | Note


@dataclass(frozen=True, slots=True)
class Read:
    """A line as it was read: `label` where there is a colon, `value` what follows it, `whole` both; `window` where
    brackets tell one."""

    label: str | None
    value: str
    whole: str
    window: Window
    pointer: Pointer | None


def read_line(line: str, now: datetime) -> Read:
    """What a line says, whoever wrote it. A pointer that was torn is none, and not part of the value."""
    rest = _BULLET.sub("", line, count=1)
    found = POINTER.search(rest)
    rest = POINTER.sub("", rest) if found else _TORN.sub("", rest)
    rest = flat(rest)
    window: Window = None, None
    if (brackets := _BRACKETS.search(rest)) and (told := read_window(brackets[1], now)):
        window, rest = told, rest[: brackets.start()].rstrip()
    label, colon, value = rest.partition(":")
    pointer = Pointer(found[1], found[2]) if found else None
    if not colon or (value and not value.startswith(" ")):
        return Read(None, unescaped(rest), unescaped(rest), window, pointer)
    return Read(label.strip(), unescaped(value.strip()), unescaped(rest), window, pointer)


def flat(text: str) -> str:
    """On one line, with single spaces."""
    return " ".join(text.split())


def escaped(value: str) -> str:
    """The value so that nothing in it reads as a window or opens a comment."""
    safe = hidden(_NEEDS_TWO.sub(r"\\\\", flat(value)))
    brackets = _BRACKETS.search(safe)
    if brackets and read_window(brackets[1], _ANY):
        return f"{safe[: brackets.start()]}\\{safe[brackets.start() :]}"
    return safe


def unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def hidden(text: str) -> str:
    """The text without the beginning of a comment."""
    return text.replace("<!--", "\\<!--")
