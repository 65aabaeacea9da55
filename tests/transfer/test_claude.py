"""Claude's export."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from mnesis.errors import BadRecord
from mnesis.model import EpisodeType
from mnesis.transfer import SessionNote, detect, read, read_entries


def message(sender: str, text: str, **more: Any) -> dict[str, Any]:
    return {"uuid": "m", "sender": sender, "text": text, "created_at": "2025-02-03T10:00:00.123456Z", **more}


def conversation(*messages: dict[str, Any]) -> str:
    record = {"uuid": "c-9", "name": "Soup", "created_at": "2025-02-03T09:59:00Z", "chat_messages": list(messages)}
    return json.dumps([record])


def test_a_conversation(write: Any) -> None:
    path = write("conversations.json", conversation(message("human", "hi"), message("assistant", "hello")))
    assert detect(path) == "claude"
    entries = list(read_entries(path))
    assert entries[0] == SessionNote(
        id="c-9", channel="claude", started_at=datetime(2025, 2, 3, 9, 59, tzinfo=UTC), summary="Soup"
    )
    assert [(m.actor, m.text, m.session) for m in read(path)] == [("user", "hi", "c-9"), ("agent", "hello", "c-9")]
    times = [m.time for m in read(path)]
    assert times[0] == datetime(2025, 2, 3, 10, 0, 0, 123000, UTC)
    assert len(set(times)) == 2


def test_parts_tools_and_attachments(write: Any) -> None:
    parts = [
        {"type": "thinking", "thinking": "secret"},
        {"type": "text", "text": "Let me look."},
        {"type": "tool_use", "name": "search", "input": {"query": "leek soup"}},
        {"type": "tool_result", "name": "search", "content": [{"type": "text", "text": "Ten recipes"}]},
        {"type": "text", "text": "There are ten."},
        {"type": "text", "text": "Want one?"},
    ]
    shared = [{"file_name": "pantry.csv", "extracted_content": "leeks,3"}]
    human = message("human", "What can I cook?", attachments=shared, files=[{"file_name": "shelf.jpg"}])
    path = write("conversations.json", conversation(human, message("assistant", "flat", content=parts)))
    assert [(m.actor, m.type, m.tags, m.text) for m in read(path)] == [
        ("user", EpisodeType.CONVERSATION, ("attachment",), "[shares pantry.csv]\nleeks,3"),
        ("user", EpisodeType.CONVERSATION, ("attachment",), "[shares shelf.jpg]"),
        ("user", EpisodeType.CONVERSATION, (), "What can I cook?"),
        ("agent", EpisodeType.CONVERSATION, (), "Let me look."),
        ("agent", EpisodeType.ACTION, (), "[uses search]\nquery: leek soup"),
        ("tool:search", EpisodeType.OBSERVATION, (), "Ten recipes"),
        ("agent", EpisodeType.CONVERSATION, (), "There are ten.\n\nWant one?"),
    ]


def test_bad_messages(write: Any) -> None:
    path = write("a.json", conversation(message("robot", "x"), message("human", "kept")))
    skipped: list[BadRecord] = []
    assert [m.text for m in read(path, skip=skipped.append)] == ["kept"]
    assert "'sender' must be human or assistant" in str(skipped[0])
    with pytest.raises(BadRecord, match="'created_at' is no time"):
        list(read(write("b.json", conversation(message("human", "x", created_at="yesterday")))))
