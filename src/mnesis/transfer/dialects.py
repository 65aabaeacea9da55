"""How transcripts mark where a message begins.

A file speaks one dialect, the one most of its lines answer to; all other lines continue the message before them.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from mnesis.transfer.moments import moment_in, numeric_date
from mnesis.transfer.speakers import MARKS, speakers_among, trimmed

_DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:\s?[AaPp]\.?[Mm]\b\.?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2})\b)?"
_STAMP = rf"(?P<stamp>{_DATE}(?:(?:,|,?\sat|T)?\s*{_CLOCK})?)"
_TIME = rf"(?P<stamp>{_CLOCK})"
_NAME = r"(?P<name>[^:\n]{1,60}?)"
_REST = r"(?P<rest>.*)$"

_STAMPED = (
    rf"\[?{_STAMP}\]?\s*(?:[-–—|]\s+)?<(?P<name>[^>]{{1,60}})>\s?{_REST}",
    rf"\[?{_STAMP}\]?(?:\s*[-–—|:]\s+|\s+){_NAME}:(?:\s{_REST}|$)",
    rf"\*\*(?P<name>[^*]{{1,60}}?)\*\*\s*[(\[]{_STAMP}[)\]]:\s*{_REST}",
    rf"(?P<name>[^\[\]:,—]{{1,60}}?)\s*[,—–]\s*\[?{_STAMP}\]?:?$",
    rf"\[{_STAMP}\]\s+(?P<name>\S+(?:\s\S+){{0,3}})$",
    rf"\[?{_STAMP}\]?\s*[-–—]\s+{_REST}",
)
_CLOCKED = (
    rf"\[?{_TIME}\]?\s*<[@+%~& ]?(?P<name>[^>]{{1,60}})>\s?{_REST}",
    rf"\[?{_TIME}\]?\s+(?P<rest>\*\s(?P<name>\S+)\s.*)$",
    rf"\[?{_TIME}\]?\s+(?P<rest>(?:-!-|\*\*\*|-->|<--|--)\s.*)$",
    rf"\[?{_TIME}\]?(?:\s*[-–—|]\s+|\s+){_NAME}:(?:\s{_REST}|$)",
)
_BOLD = (
    rf"(?:>\s*)?(?:\*\*|__)(?P<name>[^*_:]{{1,60}}?)(?::(?:\*\*|__)|(?:\*\*|__):)\s*{_REST}",
    r"(?:\*\*|__)(?P<name>[^*_:]{1,60}?)(?:\*\*|__)\s*$",
)
_HEADING = (r"#{1,6}\s+(?:\*\*)?(?P<name>[^:*#]{1,60}?):?(?:\*\*)?:?\s*$",)
_PLAIN = (rf"(?P<name>[^\W\d_][^:<>\[\]{{}}()|=;\"/\\]{{0,39}}):(?:[ \t]+{_REST}|$)",)

DIALECTS = {
    name: tuple(re.compile(pattern) for pattern in patterns)
    for name, patterns in (
        ("stamped", _STAMPED),
        ("clocked", _CLOCKED),
        ("bold", _BOLD),
        ("heading", _HEADING),
        ("plain", _PLAIN),
    )
}
"""Dialects, the more telling first."""

_STAMPS = ("stamped", "clocked")

FENCE = ("```", "~~~")
"""What begins and ends a block of code."""


@dataclass(frozen=True, slots=True)
class Start:
    """The first line of a message. `name` None: a line of the program that wrote the chat."""

    name: str | None
    stamp: str | None
    rest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a transcript looks like: its dialect, who speaks (None: anybody), and the order of 01/02/2024."""

    dialect: str
    speakers: frozenset[str] | None
    day_first: bool

    @property
    def has_fences(self) -> bool:
        """Whether code fences hide what looks like a message. Stamps are telling enough without."""
        return self.dialect not in _STAMPS

    def start(self, line: str) -> Start | None:
        """The message that begins in this line; None: the line goes on with the one before."""
        found = start_of(self.dialect, line)
        if found and self.speakers is not None and found.name not in self.speakers:
            return None
        return found

    def moment(self, stamp: str) -> datetime | None:
        """The time a stamp states; None: it has no date that exists."""
        return moment_in(stamp, day_first=self.day_first)


def start_of(dialect: str, line: str) -> Start | None:
    """What a line begins in a dialect, whoever speaks."""
    line = line.lstrip(MARKS)
    for pattern in DIALECTS[dialect]:
        if found := pattern.match(line):
            groups = found.groupdict()
            name = groups.get("name")
            return Start(trimmed(name) if name else None, groups.get("stamp"), groups.get("rest") or "")
    return None


def survey(lines: Iterable[str]) -> Plan | None:
    """The plan of a transcript, from all its lines; None: it is no transcript."""
    seen = _Survey()
    fenced = False
    for line in lines:
        if line.lstrip().startswith(FENCE):
            fenced = not fenced
        seen.add(line, fenced)
    return seen.plan()


@dataclass(slots=True)
class _Dates:
    """Which number of 01/02/2024 is the day: the one that goes above 12, else the reading in which time runs forward,
    else (both do) the month comes first where the clock says AM and PM."""

    highest: tuple[int, int] = (0, 0)
    backward: tuple[int, int] = (0, 0)
    last: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    halves: bool = False

    def add(self, stamp: str) -> None:
        numbers = numeric_date(stamp)
        if not numbers:
            return
        a, b, year = numbers
        self.halves = self.halves or stamp.rstrip(".").lower().endswith("m")
        now = ((year, b, a), (year, a, b))
        self.highest = (max(self.highest[0], a), max(self.highest[1], b))
        self.backward = (self.backward[0] + (now[0] < self.last[0]), self.backward[1] + (now[1] < self.last[1]))
        self.last = now

    def day_first(self) -> bool:
        if max(self.highest) > 12:
            return self.highest[0] > 12
        if self.backward[0] != self.backward[1]:
            return self.backward[0] < self.backward[1]
        return not self.halves


@dataclass(slots=True)
class _Survey:
    names: dict[str, Counter[str]] = field(default_factory=lambda: {dialect: Counter() for dialect in DIALECTS})
    dates: _Dates = field(default_factory=_Dates)

    def add(self, line: str, fenced: bool) -> None:
        for dialect, names in self.names.items():
            if fenced and dialect not in _STAMPS:
                return
            if found := start_of(dialect, line[:400]):
                names[found.name or ""] += 1
                if dialect == "stamped":
                    self.dates.add(found.stamp or "")
                return

    def plan(self) -> Plan | None:
        speakers = {
            dialect: None if dialect in _STAMPS else speakers_among(names, roles_only=dialect == "heading")
            for dialect, names in self.names.items()
        }
        counts = {
            dialect: sum(count for name, count in self.names[dialect].items() if who is None or name in who)
            for dialect, who in speakers.items()
        }
        best = max(counts, key=counts.__getitem__)
        if counts[best] < (2 if best == "plain" else 1):
            return None
        return Plan(best, speakers[best], self.dates.day_first())
