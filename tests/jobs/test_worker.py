"""Workers on real stores, in threads and in processes, some of them killed."""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from mnesis.errors import StoreError, StoreLocked
from mnesis.jobs.task import Handler, Task
from mnesis.jobs.terms import Terms
from mnesis.jobs.worker import RACES, Worker
from mnesis.model import Add, Audit, Change, Episode, Expect, Finish, Job, JobState, Put, Where
from mnesis.stores.contract import Store
from mnesis.stores.sqlite.store import SQLiteStore
from mnesis.testing.values import HERE, START, FakeClock, make_audit, make_episode, make_job

TERMS = Terms(
    lease=timedelta(minutes=1), tell=timedelta(hours=1), attempts=3, first=timedelta(seconds=30), jitter=lambda: 0.0
)
PATIENCE = 600
"""Seconds after which a process hangs."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with SQLiteStore(tmp_path / "work.db") as store:
        yield store


def worker(store: Store, handler: Handler, clock: FakeClock | None = None, name: str = "w") -> Worker:
    return Worker(store, {"learn": handler}, name=name, clock=clock or FakeClock(), terms=TERMS)


def remarks(task: Task) -> Sequence[Change]:
    return [Add(make_audit(f"made-by-{task.job.id}"))]


def failing(*errors: Exception) -> Handler:
    """Raises these, one an attempt, and then does its work."""
    left = list(errors)

    def handle(task: Task) -> Sequence[Change]:
        if left:
            raise left.pop(0)
        return remarks(task)

    return handle


def only(store: Store) -> Job:
    [job] = store.find(Job)
    return job


def test_what_a_job_makes_is_written_with_its_end(store: Store) -> None:
    store.apply([Add(make_job("a")), Add(make_job("b", kind="dream")), Add(make_job("c"))])
    assert worker(store, remarks).run() == 2
    assert [one.id for one in store.find(Audit)] == ["made-by-a", "made-by-c"]
    assert [(one.id, one.state) for one in store.find(Job)] == [
        ("a", JobState.DONE),
        ("b", JobState.READY),
        ("c", JobState.DONE),
    ]


def test_nothing_to_do(store: Store) -> None:
    assert not worker(store, remarks).run_once()
    assert worker(store, remarks).run() == 0


def test_an_error_is_kept_and_the_job_tried_again_later_and_later(store: Store) -> None:
    clock = FakeClock()
    work = worker(store, failing(ValueError("first"), KeyError("second")), clock)
    store.apply([Add(make_job())])
    assert work.run() == 1
    assert (only(store).state, only(store).error) == (JobState.READY, "ValueError: first")
    assert only(store).run_at == START + timedelta(seconds=30)
    clock.advance(seconds=29)
    assert not work.run_once()
    clock.advance(seconds=1)
    assert work.run() == 1
    assert only(store).run_at == clock() + timedelta(seconds=120)
    clock.advance(seconds=120)
    assert work.run() == 1
    assert (only(store).state, only(store).attempts, only(store).error) == (JobState.DONE, 3, None)
    assert store.count(Audit) == 1


def test_after_its_last_attempt_a_job_is_dead_with_the_error(store: Store) -> None:
    clock = FakeClock()
    work = worker(store, failing(*[RuntimeError("never\0 mind \ud800")] * 9), clock)
    store.apply([Add(make_job()), Add(make_job("other", kind="learn", run_at=START))])
    for _ in range(20):
        work.run()
        clock.advance(hours=1)
    assert {(one.state, one.attempts, one.error) for one in store.find(Job)} == {
        (JobState.DEAD, 3, "RuntimeError: never  mind ?")
    }


def test_waits_grow_up_to_the_longest_and_vary() -> None:
    waits = [TERMS.wait(attempts).total_seconds() for attempts in (1, 2, 3, 4, 999)]
    assert waits == [30, 120, 480, 1920, 6 * 3600]
    assert Terms(jitter=lambda: 1.0).wait(1) == timedelta(seconds=15)


def test_changes_that_are_refused_count_as_an_error_and_leave_nothing(store: Store) -> None:
    store.apply([Add(make_job())])
    worker(store, lambda task: [Add(make_audit()), Put(make_episode(importance=11))]).run()
    assert store.count(Audit) == 0
    assert "importance" in (only(store).error or "")


def test_who_lost_a_race_runs_again_at_once(store: Store) -> None:
    store.apply([Add(make_job()), Add(make_episode())])
    seen: list[int] = []

    def handle(task: Task) -> Sequence[Change]:
        [episode] = store.get(Episode, ["e1"])
        seen.append(episode.version)
        if len(seen) < 3:
            store.apply([Put(make_episode(importance=len(seen)))])  # somebody else
        return [Expect(Episode, HERE, "e1", episode.version), *remarks(task)]

    assert worker(store, handle).run() == 1
    assert seen == [1, 2, 3]
    assert (only(store).state, only(store).attempts, store.count(Audit)) == (JobState.DONE, 1, 1)


def test_who_loses_every_race_is_tried_later(store: Store) -> None:
    store.apply([Add(make_job()), Add(make_episode())])
    calls: list[Job] = []

    def handle(task: Task) -> Sequence[Change]:
        calls.append(task.job)
        return [Expect(Episode, HERE, "e1", 99)]

    worker(store, handle).run()
    assert len(calls) == RACES + 1
    assert (only(store).state, (only(store).error or "").split(":")[0]) == (JobState.READY, "Conflict")


def slow(then: Callable[[], object]) -> Handler:
    """While it works, something happens."""

    def handle(task: Task) -> Sequence[Change]:
        then()
        return [Add(make_audit("late"))]

    return handle


def test_a_worker_that_lost_its_lease_leaves_nothing_and_says_nothing(store: Store) -> None:
    clock = FakeClock()
    store.apply([Add(make_job())])

    def overtaken() -> None:
        clock.advance(minutes=2)
        assert worker(store, remarks, clock, "faster").run_once()

    assert worker(store, slow(overtaken), clock, "slower").run_once()
    assert [one.id for one in store.find(Audit)] == ["made-by-j1"]
    assert (only(store).state, only(store).attempts) == (JobState.DONE, 2)


def test_an_error_after_the_lease_was_lost_changes_nothing(store: Store) -> None:
    clock = FakeClock()
    store.apply([Add(make_job())])

    def overtaken() -> None:
        clock.advance(minutes=2)
        worker(store, remarks, clock, "faster").run_once()
        raise ValueError

    assert worker(store, slow(overtaken), clock, "slower").run_once()
    assert (only(store).state, only(store).error) == (JobState.DONE, None)


def test_a_job_that_kills_its_workers_is_given_up(store: Store) -> None:
    clock = FakeClock()
    store.apply([Add(make_job())])
    for number in range(TERMS.attempts):
        assert store.claim(["learn"], worker=f"w{number}", now=clock(), until=clock.advance(minutes=1))
    assert worker(store, remarks, clock).run() == 1
    assert (only(store).state, store.count(Audit)) == (JobState.DEAD, 0)
    assert "3 attempts" in (only(store).error or "")


def test_an_interrupt_is_no_error_of_the_job_and_gives_it_back(store: Store) -> None:
    store.apply([Add(make_job())])

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker(store, slow(interrupted)).run()
    assert (only(store).state, only(store).error, only(store).attempts) == (JobState.READY, None, 0)


def test_until_it_is_told_to_stop(store: Store) -> None:
    stop, begun = threading.Event(), threading.Semaphore(0)

    def handle(task: Task) -> Sequence[Change]:
        begun.release()
        return remarks(task)

    thread = threading.Thread(target=lambda: worker(store, handle).run(stop, pause=0.01))
    thread.start()
    try:
        for id in ("a", "b"):
            store.apply([Add(make_job(id))])
            assert begun.acquire(timeout=60)
    finally:
        stop.set()
        thread.join()
    assert store.count(Job, Where("state", "eq", JobState.DONE)) == 2
    assert worker(store, remarks).run(stop) == 0


class Locked(SQLiteStore):
    """Locked by somebody else for the first looks at it."""

    looks = 2

    def claim(self, *args: object, **given: object) -> Job | None:
        if self.looks:
            self.looks -= 1
            raise StoreLocked(path="work.db", seconds=30)
        return super().claim(*args, **given)  # type: ignore[arg-type]


def test_a_locked_store_has_no_job_for_now(tmp_path: Path) -> None:
    stop = threading.Event()

    def handle(task: Task) -> Sequence[Change]:
        stop.set()
        return remarks(task)

    with Locked(tmp_path / "work.db") as store:
        store.apply([Add(make_job())])
        assert worker(store, handle).run(stop, pause=0.01) == 1
        assert store.count(Audit) == 1
        store.looks = 1
        with pytest.raises(StoreLocked):
            worker(store, handle).run()


def test_a_store_that_is_gone_is_told(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "work.db")
    store.apply([Add(make_job())])
    with pytest.raises(StoreError):
        worker(store, slow(store.close)).run()


# --- threads and processes ----------------------------------------------------------------------------------


def test_many_threads_do_each_job_once(store: Store) -> None:
    store.apply([Add(make_job(f"j{number}")) for number in range(40)])
    began: list[str] = []

    def handle(task: Task) -> Sequence[Change]:
        began.append(task.job.id)
        return remarks(task)

    threads = [threading.Thread(target=worker(store, handle, name=f"w{number}").run) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(began) == {f"j{number}": 1 for number in range(40)}
    assert store.count(Audit) == 40


def child(database: Path, name: str, log: Path, pause: float, lease: float = 600) -> subprocess.Popen[bytes]:
    program = Path(__file__).with_name("children.py")
    return subprocess.Popen([sys.executable, "-W", "error", program, database, name, log, str(pause), str(lease)])


def wait_for(log: Path, lines: int, process: subprocess.Popen[bytes]) -> list[str]:
    while process.poll() is None:
        written = log.read_text().splitlines()
        if len(written) >= lines:
            return written
        time.sleep(0.02)
    raise AssertionError(f"the child ended with {process.returncode}")


def ready(path: Path, count: int) -> None:
    with SQLiteStore(path) as store:
        store.apply([Add(make_job(f"j{number}")) for number in range(count)])


def made(path: Path) -> Counter[str]:
    with SQLiteStore(path) as store:
        assert {one.state for one in store.find(Job)} == {JobState.DONE}
        return Counter(one.action for one in store.find(Audit))


def test_two_processes_share_the_work(tmp_path: Path) -> None:
    path, log = tmp_path / "work.db", tmp_path / "log"
    log.touch()
    ready(path, 30)
    children = [child(path, name, log, 0.01) for name in ("v", "w")]
    assert [one.wait(PATIENCE) for one in children] == [0, 0]
    assert made(path) == {f"j{number}": 1 for number in range(30)}
    assert Counter(line.split()[0] for line in log.read_text().splitlines()) == made(path)


def test_the_job_of_a_killed_process_is_done_once_by_another(tmp_path: Path) -> None:
    path, log = tmp_path / "work.db", tmp_path / "log"
    log.touch()
    ready(path, 3)
    victim = child(path, "victim", log, 3600, lease=2)
    began = wait_for(log, 1, victim)
    victim.kill()
    victim.wait()
    assert began == ["j0 victim"]
    heir = child(path, "heir", log, 0)
    assert heir.wait(PATIENCE) == 0
    with SQLiteStore(path) as store:
        left = [one.id for one in store.find(Job, Where("state", "ne", JobState.DONE))]
    if left:  # the victim's lease had not run out while the heir was there
        assert left == ["j0"]
        time.sleep(2)
        assert child(path, "late heir", log, 0).wait(PATIENCE) == 0
    assert made(path) == {"j0": 1, "j1": 1, "j2": 1}
    assert len(log.read_text().splitlines()) == 4


def test_what_a_killed_process_had_finished_is_kept(tmp_path: Path) -> None:
    path, log = tmp_path / "work.db", tmp_path / "log"
    log.touch()
    ready(path, 50)
    victim = child(path, "victim", log, 0.1)
    wait_for(log, 5, victim)
    victim.kill()
    victim.wait()
    with SQLiteStore(path) as store:
        done = store.count(Job, Where("state", "eq", JobState.DONE))
        assert store.count(Audit) == done >= 4
        running = store.find(Job, Where("state", "eq", JobState.RUNNING))
        assert [one.worker for one in running] == ["victim"] * len(running)
        assert len(running) <= 1
        store.apply([Finish(one, "victim", error="killed") for one in running])
    assert child(path, "heir", log, 0).wait(PATIENCE) == 0
    assert made(path) == {f"j{number}": 1 for number in range(50)}
