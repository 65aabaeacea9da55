"""Continuity from the outside, on tiny conversations, and the facts that are planted in them."""

import json
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

from mnesis.bench.commands import bench
from mnesis.bench.continuity.planting import planted
from mnesis.bench.continuity.playing import window_alone

from . import samples


def test_no_two_facts_share_a_question_or_an_answer_and_none_gives_itself_away() -> None:
    facts = list(planted(1))
    assert len(facts) > 60
    assert len({fact.question for fact in facts}) == len({fact.answer for fact in facts}) == len(facts)
    assert all(fact.answer in fact.text and fact.answer not in fact.question for fact in facts)
    assert list(islice(planted(1), 5)) == facts[:5] != list(islice(planted(2), 5))


def test_a_window_alone_holds_the_last_words() -> None:
    assert window_alone(["one two three", "four five", "six"], 4).split() == ["six", "four", "five"]


def test_conversations_are_played_and_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_EMBEDDER", "none")
    output = tmp_path / "out.json"
    sets = ["--locomo", str(samples.locomo(tmp_path)), "--memories", "40", "--output", str(output)]
    done = CliRunner().invoke(bench, ["continuity", *sets], catch_exceptions=False)
    assert done.exit_code == 0
    record = json.loads(output.read_text())
    [found], [pace] = record["sets"], record["pace"]
    assert (found["conversations"], found["compactions"], pace["memories"]) == (2, 0, 40), "too short to be compacted"
    whole = found["evidence"]["never compacted"]
    assert whole["itself"] == found["evidence"]["compacted, at the end"]["itself"] > 0
    assert len(found["each"]["never compacted"]) == whole["n"]
    assert 0 < found["context tokens"]["most"] <= 8_000
