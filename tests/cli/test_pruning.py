"""`mnesis prune`: listed, then done."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import mnesis
from mnesis.cli.app import run


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "kira.db"
    now = datetime(2024, 1, 5, tzinfo=UTC)
    with mnesis.open(path, embedder="none", clock=lambda: now) as memory:
        memory.remember("Thanks a lot!")
        now += timedelta(days=60)
        memory.remember("The offer for the mill is due on Friday.")
    return path


def test_prune_lists_then_does(old: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_EMBEDDER", "none")
    assert run(["--db", str(old), "prune"]) == 0
    told = capsys.readouterr().out
    assert "1 memory of 2 below 0.2." in told
    assert "Nothing was written." in told
    assert "Thanks" not in told
    assert run(["--db", str(old), "--json", "prune", "--apply"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["gone"], done["seen"], done["ending"], len(done["trail"])) == (1, 2, "archive", 1)
    [one] = done["memories"]
    assert one["value"] < 0.2
    assert one["repeats"] == []
    assert run(["--db", str(old), "--json", "prune"]) == 0
    assert json.loads(capsys.readouterr().out)["memories"] == []


def test_a_threshold_outside_0_to_1_is_bad_usage(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--db", str(old), "prune", "--below", "7"]) == 2
    assert "7" in capsys.readouterr().err
