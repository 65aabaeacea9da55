"""The commands from the outside: real files, a real store, results that can be scored again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import mnesis
from mnesis.bench import quality
from mnesis.bench.commands import bench
from mnesis.bench.quality import Setup
from mnesis.bench.sets import beam
from mnesis.errors import InvalidInput
from mnesis.settings import Settings
from mnesis.testing.embedder import HashEmbedder

from . import samples


def _unwatched(what: str, steps: int) -> Callable[[int], None]:
    return lambda more: None


def run(*words: object) -> Result:
    return CliRunner().invoke(bench, [str(word) for word in words], catch_exceptions=False)


def test_locomo_from_file_to_figures(tmp_path: Path) -> None:
    output = tmp_path / "results" / "out.json"
    done = run("locomo", "--data", samples.locomo(tmp_path), "--no-vectors", "--output", output)
    assert done.exit_code == 0
    record = json.loads(output.read_text())
    overall = record["figures"]["turns"]["overall"]
    assert overall["n"] == 4
    assert overall["any@50"] == 1
    assert set(record["figures"]["turns"]) == {"single-hop", "multi-hop", "temporal", "overall"}
    assert record["data"]["questions"] == 4
    assert record["data"]["left_out"]["questions without gold"] == 1
    assert record["costs"]["messages"] == 8
    assert record["costs"]["bytes_per_memory"] > 0
    assert record["versions"]["mnesis"]
    assert record["machine"]["cores"] > 0
    for told in (
        "turns: fraction of the evidence",
        "sessions: fraction",
        "not scored: 1 questions without gold",
        "nDCG@10",
    ):
        assert told in done.output


def test_rankings_hide_the_data_and_give_the_same_figures(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    run("locomo", "--data", samples.locomo(tmp_path), "--no-vectors", "--output", output)
    ranked = tmp_path / "out.rankings.jsonl"
    told = ranked.read_text()
    assert not [word for word in ("greyhound", "D1:1", "conv-1", "secret", "session_1") if word in told]
    again = json.loads(run("rescore", ranked, "--json").output)
    assert again["figures"] == json.loads(output.read_text())["figures"]
    assert "multi-hop" in run("rescore", ranked).output


def test_beam_as_json(tmp_path: Path) -> None:
    folder = samples.beam(tmp_path / "set", "1", "2")
    done = run("beam", "--data", folder, "--no-vectors", "--json", "--output", tmp_path / "out.json")
    record = json.loads(done.output)
    assert record["figures"]["turns"]["overall"]["n"] == 6
    assert record == json.loads((tmp_path / "out.json").read_text())


def test_a_database_that_is_kept_holds_every_conversation_in_its_own_scope(tmp_path: Path) -> None:
    questions = beam.load([samples.beam(tmp_path / "set", "1", "2")])
    path = tmp_path / "kept.db"
    done = quality.run(questions, path, Setup(HashEmbedder(), Settings(), _unwatched, ablate=True))
    assert done.figures.overall.means["recall@10"] == 1
    assert 0 < done.costs.embed_seconds < done.costs.ingest_seconds
    assert done.notices == []
    assert done.ablation["nothing"] == done.figures.overall
    assert {"vectors", "lexical", "speaker"} <= set(done.ablation)
    with mnesis.open(path, embedder="none", scope="conversation-2") as memory:
        assert len(memory.episodes()) == 5
    with pytest.raises(InvalidInput, match="exists already"):
        quality.run(questions, path, Setup(None, Settings(), _unwatched))


def test_without_a_file_there_is_nothing_to_measure(tmp_path: Path) -> None:
    assert run("locomo").exit_code == 2
    missing = tmp_path / "missing"
    for words in (("locomo", "--data", missing), ("beam", "--data", missing), ("rescore", missing)):
        with pytest.raises(InvalidInput, match="missing"):
            run(*words, *(("--no-vectors",) if "--data" in words else ()))


@pytest.mark.slow
def test_speed_prints_limits_and_goals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_MODEL_DIR", str(tmp_path))
    done = run("speed", "--sizes", "300", "--scopes", "3x100", "--folder", tmp_path, "--output", tmp_path / "s.json")
    assert done.exit_code == 0
    shapes = json.loads((tmp_path / "s.json").read_text())["shapes"]
    assert set(shapes) == {"300", "3x100"}
    assert shapes["3x100"]["shape"] == {"scopes": 3, "each": 100}
    assert shapes["300"]["ratio"] > 0
    for told in ("bare FTS5 query", "bare INSERT", "recall p50 / sum", "synthetic", "no model: "):
        assert told in done.output
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("mnesis-bench")]


def test_every_command_explains_itself() -> None:
    for name in bench.commands:
        done = run(name, "--help")
        assert done.exit_code == 0
        assert len(done.output) > 100


def test_context_beside_plain_packing(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    sets = ("--locomo", samples.locomo(tmp_path), "--beam", samples.beam(tmp_path / "set", "1"))
    done = run("context", *sets, "--no-vectors", "--budgets", "96,2k", "--output", output)
    assert done.exit_code == 0
    record = json.loads(output.read_text())
    assert record["budgets"] == [96, 2000]
    for name in ("locomo", "beam"):
        found = record["figures"][name]
        small, large = found["budgets"]
        assert small["shown"] <= large["shown"] <= large["cited"] <= 1
        assert large["shown"] == large["plain"] == found["found"] > 0
        assert small["tokens_most"] <= 96
        assert small["over_budget"] == large["over_budget"] == 0
        assert all(0 <= row[share] <= 1 for row in (small, large) for share in ("whole", "words", "plain_words"))
    told = (tmp_path / "out.contexts.jsonl").read_text()
    assert len(told.splitlines()) == 1 + sum(found["questions"] for found in record["figures"].values())
    assert not [word for word in ("greyhound", "D1:1", "conv-1", "secret") if word in told]
    assert "goal at 2000 tokens" in done.output


def test_budgets_are_numbers(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="budget"):
        run("context", "--locomo", samples.locomo(tmp_path), "--budgets", "2k,much")


def test_a_year_with_its_nights(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    done = run("night", "--locomo", samples.locomo(tmp_path), "--no-vectors", "--every", 30, "--output", output)
    assert done.exit_code == 0
    record = json.loads(output.read_text())
    assert (record["days"], record["every"], record["settings"]["retention"]) == (365, 30, "archive")
    found = record["figures"]["locomo"]
    answers = found["recall@10"]
    assert set(answers) == {
        "never slept",
        "slept, without the archive",
        "slept, as recall does",
        "slept, with the archive",
    }
    awake = answers["never slept"]
    assert awake["itself"] == awake["told"] == awake["words"] > 0
    assert answers["slept, without the archive"]["itself"] == 0
    assert answers["slept, with the archive"]["itself"] > 0
    assert found["before"]["memories"] == found["before"]["cold_memories"] + 8
    assert found["after"]["cold_memories"] >= 8
    assert found["after"]["tokens"] < found["before"]["tokens"]
    assert found["facts"]["still"] == 1
    assert found["facts"]["with evidence after"] == found["facts"]["with evidence before"]
    assert found["nights"]["count"] == 2 * 12
    assert "still answered" in done.output


def test_nights_over_generated_memories(tmp_path: Path) -> None:
    done = run("night", "--memories", 60, "--no-vectors", "--json", "--output", tmp_path / "out.json")
    [pace] = json.loads(done.output)["pace"]
    assert pace["memories"] == 60
    assert set(pace["first"]) == set(pace["second"]) >= {"compress", "distil", "expire"}
