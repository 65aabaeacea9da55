"""Jobs that take long: kept by heartbeats, resumed from checkpoints, one of a key at a time, cancelled."""

from datetime import timedelta
from typing import Any

import pytest

from mnesis.errors import Conflict, LeaseLost
from mnesis.model import (
    Add,
    Audit,
    Change,
    Episode,
    Erase,
    Expect,
    Finish,
    Hold,
    Job,
    JobState,
    Scope,
    Touch,
    Where,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing.conformance.atomicity import together
from mnesis.testing.conformance.case import StoreCase, seen
from mnesis.testing.conformance.working import MINUTE, claim, taken
from mnesis.testing.values import HERE, START, make_audit, make_episode, make_job

TOLD: dict[str, Any] = {
    "done": 3,
    "total": 7,
    "note": "the third",
    "checkpoint": {"after": "e3", "größe": [1]},
    "result": {"kept": 3},
}
"""What a worker says of its job."""


def held(worker: str = "w", until: timedelta = 5 * MINUTE, id: str = "j1", **told: Any) -> Hold:
    return Hold(make_job(id, **told), worker, START + until)


def ended(store: Store, job: Job) -> None:
    """Somebody cancels the job."""
    over = {"state": JobState.CANCELLED, "worker": None, "leased_until": None, "ended_at": START}
    store.apply([Touch(Job, job.scope, job.id, over)])


class Holding(StoreCase):
    def test_a_held_job_says_how_far_it_is_and_is_nobody_elses(self, store: Store) -> None:
        store.apply([Add(make_job(payload={"of": "e1"}, priority=2, key="k", cron="@daily"))])
        job = taken(store)
        ignored: dict[str, Any] = {
            "payload": {},
            "priority": 9,
            "state": JobState.DEAD,
            "attempts": 8,
            "error": "?",
            "cron": None,
        }
        store.apply([Hold(make_job(**TOLD, **ignored), "w", START + 5 * MINUTE)])
        fixed: dict[str, Any] = {
            "payload": {"of": "e1"},
            "priority": 2,
            "key": "k",
            "cron": "@daily",
            "attempts": 1,
            "version": 3,
        }
        until = START + 5 * MINUTE
        assert store.find(Job) == [make_job(state=JobState.RUNNING, worker="w", leased_until=until, **TOLD, **fixed)]
        assert claim(store, "v", 4 * MINUTE) is None
        assert taken(store, "v", 5 * MINUTE).checkpoint == TOLD["checkpoint"]
        with pytest.raises(LeaseLost):
            store.apply([Finish(job, "w")])

    def test_every_hold_sets_all_it_can_say(self, store: Store) -> None:
        store.apply([Add(make_job())])
        taken(store)
        store.apply([held(**TOLD)])
        store.apply([held(until=MINUTE)])
        [job] = store.find(Job)
        assert (job.done, job.total, job.note, job.checkpoint, job.result) == (0, 0, None, {}, {})
        assert job.leased_until == START + MINUTE, "a hold may also shorten a lease"

    def test_effects_and_checkpoint_are_there_together_or_not_at_all(self, store: Store) -> None:
        store.apply([Add(make_job())])
        taken(store)
        store.apply([Add(make_episode("e1")), held(checkpoint={"after": "e1"}), Add(make_audit())])
        assert (store.count(Episode), store.count(Audit)) == (1, 1)
        before = seen(store)
        failing: list[list[Change]] = [
            [Add(make_episode("e2")), held(checkpoint={"after": "e2"}), Expect(Episode, HERE, "e1", 9)],
            [Expect(Episode, HERE, "e1", 9), Add(make_episode("e2")), held(checkpoint={"after": "e2"})],
        ]
        for changes in failing:
            with pytest.raises(Conflict):
                store.apply(changes)
        with pytest.raises(LeaseLost):
            store.apply([Add(make_episode("e2")), held("v", checkpoint={"after": "e2"})])
        assert seen(store) == before

    def test_only_the_holder_holds(self, store: Store) -> None:
        elsewhere = Scope("local", "x")
        store.apply([Add(make_job()), Add(make_job(scope=elsewhere, run_at=START + MINUTE))])
        for nobody in (held(), held(id="j9")):
            with pytest.raises(LeaseLost):
                store.apply([nobody])
        taken(store)
        for wrong in (held("W"), held(id="j9"), Hold(make_job(scope=elsewhere), "w", START + MINUTE)):
            with pytest.raises(LeaseLost):
                store.apply([wrong])
        taken(store, "v", MINUTE)
        with pytest.raises(LeaseLost):
            store.apply([held()])

    def test_a_lease_that_ran_out_and_nobody_took_can_be_held_again(self, store: Store) -> None:
        store.apply([Add(make_job())])
        taken(store)
        store.apply([held(until=9 * MINUTE)])
        assert claim(store, "v", 8 * MINUTE) is None

    def test_what_has_ended_is_not_held(self, store: Store) -> None:
        store.apply([Add(make_job(id)) for id in ("done", "dead", "ready", "cancelled", "gone")])
        for _ in range(5):
            job = taken(store)
            ends: dict[str, list[Change]] = {
                "done": [Finish(job, "w")],
                "dead": [Finish(job, "w", error="no", dead=True)],
                "ready": [Finish(make_job("ready", run_at=START + 9 * MINUTE), "w", error="later")],
                "gone": [Erase(Job, within(HERE, Where("id", "eq", "gone")))],
            }
            store.apply(ends[job.id]) if job.id in ends else ended(store, job)
            for late in (held(id=job.id), Finish(job, "w"), Finish(job, "w", error="late")):
                with pytest.raises(LeaseLost):
                    store.apply([Add(make_episode()), late])
        assert store.count(Episode) == 0

    def test_held_and_finished_in_one_apply(self, store: Store) -> None:
        store.apply([Add(make_job())])
        job = taken(store)
        store.apply([held(**TOLD), Finish(make_job(result={"kept": 4}), "w")])
        [done] = store.find(Job)
        assert (done.state, done.done, done.checkpoint, done.result) == (
            JobState.DONE,
            3,
            TOLD["checkpoint"],
            {"kept": 4},
        )
        assert done.version == job.version + 2
        with pytest.raises(LeaseLost):
            store.apply([Finish(job, "w"), held()])


class Ending(StoreCase):
    def test_an_end_keeps_what_came_of_it_and_when(self, store: Store) -> None:
        at = START + MINUTE
        ends: dict[str, dict[str, Any]] = {"done": {}, "dead": {"error": "no", "dead": True}}
        for id, end in ends.items():
            store.apply([Add(make_job(id))])
            taken(store)
            store.apply([held(id=id, **TOLD)])
            store.apply([Finish(make_job(id, result={"kept": 9}, ended_at=at, note="?"), "w", **end)])
        for job in store.find(Job):
            assert (job.ended_at, job.result, job.note) == (at, {"kept": 9}, "the third")
            assert (job.worker, job.leased_until, job.checkpoint) == (None, None, TOLD["checkpoint"])

    def test_what_is_to_be_tried_again_has_not_ended_and_keeps_its_checkpoint(self, store: Store) -> None:
        store.apply([Add(make_job())])
        taken(store)
        store.apply([held(**TOLD)])
        store.apply(
            [Finish(make_job(result=TOLD["result"], ended_at=START, run_at=START + MINUTE), "w", error="later")]
        )
        [job] = store.find(Job)
        assert (job.state, job.ended_at, job.checkpoint) == (JobState.READY, None, TOLD["checkpoint"])
        assert taken(store, "v", MINUTE).result == TOLD["result"]

    def test_a_cancelled_job_is_not_taken(self, store: Store) -> None:
        store.apply([Add(make_job(state=JobState.CANCELLED))])
        assert claim(store) is None
        assert [one.state for one in store.find(Job, Where("state", "eq", "cancelled"))] == [JobState.CANCELLED]


class Keys(StoreCase):
    def test_of_one_key_one_job_runs_at_a_time(self, store: Store) -> None:
        store.apply([Add(make_job(id, key="night")) for id in ("a", "b")])
        first = taken(store, "v")
        assert claim(store, "w") is None
        store.apply([Finish(first, "v")])
        assert (first.id, taken(store).id) == ("a", "b")

    def test_a_busy_key_holds_up_nothing_else(self, store: Store) -> None:
        elsewhere = (Scope("local", "x"), Scope("tenant", "main"))
        jobs = [
            make_job("a", key="night", priority=9),
            make_job("b", key="night", priority=8),
            make_job("c", key="day"),
            make_job("d"),
            *(make_job("e", key="night", scope=scope) for scope in elsewhere),
        ]
        store.apply([Add(job) for job in jobs])
        assert [taken(store).id for _ in range(5)] == ["a", "c", "d", "e", "e"]
        assert claim(store) is None

    def test_the_kinds_of_a_key_wait_for_one_another(self, store: Store) -> None:
        store.apply([Add(make_job("a", key="k", kind="dream")), Add(make_job("b", key="k"))])
        assert claim(store, "v", timedelta(), "dream") is not None
        assert claim(store) is None

    def test_an_end_of_any_kind_frees_the_key(self, store: Store) -> None:
        store.apply([Add(make_job(id, key="k")) for id in "abcde"])
        job = taken(store)
        store.apply([Finish(job, "w", error="no", dead=True)])
        job = taken(store)
        ended(store, job)
        job = taken(store)
        store.apply([Erase(Job, within(HERE, Where("id", "eq", job.id)))])
        job = taken(store)
        store.apply([Finish(make_job(job.id, run_at=START + MINUTE), "w", error="later")])
        assert (job.id, taken(store).id) == ("d", "e")

    def test_a_lease_that_ran_out_frees_the_key_and_is_over(self, store: Store) -> None:
        store.apply([Add(make_job("a", key="k")), Add(make_job("b", key="k", priority=1, run_at=START + MINUTE))])
        slow = taken(store, "slow")
        store.apply([held("slow", 2 * MINUTE, "a", checkpoint={"after": 3})])
        assert claim(store, "fast", MINUTE) is None
        second = taken(store, "fast", 2 * MINUTE)
        assert second.id == "b"
        for late in (held("slow", id="a"), Finish(slow, "slow")):
            with pytest.raises(LeaseLost):
                store.apply([late])
        assert claim(store, "slow", 2 * MINUTE) is None
        [freed] = store.get(Job, ["a"])
        expected: dict[str, Any] = {
            "state": JobState.READY,
            "worker": None,
            "leased_until": None,
            "attempts": 1,
            "version": 4,
        }
        assert freed == make_job("a", key="k", checkpoint={"after": 3}, **expected)
        store.apply([Finish(second, "fast")])
        assert taken(store, "w", 2 * MINUTE).id == "a"

    def test_workers_together_keep_to_it(self, store: Store) -> None:
        store.apply([Add(make_job(f"j{n}", key=f"k{n % 2}")) for n in range(12)])
        running: dict[str, str] = {}
        done: list[str] = []

        def work(number: int) -> None:
            while len(done) < 12:
                if job := claim(store, f"w{number}"):  # none, while the others run one of each key
                    assert running.setdefault(str(job.key), job.id) == job.id
                    del running[str(job.key)]
                    done.append(job.id)
                    store.apply([Finish(job, f"w{number}")])

        together(work, 4)
        assert sorted(done) == sorted(f"j{n}" for n in range(12))
