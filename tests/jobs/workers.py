"""A worker as a process that saves in parts: `python workers.py DATABASE STEPS PAUSE`.

Each job makes one audit line a step, under an id of chance, so that what is made twice is seen twice; and one at its
end. Whoever begins one with a payload {"stuck": n} stays in that step for ever, and who goes on with it does not. Works
until standard input ends.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from mnesis.jobs.pool import Pool
from mnesis.jobs.task import Task
from mnesis.jobs.terms import Terms
from mnesis.model import Add, Change
from mnesis.stores.sqlite.store import SQLiteStore
from mnesis.testing.values import make_audit

TERMS = Terms(lease=timedelta(seconds=2), tell=timedelta(milliseconds=20), attempts=60, first=timedelta(milliseconds=1))


def main(database: str, steps: str, pause: str) -> None:
    def made(task: Task, what: str) -> Add:
        return Add(make_audit(uuid4().hex, action=f"{task.job.id} {what}", actor=str(os.getpid())))

    def work(task: Task) -> Sequence[Change]:
        for step in range(task.job.checkpoint.get("next", 0), int(steps)):
            stuck = task.job.attempts == 1 and task.job.payload.get("stuck") == step
            time.sleep(3600 if stuck else float(pause) * 2 * random.random())
            task.report(step + 1, int(steps))
            task.save([made(task, str(step))], checkpoint={"next": step + 1})
        return [made(task, "end")]

    stop = threading.Event()
    threading.Thread(target=lambda: (os.read(0, 1), stop.set()), daemon=True).start()
    with SQLiteStore(Path(database)) as store:
        Pool(store, {"learn": work}, name=f"{os.getpid()}-{uuid4().hex}", terms=TERMS).run(stop, pause=0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
