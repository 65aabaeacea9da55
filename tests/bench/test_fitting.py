"""Fitting is worth its name: it finds weights that were there, and never sees what it is scored on."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from mnesis.bench.commands import bench
from mnesis.bench.fitting import FOLDS, Example, cross_validated, fit
from mnesis.errors import InvalidInput
from mnesis.testing.embedder import HashEmbedder

from . import samples

TRUE = np.array([4.0, -2.0, 0.0])


def _examples(questions: str, conversations: int, each: int, seed: int, weights: np.ndarray = TRUE) -> list[Example]:
    rng = np.random.default_rng(seed)
    made = []
    for conversation in range(conversations):
        for _ in range(each):
            columns = rng.normal(size=(20, len(weights)))
            scores = columns @ weights
            chance = np.exp(scores - scores.max())
            gold = rng.choice(20, p=chance / chance.sum())
            names = tuple(f"turn {at}" for at in range(20))
            made.append(Example(questions, f"conversation {conversation}", names, columns, frozenset({names[gold]})))
    return made


def test_a_fit_finds_the_weights_that_made_the_gold() -> None:
    assert fit(_examples("a", 5, 200, seed=1)) == pytest.approx(TRUE, abs=0.4)


def test_a_set_counts_the_same_however_many_questions_it_has() -> None:
    many, few = _examples("many", 5, 100, seed=2), _examples("few", 5, 10, seed=3, weights=-TRUE)
    assert np.abs(fit([*many, *few])).max() < 0.5 * np.abs(fit(many)).max()


def test_what_an_example_is_scored_with_was_fitted_without_its_conversation() -> None:
    examples = _examples("a", FOLDS, 10, seed=4)
    scored = cross_validated(examples)
    assert [one for one, _ in scored] == examples
    for example, weights in scored:
        others = [one for one in examples if one.conversation != example.conversation]
        assert weights == pytest.approx(fit(others))


def test_an_example_whose_gold_is_no_candidate_counts_as_a_miss_and_teaches_nothing() -> None:
    lost = Example("a", "c", ("x", "y"), np.eye(2), frozenset({"z"}))
    found = Example("a", "d", ("x", "y"), np.eye(2), frozenset({"x"}))
    assert lost.measures(np.ones(2))["recall@10"] == 0
    assert fit([lost, found]) == pytest.approx(fit([found]))


def test_the_command_reports_both_sets_and_all_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mnesis.bench.learning.load_embedder", lambda settings: HashEmbedder())
    words = ["fit", "--locomo", samples.locomo(tmp_path), "--beam", samples.beam(tmp_path / "set", "1", "2"), "--json"]
    done = CliRunner().invoke(bench, [str(word) for word in [*words, "--output", tmp_path / "out.json"]])
    assert done.exit_code == 0, done.output
    record = json.loads(done.output)
    assert set(record["figures"]) == {"locomo", "beam"}
    assert set(record["figures"]["locomo"]) == {"shipped weights", "fitted on other conversations"}
    assert record["weights"]["shipped"]["vector"] == 1
    assert set(record["weights"]["shipped"]) == set(record["weights"]["fitted"])
    assert CliRunner().invoke(bench, ["fit"]).exit_code == 2


def test_without_vectors_there_is_nothing_to_weigh_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_EMBEDDER", "none")
    done = CliRunner().invoke(bench, ["fit", "--locomo", str(samples.locomo(tmp_path))])
    assert isinstance(done.exception, InvalidInput)
