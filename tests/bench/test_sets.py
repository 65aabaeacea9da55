"""What the sets are read as: gold cleaned, what is left out counted."""

import hashlib
from pathlib import Path

import pytest

from mnesis.bench.sets import beam, locomo
from mnesis.errors import InvalidInput

from . import samples


def test_locomo_gold_is_cleaned_and_what_is_left_out_is_counted(tmp_path: Path) -> None:
    path = samples.locomo(tmp_path)
    found = locomo.load([path])
    first, second = found.chats
    assert [(case.kind, sorted(case.gold)) for case in first.cases] == [
        ("single-hop", ["D1:1"]),
        ("multi-hop", ["D1:2", "D2:1"]),
        ("temporal", ["D2:2"]),
    ]
    assert [case.question for case in second.cases] == ["Who repaired the engine?"]
    assert found.left_out == {
        "questions of category 5 (adversarial: the conversation has no answer)": 1,
        "questions without gold": 1,
        "questions without usable gold": 1,
    }
    assert found.unscored == {"gold ids that are malformed": 2, "gold ids that name no one turn": 1}
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_questions_are_asked_at_the_end_of_their_conversation(tmp_path: Path) -> None:
    first, _ = locomo.load([samples.locomo(tmp_path)]).chats
    assert first.end == first.turns[-1].message.time
    assert (first.end.year, first.end.month, first.end.day) == (2023, 6, 20)


@pytest.mark.parametrize(
    ("evidence", "ids", "malformed"),
    [
        (["D1:3"], ["D1:3"], 0),
        (["D8:6; D9:17"], ["D8:6", "D9:17"], 0),
        (["D9:1 D4:4 D4:6"], ["D9:1", "D4:4", "D4:6"], 0),
        (["D30:05", "D30:5"], ["D30:5"], 0),
        (["D:11:26", "D", ""], [], 3),
    ],
)
def test_dialogue_ids(evidence: list[str], ids: list[str], malformed: int) -> None:
    assert locomo.ids_in(evidence) == (ids, malformed)


def test_beam_gold_is_flattened_and_kinds_without_gold_are_counted(tmp_path: Path) -> None:
    found = beam.load([samples.beam(tmp_path / "set", "2", "10")])
    assert [chat.name for chat in found.chats] == ["2", "10"]
    assert {case.kind: sorted(case.gold) for case in found.chats[0].cases} == {
        "information-extraction": ["2"],
        "knowledge-update": ["2", "4"],
        "event-ordering": ["0", "2"],
    }
    assert found.left_out == {
        "abstention questions without gold": 2,
        "preference-following questions without gold": 2,
    }
    assert found.unscored == {"gold ids that name no one message": 2}
    assert "->" not in "".join(message.text for message in found.chats[0].messages)
    assert len(found.files) == 4
    assert len(found.sha256) == 64


def test_nested_ids() -> None:
    assert list(beam.flat({"a": [1, [2, "3"]], "b": {"c": 4}, "d": "none", "e": None})) == ["1", "2", "3", "4"]
    assert list(beam.flat(None)) == []


def test_a_folder_without_chats_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"holds no chat\.json"):
        beam.load([tmp_path])


def test_turns_with_one_label_between_them_are_told_apart_but_are_no_gold(tmp_path: Path) -> None:
    path = tmp_path / "twice.json"
    path.write_text(samples.locomo(tmp_path).read_text().replace("D1:3", "D1:1"))
    first = locomo.load([path]).chats[0]
    assert first.names()[:3] == ["#0", "D1:2", "#2"]
    assert "D1:1" not in {label for case in first.cases for label in case.gold}
