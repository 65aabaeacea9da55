"""LoCoMo and BEAM files: what was said, in order, and nothing that gives the answers away."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mnesis.errors import BadRecord
from mnesis.transfer import Labelled, detect, read, read_entries, read_groups


def sample(name: str) -> dict[str, Any]:
    def turn(speaker: str, label: str, text: str, **more: str) -> dict[str, str]:
        return {"speaker": speaker, "dia_id": label, "text": text, **more}

    return {
        "qa": [{"question": "Which instrument?", "answer": "cello", "evidence": ["D1:1"], "category": 4}],
        "session_summary": {"session_1_summary": "Gold."},
        "conversation": {
            "speaker_a": "Ada",
            "speaker_b": "Ben",
            "session_10_date_time": "9:00 am on 2 June, 2023",
            "session_10": [turn("Ada", "D10:1", "Tenth.")],
            "session_2_date_time": "1:14 pm on 25 May, 2023",
            "session_2": [turn("Ben", "D2:1", "Look!", blip_caption="a photo of a cello", query="cello")],
            "session_1_date_time": "1:56 pm on 8 May, 2023",
            "session_1": [turn("Ada", "D1:1", "Hello."), turn("Ben", "D1:2", "Hello.")],
            "session_11_date_time": "9:00 am on 3 June, 2023",
        },
        "sample_id": name,
    }


def test_locomo_in_order(write: Any) -> None:
    path = write("locomo.json", json.dumps([sample("conv-1")]))
    assert detect(path) == "locomo"
    entries = [entry for entry in read_entries(path) if isinstance(entry, Labelled)]
    assert [entry.label for entry in entries] == ["D1:1", "D1:2", "D2:1", "D10:1"]
    messages = [entry.message for entry in entries]
    assert messages == list(read(path))
    assert [(m.session, m.speaker, m.actor) for m in messages[:3]] == [
        ("session_1", "Ada", "user"),
        ("session_1", "Ben", "user"),
        ("session_2", "Ben", "user"),
    ]
    first = datetime(2023, 5, 8, 13, 56, tzinfo=UTC)
    assert [m.time for m in messages[:2]] == [first, first + timedelta(seconds=1)]
    assert messages[2].text == "Look! [shares an image: a photo of a cello]"
    assert not any(word in str(messages) for word in ("Gold", "instrument", "D1:1"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("29.12.2023, 23:43:20", datetime(2023, 12, 29, 23, 43, 20, tzinfo=UTC)),
        ("05.07.2023", datetime(2023, 7, 5, tzinfo=UTC)),
        ("07/05/2023 10:00", datetime(2023, 7, 5, 10, tzinfo=UTC)),
        ("2023-07-05T10:00:00", datetime(2023, 7, 5, 10, tzinfo=UTC)),
    ],
)
def test_locomo_dates_in_numbers(write: Any, written: str, meant: datetime) -> None:
    one = sample("conv-1")
    one["conversation"]["session_1_date_time"] = written
    assert next(iter(read(write("locomo.json", json.dumps([one]))))).time == meant


def test_locomo_messages_with_a_time_of_their_own(write: Any) -> None:
    one = sample("conv-1")
    one["conversation"]["session_1"][1]["date_time"] = "08.05.2023, 14:30:00"
    first, second, third, *_ = read(write("locomo.json", json.dumps([one])))
    assert first.time == datetime(2023, 5, 8, 13, 56, tzinfo=UTC)
    assert second.time == datetime(2023, 5, 8, 14, 30, tzinfo=UTC)
    assert third.time == datetime(2023, 5, 25, 13, 14, tzinfo=UTC)


def test_locomo_conversations_are_told_apart(write: Any) -> None:
    path = write("locomo.json", json.dumps([sample("conv-1"), sample("conv-2")]))
    assert [m.session for m in read(path)][::4] == ["conv-1/session_1", "conv-2/session_1"]
    groups = [(name, [entry.message.session for entry in group]) for name, group in read_groups(path)]
    assert groups == [(name, ["session_1", "session_1", "session_2", "session_10"]) for name in ("conv-1", "conv-2")]


def beam(*contents: str) -> list[dict[str, Any]]:
    def turn(number: int, content: str) -> list[dict[str, Any]]:
        return [
            {"role": "user", "id": 2 * number, "question_type": "main_question", "index": "1,2", "content": content},
            {"role": "assistant", "id": 2 * number + 1, "content": "Sure."},
        ]

    turns = [turn(number, content) for number, content in enumerate(contents)]
    turns[0][0]["time_anchor"] = "March-15-2024"
    last = [[{"role": "user", "id": 99, "time_anchor": "April-05-2024", "content": "Back."}]]
    return [
        {"batch_number": 1, "time_anchor": None, "turns": turns},
        {"batch_number": 2, "time_anchor": None, "turns": last},
    ]


def test_beam_in_order(write: Any) -> None:
    path = write("chat.json", json.dumps(beam("Plan it", "And then?")))
    assert detect(path) == "beam"
    entries = [entry for entry in read_entries(path) if isinstance(entry, Labelled)]
    assert [entry.label for entry in entries] == ["0", "1", "2", "3", "99"]
    assert [entry.message.actor for entry in entries] == ["user", "agent", "user", "agent", "user"]
    start = datetime(2024, 3, 15, tzinfo=UTC)
    assert [entry.message.time for entry in entries[:4]] == [start + timedelta(seconds=n) for n in range(4)]
    assert (entries[4].message.time, entries[4].message.session) == (datetime(2024, 4, 5, tzinfo=UTC), "batch_2")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Can you help? ->-> 1,2", "Can you help?"),
        ("Can you help? ->->  3,8", "Can you help?"),
        ("Can you help?->-> 2,N/A", "Can you help?"),
        ("(as I said ->-> 5,14)", "(as I said"),
        ("July 16-18 -> -> 5,6 and so on", "July 16-18"),
        ("first ->-> 1,2\nsecond line", "first\nsecond line"),
        ("def f() -> int: pass\n<!-- Footer -->", "def f() -> int: pass\n<!-- Footer -->"),
        ("<!-- a --> <!-- b -->", "<!-- a --> <!-- b -->"),
    ],
)
def test_beam_marks_of_the_plan_are_cut(write: Any, content: str, expected: str) -> None:
    assert next(read(write("chat.json", json.dumps(beam(content))))).text == expected


def test_beam_plans_hold_batches(write: Any) -> None:
    path = write("chat.json", json.dumps([{"plan-1": beam("One")}, {"plan-2": beam("Two")}]))
    assert detect(path) == "beam"
    sessions = [m.session for m in read(path)]
    assert sessions == [f"plan-{p}/batch_{b}" for p in (1, 2) for b in (1, 1, 2)]


def test_shapes_that_are_wrong_are_told(write: Any) -> None:
    broken = sample("conv-1")
    broken["conversation"]["session_1"][0] = "hello"
    skipped: list[BadRecord] = []
    path = write("locomo.json", json.dumps([broken]))
    assert len(list(read(path, skip=skipped.append))) == 3
    assert "a turn must be an object, not a string" in str(skipped[0])
    chat = beam("x")
    chat[0]["turns"][0][0]["role"] = "narrator"
    with pytest.raises(BadRecord, match="'role' must be user or assistant"):
        list(read(write("chat.json", json.dumps(chat))))
