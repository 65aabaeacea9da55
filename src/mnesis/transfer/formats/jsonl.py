"""JSONL, one message a line: the format to write by hand or by script, and the one mnesis exports.

Times that are given are kept as they are, so that an export read back gives the same ids.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from mnesis.errors import InvalidInput
from mnesis.model import Compression, EpisodeType, Message, Outcome, check_actor
from mnesis.transfer.formats.contract import Format, Sample, records
from mnesis.transfer.pace import Pace
from mnesis.transfer.records import Entry, Labelled, SessionNote
from mnesis.transfer.shapes import Wrong, array, table, text_of, time_of, whole
from mnesis.transfer.source import Source

_ROLES = {
    "user": "user",
    "human": "user",
    "assistant": "agent",
    "model": "agent",
    "system": "system",
    "developer": "system",
}


def _recognises(sample: Sample) -> bool:
    named = sample.name.endswith((".jsonl", ".ndjson"))
    if not isinstance(sample.first, dict):
        return named
    known = {"text", "content", "messages"} & sample.first.keys() or sample.first.get("kind") == "session"
    return bool(known) or named


@dataclass(slots=True)
class _Reader:
    """`session` is where messages go that name none; `lists` counts the conversations given as lists of messages."""

    session: str
    pace: Pace
    lists: int = 0

    def entries(self, value: Any) -> Iterable[Entry]:
        """What one record of the file holds: a message, a list of messages, or a session."""
        record = {"messages": value} if isinstance(value, list) else table(value, "a record")
        if record.get("kind") == "session":
            return [_session(record)]
        if "messages" in record:
            return self._conversation(record)
        return [self._message(record, self.session)]

    def _conversation(self, record: Mapping[str, Any]) -> Iterator[Entry]:
        self.lists += 1
        session = text_of(record, "session") or text_of(record, "id") or f"{self.session}/{self.lists}"
        for value in array(record["messages"], "'messages'"):
            message = table(value, "a message")
            if message.get("content") or message.get("text"):
                yield self._message(message, session)

    def _message(self, record: Mapping[str, Any], session: str) -> Labelled:
        text = text_of(record, "text") or _content(record)
        if not text.strip():
            raise Wrong("a message needs 'text'")
        message = Message(
            text=text,
            actor=_actor(record),
            speaker=text_of(record, "speaker") or text_of(record, "name"),
            session=text_of(record, "session") or session,
            time=self._time(record),
            channel=text_of(record, "channel"),
            type=_member(EpisodeType, record, "type") or EpisodeType.CONVERSATION,
            outcome=_member(Outcome, record, "outcome"),
            tags=_tags(record),
            parent=text_of(record, "parent"),
            importance=_importance(record),
            compression=_member(Compression, record, "compression") or Compression.RAW,
        )
        return Labelled(message, text_of(record, "id"))

    def _time(self, record: Mapping[str, Any]) -> datetime:
        given = time_of(record, "time") or time_of(record, "timestamp")
        if given is None:
            return self.pace.at(None)
        self.pace.at(given)
        return given


def _read(source: Source) -> Iterator[Entry]:
    return records(source, _Reader(source.name, Pace()).entries)


def _session(record: Mapping[str, Any]) -> SessionNote:
    name = text_of(record, "id")
    if name is None:
        raise Wrong("a session needs 'id'")
    return SessionNote(
        id=name,
        channel=text_of(record, "channel"),
        started_at=time_of(record, "started_at"),
        ended_at=time_of(record, "ended_at"),
        summary=text_of(record, "summary"),
        user_id=text_of(record, "user_id"),
    )


def _content(record: Mapping[str, Any]) -> str:
    """`content` as chat endpoints have it: a string, or parts of which the texts are taken."""
    content = record.get("content")
    if isinstance(content, list):
        texts = [text_of(table(part, "a part of 'content'"), "text") for part in content]
        return "\n".join(text for text in texts if text)
    return text_of(record, "content") or ""


def _actor(record: Mapping[str, Any]) -> str:
    actor = text_of(record, "actor")
    role = text_of(record, "role")
    if actor is None and role in ("tool", "function"):
        return f"tool:{text_of(record, 'name') or text_of(record, 'tool_call_id') or 'unnamed'}"
    try:
        return check_actor(actor or _ROLES.get(role or "user", f"role {role}"))
    except InvalidInput as error:
        raise Wrong(str(error).rstrip(".")) from error


_E = TypeVar("_E", bound=StrEnum)


def _member(kind: type[_E], record: Mapping[str, Any], field: str) -> _E | None:
    value = text_of(record, field)
    try:
        return None if value is None else kind(value)
    except ValueError as error:
        raise Wrong(f"{field!r} must be one of {', '.join(kind)}, not {value!r}") from error


def _importance(record: Mapping[str, Any]) -> int | None:
    value = record.get("importance")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10):
        raise Wrong(f"'importance' must be a whole number from 1 to 10, not {value!r}")
    return value


def _tags(record: Mapping[str, Any]) -> tuple[str, ...]:
    tags = array(record.get("tags") or [], "'tags'")
    if not all(isinstance(tag, str) and tag for tag in tags):
        raise Wrong("'tags' must be a list of strings")
    return tuple(whole(tag) for tag in tags)


FORMAT = Format(
    name="jsonl",
    recognised_by="the ending `.jsonl` or `.ndjson`, or JSON records with `text`, `content` or `messages`",
    produced_by="`mnesis export`, or any script",
    recognises=_recognises,
    read=_read,
)
