"""What becomes of a job by hand, as changes: given back, tried again, cancelled, its plan ended, swept away. Each is
guarded: who lost a race is told by Conflict or LeaseLost, and looks again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mnesis.errors import InvalidInput
from mnesis.jobs.schedule import job_after
from mnesis.model import Add, Change, Erase, Expect, Hold, Job, JobState, Put, Scope, Touch, Where, as_utc, within

ENDED = (JobState.DONE, JobState.DEAD, JobState.CANCELLED)
_NOBODYS = {"worker": None, "leased_until": None}


def given_back(job: Job, worker: str, now: datetime) -> list[Change]:
    """A job that its worker holds is ready at once for another, with what it says of itself; this was no attempt.
    Applied, raises LeaseLost."""
    ready = {"state": JobState.READY, "run_at": as_utc(now), "attempts": max(0, job.attempts - 1), **_NOBODYS}
    return [Hold(job, worker, now), Touch(Job, job.scope, job.id, ready)]


def tried_again(job: Job, now: datetime) -> list[Change]:
    """A dead or cancelled job is ready at once, with all its attempts before it; it goes on from its checkpoint. Raises
    InvalidInput for any other."""
    if job.state not in (JobState.DEAD, JobState.CANCELLED):
        raise InvalidInput(
            what=f"job {job.id}", problem=f"is {job.state.value}: only dead and cancelled ones are retried"
        )
    anew = {"state": JobState.READY, "run_at": as_utc(now), "attempts": 0, "error": None, "ended_at": None}
    return [_as_read(job), Touch(Job, job.scope, job.id, anew)]


def cancelled(job: Job, now: datetime, *, for_good: bool = False) -> list[Change]:
    """A job that is ready or running is not done, or not done to its end: what its worker makes from now on is dropped.
    Where it belongs to a plan, its next time is added, unless it is cancelled `for_good`. Raises InvalidInput where it
    has ended."""
    if job.state in ENDED:
        raise InvalidInput(what=f"job {job.id}", problem=f"is {job.state.value} already")
    over = {"state": JobState.CANCELLED, "ended_at": as_utc(now), **_NOBODYS}
    following = None if for_good else job_after(job, now)
    return [
        _as_read(job),
        Touch(Job, job.scope, job.id, over),
        *([Add(following)] if following else []),
    ]


def replanned(job: Job, known: Sequence[Job]) -> list[Change]:
    """The job of a plan, and what becomes of those of the same plan among the jobs `known` in its scope: what waits is
    replaced, what runs goes by the new plan when it ends, what had this id and ended is to be done again. Nothing at
    all where one that waits or runs follows this very plan, so that what is overdue stays so."""
    if any(one.state not in ENDED and _terms(one) == _terms(job) for one in known):
        return []
    changes: list[Change] = [] if any(one.id == job.id for one in known) else [Add(job)]
    for one in known:
        if one.state is JobState.RUNNING:
            changes.append(Touch(Job, one.scope, one.id, {"cron": job.cron}))
        elif one.id == job.id:
            changes += [_as_read(one), Put(job)]
        elif one.state is JobState.READY:
            changes += [_as_read(one), Erase(Job, within(one.scope, Where("id", "eq", one.id)))]
    return changes


def _terms(job: Job) -> tuple[object, ...]:
    return job.cron, dict(job.payload), job.priority


def swept(scope: Scope, now: datetime, age: timedelta) -> list[Erase]:
    """Jobs that ended longer ago than this go for good."""
    old = Where("ended_at", "lt", as_utc(now) - age)
    return [Erase(Job, within(scope, Where("state", "in", ENDED), old))]


def _as_read(job: Job) -> Expect:
    return Expect(Job, job.scope, job.id, job.version)
