"""What is written can be read back: JSONL without loss, Markdown by people."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mnesis
from mnesis.episodic.identity import episode_id
from mnesis.model import Episode, EpisodeType, Message, Outcome, Scope, Session, Touch, Where
from mnesis.transfer import Labelled, SessionNote, adopted, read, read_entries, write_jsonl, write_markdown

SCOPE = Scope()
START = datetime(2024, 5, 1, 9, 30, 0, 250000, UTC)
LATER = datetime(2024, 7, 1, tzinfo=UTC)

MESSAGES = [
    Message(text="Hello", time=START, session="s-1", speaker="Ann", importance=3, tags=("greeting",)),
    Message(text='Quote " and \\ and\nline\u2028two 日本 😀', time=START, session="s-1", actor="agent", importance=5),
    Message(text="Hello", time=START + timedelta(milliseconds=1), session="s-1", speaker="Ann", importance=9),
    Message(
        text="Deployed",
        time=START + timedelta(days=1),
        session="s-2",
        actor="tool:ci",
        type=EpisodeType.ACTION,
        outcome=Outcome.FAILURE,
        parent="01J0000000000000000000000A",
        importance=6,
    ),
]
SESSION = Session(
    id="s-1", scope=SCOPE, started_at=START, ended_at=START, channel="chat", summary="Greetings", user_id="u-1"
)


def episode(message: Message) -> Episode:
    assert message.time is not None
    return Episode(
        id=episode_id(message, SCOPE, message.time),
        scope=SCOPE,
        timestamp=message.time,
        session_id=message.session,
        type=message.type,
        actor=message.actor,
        speaker=message.speaker,
        summary=message.text[:5],
        details=message.text,
        importance=message.importance or 5,
        tags=message.tags,
        outcome=message.outcome,
        parent_id=message.parent,
        created_at=START,
    )


def written(path: Path, records: Iterable[Episode | Session]) -> Path:
    with path.open("w", encoding="utf-8") as out:
        assert write_jsonl(records, out) == 5
    return path


def test_jsonl_loses_nothing(tmp_path: Path) -> None:
    episodes = [episode(message) for message in MESSAGES]
    path = written(tmp_path / "out.jsonl", [SESSION, *episodes])
    note, *entries = read_entries(path)
    assert note == SessionNote(
        id="s-1", channel="chat", started_at=START, ended_at=START, summary="Greetings", user_id="u-1"
    )
    back = [entry for entry in entries if isinstance(entry, Labelled)]
    assert [entry.message for entry in back] == MESSAGES
    assert [episode(entry.message) for entry in back] == episodes
    assert [entry.label for entry in back] == [one.id for one in episodes]


def restore(memory: mnesis.Memory, path: Path) -> None:
    notes: list[SessionNote] = []
    memory.remember_many(adopted(read_entries(path), memory.scope, notes.append))
    memory.store.apply([Touch(Session, memory.scope, note.id, note.fields()) for note in notes])


def kept(memory: mnesis.Memory) -> list[Any]:
    """Everything in a memory, but for when it got there."""
    same = {"created_at": START, "version": 1}
    return [replace(one, **{k: v for k, v in same.items() if hasattr(one, k)}) for one in memory.scan()]


def test_an_export_read_back_is_the_same_memory(tmp_path: Path) -> None:
    with (
        mnesis.open(tmp_path / "one.db", embedder="none", clock=lambda: LATER) as one,
        mnesis.open(tmp_path / "two.db", embedder="none", clock=lambda: LATER) as two,
    ):
        one.remember_many(replace(message, parent=None) for message in MESSAGES)
        parent = one.timeline()[0].id
        one.remember(
            Message(text="I prefer tea. Error: failed!", session="s-2", time=START, channel="mail", parent=parent)
        )
        one.close_session("s-1")
        with (tmp_path / "out.jsonl").open("w", encoding="utf-8") as out:
            write_jsonl(one.scan(), out)
        restore(two, tmp_path / "out.jsonl")
        assert len(kept(one)) == 7
        assert kept(two) == kept(one)
        restore(two, tmp_path / "out.jsonl")
        assert kept(two) == kept(one)


def test_threads_survive_in_another_scope(tmp_path: Path, write: Any) -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        first = memory.remember("Who has the key?", time=START).id
        memory.remember(Message(text="Mrs. Okafor.", time=START, parent=first))
        with (tmp_path / "out.jsonl").open("w", encoding="utf-8") as out:
            write_jsonl(memory.scan(), out)
        there = memory.within("elsewhere")
        for path in (
            tmp_path / "out.jsonl",
            write("own.jsonl", '{"id": "q", "text": "a"}\n{"parent": "q", "text": "b"}\n'),
        ):
            restore(there, path)
            answer = there.episodes(Where("parent_id", "ne", None))
            assert [there.get(one.parent_id or "").id != first for one in answer] == [True] * len(answer)
        assert len(answer) == 2


def test_jsonl_is_one_line_a_record(tmp_path: Path) -> None:
    path = written(tmp_path / "out.jsonl", [SESSION, *map(episode, MESSAGES)])
    assert path.read_bytes().count(b"\n") == 5
    assert "日本 😀" in path.read_text("utf-8")


def test_markdown_reads_like_a_transcript(write: Any) -> None:
    out = io.StringIO()
    assert write_markdown([SESSION, *map(episode, MESSAGES)], out) == 4
    text = out.getvalue()
    assert text.startswith("## Session s-1\n\n> Greetings\n\n**Ann** (2024-05-01T09:30:00.250Z): Hello\n")
    assert "\n\n## Session s-2\n\n**tool:ci** (" in text
    back = list(read(write("out.md", text)))
    assert [(m.text, m.speaker) for m in back[::2]] == [("Hello", "Ann"), ("Hello", "Ann")]
    assert [m.text for m in back] == [m.text for m in MESSAGES]
