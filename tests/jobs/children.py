"""A worker as a process: `python children.py DATABASE NAME LOG PAUSE LEASE`.

Writes one line to LOG as it begins a job, works on it for PAUSE seconds, and ends when no job is ready. A job is its
own for LEASE seconds from the last sign of life.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

from mnesis.jobs.task import Task
from mnesis.jobs.terms import Terms
from mnesis.jobs.worker import Worker
from mnesis.model import Add, Change
from mnesis.stores.sqlite.store import SQLiteStore
from mnesis.testing.values import make_audit


def main(database: str, name: str, log: str, pause: str, lease: str) -> None:
    def work(task: Task) -> list[Change]:
        job = task.job
        with Path(log).open("a") as lines:
            lines.write(f"{job.id} {name}\n")
        time.sleep(float(pause))
        return [Add(make_audit(f"{job.id}-{name}-{job.attempts}", action=job.id))]

    with SQLiteStore(Path(database)) as store:
        Worker(store, {"learn": work}, name=name, terms=Terms(lease=timedelta(seconds=float(lease)))).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
