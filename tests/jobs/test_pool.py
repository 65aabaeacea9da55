"""Several workers in one process: how they share the work, and how they stop."""

import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from mnesis.errors import InvalidInput, LeaseLost, StoreError
from mnesis.jobs.pool import Pool
from mnesis.jobs.task import Handler, Task
from mnesis.jobs.terms import Terms
from mnesis.model import Add, Audit, Change, Job, JobState, Where
from mnesis.stores.contract import Store
from mnesis.stores.sqlite.store import SQLiteStore
from mnesis.testing.values import FakeClock, make_audit, make_job

TERMS = Terms(tell=timedelta(hours=1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with SQLiteStore(tmp_path / "work.db") as store:
        yield store


def pool(store: Store, handler: Handler, threads: int) -> Pool:
    return Pool(store, {"learn": handler}, name="pool", threads=threads, clock=FakeClock(), terms=TERMS)


def counted(store: Store, state: JobState) -> int:
    return store.count(Job, Where("state", "eq", state))


def test_all_work_at_once_until_nothing_is_ready(store: Store) -> None:
    store.apply([Add(make_job(f"j{n}")) for n in range(8)])
    together = threading.Barrier(4)

    def handle(task: Task) -> Sequence[Change]:
        together.wait(60)  # goes on only when four are here
        return [Add(make_audit(f"made-by-{task.job.id}"))]

    assert pool(store, handle, 4).run() == 8
    assert (counted(store, JobState.DONE), store.count(Audit)) == (8, 8)
    assert pool(store, handle, 4).run() == 0


def test_one_of_a_key_at_a_time_whoever_works(store: Store) -> None:
    store.apply([Add(make_job(f"j{n}", key=f"k{n % 2}")) for n in range(30)])
    locks = {key: threading.Lock() for key in ("k0", "k1")}

    def handle(task: Task) -> Sequence[Change]:
        lock = locks[str(task.job.key)]
        assert lock.acquire(blocking=False), "another of the key is at work"
        task.save([Add(make_audit(f"made-by-{task.job.id}"))], checkpoint={"made": 1})
        lock.release()
        return []

    stop = threading.Event()
    watcher = threading.Thread(target=lambda: stopping(store, stop, 30))
    watcher.start()
    assert pool(store, handle, 4).run(stop, pause=0.001) == 30
    watcher.join()
    assert (counted(store, JobState.DONE), store.count(Audit)) == (30, 30)


def stopping(store: Store, stop: threading.Event, jobs: int) -> None:
    """Stops the work when so many jobs are done, or none gets on."""
    for _ in range(6_000):
        if counted(store, JobState.DONE) == jobs:
            break
        stop.wait(0.01)
    stop.set()


def test_told_to_stop_those_who_ask_give_back_and_the_others_end(store: Store) -> None:
    store.apply([Add(make_job("asks", priority=1)), Add(make_job("deaf")), Add(make_job("waits", priority=-1))])
    stop, begun = threading.Event(), threading.Barrier(2)

    def handle(task: Task) -> Sequence[Change]:
        begun.wait(60)
        stop.set()
        if task.job.id == "asks":
            while True:
                task.check()
        return [Add(make_audit(task.job.id))]

    pool(store, handle, 2).run(stop, pause=60)
    states = {one.id: (one.state, one.attempts) for one in store.find(Job)}
    assert states == {"asks": (JobState.READY, 0), "deaf": (JobState.DONE, 1), "waits": (JobState.READY, 0)}


def test_from_who_takes_too_long_the_job_is_taken(store: Store) -> None:
    store.apply([Add(make_job())])
    stop, free, over = threading.Event(), threading.Event(), threading.Event()
    lost: list[LeaseLost] = []

    def hangs(task: Task) -> Sequence[Change]:
        stop.set()
        free.wait(60)
        try:
            task.save([Add(make_audit())])
        except LeaseLost as error:
            lost.append(error)
            raise
        finally:
            over.set()
        return []

    pool(store, hangs, 1).run(stop, grace=timedelta(milliseconds=1))
    [job] = store.find(Job)
    assert (job.state, job.worker, job.attempts) == (JobState.READY, None, 0)
    assert pool(store, lambda task: [], 1).run() == 1, "another does it at once"
    free.set()
    assert over.wait(60)
    assert lost
    assert (counted(store, JobState.DONE), store.count(Audit)) == (1, 0)


def test_stopped_before_it_began(store: Store) -> None:
    store.apply([Add(make_job())])
    stop = threading.Event()
    stop.set()
    assert pool(store, lambda task: [], 2).run(stop) in (0, 1)  # who looked already ends what was found
    assert counted(store, JobState.RUNNING) == 0


def test_what_a_worker_raises_stops_all_and_is_told(store: Store) -> None:
    store.apply([Add(make_job())])

    def closing(task: Task) -> Sequence[Change]:
        store.close()
        return []

    with pytest.raises(StoreError):
        pool(store, closing, 3).run(threading.Event(), pause=60)


def test_a_pool_of_nobody_is_none(store: Store) -> None:
    with pytest.raises(InvalidInput):
        pool(store, lambda task: [], 0)
