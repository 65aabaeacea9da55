"""Jobs: who gets which one when, and how one ends."""

from datetime import timedelta

import pytest

from mnesis.errors import LeaseLost
from mnesis.model import Add, Audit, Episode, Erase, Finish, Job, JobState, Put, Scope, Where, within
from mnesis.stores.contract import Store
from mnesis.testing.conformance.atomicity import together
from mnesis.testing.conformance.case import StoreCase
from mnesis.testing.values import HERE, START, make_audit, make_episode, make_job

MINUTE = timedelta(minutes=1)


def claim(store: Store, worker: str = "w", after: timedelta = timedelta(), *kinds: str) -> Job | None:
    """Take a job some time after START, for a minute."""
    return store.claim(kinds or ("learn",), worker=worker, now=START + after, until=START + after + MINUTE)


def taken(store: Store, worker: str = "w", after: timedelta = timedelta()) -> Job:
    job = claim(store, worker, after)
    assert job is not None
    return job


class Working(StoreCase):
    def test_a_claimed_job_is_the_workers(self, store: Store) -> None:
        assert claim(store) is None
        store.apply([Add(make_job(payload={"episode": "e1"}))])
        job = taken(store)
        assert job == make_job(
            payload={"episode": "e1"},
            state=JobState.RUNNING,
            worker="w",
            leased_until=START + MINUTE,
            attempts=1,
            version=2,
        )
        assert store.find(Job) == [job]
        assert claim(store, "v") is None

    def test_priority_then_time_then_arrival(self, store: Store) -> None:
        jobs = [
            make_job("late", run_at=START),
            make_job("early", run_at=START - MINUTE),
            make_job("early too", run_at=START - MINUTE),
            make_job("urgent", priority=5, run_at=START),
            make_job("idle", priority=-5, run_at=START - 9 * MINUTE),
            make_job("elsewhere", priority=4, scope=Scope("tenant", "x")),
        ]
        store.apply([Add(job) for job in jobs])
        order = [taken(store).id for _ in jobs]
        assert order == ["urgent", "elsewhere", "early", "early too", "late", "idle"]
        assert claim(store) is None

    def test_only_kinds_asked_for_and_only_when_due(self, store: Store) -> None:
        store.apply([Add(make_job("a", kind="dream", priority=9)), Add(make_job("b", run_at=START + MINUTE))])
        assert claim(store) is None
        assert store.claim([], worker="w", now=START, until=START) is None
        assert claim(store, "w", timedelta(), "learn", "dream") is not None
        assert taken(store, after=MINUTE).id == "b", "due at its run_at, not after it"

    def test_a_lease_that_ran_out_frees_the_job(self, store: Store) -> None:
        store.apply([Add(make_job())])
        first = taken(store, "first")
        assert claim(store, "second", MINUTE - timedelta(milliseconds=1)) is None
        second = taken(store, "second", MINUTE)
        assert (second.worker, second.attempts, second.version) == ("second", 2, 3)
        with pytest.raises(LeaseLost):
            store.apply([Add(make_episode()), Finish(first, "first")])
        assert store.count(Episode) == 0, "what a lost worker made is not kept"
        store.apply([Add(make_episode()), Finish(second, "second")])
        assert store.count(Episode) == 1

    def test_a_lease_that_ran_out_and_nobody_took_is_still_held(self, store: Store) -> None:
        store.apply([Add(make_job())])
        job = taken(store)
        store.apply([Finish(job, "w")])
        assert claim(store, "v", 5 * MINUTE) is None

    def test_a_finished_job_is_done(self, store: Store) -> None:
        store.apply([Add(make_job())])
        job = taken(store)
        store.apply([Finish(job, "w"), Add(make_audit())])
        expected = make_job(state=JobState.DONE, attempts=1, version=3)
        assert (store.find(Job), store.count(Audit)) == ([expected], 1)
        for again in (Finish(job, "w"), Finish(job, "w", error="late")):
            with pytest.raises(LeaseLost):
                store.apply([again])

    def test_a_failed_job_waits_for_its_time(self, store: Store) -> None:
        store.apply([Add(make_job())])
        job = taken(store)
        later = make_job(run_at=START + 3 * MINUTE, payload={"ignored": True}, priority=99)
        store.apply([Finish(later, "w", error="the model is asleep")])
        expected = make_job(run_at=START + 3 * MINUTE, error="the model is asleep", attempts=1, version=3)
        assert store.find(Job) == [expected]
        assert claim(store, "w", 2 * MINUTE) is None
        again = taken(store, "v", 3 * MINUTE)
        assert (again.id, again.attempts, again.error) == (job.id, 2, "the model is asleep")
        store.apply([Finish(again, "v")])
        assert [(one.state, one.error) for one in store.find(Job)] == [(JobState.DONE, None)]

    def test_a_dead_job_stays_dead(self, store: Store) -> None:
        store.apply([Add(make_job())])
        store.apply([Finish(taken(store), "w", error="hopeless", dead=True)])
        assert store.find(Job) == [make_job(state=JobState.DEAD, error="hopeless", attempts=1, version=3)]
        assert claim(store, "w", 99 * MINUTE) is None

    def test_only_the_holder_finishes(self, store: Store) -> None:
        store.apply([Add(make_job()), Add(make_job("j1", scope=Scope("local", "x"), run_at=START + MINUTE))])
        with pytest.raises(LeaseLost):
            store.apply([Finish(make_job(), "w")])
        job = taken(store)
        for wrong in (Finish(job, "W"), Finish(make_job("j9"), "w"), Finish(make_job(scope=Scope("local", "x")), "w")):
            with pytest.raises(LeaseLost):
                store.apply([wrong])
        store.apply([Erase(Job, within(HERE))])
        with pytest.raises(LeaseLost):
            store.apply([Finish(job, "w")])

    def test_a_job_is_announced_once(self, store: Store) -> None:
        store.apply([Add(make_job())])
        job = taken(store)
        assert store.apply([Add(make_job())]).duplicates == {"j1"}
        assert store.find(Job) == [job]
        store.apply([Put(make_job())])
        assert taken(store, "v").version == 4

    def test_one_job_is_never_given_to_two(self, store: Store) -> None:
        store.apply([Add(make_job(f"j{n}")) for n in range(24)])
        given: list[str] = []

        def work(number: int) -> None:
            while job := claim(store, f"w{number}"):
                given.append(job.id)
                store.apply([Finish(job, f"w{number}")])

        together(work, 4)
        assert sorted(given) == sorted(f"j{n}" for n in range(24))
        assert store.count(Job, Where("state", "eq", JobState.DONE)) == 24
