"""Transcripts in Markdown or plain text: chats as people save them and as messengers export them.

Sessions are the sections of the file where headings say so, else days where lines carry dates, else the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.model import EpisodeType, Message
from mnesis.transfer.dialects import FENCE, Plan, Start, survey
from mnesis.transfer.formats.contract import Format, Sample
from mnesis.transfer.lines import lines
from mnesis.transfer.moments import UNKNOWN, clock_in, moment_in
from mnesis.transfer.pace import Pace
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.source import Source
from mnesis.transfer.speakers import actor_of

_ENDINGS = (".txt", ".text", ".md", ".markdown", ".log")
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.+?)\s*#*\s*$")
_SECTION = re.compile(r"(session|conversation|chat|meeting|day|date)\b", re.IGNORECASE)
_NEW_DAY = re.compile(r"(-{2,}|\*{3,})\s*(day changed|log opened|begin logging)", re.IGNORECASE)
_HEADER_DATE = re.compile(r"\W*(date|created|started)\W*:", re.IGNORECASE)
_LONGEST_NAME = 200


def _recognises(sample: Sample) -> bool:
    named = sample.name.endswith(_ENDINGS) or "." not in sample.name
    if not named or isinstance(sample.first, dict | list) or "\0" in sample.head:
        return False
    return survey(sample.head.splitlines()) is not None


def _read(source: Source) -> Iterator[Entry]:
    quiet = replace(source, progress=None, skip=lambda error: None)
    plan = survey(line for _, line in lines(quiet))
    if plan is None:
        source.refuse(source.bad("no line says who speaks, as in 'Alice: hello'", 1))
        return
    reader = _Reader(source.name, plan, Pace(), moment_in(source.path.name))
    if reader.day:
        reader.pace.restart(reader.day)
    for _, line in lines(source):
        yield from reader.line(line)
    yield from reader.finish()


@dataclass(slots=True)
class _Open:
    """The message being read."""

    start: Start
    session: str
    stated: datetime | None
    lines: list[str]


@dataclass(slots=True)
class _Reader:
    """`section` is the heading, `day` the date, under which the lines stand."""

    file: str
    plan: Plan
    pace: Pace
    day: datetime | None
    section: str | None = None
    open: _Open | None = None
    fenced: bool = False

    def line(self, line: str) -> Iterator[Entry]:
        """The message that this line shows to be complete, if any."""
        if self.plan.has_fences and line.lstrip().startswith(FENCE):
            self.fenced = not self.fenced
        elif not self.fenced:
            if start := self.plan.start(line):
                yield from self.finish()
                stated = self._stated(start)
                self.open = _Open(start, self._session(stated), stated, [start.rest])
                return
            if self._breaks(line):
                yield from self.finish()
                self._enter(line)
                return
        if self.open:
            self.open.lines.append(line)

    def finish(self) -> Iterator[Entry]:
        """The message that was open, unless it is empty."""
        done, self.open = self.open, None
        text = "\n".join(done.lines).strip() if done else ""
        if not done or not text:
            return
        actor, speaker = actor_of(done.start.name)
        message = Message(
            text=text,
            actor=actor,
            speaker=speaker,
            session=done.session,
            time=self.pace.at(done.stated),
            type=EpisodeType.CONVERSATION if done.start.name else EpisodeType.SYSTEM,
        )
        yield Labelled(message)

    def _stated(self, start: Start) -> datetime | None:
        if start.stamp is None:
            return None
        if self.plan.dialect == "stamped":
            return self.plan.moment(start.stamp)
        clock = clock_in(start.stamp)
        return None if clock is None else (self.day or UNKNOWN) + clock

    def _session(self, stated: datetime | None) -> str:
        day = stated or self.day
        dated = day.date().isoformat() if day and self.plan.dialect in ("stamped", "clocked") else None
        part = self.section or dated
        return (f"{self.file}/{part}" if part else self.file)[:_LONGEST_NAME]

    def _breaks(self, line: str) -> bool:
        """Whether a new section or day begins here. Most headings belong to the message they stand in: only those that
        speak of a session or carry a date count."""
        if found := _HEADING.match(line):
            return bool(_SECTION.match(found["title"]) or moment_in(found["title"]))
        return bool(_NEW_DAY.match(line) or (self.open is None and _HEADER_DATE.match(line)))

    def _enter(self, line: str) -> None:
        if found := _HEADING.match(line):
            self.section = found["title"].strip("* ")
        if moment := moment_in(line):
            self.day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
            self.pace.restart(moment)


FORMAT = Format(
    name="text",
    recognised_by="the ending `.txt`, `.md` or `.log` and lines that say who speaks, such as `Alice: hello`",
    produced_by="saving a chat; WhatsApp: ⋮ → More → Export chat; Telegram, Discord, IRC: copied or logged",
    recognises=_recognises,
    read=_read,
)
