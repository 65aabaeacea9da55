"""A night now, in this process: as the job it would be for a worker, so that no two are at it at once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mnesis.episodic.identity import new_id
from mnesis.errors import Busy, InvalidInput, LeaseLost
from mnesis.jobs.ending import cancelled
from mnesis.jobs.task import Task
from mnesis.jobs.worker import Worker
from mnesis.model import Add, Change, Clock, Job, JobState, Scope, Slept, Step, as_utc, within
from mnesis.steps.insisting import insist
from mnesis.steps.night.course import Watching, read
from mnesis.steps.night.night import KIND, Night
from mnesis.stores.contract import Store

LOOK = 0.2
"""Seconds between looks at a night that another program has taken on."""


@dataclass(frozen=True, slots=True)
class Sleeper:
    """Nights of one scope; `of_scope` gives those of any."""

    store: Store
    scope: Scope
    clock: Clock
    of_scope: Callable[[Scope], Night]

    def sleep(self, steps: Sequence[Step | str] = (), watching: Watching | None = None) -> Slept:
        """A night of these steps (none: all). Nights that are overdue, or were killed halfway, are done first.

        Raises Busy where another program is at a night of this scope, and what went wrong; the rest is then done by the
        next night.
        """
        now = as_utc(self.clock())
        wanted = {"steps": [_step(one).value for one in steps]}
        job = Job(
            id=new_id(self.clock),
            scope=self.scope,
            kind=KIND,
            key=KIND,
            payload=wanted,
            run_at=now,
            created_at=now,
        )
        self.store.apply([Add(job)])
        came: dict[str, Slept | Exception] = {}

        def do(task: Task) -> Sequence[Change]:
            try:
                own = watching if task.job.scope == self.scope else None
                came[task.job.id] = self.of_scope(task.job.scope).run(task, own)
            except Exception as error:
                came[task.job.id] = error
                raise
            except BaseException:  # Ctrl-C: the next night need not wait until this one is given up
                task.give_back()
                raise
            return ()

        worker = Worker(self.store, {KIND: do}, name=new_id(self.clock), clock=self.clock)
        while job.id not in came and worker.run_once():
            pass
        outcome = came.get(job.id) or self._elsewhere(job.id)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _elsewhere(self, id: str) -> Slept:
        """What came of it where a worker of another program has taken it. Raises Busy where nobody has, because another
        night is held."""
        while True:
            [job] = self.store.get(Job, [id], within(self.scope))
            match job.state:
                case JobState.DONE:
                    return read(job.result)
                case JobState.READY:
                    insist(lambda: self._given_up(id))
                    raise Busy(what="a night", scope=self.scope)
                case JobState.RUNNING:
                    time.sleep(LOOK)
                case _:
                    raise LeaseLost(id=id, worker=job.worker)

    def _given_up(self, id: str) -> None:
        for job in self.store.get(Job, [id], within(self.scope)):
            if job.state is JobState.READY:
                self.store.apply(cancelled(job, as_utc(self.clock()), for_good=True))


def _step(name: Step | str) -> Step:
    """Raises InvalidInput."""
    try:
        return Step(name)
    except ValueError as error:
        raise InvalidInput(what=f"step {name!r}", problem=f"is none of {', '.join(Step)}") from error
