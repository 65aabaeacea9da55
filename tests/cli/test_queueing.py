"""Jobs and workers on the command line."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import mnesis as library
from mnesis.cli import queueing
from mnesis.cli.app import run
from mnesis.memory import Memory
from mnesis.model import Add, JobState
from mnesis.testing.values import make_job

from .conftest import Mnesis

SAID = ("remember", "I live in Berlin.", "--speaker", "Otto")


@pytest.fixture
def waiting(mnesis: Mnesis, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a job that waits."""
    monkeypatch.setenv("MNESIS_UNDERSTANDING", "jobs")
    assert mnesis(*SAID).code == 0
    [job] = mnesis("jobs", "list", "--json").json["jobs"]
    return str(job["id"])


def opened(tmp_path: Path) -> Memory:
    return library.open(tmp_path / "test.db", embedder="none")


def test_a_worker_does_what_waits(mnesis: Mnesis, waiting: str) -> None:
    assert mnesis("facts").code == 1
    assert mnesis("worker", "--once", "--kind", "understand again").out == "0 jobs done.\n"
    assert mnesis("worker", "--once").out == "1 job done.\n"
    assert mnesis("worker", "--once", "--threads", 2, "--json").json == {"done": 0}
    assert mnesis("facts", "--json").json["facts"][0]["object"] == "Berlin"
    [job] = mnesis("jobs", "list", "--state", "done", "--json").json["jobs"]
    assert (job["id"], job["kind"], job["error"], job["worker"]) == (waiting, "understand", None, None)


def test_a_kind_that_nobody_does(mnesis: Mnesis, waiting: str) -> None:
    for command in (["worker", "--once", "--kind", "dream"], ["jobs", "schedule", "dream", "0 3 * * *"]):
        ran = mnesis(*command)
        assert (ran.code, "understand" in ran.err) == (2, True)


def test_listed_and_shown(mnesis: Mnesis, waiting: str, tmp_path: Path) -> None:
    with opened(tmp_path) as memory:
        dead = make_job("dead", state=JobState.DEAD, error="no\x1b[31m", done=3, total=4, checkpoint={"at": 3}, key="k")
        memory.store.apply([Add(dead)])
    head, *lines = mnesis("jobs", "list").out.splitlines()
    assert head.split("\t") == list(queueing.COLUMNS)
    assert [line.split("\t")[:3] for line in lines] == [["ready", "understand", ""], ["dead", "learn", "3/4 75%"]]
    shown = mnesis("jobs", "show", "dead")
    assert "progress    3/4 75%" in shown.out
    assert 'checkpoint  {"at": 3}' in shown.out
    assert "\x1b" not in shown.out
    assert mnesis("jobs", "show", "dead", "--json").json["job"]["checkpoint"] == {"at": 3}
    assert mnesis("jobs", "show", "nobody").code == 1
    assert mnesis("jobs", "list", "--kind", "night").code == 1


def test_cancelled_and_retried(mnesis: Mnesis, waiting: str) -> None:
    assert mnesis("jobs", "cancel", waiting).out == "1 job cancelled.\n"
    assert mnesis("worker", "--once", "--json").json == {"done": 0}
    assert mnesis("jobs", "cancel", waiting).code == 2
    assert mnesis("jobs", "retry", waiting, "--json").json["jobs"][0]["state"] == "ready"
    assert mnesis("worker", "--once", "--json").json == {"done": 1}
    assert mnesis("jobs", "retry", waiting).code == 2
    assert mnesis("jobs", "retry", "nobody").code == 1


def test_a_schedule(mnesis: Mnesis, told: list[str]) -> None:
    planned = mnesis("jobs", "schedule", "understand", "30 3 * * *", "--key", "k", "--json").json["job"]
    assert (planned["cron"], planned["key"], planned["run_at"][11:16]) == ("30 3 * * *", "k", "03:30")
    assert "runs at" in mnesis("jobs", "schedule", "understand", "0 4 * * *", "--key", "k").out
    [job] = mnesis("jobs", "list", "--state", "ready", "--json").json["jobs"]
    assert job["run_at"][11:16] == "04:00"
    assert mnesis("jobs", "cancel", job["id"], "--for-good").code == 0
    assert mnesis("jobs", "list", "--state", "ready").code == 1
    assert mnesis("jobs", "schedule", "understand", "whenever").code == 2


def test_watched_until_nothing_is_left_to_do(
    mnesis: Mnesis, waiting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        with opened(tmp_path) as memory:
            memory.work()

    monkeypatch.setattr(queueing.time, "sleep", sleep)
    ran = mnesis("jobs", "list", "--watch")
    assert [line.split("\t")[0] for line in ran.out.splitlines()] == ["ready", "done"]
    assert looks == [queueing.LOOK]
    followed = mnesis("jobs", "show", waiting, "--follow", "--json")
    assert followed.json["job"]["state"] == "done"
    assert mnesis("jobs", "list", "--watch", "--json").json["jobs"][0]["state"] == "done"


# --- processes ----------------------------------------------------------------------------------------------


def started(*args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mnesis", "worker", *args]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until_done(tmp_path: Path, process: subprocess.Popen[str]) -> None:
    with opened(tmp_path) as memory:
        for _ in range(30_000):
            if not memory.jobs("ready") and not memory.jobs("running"):
                return
            assert process.poll() is None
            time.sleep(0.02)
    raise AssertionError("the jobs are not done")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end(waiting: str, tmp_path: Path, how: signal.Signals) -> None:
    with started("--json") as process:
        until_done(tmp_path, process)
        process.send_signal(how)
        out, err = process.communicate(timeout=600)
    assert (process.returncode, json.loads(out), err) == (0, {"done": 1}, "")


def test_a_worker_whose_parent_is_gone(waiting: str, tmp_path: Path) -> None:
    with started("--attended") as process:
        until_done(tmp_path, process)
        out, err = process.communicate(timeout=600)  # closes its standard input
    assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.slow
def test_several_processes_and_the_one_that_watches_them(waiting: str, tmp_path: Path) -> None:
    with started("--processes", "2", "--json") as process:
        until_done(tmp_path, process)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=600)
    assert (process.returncode, json.loads(out)) == (0, {"processes": 2, "replaced": 0})


@pytest.mark.slow
def test_several_processes_until_nothing_waits(waiting: str, tmp_path: Path) -> None:
    with started("--processes", "2", "--once", "--quiet") as process:
        out, err = process.communicate(timeout=600)
    assert (process.returncode, out, err) == (0, "0 processes replaced.\n", "")
    with opened(tmp_path) as memory:
        assert [one.state for one in memory.jobs()] == [JobState.DONE]


def test_several_processes_without_a_store(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--db", str(tmp_path / "nothing.db"), "worker", "--processes", "2"]) == 3
    assert "does not exist" in capfd.readouterr().err
    assert os.listdir(tmp_path) == []
