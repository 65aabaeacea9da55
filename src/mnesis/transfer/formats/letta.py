"""Letta: agent files (`.af`) and passages of archival memory.

Of an agent file: what was said, the agent's use of tools, its memory blocks and files. What the agent sends with
`send_message` are its words; what it writes beside the use of a tool are its thoughts and left out, as are the compiled
system prompt, heartbeats and logins. Blocks have no time: what names them is their words,
and their words and time name passages.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mnesis.model import EpisodeType, Message
from mnesis.transfer.formats.contract import Format, Refuse, Sample, conversations, each
from mnesis.transfer.knowledge import noted
from mnesis.transfer.moments import UNKNOWN
from mnesis.transfer.pace import Pace
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.shapes import Wrong, array, table, text_of, time_of, whole
from mnesis.transfer.source import Source

_SAY = "send_message"
_WORDS = ("text", "tool_return")
_EVENTS = ("heartbeat", "login", "system_alert")
_ROLES = ("user", "assistant", "tool", "function", "system", "approval", "summary")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    actor: str
    type: EpisodeType = EpisodeType.CONVERSATION


def _recognises(sample: Sample) -> bool:
    first = sample.first
    if not isinstance(first, dict):
        return False
    many = isinstance(first.get("agents"), list) and isinstance(first.get("blocks"), list)
    one = isinstance(first.get("messages"), list) and isinstance(first.get("core_memory"), list)
    return many or one or _is_passage(first)


def _is_passage(value: Mapping[str, Any]) -> bool:
    named = isinstance(id := value.get("id"), str) and id.startswith("passage-")
    return isinstance(value.get("text"), str) and (named or bool({"archive_id", "embedding_config"} & value.keys()))


def _read(source: Source) -> Iterator[Entry]:
    return conversations(source, partial(_record, source.name))


def _record(file: str, refuse: Refuse, value: Any) -> Iterator[Entry]:
    record = table(value, "a record")
    if _is_passage(record):
        yield from _passage(file, record)
        return
    agents = array(record["agents"], "'agents'") if "agents" in record else [record]
    blocks = record.get("blocks") or record.get("core_memory") or []
    named = next((text_of(one, "name") for one in agents if isinstance(one, dict)), None)
    home = (named if len(agents) == 1 else None) or file
    yield from each(array(blocks, "'blocks'"), lambda one: _block(f"{home}/memory", table(one, "a block")), refuse)
    yield from each(array(record.get("files") or [], "'files'"), lambda one: _file(home, table(one, "a file")), refuse)
    for agent in agents:
        yield from _agent(file, table(agent, "an agent"), refuse)


def _agent(file: str, agent: Mapping[str, Any], refuse: Refuse) -> Iterator[Entry]:
    session = (text_of(agent, "name") or file)[:200]
    pace, tools = Pace(), dict[str, str]()
    messages = array(agent.get("messages") or [], "'messages'")
    yield from each(messages, lambda one: _messages(table(one, "a message"), session, pace, tools), refuse)


def _messages(record: Mapping[str, Any], session: str, pace: Pace, tools: dict[str, str]) -> Iterator[Entry]:
    role = text_of(record, "role")
    if role not in _ROLES:
        raise Wrong(f"unknown 'role' {role!r}")
    time = time_of(record, "created_at")
    label = text_of(record, "id")
    for piece in _pieces(role, record, tools):
        if text := whole(piece.text).strip():
            message = Message(
                text=text, actor=piece.actor, session=session, time=pace.at(time), channel="letta", type=piece.type
            )
            yield Labelled(message, label)
            label = None


def _pieces(role: str, record: Mapping[str, Any], tools: dict[str, str]) -> Iterable[_Piece]:
    if role == "user":
        return [_Piece(said, "user")] if (said := _unpacked(_text(record))) else []
    if role == "assistant":
        calls = [
            _call(table(one, "a tool call"), tools) for one in array(record.get("tool_calls") or [], "'tool_calls'")
        ]
        return calls or [_Piece(_text(record), "agent")]
    if role in ("tool", "function"):
        return list(_results(record, tools))
    return []


def _call(call: Mapping[str, Any], tools: dict[str, str]) -> _Piece:
    function = table(call.get("function") or call, "a function")
    name = text_of(function, "name") or "unnamed"
    tools[text_of(call, "id") or ""] = name
    given = _decoded(function.get("arguments"))
    given = given if isinstance(given, dict) else {"arguments": given}
    if name == _SAY and isinstance(given.get("message"), str):
        return _Piece(given["message"], "agent")
    told = [f"{key}: {_plain(value)}" for key, value in given.items() if key != "request_heartbeat"]
    return _Piece("\n".join([f"[uses {name}]", *told]), "agent", EpisodeType.ACTION)


def _results(record: Mapping[str, Any], tools: dict[str, str]) -> Iterator[_Piece]:
    """What tools gave back; that a message was sent tells nothing."""
    name = text_of(record, "name") or tools.get(text_of(record, "tool_call_id") or "", "unnamed")
    if name != _SAY:
        yield _Piece(_unpacked(_text(record)), f"tool:{name}", EpisodeType.OBSERVATION)


def _text(record: Mapping[str, Any]) -> str:
    """The words of a message: `content`, or (in older files) `text`, as a string or as parts."""
    content = record.get("content") or record.get("text") or ""
    if isinstance(content, str):
        return content
    parts = [table(part, "a part of 'content'") for part in array(content, "'content'")]
    words = [text_of(part, "text") or text_of(part, "content") for part in parts if part.get("type") in _WORDS]
    return "\n".join(word for word in words if word)


def _unpacked(text: str) -> str:
    """What is said in an envelope such as {"type": "user_message", "message": …} or {"status": "OK", "message": …};
    nothing for events of the system; text without an envelope as it is."""
    packed = _decoded(text) if text.lstrip().startswith("{") else None
    if not isinstance(packed, dict):
        return text
    if packed.get("type") in _EVENTS:
        return ""
    enveloped = packed.get("type") == "user_message" or "status" in packed
    return _plain(packed["message"]) if enveloped and "message" in packed else text


def _block(session: str, record: Mapping[str, Any]) -> Iterator[Entry]:
    if value := text_of(record, "value"):
        label = text_of(record, "label") or "block"
        yield Labelled(noted(f"{label}: {value}", session=session[:200], via="letta"), text_of(record, "id"))


def _file(home: str, record: Mapping[str, Any]) -> Iterator[Entry]:
    if content := text_of(record, "content"):
        name = text_of(record, "file_name") or text_of(record, "original_file_name") or "unnamed"
        time = time_of(record, "file_creation_date")
        yield Labelled(noted(f"[shares {name}]\n{content}", session=f"{home}/files"[:200], via="letta", time=time))


def _passage(file: str, record: Mapping[str, Any]) -> Iterator[Entry]:
    text = text_of(record, "text")
    if text is None or record.get("is_deleted"):
        return
    tags = array(record.get("tags") or [], "'tags'")
    message = Message(
        text=text,
        actor="agent",
        session=text_of(record, "archive_id") or text_of(record, "agent_id") or file,
        time=time_of(record, "created_at") or UNKNOWN,
        channel="letta",
        type=EpisodeType.OBSERVATION,
        tags=tuple(whole(tag) for tag in tags if isinstance(tag, str) and tag.strip()),
    )
    yield Labelled(message, text_of(record, "id"))


def _decoded(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return text


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


FORMAT = Format(
    name="letta",
    recognised_by="JSON with `agents` and `blocks`, with `core_memory` and `messages`, or passages with `archive_id`",
    produced_by="Letta: Export agent (`.af`), or the answer of `GET /v1/agents/{agent_id}/archival-memory`",
    recognises=_recognises,
    read=_read,
)
