"""LoCoMo: samples, each a conversation of two people over many sessions.

Both are people, so both are `user`, told apart by their speaker names. Only what was said is read: never questions,
answers or the set's own summaries. A message's time is its own `date_time` where it has one, else its session's plus a
second for each message before it. Dates in numbers are day first where dots part them, month first where strokes do.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from mnesis.model import Message
from mnesis.transfer.formats.contract import Format, Refuse, Sample, conversations, each
from mnesis.transfer.moments import moment_in
from mnesis.transfer.pace import Pace
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.shapes import Wrong, array, table, text_of
from mnesis.transfer.source import Source

_SESSION = re.compile(r"session_(\d+)")


def _recognises(sample: Sample) -> bool:
    conversation = sample.first.get("conversation") if isinstance(sample.first, dict) else None
    return isinstance(conversation, dict) and any(_SESSION.fullmatch(name) for name in conversation)


def _read(source: Source) -> Iterator[Entry]:
    return conversations(source, _sample)


def _sample(refuse: Refuse, value: Any) -> Iterator[Entry]:
    sample = table(value, "a sample")
    conversation = table(sample.get("conversation"), "'conversation'")
    name = text_of(sample, "sample_id")
    pace = Pace()
    numbers = sorted(int(found[1]) for key in conversation if (found := _SESSION.fullmatch(key)))
    for session in (f"session_{number}" for number in numbers):
        moment = _moment(text_of(conversation, f"{session}_date_time"))
        if moment:
            pace.restart(moment)
        turns = array(conversation[session], repr(session))
        yield from each(turns, partial(_turn, session, name, pace), refuse)


def _turn(session: str, conversation: str | None, pace: Pace, value: Any) -> Iterator[Entry]:
    turn = table(value, "a turn")
    caption = text_of(turn, "blip_caption")
    image = f"[shares an image: {caption}]" if caption else None
    text = " ".join(part for part in (text_of(turn, "text"), image) if part)
    if not text:
        raise Wrong("a turn needs 'text'")
    time = pace.at(_moment(text_of(turn, "date_time")))
    message = Message(text=text, speaker=text_of(turn, "speaker"), session=session, time=time)
    yield Labelled(message, text_of(turn, "dia_id"), conversation)


def _moment(text: str | None) -> datetime | None:
    return moment_in(text, day_first="/" not in text) if text else None


FORMAT = Format(
    name="locomo",
    recognised_by="JSON whose samples have a `conversation` with `session_1`, `session_2`, …",
    produced_by="the LoCoMo benchmark (Maharana et al., 2024)",
    recognises=_recognises,
    read=_read,
)
