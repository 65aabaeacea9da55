"""The conversation and the questions that ship for the demo: complete, well-formed, and true to each other."""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).parents[2] / "src" / "mnesis" / "demo"
KINDS = {"single-hop", "multi-hop", "temporal", "update", "preference", "open"}
MESSAGE_KEYS = {"session", "actor", "name", "time", "channel", "type", "outcome", "tags", "id", "parent", "text"}
QUESTION_KEYS = {"id", "question", "kind", "asked_at", "evidence", "answer", "must_contain", "demo"}

MESSAGES: list[dict[str, Any]] = [
    json.loads(line) for line in (DEMO / "conversation.jsonl").read_text("utf-8").splitlines()
]
QUESTIONS: list[dict[str, Any]] = json.loads((DEMO / "questions.json").read_text("utf-8"))
by_id = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def evidence(question: dict[str, Any]) -> list[dict[str, Any]]:
    return [MESSAGES[line - 1] for line in question["evidence"]]


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def test_it_is_long_and_spans_months() -> None:
    assert len(MESSAGES) >= 200
    assert len({message["session"] for message in MESSAGES}) >= 10
    assert len({message["time"][:7] for message in MESSAGES}) >= 6


def test_every_message_is_one_the_importer_documents() -> None:
    for message in MESSAGES:
        assert set(message) <= MESSAGE_KEYS
        assert re.fullmatch(r"user|agent|system|tool:\w+", message["actor"])
        assert message["channel"] in {"telegram", "discord", "cli", "api"}
        assert message.get("type", "conversation") in {"conversation", "action", "event", "observation", "system"}
        assert message.get("outcome", "success") in {"success", "failure", "partial", "pending"}
        assert message["text"].strip() == message["text"] != ""


def test_time_never_runs_backwards_and_sessions_carry_their_date() -> None:
    times = [instant(message["time"]) for message in MESSAGES]
    assert times == sorted(set(times))
    for message in MESSAGES:
        assert message["session"] == f"{message['channel']}-{message['time'][:10]}"


def test_no_two_turns_say_the_same() -> None:
    repeated = [text for text, n in Counter(message["text"].casefold() for message in MESSAGES).items() if n > 1]
    assert repeated == []


def test_parents_come_before_their_replies_in_the_same_session() -> None:
    seen: dict[str, str] = {}
    for message in MESSAGES:
        if "parent" in message:
            assert seen[message["parent"]] == message["session"]
        if "id" in message:
            assert message["id"] not in seen
            seen[message["id"]] = message["session"]
    assert seen


def test_it_has_the_texture_of_real_talk() -> None:
    texts = [message["text"] for message in MESSAGES]
    assert {"python", "sql", "shell"} <= set(re.findall(r"```(\w+)", "\n".join(texts)))
    outcomes = Counter(message["outcome"] for message in MESSAGES if message["actor"].startswith("tool:"))
    assert min(outcomes["success"], outcomes["failure"], outcomes["partial"]) >= 1
    assert sum(len(text) <= 20 for text in texts) >= 20
    assert sum(len(text) >= 400 for text in texts) >= 5
    assert any(re.search(r"[\u4e00-\u9fff]", text) for text in texts)


def test_there_are_enough_questions_of_each_kind() -> None:
    kinds = Counter(question["kind"] for question in QUESTIONS)
    assert len(QUESTIONS) >= 40
    assert set(kinds) == KINDS
    assert min(kinds["multi-hop"], kinds["temporal"]) >= 6
    assert kinds["update"] >= 5
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)


def test_the_first_six_are_the_demo_and_varied() -> None:
    assert [question.get("demo", False) for question in QUESTIONS] == [True] * 6 + [False] * (len(QUESTIONS) - 6)
    assert len({question["kind"] for question in QUESTIONS[:6]}) >= 4


def test_some_questions_share_hardly_a_word_with_their_evidence() -> None:
    paraphrased = [
        question["id"]
        for question in QUESTIONS
        if len(words(question["question"]) & words(" ".join(turn["text"] for turn in evidence(question)))) <= 1
    ]
    assert len(paraphrased) >= 5


@by_id
def test_a_question_is_well_formed(question: dict[str, Any]) -> None:
    assert set(question) <= QUESTION_KEYS
    assert question["kind"] in KINDS
    assert question["question"].strip()
    assert question["answer"].strip()
    assert question["evidence"] == sorted(set(question["evidence"])) != []
    assert question["evidence"][0] >= 1
    assert question["evidence"][-1] <= len(MESSAGES)


@by_id
def test_the_evidence_was_said_before_the_question_was_asked(question: dict[str, Any]) -> None:
    asked = instant(question["asked_at"]) if question["asked_at"] else instant(MESSAGES[-1]["time"])
    assert all(instant(turn["time"]) <= asked for turn in evidence(question))


@by_id
def test_the_evidence_proves_the_answer(question: dict[str, Any]) -> None:
    """Each key string of the answer stands, letter for letter, in one of the evidence turns."""
    texts = [turn["text"] for turn in evidence(question)]
    assert question["must_contain"]
    for key in question["must_contain"]:
        assert any(key in text for text in texts)


def test_several_hops_lie_in_several_sessions_and_an_update_has_a_before_and_an_after() -> None:
    for question in QUESTIONS:
        turns = evidence(question)
        if question["kind"] == "multi-hop":
            assert len({turn["session"] for turn in turns}) >= 2
        if question["kind"] == "update":
            assert len(turns) >= 2
