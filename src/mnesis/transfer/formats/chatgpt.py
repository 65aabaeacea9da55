"""ChatGPT's data export: a list of conversations, each a tree of messages of which one branch is current.

Edited or regenerated branches are left out: the current branch is the conversation as its user last saw it. So are
empty messages, hidden system prompts and the model's own notes (thoughts, custom instructions repeated in every chat).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from mnesis.model import EpisodeType, Message
from mnesis.transfer.formats.contract import Format, Refuse, Sample, conversations, each
from mnesis.transfer.pace import Pace
from mnesis.transfer.records import Entry, Labelled, SessionNote
from mnesis.transfer.shapes import Wrong, array, table, text_of, time_of, whole
from mnesis.transfer.source import Source

_LEFT_OUT = {"thoughts", "reasoning_recap", "user_editable_context", "model_editable_context"}


def _recognises(sample: Sample) -> bool:
    return isinstance(sample.first, dict) and isinstance(sample.first.get("mapping"), dict)


def _read(source: Source) -> Iterator[Entry]:
    return conversations(source, _conversation)


def _conversation(refuse: Refuse, value: Any) -> Iterator[Entry]:
    record = table(value, "a conversation")
    nodes = table(record.get("mapping"), "'mapping'")
    started = time_of(record, "create_time")
    session = text_of(record, "conversation_id") or text_of(record, "id") or text_of(record, "title")
    if session is None:
        raise Wrong("a conversation needs 'conversation_id', 'id' or 'title'")
    pace = Pace(started)
    yield SessionNote(id=session, channel="chatgpt", started_at=started, summary=text_of(record, "title"))
    yield from each(_branch(nodes, record.get("current_node")), lambda node: _message(node, session, pace), refuse)


def _branch(nodes: Mapping[str, Any], current: Any) -> list[Any]:
    """The nodes from the root to the current one (without one: to the newest answer to each message)."""
    at = current if isinstance(current, str) and current in nodes else _newest_leaf(nodes)
    path: dict[str, Any] = {}
    while isinstance(at, str) and at in nodes and at not in path:
        path[at] = nodes[at]
        at = table(nodes[at], "a node").get("parent")
    return list(reversed(path.values()))


def _newest_leaf(nodes: Mapping[str, Any]) -> str | None:
    at = next((name for name, node in nodes.items() if not table(node, "a node").get("parent")), None)
    seen: set[str] = set()
    while at is not None and at not in seen:
        seen.add(at)
        listed = array(table(nodes[at], "a node").get("children") or [], "'children'")
        children = [child for child in listed if isinstance(child, str) and child in nodes]
        if not children:
            return at
        at = children[-1]
    return at


def _message(node: Any, session: str, pace: Pace) -> Iterable[Entry]:
    message = node.get("message")
    if not message:
        return
    message = table(message, "'message'")
    content = table(message.get("content") or {}, "'content'")
    hidden = table(message.get("metadata") or {}, "'metadata'").get("is_visually_hidden_from_conversation")
    text = None if hidden or content.get("content_type") in _LEFT_OUT else _text(content)
    if not text:
        return
    actor, kind = _author(message)
    yield Labelled(
        Message(
            text=text,
            actor=actor,
            session=session,
            time=pace.at(_time(message)),
            channel="chatgpt",
            type=kind,
        )
    )


def _time(message: Mapping[str, Any]) -> datetime | None:
    return time_of(message, "create_time") if message.get("create_time") else None


def _author(message: Mapping[str, Any]) -> tuple[str, EpisodeType]:
    author = table(message.get("author"), "'author'")
    role = text_of(author, "role")
    if role == "user":
        return "user", EpisodeType.CONVERSATION
    if role == "assistant":
        to_a_tool = message.get("recipient") not in (None, "all")
        return "agent", EpisodeType.ACTION if to_a_tool else EpisodeType.CONVERSATION
    if role == "tool":
        return f"tool:{text_of(author, 'name') or 'unnamed'}", EpisodeType.OBSERVATION
    if role == "system":
        return "system", EpisodeType.SYSTEM
    raise Wrong(f"unknown author role {role!r}")


def _text(content: Mapping[str, Any]) -> str:
    """The words of a message: its text parts, `[image]` where an image stood, code and results of tools as they are."""
    if "parts" in content:
        pieces = [_part(part) for part in array(content["parts"] or [], "'parts'")]
        return whole("\n".join(piece for piece in pieces if piece)).strip()
    for field in ("text", "result"):
        if text := text_of(content, field):
            return text.strip()
    return ""


def _part(part: Any) -> str:
    if isinstance(part, str):
        return part
    record = table(part, "a part")
    if record.get("content_type") == "image_asset_pointer":
        return "[image]"
    return text_of(record, "text") or ""


FORMAT = Format(
    name="chatgpt",
    recognised_by="JSON whose conversations have a `mapping`; the zip with `conversations.json` in it",
    produced_by="ChatGPT: Settings → Data controls → Export data; the zip behind the link in the mail",
    recognises=_recognises,
    read=_read,
)
