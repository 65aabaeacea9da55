"""What callers give: times as text, plain strings, and things of the wrong kind, which are refused in words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import mnesis
from mnesis.errors import InvalidInput
from mnesis.memory import Memory
from mnesis.model import Message

from .reading import texts

MAY = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)


def test_times_may_be_text(memory: Memory) -> None:
    kept = memory.remember("Tulips are in flower.", time="2026-05-04T18:30+02:00")
    assert kept.episode.timestamp == MAY
    assert not memory.remember("Tulips are in flower.", time=MAY).created
    memory.remember_many([Message(text="The tulips are gone.", time="2026-06-01")])
    assert [one.text for one in memory.timeline(since="2026-06-01", until="2026-06-02")] == ["The tulips are gone."]
    answer = memory.recall("tulips", as_of="2026-05-31", now="2026-05-05")
    assert texts(answer) == ["Tulips are in flower."]
    assert (answer.as_of, answer.asked_at) == (datetime(2026, 5, 31, tzinfo=UTC), datetime(2026, 5, 5, tzinfo=UTC))


def test_plain_texts_in_a_stream(memory: Memory) -> None:
    done = memory.remember_many(["One.", Message(text="Two.", speaker="Ada"), "Three."])
    assert done.added == 3
    assert [(one.text, one.actor, one.speaker) for one in memory.episodes(order=())] == [
        ("One.", "user", None),
        ("Two.", "user", "Ada"),
        ("Three.", "user", None),
    ]


def test_a_message_and_keywords_beside_it(memory: Memory) -> None:
    said = Message(text="A cat.", session="chat")
    for keywords in ({"session": "x"}, {"actor": "agent"}, {"time": MAY}, {"speaker": "Ada"}):
        with pytest.raises(InvalidInput, match=f"{next(iter(keywords))}: say it in the Message"):
            memory.remember(said, **keywords)  # type: ignore[arg-type]
    assert memory.remember(said).episode.session_id == "chat"


WRONG: dict[str, Callable[[Any], object]] = {
    "message: must be text or Message, not a whole number": lambda m: m.remember(5),
    "message: must be text or Message, not None": lambda m: m.remember(None),
    "session: must be text, not None": lambda m: m.remember("x", session=None),
    "actor: must be text, not None": lambda m: m.remember("x", actor=None),
    "speaker: must be text or None, not a whole number": lambda m: m.remember("x", speaker=5),
    "time: must be datetime or text or None, not date": lambda m: m.remember("x", time=date(2026, 5, 4)),
    "time 'soon': not ISO 8601": lambda m: m.remember("x", time="soon"),
    "time '': not ISO 8601": lambda m: m.remember("x", time=""),
    "text: must be text, not bytes": lambda m: m.remember(Message(text=b"x")),  # type: ignore[arg-type]
    "tags: must be tuple or list, not text": lambda m: m.remember(Message(text="x", tags="urgent")),  # type: ignore[arg-type]
    "importance: must be a whole number or None, not text": lambda m: m.remember(
        Message(text="x", importance="9")  # type: ignore[arg-type]
    ),
    "messages: must be a list or stream, not one str": lambda m: m.remember_many("a text"),
    "messages: must be a list or stream, not one Message": lambda m: m.remember_many(Message(text="x")),
    "messages: must be a list or stream, not one int": lambda m: m.remember_many(5),
    "message: must be text or Message, not dict": lambda m: m.remember_many([{"text": "x"}]),
    "id: must be text, not a whole number": lambda m: m.get(5),
    "id: must be text, not None": lambda m: m.close_session(None),
    "what to forget: must be text or Where or All or AnyOf or Not, not None": lambda m: m.forget(None),
    "filter: must be Where or All": lambda m: m.episodes("Otto"),
    "limit: must be a whole number or None, not text": lambda m: m.timeline(limit="5"),
    "limit: must be a whole number or None, not float": lambda m: m.sessions(limit=0.5),
    "query: must be text, not None": lambda m: m.recall(None),
    "limit: must be a whole number, not text": lambda m: m.recall("x", limit="3"),
    "where: must be Where or All": lambda m: m.recall("x", where="Otto"),
    "time 'then': not ISO 8601": lambda m: m.recall("x", as_of="then"),
    "time: must be datetime or text, not a whole number": lambda m: m.timeline(since=5),
    "scope: must be text, not a whole number": lambda m: m.within(5),
}


@pytest.mark.parametrize(("said", "verb"), WRONG.items(), ids=WRONG)
def test_what_is_of_another_kind_is_refused_in_words(memory: Memory, said: str, verb: Callable[[Any], object]) -> None:
    with pytest.raises(InvalidInput) as raised:
        verb(memory)
    assert str(raised.value).startswith(said)
    assert memory.episodes() == []


def test_what_came_before_a_wrong_message_is_kept(memory: Memory) -> None:
    with pytest.raises(InvalidInput):
        memory.remember_many(["One.", "Two.", 3])  # type: ignore[list-item]
    assert [one.text for one in memory.episodes(order=())] == ["One.", "Two."]


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    for url in (tmp_path, f"sqlite:///{tmp_path}"):
        with pytest.raises(InvalidInput, match="is a folder; name a file"):
            mnesis.open(url)
    assert list(tmp_path.iterdir()) == []
