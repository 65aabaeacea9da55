"""JSONL: by hand, by script, as chat endpoints have it, and what must be refused."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mnesis.errors import BadRecord
from mnesis.model import EpisodeType, Message, Outcome
from mnesis.transfer import Labelled, SessionNote, detect, read, read_entries
from mnesis.transfer.moments import UNKNOWN


def test_every_field(write: Any) -> None:
    record = {
        "id": "01HZX",
        "session": "s-1",
        "actor": "tool:mail",
        "name": "Postman",
        "time": "2024-05-01T09:00:00+02:00",
        "text": "Two letters.",
        "channel": "mail",
        "type": "observation",
        "outcome": "success",
        "tags": ["post"],
        "parent": "01HZW",
        "importance": 7,
    }
    [entry] = read_entries(write("m.jsonl", json.dumps(record)))
    expected = Message(
        text="Two letters.",
        actor="tool:mail",
        speaker="Postman",
        session="s-1",
        time=datetime(2024, 5, 1, 7, tzinfo=UTC),
        channel="mail",
        type=EpisodeType.OBSERVATION,
        outcome=Outcome.SUCCESS,
        tags=("post",),
        parent="01HZW",
        importance=7,
    )
    assert entry == Labelled(expected, "01HZX")


def test_only_text_is_needed(write: Any) -> None:
    path = write(
        "notes.jsonl", '{"text": "one"}\n\n{"text": "one"}\n{"text": "x", "time": 1700000000}\n{"text": "y"}\n'
    )
    assert detect(path) == "jsonl"
    messages = list(read(path))
    assert {(m.session, m.actor, m.speaker) for m in messages} == {("notes", "user", None)}
    stated = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert [m.time for m in messages] == [UNKNOWN, UNKNOWN + second, stated, stated + second]
    assert list(read(path)) == messages


def test_times_that_are_given_are_kept(write: Any) -> None:
    lines = [{"text": text, "time": "2024-05-01T09:00:00Z"} for text in ("a", "b", "a")]
    times = {m.time for m in read(write("m.jsonl", "\n".join(map(json.dumps, lines))))}
    assert times == {datetime(2024, 5, 1, 9, tzinfo=UTC)}


CHAT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {}}]},
    {"role": "assistant", "content": None, "tool_calls": []},
    {"role": "tool", "name": "clock", "content": "12:00"},
    {"role": "assistant", "content": "Noon."},
]


@pytest.mark.parametrize(
    ("name", "content", "sessions"),
    [
        ("chat.json", json.dumps(CHAT, indent=1), ["chat"]),
        ("chats.jsonl", json.dumps({"messages": CHAT}) + "\n" + json.dumps({"messages": CHAT}), ["chats/1", "chats/2"]),
        ("chats.json", json.dumps([{"id": "a", "messages": CHAT}]), ["a"]),
    ],
)
def test_messages_of_chat_endpoints(write: Any, name: str, content: str, sessions: list[str]) -> None:
    path = write(name, content)
    assert detect(path) == "jsonl"
    messages = [m for m in read(path, skip=lambda error: None)]
    said = [("system", "Be brief."), ("user", "Hi"), ("tool:clock", "12:00"), ("agent", "Noon.")]
    assert [(m.actor, m.text) for m in messages] == said * len(sessions)
    assert list(dict.fromkeys(m.session for m in messages)) == sessions


def test_sessions(write: Any) -> None:
    fields = {"channel": "slack", "started_at": "2024-05-01", "ended_at": None, "summary": "Talk", "user_id": "u"}
    [note] = read_entries(write("m.jsonl", json.dumps({"kind": "session", "id": "s", **fields})))
    assert note == SessionNote(
        id="s", channel="slack", started_at=datetime(2024, 5, 1, tzinfo=UTC), summary="Talk", user_id="u"
    )


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"speaker": "x"}, "a message needs 'text'"),
        ({"text": "  "}, "a message needs 'text'"),
        ({"text": 5}, "'text' must be a string, not a number"),
        ({"text": "x", "actor": "wizard"}, "actor 'wizard': must be user, agent, system or tool:<name>"),
        ({"text": "x", "time": "yesterday"}, "'time' is no time: 'yesterday'"),
        ({"text": "x", "time": 1e99}, "'time' is no time"),
        ({"text": "x", "type": "gossip"}, "'type' must be one of conversation, action"),
        ({"text": "x", "outcome": "meh"}, "'outcome' must be one of success"),
        ({"text": "x", "tags": "a"}, "'tags' must be a list, not a string"),
        ({"text": "x", "tags": [1]}, "'tags' must be a list of strings"),
        ({"text": "x", "importance": 11}, "'importance' must be a whole number from 1 to 10"),
        ({"messages": {}}, "'messages' must be a list, not an object"),
        ({"kind": "session"}, "a session needs 'id'"),
        (5, "a record must be an object, not a number"),
    ],
)
def test_wrong_records_are_told_with_their_line(write: Any, record: Any, problem: str) -> None:
    path = write("m.jsonl", '{"text": "fine"}\n' + json.dumps(record) + "\n")
    with pytest.raises(BadRecord) as caught:
        list(read(path))
    assert str(caught.value).startswith(f"{path}, line 2: {problem}")
