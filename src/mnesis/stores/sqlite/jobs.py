"""Leases on jobs."""

from collections.abc import Sequence
from datetime import datetime

import apsw

from mnesis.errors import LeaseLost
from mnesis.model import Finish, Job, Sort, as_utc, check_value
from mnesis.stores.sqlite.rows import moment, table
from mnesis.stores.sqlite.sql import rows, value

_READY = "((m.state = 'ready' AND m.run_at <= ?) OR (m.state = 'running' AND m.leased_until <= ?))"


def next_job(db: apsw.Connection, kinds: Sequence[str], now: datetime) -> int | None:
    """The `no` of the job to take, or None."""
    at = moment(as_utc(now))
    sql = (
        f"SELECT m.no FROM jobs AS m WHERE m.kind IN ({', '.join('?' * len(kinds))}) AND {_READY} "
        "AND m.state IN ('ready', 'running') ORDER BY m.priority DESC, m.run_at, m.no LIMIT 1"
    )
    found = value(db, sql, (*kinds, at, at))
    return None if found is None else int(found)


def take(db: apsw.Connection, no: int, worker: str, until: datetime) -> Job:
    """Give the job to the worker until then."""
    check_value("worker", Sort.TEXT, worker)
    here = table(Job)
    sql = (
        "UPDATE jobs AS m SET state = 'running', worker = ?, leased_until = ?, attempts = attempts + 1, "
        f"version = version + 1 WHERE no = ? RETURNING {', '.join(here.columns)}"
    )
    [taken] = rows(db, sql, (worker, moment(as_utc(until)), no))
    return here.record(taken)


def finish(db: apsw.Connection, change: Finish) -> None:
    """End a job; raises LeaseLost where the worker does not hold it, InvalidInput."""
    job = change.job
    for what, text in (("job", job.id), ("worker", change.worker), ("error", change.error or "")):
        check_value(f"Finish.{what}", Sort.TEXT, text)
    state = "dead" if change.dead else "ready" if change.error is not None else "done"
    run_at = moment(as_utc(job.run_at)) if state == "ready" else None
    db.execute(
        "UPDATE jobs SET state = ?, error = ?, run_at = coalesce(?, run_at), worker = NULL, leased_until = NULL, "
        "version = version + 1 WHERE tenant = ? AND scope = ? AND id = ? AND state = 'running' AND worker = ?",
        (state, change.error, run_at, job.scope.tenant, job.scope.name, job.id, change.worker),
    )
    if not db.changes():
        raise LeaseLost(id=job.id, worker=change.worker)
