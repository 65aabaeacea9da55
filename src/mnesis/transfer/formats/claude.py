"""Claude's data export: a list of conversations, each with its messages in order.

The texts of attached files become messages of their own, tagged `attachment`; calls of tools and their results too.
The model's thinking is left out.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mnesis.model import EpisodeType, Message
from mnesis.transfer.formats.contract import Format, Refuse, Sample, conversations, each
from mnesis.transfer.pace import Pace
from mnesis.transfer.records import Entry, Labelled, SessionNote
from mnesis.transfer.shapes import Wrong, array, table, text_of, time_of, whole
from mnesis.transfer.source import Source

_ACTORS = {"human": "user", "assistant": "agent"}


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    actor: str
    type: EpisodeType = EpisodeType.CONVERSATION
    tags: tuple[str, ...] = ()


def _recognises(sample: Sample) -> bool:
    return isinstance(sample.first, dict) and isinstance(sample.first.get("chat_messages"), list)


def _read(source: Source) -> Iterator[Entry]:
    return conversations(source, _conversation)


def _conversation(refuse: Refuse, value: Any) -> Iterator[Entry]:
    record = table(value, "a conversation")
    session = text_of(record, "uuid")
    if session is None:
        raise Wrong("a conversation needs 'uuid'")
    started = time_of(record, "created_at")
    pace = Pace(started)
    title = text_of(record, "summary") or text_of(record, "name")
    yield SessionNote(id=session, channel="claude", started_at=started, summary=title)
    messages = array(record.get("chat_messages"), "'chat_messages'")
    yield from each(messages, lambda message: _messages(message, session, pace), refuse)


def _messages(value: Any, session: str, pace: Pace) -> Iterator[Entry]:
    record = table(value, "a message")
    actor = _ACTORS.get(text_of(record, "sender") or "")
    if actor is None:
        raise Wrong(f"'sender' must be human or assistant, not {record.get('sender')!r}")
    time = time_of(record, "created_at")
    for piece in (*_attachments(record, actor), *_said(record, actor)):
        message = Message(
            text=piece.text,
            actor=piece.actor,
            session=session,
            time=pace.at(time),
            channel="claude",
            type=piece.type,
            tags=piece.tags,
        )
        yield Labelled(message)


def _attachments(record: Mapping[str, Any], actor: str) -> Iterator[_Piece]:
    for value in array(record.get("attachments") or [], "'attachments'"):
        attachment = table(value, "an attachment")
        name = text_of(attachment, "file_name") or "unnamed"
        content = text_of(attachment, "extracted_content")
        yield _Piece(f"[shares {name}]\n{content}" if content else f"[shares {name}]", actor, tags=("attachment",))
    for value in array(record.get("files") or [], "'files'"):
        name = text_of(table(value, "a file"), "file_name") or "unnamed"
        yield _Piece(f"[shares {name}]", actor, tags=("attachment",))


def _said(record: Mapping[str, Any], actor: str) -> Iterator[_Piece]:
    """The parts of `content` (older exports have only `text`), texts that follow each other joined."""
    parts = [table(part, "a part") for part in array(record.get("content") or [], "'content'")]
    words: list[str] = []
    for part in parts or [{"type": "text", "text": record.get("text")}]:
        if part.get("type") == "text":
            words.append(text_of(part, "text") or "")
        elif piece := _tool(part):
            yield from _spoken(words, actor)
            words = []
            yield piece
    yield from _spoken(words, actor)


def _spoken(words: list[str], actor: str) -> Iterator[_Piece]:
    if text := "\n\n".join(words).strip():
        yield _Piece(text, actor)


def _tool(part: Mapping[str, Any]) -> _Piece | None:
    name = text_of(part, "name") or "unnamed"
    if part.get("type") == "tool_use":
        given = part.get("input") or {}
        lines = (
            [f"{key}: {_plain(value)}" for key, value in given.items()] if isinstance(given, dict) else [_plain(given)]
        )
        return _Piece(whole("\n".join([f"[uses {name}]", *lines])), "agent", EpisodeType.ACTION)
    if part.get("type") == "tool_result":
        results = part.get("content") or []
        texts = [_result(result) for result in (results if isinstance(results, list) else [results])]
        if text := "\n".join(text for text in texts if text).strip():
            return _Piece(whole(text), f"tool:{name}", EpisodeType.OBSERVATION)
    return None


def _result(result: Any) -> str:
    return (text_of(result, "text") or "") if isinstance(result, dict) else _plain(result)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


FORMAT = Format(
    name="claude",
    recognised_by="JSON whose conversations have `chat_messages`; the zip with `conversations.json` in it",
    produced_by="Claude: Settings → Privacy → Export data; the zip behind the link in the mail",
    recognises=_recognises,
    read=_read,
)
