"""Jobs looked at, tried again, cancelled, swept away."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

import mnesis
from mnesis.errors import Conflict, InvalidInput, NotFound
from mnesis.jobs.ending import cancelled, swept, tried_again
from mnesis.jobs.task import Task
from mnesis.jobs.terms import Terms
from mnesis.jobs.worker import Worker
from mnesis.memory import Memory
from mnesis.model import Add, Change, Episode, Job, JobState, Scope, Touch
from mnesis.steps.queueing import Queue
from mnesis.testing.values import HERE, START, FakeClock, make_job

ONCE = Terms(attempts=1, tell=timedelta(hours=1))


def add(memory: Memory, *jobs: Job) -> None:
    memory.store.apply([Add(job) for job in jobs])


def test_looking_at_jobs(memory: Memory, clock: FakeClock) -> None:
    later = START + timedelta(hours=1)
    elsewhere = make_job("x", scope=Scope("local", "other"))
    add(
        memory,
        make_job("a"),
        make_job("b", kind="night", created_at=later),
        make_job("c", state=JobState.DONE),
        elsewhere,
    )
    assert [one.id for one in memory.jobs()] == ["b", "c", "a"]
    assert [one.id for one in memory.jobs("ready")] == ["b", "a"]
    assert [one.id for one in memory.jobs(kind="learn", limit=1)] == ["c"]
    assert [one.id for one in memory.within("other").jobs()] == ["x"]
    assert memory.job("b").kind == "night"
    assert Queue(memory.store, HERE, clock).counts() == {
        **dict.fromkeys(JobState, 0),
        JobState.READY: 2,
        JobState.DONE: 1,
    }
    with pytest.raises(NotFound):
        memory.job("x")
    with pytest.raises(InvalidInput):
        memory.jobs("asleep")


def test_a_dead_job_has_all_its_attempts_again(memory: Memory, clock: FakeClock) -> None:
    left: list[Exception] = [ValueError("no")]

    def handle(task: Task) -> Sequence[Change]:
        if left:
            task.save(checkpoint={"at": 3})
            raise left.pop()
        assert task.job.checkpoint == {"at": 3}
        return []

    add(memory, make_job())
    worker = Worker(memory.store, {"learn": handle}, name="w", clock=clock, terms=ONCE)
    worker.run()
    assert memory.job("j1").state is JobState.DEAD
    clock.advance(hours=1)
    again = memory.retry("j1")
    assert (again.state, again.attempts, again.error, again.ended_at, again.run_at) == (
        *(JobState.READY, 0, None, None),
        clock(),
    )
    assert worker.run() == 1
    assert memory.job("j1").state is JobState.DONE


@pytest.mark.parametrize("state", [JobState.READY, JobState.RUNNING, JobState.DONE])
def test_only_what_failed_or_was_cancelled_is_retried(memory: Memory, state: JobState) -> None:
    add(memory, make_job(state=state))
    with pytest.raises(InvalidInput, match=state.value):
        memory.retry("j1")


@pytest.mark.parametrize("state", [JobState.DONE, JobState.DEAD, JobState.CANCELLED])
def test_what_has_ended_is_not_cancelled(memory: Memory, state: JobState) -> None:
    add(memory, make_job(state=state))
    with pytest.raises(InvalidInput, match=state.value):
        memory.cancel("j1")


def test_cancelled_and_taken_up_again(memory: Memory, clock: FakeClock) -> None:
    add(memory, make_job())
    over = memory.cancel("j1")
    assert (over.state, over.ended_at) == (JobState.CANCELLED, START)
    assert memory.store.claim(["learn"], worker="w", now=clock(), until=clock()) is None
    memory.retry("j1")
    assert memory.store.claim(["learn"], worker="w", now=clock(), until=clock()) is not None
    with pytest.raises(NotFound):
        memory.cancel("j2")
    with pytest.raises(NotFound):
        memory.retry("j2")


def test_who_looked_too_early_is_told(memory: Memory) -> None:
    add(memory, make_job("a"), make_job("b", state=JobState.DEAD))
    a, b = memory.job("a"), memory.job("b")
    memory.store.apply([Touch(Job, HERE, one, {"priority": 1}) for one in ("a", "b")])
    for late in (cancelled(a, START), tried_again(b, START)):
        with pytest.raises(Conflict):
            memory.store.apply(late)


def test_a_heartbeat_in_between_does_not_save_a_job_from_being_cancelled(
    memory: Memory, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(memory, make_job())
    memory.store.claim(["learn"], worker="w", now=clock(), until=clock() + timedelta(minutes=1))
    real, beats = memory.store.apply, iter(range(3))

    def beating(changes: Sequence[Change]) -> object:
        for _ in beats:
            real([Touch(Job, HERE, "j1", {"done": 1})])
            break
        return real(changes)

    monkeypatch.setattr(memory.store, "apply", beating)
    assert memory.cancel("j1").state is JobState.CANCELLED


def test_what_ended_long_ago_goes(memory: Memory, clock: FakeClock) -> None:
    old, late = START - timedelta(days=31), START - timedelta(days=29)
    states = [JobState.DONE, JobState.DEAD, JobState.CANCELLED]
    add(memory, *(make_job(f"old {state}", state=state, ended_at=old) for state in states))
    add(memory, *(make_job(f"new {state}", state=state, ended_at=late) for state in states))
    add(memory, make_job("waits", created_at=old), make_job("elsewhere", scope=Scope("local", "x"), ended_at=old))
    queue = Queue(memory.store, HERE, clock)
    assert queue.sweep() == 3
    assert {one.id for one in memory.jobs()} == {*(f"new {state}" for state in states), "waits"}
    assert queue.sweep() == 0
    assert len(swept(HERE, START, timedelta(days=1))) == 1


def test_work_does_what_waits_in_every_scope(tmp_path: Path) -> None:
    settings = mnesis.Settings(embedder="none", understanding="jobs")
    with mnesis.open(tmp_path / "work.db", settings=settings) as memory:
        memory.remember("I live in Berlin.", speaker="Otto")
        memory.within("other").remember("I live in Hamburg.", speaker="Otto")
        assert memory.facts() == []
        assert memory.work(["understand again"]) == 0
        assert memory.work(threads=2) == 2
        assert memory.work() == 0
        assert [one.object for one in memory.facts()] == ["Berlin"]
        assert [one.object for one in memory.within("other").facts()] == ["Hamburg"]
        [job] = memory.jobs()
        assert (job.state, job.ended_at is not None) == (JobState.DONE, True)
        with pytest.raises(InvalidInput, match="understand"):
            memory.work(["dream"])


def test_a_job_whose_memories_are_gone_comes_to_nothing(tmp_path: Path) -> None:
    settings = mnesis.Settings(embedder="none", understanding="jobs")
    with mnesis.open(tmp_path / "work.db", settings=settings) as memory:
        kept = memory.remember("I live in Berlin.", speaker="Otto")
        memory.forget(kept.id)
        memory.work()
        assert {one.state for one in memory.jobs()} == {JobState.DONE}
        assert (memory.facts(), memory.store.count(Episode)) == ([], 0)
