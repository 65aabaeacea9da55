"""`mnesis daemon` as a process and as a look."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import mnesis


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """One session that fills a small window."""
    path = tmp_path / "kira.db"
    with mnesis.open(path, embedder="none") as memory:
        for day in range(60):
            memory.remember(f"On day {day} we rowed {day} kilometres and slept in the village of Vik {day}.")
    return path


def command(database: Path, *arguments: str) -> list[str]:
    window = ("--window", "2000", "--keep", "5")
    return [sys.executable, "-m", "mnesis", "--db", str(database), "daemon", *window, *arguments]


def test_a_look_tells_what_it_compacted(database: Path) -> None:
    seen = [
        json.loads(subprocess.run(command(database, "--once", "--json"), capture_output=True, check=True).stdout)
        for _ in range(2)
    ]
    [done] = seen[0]["compacted"]
    assert (seen[0]["open"], done["session"], done["turns"], len(done["made"]) > 0) == (1, "main", 55, True)
    assert done["tokens_after"] < 0.3 * done["tokens_before"]
    assert seen[1] == {"open": 1, "compacted": []}


def test_it_runs_until_it_is_told_to_stop(database: Path) -> None:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command(database, "--every", "0.1", "--night", "never"), **pipes) as daemon:
        assert daemon.stderr
        while "55 turns" not in daemon.stderr.readline():
            assert daemon.poll() is None
        daemon.send_signal(signal.SIGTERM)
        told, _ = daemon.communicate(timeout=600)
    assert (daemon.returncode, told) == (0, "1 compaction.\n")


def test_a_night_that_cron_would_not_understand_is_said_at_once(database: Path) -> None:
    ran = subprocess.run(command(database, "--night", "at three"), capture_output=True, text=True)
    assert ran.returncode == 2
    assert "cron" in ran.stderr
