"""Leases on jobs."""

from collections.abc import Sequence
from datetime import datetime

import apsw

from mnesis.errors import LeaseLost
from mnesis.model import COLUMNS, Finish, Hold, Job, Sort, as_utc, check_value, stored
from mnesis.stores.sqlite.rows import encode, moment, table
from mnesis.stores.sqlite.sql import rows, value

_READY = "((m.state = 'ready' AND m.run_at <= ?) OR (m.state = 'running' AND m.leased_until <= ?))"
_ALONE = (
    "(m.key IS NULL OR NOT EXISTS (SELECT 1 FROM jobs AS o WHERE o.key = m.key AND o.tenant = m.tenant "
    "AND o.scope = m.scope AND o.state = 'running' AND o.leased_until > ?))"
)
_TOLD = ("done", "total", "note", "checkpoint", "result")
"""What the worker that holds a job says of it."""


def next_job(db: apsw.Connection, kinds: Sequence[str], now: datetime) -> int | None:
    """The `no` of the job to take, or None."""
    at = moment(as_utc(now))
    sql = (
        f"SELECT m.no FROM jobs AS m WHERE m.kind IN ({', '.join('?' * len(kinds))}) AND {_READY} "
        f"AND m.state IN ('ready', 'running') AND {_ALONE} ORDER BY m.priority DESC, m.run_at, m.no LIMIT 1"
    )
    found = value(db, sql, (*kinds, at, at, at))
    return None if found is None else int(found)


def take(db: apsw.Connection, no: int, worker: str, until: datetime) -> Job:
    """Give the job to the worker until then, and let go of the others of its key, whose leases ran out."""
    check_value("worker", Sort.TEXT, worker)
    here = table(Job)
    sql = (
        "UPDATE jobs AS m SET state = 'running', worker = ?, leased_until = ?, attempts = attempts + 1, "
        f"version = version + 1 WHERE no = ? RETURNING {', '.join(here.columns)}"
    )
    [taken] = rows(db, sql, (worker, moment(as_utc(until)), no))
    job = here.record(taken)
    if job.key is not None:
        db.execute(
            "UPDATE jobs SET state = 'ready', worker = NULL, leased_until = NULL, version = version + 1 "
            "WHERE key = ? AND tenant = ? AND scope = ? AND state = 'running' AND no <> ?",
            (job.key, job.scope.tenant, job.scope.name, no),
        )
    return job


def hold(db: apsw.Connection, change: Hold) -> None:
    """Keep a job for its worker; raises LeaseLost where that one does not hold it, InvalidInput."""
    job = stored(change.job)
    check_value("Hold.worker", Sort.TEXT, change.worker)
    told = [encode(COLUMNS[Job][name], getattr(job, name)) for name in _TOLD]
    db.execute(
        f"UPDATE jobs SET {', '.join(f'{name} = ?' for name in _TOLD)}, leased_until = ?, version = version + 1 "
        f"{_HELD}",
        (*told, moment(as_utc(change.until)), *_holder(change)),
    )
    _check_held(db, change)


def finish(db: apsw.Connection, change: Finish) -> None:
    """End a job; raises LeaseLost where the worker does not hold it, InvalidInput."""
    job = stored(change.job)
    for what, text in (("job", job.id), ("worker", change.worker), ("error", change.error or "")):
        check_value(f"Finish.{what}", Sort.TEXT, text)
    state = "dead" if change.dead else "ready" if change.error is not None else "done"
    again = state == "ready"
    run_at = moment(job.run_at) if again else None
    ended_at = None if again or job.ended_at is None else moment(job.ended_at)
    db.execute(
        "UPDATE jobs SET state = ?, error = ?, run_at = coalesce(?, run_at), result = ?, ended_at = ?, worker = NULL, "
        f"leased_until = NULL, version = version + 1 {_HELD}",
        (state, change.error, run_at, encode(COLUMNS[Job]["result"], job.result), ended_at, *_holder(change)),
    )
    _check_held(db, change)


_HELD = "WHERE tenant = ? AND scope = ? AND id = ? AND state = 'running' AND worker = ?"


def _holder(change: Hold | Finish) -> tuple[str, ...]:
    job = change.job
    return job.scope.tenant, job.scope.name, job.id, change.worker


def _check_held(db: apsw.Connection, change: Hold | Finish) -> None:
    if not db.changes():
        raise LeaseLost(id=change.job.id, worker=change.worker)
