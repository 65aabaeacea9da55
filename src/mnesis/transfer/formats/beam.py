"""BEAM: a chat of a user and an assistant in batches, each a session, with a date where the set gives one.

The set's generator left marks of its plan (`->-> 1,2`) at the ends of lines; they are cut off. Within a batch,
messages are a second apart.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from mnesis.model import Message
from mnesis.transfer.formats.contract import Format, Refuse, Sample, conversations, each
from mnesis.transfer.moments import moment_in
from mnesis.transfer.pace import Pace
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.shapes import Wrong, array, table, text_of, whole
from mnesis.transfer.source import Source

_MARK = re.compile(r"[ \t]*->[ \t]*->[^\n]*")
_PLAN = re.compile(r"plan[-_ ]?\d+", re.IGNORECASE)
_ACTORS = {"user": "user", "assistant": "agent", "system": "system"}


def _recognises(sample: Sample) -> bool:
    first = sample.first
    return isinstance(first, dict) and (
        isinstance(first.get("turns"), list) or any(_PLAN.fullmatch(key) for key in first)
    )


def _read(source: Source) -> Iterator[Entry]:
    return conversations(source, partial(_item, Pace()))


def _item(pace: Pace, refuse: Refuse, value: Any) -> Iterator[Entry]:
    """A batch, or (in the longest chats) plans that hold batches."""
    record = table(value, "a batch")
    if "turns" in record:
        yield from _batch(record, "", refuse, pace)
        return
    for plan, batches in record.items():
        for batch in array(batches or [], repr(plan)):
            yield from _batch(table(batch, "a batch"), f"{whole(plan)}/", refuse, pace)


def _batch(record: Mapping[str, Any], prefix: str, refuse: Refuse, pace: Pace) -> Iterator[Entry]:
    session = f"{prefix}batch_{whole(str(record.get('batch_number', 1)))}"
    if moment := moment_in(text_of(record, "time_anchor") or ""):
        pace.restart(moment)
    for turn in array(record.get("turns"), "'turns'"):
        messages = turn if isinstance(turn, list) else [turn]
        yield from each(messages, lambda message: _message(message, session, pace), refuse)


def _message(value: Any, session: str, pace: Pace) -> Iterator[Entry]:
    record = table(value, "a message")
    actor = _ACTORS.get(text_of(record, "role") or "")
    if actor is None:
        raise Wrong(f"'role' must be user or assistant, not {record.get('role')!r}")
    if moment := moment_in(text_of(record, "time_anchor") or ""):
        pace.restart(moment)
    text = _MARK.sub("", text_of(record, "content") or "").rstrip()
    if text:
        label = record.get("id")
        message = Message(text=text, actor=actor, session=session, time=pace.at(None))
        yield Labelled(message, None if label is None else str(label))


FORMAT = Format(
    name="beam",
    recognised_by="JSON whose batches have `turns` (or plans that hold such batches)",
    produced_by="the `chat.json` of a BEAM chat (arXiv 2510.27246)",
    recognises=_recognises,
    read=_read,
)
