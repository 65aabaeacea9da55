"""Processes that do jobs in parts, are killed at random moments, and are replaced."""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from mnesis.jobs import processes
from mnesis.jobs.processes import Supervisor
from mnesis.model import Add, Audit, Job, JobState, Where
from mnesis.stores.contract import Store
from mnesis.stores.sqlite.store import SQLiteStore
from mnesis.testing.values import make_job

PROGRAM = Path(__file__).with_name("workers.py")
STEPS = 8
KILLS = 50


def until(happened: Callable[[], bool]) -> None:
    for _ in range(12_000):
        if happened():
            return
        time.sleep(0.01)
    raise AssertionError("it never happened")


def command(path: Path, pause: float = 0.02) -> list[str]:
    return [sys.executable, "-W", "error", str(PROGRAM), str(path), str(STEPS), str(pause)]


def opened(store: Store) -> int:
    return store.count(Job, Where("state", "in", (JobState.READY, JobState.RUNNING)))


def at_work(store: Store, crew: Supervisor) -> list[int]:
    """The processes that hold a job, which is how they name themselves."""
    held = store.find(Job, Where("state", "eq", JobState.RUNNING))
    return [pid for pid in crew.pids if any((one.worker or "").startswith(f"{pid}-") for one in held)]


class Running:
    """A supervisor at work in a thread."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor, self.code = supervisor, -1
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        self.code = self.supervisor.run(self._stop, grace=30)

    def __enter__(self) -> Supervisor:
        self._thread.start()
        return self.supervisor

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


@pytest.mark.slow
def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    path, chance = tmp_path / "work.db", random.Random(4)
    added = struck = 0
    with SQLiteStore(path) as store, Running(Supervisor(command(path, 0.04), 3)) as crew:
        for _ in range(KILLS):
            while opened(store) < 6:  # there is always something to be killed at
                store.apply([Add(make_job(f"j{added}", key=f"k{added % 5}"))])
                added += 1
            until(lambda: bool(at_work(store, crew)))
            time.sleep(chance.uniform(0, 0.5))
            until(lambda: bool(crew.pids))
            there, busy = crew.pids, at_work(store, crew)
            victim = chance.choice(busy or there)
            os.kill(victim, signal.SIGKILL)
            until(lambda: victim not in crew.pids)  # noqa: B023 - nobody is killed twice
            struck += bool(busy)
        until(lambda: opened(store) == 0)
        made = Counter(one.action for one in store.find(Audit))
        states = Counter(one.state for one in store.find(Job))
        hands = {(one.action.split()[0], one.actor) for one in store.find(Audit)}
    expected = [f"j{job} {step}" for job in range(added) for step in (*range(STEPS), "end")]
    assert made == Counter(expected)
    assert states == {JobState.DONE: added}
    assert crew.replaced >= KILLS - 3
    assert struck > KILLS // 2
    assert len(hands) > added, "some were struck after they had saved a part, and another made the rest"


def test_one_that_is_killed_is_replaced_and_its_job_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with SQLiteStore(path) as store, Running(Supervisor(command(path, 0.05), 1)) as crew:
        store.apply([Add(make_job("j0", payload={"stuck": 2}))])  # so that it is struck in the middle, and not later
        until(lambda: store.count(Audit) >= 2)
        os.kill(crew.pids[0], signal.SIGKILL)
        until(lambda: opened(store) == 0)
        made = Counter(one.action for one in store.find(Audit))
        workers = {one.actor for one in store.find(Audit)}
    assert made == Counter([f"j0 {step}" for step in (*range(STEPS), "end")])
    assert (crew.replaced, len(workers)) == (1, 2)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_all_end_when_told(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    SQLiteStore(path).close()
    running = Running(Supervisor(command(path), 2))
    with running as crew:
        until(lambda: len(crew.pids) == 2)
        pids = crew.pids
    assert not any(alive(pid) for pid in pids)
    assert (crew.pids, running.code) == ([], 0)


def test_who_ends_well_is_not_replaced(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = f"open({str(log)!r}, 'a').write('x')"
    supervisor = Supervisor([sys.executable, "-c", program], 3)
    assert supervisor.run(threading.Event()) == 0
    assert (log.read_text(), supervisor.replaced) == ("xxx", 0)


def test_who_dies_at_birth_again_and_again_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(processes, "LIVED", 600.0)  # however long a busy machine takes to bring it to life
    supervisor = Supervisor([sys.executable, "-c", "raise SystemExit(3)"], 1)
    assert supervisor.run(threading.Event()) == 3
    assert supervisor.replaced == processes.PATIENCE - 1


def test_those_who_do_not_listen_are_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    program = f"""
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open({str(ready)!r}, 'w').close()
time.sleep(3600)
"""
    supervisor, stop = Supervisor([sys.executable, "-c", program], 1), threading.Event()
    thread = threading.Thread(target=lambda: supervisor.run(stop, grace=0.01))
    thread.start()
    until(ready.exists)
    stop.set()
    thread.join()
    assert supervisor.pids == []
