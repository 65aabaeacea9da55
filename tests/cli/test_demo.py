"""`mnesis demo`, and the conversation it ships with, through the real import."""

from pathlib import Path

from mnesis.demo import CONVERSATION, questions

from .conftest import Mnesis

LINES = len(CONVERSATION.read_text("utf-8").splitlines())
ASKED = [one for one in questions() if one.demo]


def test_demo_leaves_no_store_behind(mnesis: Mnesis, tmp_path: Path) -> None:
    ran = mnesis("demo", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["imported"]["added"] == LINES
    assert [one["question"] for one in ran.json["questions"]] == [one.text for one in ASKED]
    assert all(one["recall"]["hits"] for one in ran.json["questions"])
    assert ran.json["all"]["questions"] == len(questions())
    assert 0 < ran.json["all"]["evidence in the first 10"] <= 1
    assert list(tmp_path.glob("**/*.db")) == []


def test_demo_in_a_file_can_be_asked_further(mnesis: Mnesis, tmp_path: Path) -> None:
    shown = mnesis("demo", "--db", tmp_path / "demo.db")
    assert shown.code == 0, shown.err
    for part in ("found by", "score", "milliseconds", "messages that prove it", "Try it yourself"):
        assert part in shown.out
    assert all(one.text in shown.out for one in ASKED)
    found = mnesis("--db", tmp_path / "demo.db", "recall", "What does Marta think of Airflow?", "--json").json
    assert any("airflow" in hit["memory"]["text"].lower() for hit in found["hits"])


def test_threads_and_sessions_of_the_conversation_are_kept(mnesis: Mnesis, tmp_path: Path) -> None:
    there = ("--db", tmp_path / "demo.db")
    assert mnesis(*there, "import", CONVERSATION, "--json").json["added"] == LINES
    memories = mnesis(*there, "list", "--limit", 1000, "--json").json["memories"]
    ids = {one["id"] for one in memories}
    parents = {one["parent_id"] for one in memories} - {None}
    assert parents
    assert parents <= ids
    assert len(mnesis(*there, "sessions", "--json").json["sessions"]) >= 10


def test_what_a_file_says_of_its_sessions_is_kept(mnesis: Mnesis, tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text(
        '{"kind": "session", "id": "s", "channel": "mail", "started_at": "2026-01-01T08:00Z", "summary": "Cats."}\n'
        '{"session": "s", "text": "Cats.", "time": "2026-01-01T09:00Z"}\n'
    )
    for _ in range(2):
        assert mnesis("import", file).code == 0
        [session] = mnesis("sessions", "--json").json["sessions"]
        assert (session["channel"], session["summary"], session["episode_count"]) == ("mail", "Cats.", 1)
        assert session["started_at"] == "2026-01-01T08:00:00.000Z"
