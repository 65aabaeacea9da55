"""A job in the hands of a worker: kept by heartbeats, saved in parts, resumed, taken away, given back."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from mnesis.errors import Conflict, LeaseLost, StoreLocked
from mnesis.jobs.ending import cancelled
from mnesis.jobs.task import Handler, Holder, Task
from mnesis.jobs.terms import Terms
from mnesis.jobs.worker import RACES, Worker
from mnesis.model import Add, Applied, Audit, Change, Episode, Expect, Hold, Job, JobState, Put
from mnesis.stores.contract import Store
from mnesis.stores.sqlite.store import SQLiteStore
from mnesis.testing.values import HERE, START, FakeClock, make_audit, make_episode, make_job

LEASE = timedelta(minutes=1)
QUIET = Terms(lease=LEASE, tell=timedelta(hours=1), attempts=3, jitter=lambda: 0.0)
"""No heartbeat within a test."""
QUICK = Terms(lease=LEASE, tell=timedelta(milliseconds=1), attempts=3, jitter=lambda: 0.0)
"""A look whether one is due every millisecond."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with SQLiteStore(tmp_path / "work.db") as store:
        store.apply([Add(make_job())])
        yield store


def worker(store: Store, handler: Handler, clock: FakeClock, *, name: str = "w", terms: Terms = QUIET) -> Worker:
    return Worker(store, {"learn": handler}, name=name, clock=clock, terms=terms)


def only(store: Store) -> Job:
    [job] = store.find(Job)
    return job


def until(happened: Callable[[], bool]) -> None:
    for _ in range(60_000):
        if happened():
            return
        time.sleep(0.001)
    raise AssertionError("it never happened")


def nothing(task: Task) -> Sequence[Change]:
    return []


# --- heartbeats ---------------------------------------------------------------------------------------------


def test_a_job_that_takes_longer_than_its_lease_is_kept(store: Store, clock: FakeClock) -> None:
    def long(task: Task) -> Sequence[Change]:
        for _ in range(4):
            clock.advance(seconds=40)
            until(lambda: only(store).leased_until == clock() + LEASE)
            assert not worker(store, nothing, clock, name="other").run_once()
        return [Add(make_audit())]

    assert worker(store, long, clock, terms=QUICK).run_once()
    assert (only(store).state, only(store).attempts, store.count(Audit)) == (JobState.DONE, 1, 1)


def test_without_heartbeats_another_takes_it(store: Store, clock: FakeClock) -> None:
    def long(task: Task) -> Sequence[Change]:
        clock.advance(seconds=61)
        assert worker(store, nothing, clock, name="other").run_once()
        return [Add(make_audit())]

    worker(store, long, clock).run_once()
    assert (only(store).state, only(store).attempts, store.count(Audit)) == (JobState.DONE, 2, 0)


def test_nothing_to_tell_is_nothing_to_write(store: Store, clock: FakeClock) -> None:
    task = taken(store, clock)
    task.beat()
    assert only(store).version == 2
    clock.advance(seconds=19)
    task.beat()
    assert only(store).version == 2
    clock.advance(seconds=1)
    task.beat()
    assert (only(store).version, only(store).leased_until) == (3, clock() + LEASE)


def test_progress_travels_with_a_heartbeat(store: Store, clock: FakeClock) -> None:
    def telling(task: Task) -> Sequence[Change]:
        task.report(1, 3, "the first")
        until(lambda: only(store).note == "the first")
        task.report(2, 3, result={"kept": 2})
        until(lambda: only(store).done == 2)
        assert (only(store).total, only(store).note, only(store).result) == (3, None, {"kept": 2})
        task.report(3, 3, "all")
        return []

    worker(store, telling, clock, terms=QUICK).run_once()
    job = only(store)
    assert (job.state, job.done, job.note, job.result, job.ended_at) == (JobState.DONE, 3, "all", {"kept": 2}, START)


def test_a_store_that_is_locked_for_a_while_costs_no_job(tmp_path: Path, clock: FakeClock) -> None:
    class Locked(SQLiteStore):
        refused = 0

        def apply(self, changes: Sequence[Change]) -> Applied:
            if any(isinstance(one, Hold) for one in changes) and self.refused < 3:
                self.refused += 1
                raise StoreLocked(path="work.db", seconds=30)
            return super().apply(changes)

    with Locked(tmp_path / "locked.db") as store:
        store.apply([Add(make_job())])

        def telling(task: Task) -> Sequence[Change]:
            task.report(1)
            until(lambda: only(store).done == 1)
            return []

        assert worker(store, telling, clock, terms=QUICK).run_once()
        assert (store.refused, only(store).state) == (3, JobState.DONE)


def test_a_failed_job_keeps_how_far_it_was(store: Store, clock: FakeClock) -> None:
    def failing(task: Task) -> Sequence[Change]:
        task.report(5, 9, "five", result={"kept": 5})
        raise ValueError("no more")

    dead = Terms(lease=LEASE, tell=timedelta(hours=1), attempts=1)
    worker(store, failing, clock, terms=dead).run_once()
    assert (only(store).state, only(store).result, only(store).ended_at) == (JobState.DEAD, {"kept": 5}, START)


# --- parts and checkpoints ----------------------------------------------------------------------------------


def taken(store: Store, clock: FakeClock, stop: threading.Event | None = None, name: str = "w") -> Task:
    job = store.claim(["learn"], worker=name, now=clock(), until=clock() + LEASE)
    assert job is not None
    return Task(job, Holder(store, name, clock, LEASE, stop or threading.Event()))


def counting(steps: int, dies_at: int | None = None) -> Handler:
    """Adds one audit a step, from its checkpoint on; may die before one of them."""

    def handle(task: Task) -> Sequence[Change]:
        for step in range(task.job.checkpoint.get("next", 0), steps):
            if step == dies_at:
                raise RuntimeError(f"at {step}")
            one = Add(make_audit(f"{step} in attempt {task.job.attempts}", action=str(step)))
            task.report(step + 1, steps)
            task.save([one], checkpoint={"next": step + 1}, result={"made": step + 1})
        return [Add(make_audit("end", action="end"))]

    return handle


def test_another_goes_on_from_the_checkpoint(store: Store, clock: FakeClock) -> None:
    worker(store, counting(6, dies_at=4), clock).run_once()
    job = only(store)
    assert (job.state, job.checkpoint, job.done, job.result) == (JobState.READY, {"next": 4}, 4, {"made": 4})
    assert [one.action for one in store.find(Audit)] == ["0", "1", "2", "3"]
    clock.advance(hours=7)
    worker(store, counting(6), clock, name="heir").run_once()
    assert [one.action for one in store.find(Audit)] == ["0", "1", "2", "3", "4", "5", "end"]
    assert (only(store).state, only(store).result) == (JobState.DONE, {"made": 6})


def test_a_job_that_gets_on_is_not_given_up(store: Store, clock: FakeClock) -> None:
    for step in range(1, 9):  # more deaths than a job has attempts, each a step further
        worker(store, counting(99, dies_at=step), clock).run_once()
        assert (only(store).state, only(store).attempts) == (JobState.READY, 1)
        clock.advance(hours=7)
    for _ in range(3):
        worker(store, counting(99, dies_at=8), clock).run_once()
        clock.advance(hours=7)
    assert (only(store).state, only(store).error) == (JobState.DEAD, "RuntimeError: at 8")


def test_an_old_checkpoint_never_covers_a_new_one(store: Store, clock: FakeClock) -> None:
    def saving(task: Task) -> Sequence[Change]:
        for step in range(60):
            task.report(step)
            task.save(checkpoint={"step": step})
            assert only(store).checkpoint == {"step": step}
        return []

    worker(store, saving, clock, terms=QUICK).run_once()
    assert (only(store).state, only(store).checkpoint) == (JobState.DONE, {"step": 59})


def test_what_is_refused_saves_nothing(store: Store, clock: FakeClock) -> None:
    task = taken(store, clock)
    with pytest.raises(Conflict):
        task.save([Add(make_audit()), Expect(Episode, HERE, "e1", 3)], checkpoint={"next": 1}, result={"made": 1})
    assert (store.count(Audit), only(store).checkpoint, task.job.checkpoint, task.saves) == (0, {}, {}, 0)
    task.save([Add(make_audit())], checkpoint={"next": 1})
    assert (only(store).result, task.job.checkpoint, task.saves) == ({}, {"next": 1}, 1)


def test_who_loses_races_but_gets_on_is_not_tried_later(store: Store, clock: FakeClock) -> None:
    store.apply([Add(make_episode())])

    def racing(task: Task) -> Sequence[Change]:
        step = task.job.checkpoint.get("next", 0)
        if step < 2 * RACES:
            task.save(checkpoint={"next": step + 1})
            store.apply([Put(make_episode())])  # somebody else
            return [Expect(Episode, HERE, "e1", 1)]
        return []

    worker(store, racing, clock).run_once()
    assert (only(store).state, only(store).attempts) == (JobState.DONE, 1)


# --- taken away ---------------------------------------------------------------------------------------------


def test_a_cancelled_job_stops_where_it_asks_and_keeps_what_it_saved(store: Store, clock: FakeClock) -> None:
    def long(task: Task) -> Sequence[Change]:
        task.save([Add(make_audit("kept"))], checkpoint={"next": 1})
        task.check()
        store.apply(cancelled(only(store), clock()))
        with pytest.raises(LeaseLost):
            task.save([Add(make_audit("dropped"))], checkpoint={"next": 2})
        task.check()
        raise AssertionError("it went on")

    assert worker(store, long, clock).run_once()
    assert [one.id for one in store.find(Audit)] == ["kept"]
    job = only(store)
    assert (job.state, job.checkpoint, job.error, job.worker) == (JobState.CANCELLED, {"next": 1}, None, None)


def test_a_cancelled_job_that_never_asks_leaves_nothing(store: Store, clock: FakeClock) -> None:
    def deaf(task: Task) -> Sequence[Change]:
        store.apply(cancelled(only(store), clock()))
        task.report(7)
        return [Add(make_audit())]

    assert worker(store, deaf, clock, terms=QUICK).run_once()
    assert (store.count(Audit), only(store).state, only(store).done) == (0, JobState.CANCELLED, 0)


def test_a_job_that_another_took_is_lost(store: Store, clock: FakeClock) -> None:
    task = taken(store, clock)
    clock.advance(minutes=2)
    task.check()  # nobody took it: it is still held
    other = taken(store, clock, name="other")
    for lost in (task.check, task.save, task.give_back, lambda: task.finish([Add(make_audit())])):
        with pytest.raises(LeaseLost):
            lost()
    other.finish([])
    assert (only(store).state, store.count(Audit)) == (JobState.DONE, 0)


# --- given back ---------------------------------------------------------------------------------------------


def test_who_is_to_stop_gives_the_job_back(store: Store, clock: FakeClock) -> None:
    stop = threading.Event()

    def long(task: Task) -> Sequence[Change]:
        task.save([Add(make_audit("first"))], checkpoint={"next": 1})
        stop.set()
        task.report(1, 2)
        task.save([Add(make_audit("second"))], checkpoint={"next": 2})
        raise AssertionError("it went on")

    assert worker(store, long, clock).run_once(stop)
    job = only(store)
    assert (job.state, job.attempts, job.worker, job.done, job.checkpoint) == (JobState.READY, 0, None, 1, {"next": 2})
    assert [one.id for one in store.find(Audit)] == ["first", "second"]
    assert worker(store, nothing, clock, name="other").run_once(), "at once, not when the lease has run out"
    assert only(store).state is JobState.DONE


def test_who_does_not_ask_ends_the_job(store: Store, clock: FakeClock) -> None:
    stop = threading.Event()

    def short(task: Task) -> Sequence[Change]:
        stop.set()
        return [Add(make_audit())]

    assert worker(store, short, clock).run(stop) == 1
    assert (only(store).state, store.count(Audit)) == (JobState.DONE, 1)
