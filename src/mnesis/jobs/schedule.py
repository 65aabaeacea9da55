"""Work that is done again and again: when it is next, and the job for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cronsim import CronSim, CronSimError

from mnesis.episodic.identity import content_id
from mnesis.errors import InvalidInput
from mnesis.model import Job, JobState, Scope, as_utc, to_iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done at the times that `cron` says: five fields (minute, hour, day, month, weekday) as cron writes
    them, in UTC. Plans of a scope with the same kind and key are one plan, the later one holds."""

    kind: str
    cron: str
    key: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    priority: int = 0


def next_run(cron: str, after: datetime) -> datetime:
    """The first moment after this one, in UTC. Raises InvalidInput for a text that cron would not understand, and for
    one that names no moment of the next fifty years."""
    if len(cron.split()) != 5:
        raise InvalidInput(what=f"cron text {cron!r}", problem="has not five fields, like '30 3 * * *'")
    try:
        return next(CronSim(cron, as_utc(after)))
    except (CronSimError, StopIteration) as error:
        raise InvalidInput(what=f"cron text {cron!r}", problem=str(error) or "never comes") from error


def first_job(plan: Plan, scope: Scope, now: datetime) -> Job:
    """The job of a plan's next time. Its id says what and when, so whoever else makes it makes the same one. Raises
    InvalidInput."""
    at = next_run(plan.cron, now)
    return Job(
        id=_id(scope, plan.kind, plan.key, at),
        scope=scope,
        kind=plan.kind,
        payload=plan.payload,
        priority=plan.priority,
        run_at=at,
        key=plan.key,
        cron=plan.cron,
        created_at=as_utc(now),
    )


def job_after(job: Job, now: datetime) -> Job | None:
    """What is to be done next where a job of a plan has ended: at the first time that is not over, so that what was
    missed meanwhile is missed once. None where the job was for once."""
    if job.cron is None:
        return None
    at = next_run(job.cron, max(as_utc(now), job.run_at))
    new = Job(
        id=_id(job.scope, job.kind, job.key, at), scope=job.scope, kind=job.kind, run_at=at, created_at=as_utc(now)
    )
    return replace(new, payload=job.payload, priority=job.priority, key=job.key, cron=job.cron, state=JobState.READY)


def _id(scope: Scope, kind: str, key: str | None, at: datetime) -> str:
    return content_id("job", scope.tenant, scope.name, kind, key or "", to_iso(at), time=at)
