"""The work that waits: looked at, tried again, cancelled, planned."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.errors import InvalidInput
from mnesis.model import Job, JobState
from mnesis.server.answering import Routes
from mnesis.server.paging import Paging, by_id, paged
from mnesis.server.routes.given import Body, IdPath, Name
from mnesis.server.visits import Reading, Working
from mnesis.shapes import work

router = Routes(tags=["jobs"])
WHOLE = ("bytes_before", "bytes_after")
"""What a night measures of the whole store, which others are in too."""


class Jobs(TypedDict):
    """A page of jobs."""

    jobs: list[work.Job]
    next: str | None


class Cancelling(Body):
    """Whether a schedule ends with this."""

    for_good: bool = False


class Schedule(Body):
    """When work of a kind is to be done, again and again."""

    kind: Annotated[Name, Field(examples=["night"])]
    cron: Annotated[str, Field(max_length=100, examples=["30 3 * * *"])]
    """Five fields: minute, hour, day, month, weekday, in UTC."""
    key: Name | None = None


@router.get("/jobs")
def list_jobs(visit: Reading, page: Paging, state: JobState | None = None, kind: str | None = None) -> Jobs:
    """Jobs of this scope, the last added first."""
    found, following = paged(lambda limit: visit.memory.jobs(state, kind, limit=limit), page, by_id)
    return {"jobs": [_told(one) for one in found], "next": following}


@router.post("/jobs")
def schedule(visit: Working, body: Schedule) -> work.Job:
    """Plan work; the job of its next time. What the kind and key were scheduled as before is replaced."""
    known: dict[str, Any] = visit.memory.handlers()
    if body.kind not in known:
        raise InvalidInput(what=f"kind {body.kind!r}", problem=f"is not one of {', '.join(sorted(known))}")
    return _told(visit.memory.schedule(body.kind, body.cron, key=body.key))


@router.get("/jobs/{id}")
def get_job(visit: Reading, id: IdPath) -> work.Job:
    """One job: how far it is, what came of it, why it failed."""
    return _told(visit.memory.job(id))


@router.post("/jobs/{id}/retry")
def retry_job(visit: Working, id: IdPath) -> work.Job:
    """Let a dead or cancelled job be done again, from its last checkpoint."""
    return _told(visit.memory.retry(id))


@router.post("/jobs/{id}/cancel")
def cancel_job(visit: Working, id: IdPath, body: Cancelling = Cancelling()) -> work.Job:  # noqa: B008
    """Let a job not be done to its end; what it has saved stays."""
    return _told(visit.memory.cancel(id, for_good=body.for_good))


def _told(one: Job) -> work.Job:
    """A job, but for what it has measured of the whole store."""
    measured = _own(one.checkpoint.get("measured", {}))
    checkpoint = {**one.checkpoint, **({"measured": measured} if "measured" in one.checkpoint else {})}
    return shapes.job(replace(one, checkpoint=checkpoint, result=_own(one.result)))


def _own(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: figure for name, figure in figures.items() if name not in WHOLE}
