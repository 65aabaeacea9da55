"""Work that is done again and again."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.errors import InvalidInput
from mnesis.jobs.schedule import Plan, first_job, job_after, next_run
from mnesis.jobs.task import Task
from mnesis.jobs.terms import Terms
from mnesis.jobs.worker import Worker
from mnesis.memory import Memory
from mnesis.model import Change, Job, JobState, Scope, within
from mnesis.testing.values import HERE, START, FakeClock, make_job

NIGHTLY = "30 3 * * *"
NIGHT = datetime(2026, 2, 12, 3, 30, tzinfo=UTC)
"""The first one after START."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "after", "expected"),
    [
        (NIGHTLY, "2026-02-11T03:29:59.999", "2026-02-11T03:30"),
        (NIGHTLY, "2026-02-11T03:30", "2026-02-12T03:30"),
        ("*/15 * * * *", "2026-02-11T09:30:01", "2026-02-11T09:45"),
        ("0 9 * * mon-fri", "2026-02-13T10:00", "2026-02-16T09:00"),
        ("0 0 1 1 *", "2026-02-11T00:00", "2027-01-01T00:00"),
        ("0 0 29 2 *", "2026-02-11T00:00", "2028-02-29T00:00"),
        ("0 12 L * *", "2026-02-11T00:00", "2026-02-28T12:00"),
    ],
)
def test_the_next_time(cron: str, after: str, expected: str) -> None:
    assert next_run(cron, at(after)) == at(expected)


def test_times_are_in_utc_wherever_now_is_said() -> None:
    tokyo = datetime.fromisoformat("2026-02-11T12:00+09:00")
    assert next_run(NIGHTLY, tokyo) == at("2026-02-11T03:30")


@pytest.mark.parametrize("cron", ["", "daily", "* * * *", "* * * * * *", "61 * * * *", "0 0 31 2 *", "0 0 * * oday"])
def test_what_cron_would_not_understand_is_refused(cron: str) -> None:
    with pytest.raises(InvalidInput, match="cron"):
        next_run(cron, START)


@settings(deadline=None)
@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    after=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_a_daily_time_is_within_a_day_and_never_now(minute: int, hour: int, after: datetime) -> None:
    found = next_run(f"{minute} {hour} * * *", after)
    assert timedelta() < found - after <= timedelta(days=1)
    assert (found.hour, found.minute, found.second, found.microsecond) == (hour, minute, 0, 0)


def test_two_who_plan_the_same_make_one_job() -> None:
    plan = Plan(kind="night", cron=NIGHTLY, key="k", payload={"deep": True}, priority=3)
    one, other = first_job(plan, HERE, START), first_job(plan, HERE, START + timedelta(hours=2))
    assert (one.id, one.run_at) == (other.id, NIGHT)
    others = {first_job(Plan(kind="night", cron=NIGHTLY), HERE, START).id, first_job(plan, Scope("t", "x"), START).id}
    assert one.id not in others
    following = job_after(one, NIGHT)
    assert following
    assert (following.run_at, following.payload, following.priority) == (NIGHT + timedelta(days=1), plan.payload, 3)
    assert (following.cron, following.key, following.id == one.id) == (NIGHTLY, "k", False)
    assert job_after(make_job(), NIGHT) is None


# --- done -------------------------------------------------------------------------------------------------


def works(memory: Memory, clock: FakeClock, handler: Callable[[Task], Sequence[Change]] = lambda task: []) -> int:
    terms = Terms(attempts=1, tell=timedelta(hours=1))
    return Worker(memory.store, {"night": handler}, name="w", clock=clock, terms=terms).run()


def nights(memory: Memory) -> list[tuple[JobState, datetime]]:
    return [(one.state, one.run_at) for one in memory.store.find(Job, within(memory.scope), order=("run_at",))]


def test_each_time_leads_to_the_next(memory: Memory, clock: FakeClock) -> None:
    memory.schedule("night", NIGHTLY)
    assert works(memory, clock) == 0
    for day in range(3):
        clock.now = NIGHT + timedelta(days=day, minutes=1)
        assert works(memory, clock) == 1
    done = [(JobState.DONE, NIGHT + timedelta(days=day)) for day in range(3)]
    assert nights(memory) == [*done, (JobState.READY, NIGHT + timedelta(days=3))]


def test_what_was_missed_is_done_once(memory: Memory, clock: FakeClock) -> None:
    memory.schedule("night", NIGHTLY)
    clock.now = NIGHT + timedelta(days=9, hours=5)
    assert works(memory, clock) == 1
    assert nights(memory) == [(JobState.DONE, NIGHT), (JobState.READY, NIGHT + timedelta(days=10))]


def test_after_a_night_that_failed_comes_the_next_and_it_may_be_retried(memory: Memory, clock: FakeClock) -> None:
    def failing(task: Task) -> Sequence[Change]:
        raise ValueError("dark")

    first = memory.schedule("night", NIGHTLY)
    clock.now = NIGHT
    works(memory, clock, failing)
    expected = [(JobState.DEAD, NIGHT), (JobState.READY, NIGHT + timedelta(days=1))]
    assert nights(memory) == expected
    memory.retry(first.id)
    assert works(memory, clock) == 1
    assert nights(memory) == [(JobState.DONE, NIGHT), (JobState.READY, NIGHT + timedelta(days=1))]


def test_a_failure_to_be_tried_again_does_not_lead_to_the_next(memory: Memory, clock: FakeClock) -> None:
    def failing(task: Task) -> Sequence[Change]:
        raise ValueError("dark")

    memory.schedule("night", NIGHTLY)
    clock.now = NIGHT
    terms = Terms(attempts=2, tell=timedelta(hours=1))
    Worker(memory.store, {"night": failing}, name="w", clock=clock, terms=terms).run()
    [(state, _)] = nights(memory)
    assert state is JobState.READY


def test_cancelled_once_or_for_good(memory: Memory, clock: FakeClock) -> None:
    first = memory.schedule("night", NIGHTLY)
    memory.cancel(first.id)
    days = timedelta(days=1)
    assert nights(memory) == [(JobState.CANCELLED, NIGHT), (JobState.READY, NIGHT + days)]
    [second] = memory.jobs("ready")
    memory.cancel(second.id, for_good=True)
    assert nights(memory) == [(JobState.CANCELLED, NIGHT), (JobState.CANCELLED, NIGHT + days)]
    memory.schedule("night", NIGHTLY)  # and taken up again
    assert nights(memory) == [(JobState.READY, NIGHT), (JobState.CANCELLED, NIGHT + days)]
    clock.now = NIGHT
    works(memory, clock)
    assert nights(memory) == [(JobState.DONE, NIGHT), (JobState.CANCELLED, NIGHT + days)], "ended for good, it stays so"


def test_a_schedule_replaces_what_it_was(memory: Memory, clock: FakeClock) -> None:
    other = memory.schedule("night", "0 1 * * *", key="other")
    memory.schedule("night", NIGHTLY, payload={"deep": False})
    same = memory.schedule("night", NIGHTLY, payload={"deep": True})
    assert {one.id: one.payload for one in memory.jobs("ready")} == {other.id: {}, same.id: {"deep": True}}
    later = memory.schedule("night", "0 5 * * *")
    assert {one.id for one in memory.jobs()} == {other.id, later.id}
    with pytest.raises(InvalidInput):
        memory.schedule("night", "whenever")


def test_said_again_a_schedule_changes_nothing(memory: Memory, clock: FakeClock) -> None:
    first = memory.schedule("night", NIGHTLY, key="k")
    clock.now = NIGHT + timedelta(days=3)  # nobody worked meanwhile
    assert memory.schedule("night", NIGHTLY, key="k") == first, "what was missed is still to be done"

    def again(task: Task) -> Sequence[Change]:
        assert memory.schedule("night", NIGHTLY, key="k").state is JobState.RUNNING
        return []

    assert works(memory, clock, again) == 1
    assert nights(memory) == [(JobState.DONE, NIGHT), (JobState.READY, NIGHT + timedelta(days=4))]


def test_one_that_runs_goes_by_the_new_times_afterwards(memory: Memory, clock: FakeClock) -> None:
    memory.schedule("night", NIGHTLY)
    clock.now = NIGHT

    def replanned(task: Task) -> Sequence[Change]:
        memory.schedule("night", "0 5 * * *")
        return []

    assert works(memory, clock, replanned) == 1
    assert nights(memory) == [(JobState.DONE, NIGHT), (JobState.READY, at("2026-02-12T05:00"))]
