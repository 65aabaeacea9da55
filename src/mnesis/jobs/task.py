"""A job in the hands of a worker: what its handler may ask and tell, and what keeps it the worker's."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from mnesis.errors import LeaseLost, StoreError
from mnesis.jobs.ending import given_back
from mnesis.jobs.schedule import job_after
from mnesis.model import Add, Applied, Change, Clock, Finish, Hold, Job, JobState, Touch
from mnesis.stores.contract import Store

Handler = Callable[["Task"], Sequence[Change]]
"""Does a job of one kind and gives back what is left to be written with its end; must have no other effect but what it
saves, as it may run again from the last checkpoint: after an error, after the death of its process, and where another
writer was faster."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a job, for how long at a time, and by which clock. `stop` is set when it is to hold none any more."""

    store: Store
    name: str
    clock: Clock
    lease: timedelta
    stop: threading.Event


@dataclass(frozen=True, slots=True)
class _Told:
    done: int
    total: int
    note: str | None
    result: Mapping[str, Any]


class Task:
    """One job while it is done. All of it may be called from any thread."""

    def __init__(self, job: Job, holder: Holder) -> None:
        self._job, self._holder = job, holder
        self._told = self._written = _Told(job.done, job.total, job.note, job.result)
        self._writing = threading.Lock()  # a heartbeat must not put an old checkpoint over a new one
        self.saves = 0
        """How often something was saved."""

    @property
    def job(self) -> Job:
        """The job as it was last written: `job.payload` says what is to be done, `job.checkpoint` from where on."""
        return self._job

    def report(
        self, done: int, total: int = 0, note: str | None = None, *, result: Mapping[str, Any] | None = None
    ) -> None:
        """Tell how far it is (and what came of it so far, None: as before). Costs nothing: it is written with the next
        heartbeat, about once a second, and with the end."""
        self._told = _Told(done, total, note, self._told.result if result is None else result)

    def save(
        self,
        changes: Sequence[Change] = (),
        *,
        checkpoint: Mapping[str, Any] | None = None,
        result: Mapping[str, Any] | None = None,
    ) -> Applied:
        """Write a part of what the job makes, together with the checkpoint that says so (None: as before), and keep the
        job for another lease. A job whose checkpoint moves has all its attempts before it again.

        Raises LeaseLost as `check` does: where the job was lost nothing of this is kept, where the worker is to stop
        all of it. Raises Conflict and whatever else the changes are refused for; nothing is kept then.
        """
        told = self._told if result is None else replace(self._told, result=result)
        with self._writing:
            job = self._job
            if checkpoint is not None and checkpoint != job.checkpoint:
                job = replace(job, checkpoint=checkpoint, attempts=1)
            applied = self._keep(job, told, changes)
            if result is not None:
                self._told = replace(self._told, result=result)
            self.saves += 1
        if self._holder.stop.is_set():
            self.check()
        return applied

    def check(self) -> None:
        """Raises LeaseLost where the job is not the worker's any more: it was cancelled, or taken by another; or where
        the worker is to stop: the job is then ready for another. Asks the store: meant for once a batch, not once a
        word."""
        if self._holder.stop.is_set():
            self.give_back()
            raise self._lost()
        job = self._job
        held = self._holder.store.pick(Job, job.scope, [job.id], ("state", "worker")).get(job.id)
        if held != (JobState.RUNNING, self._holder.name):
            raise self._lost()

    def give_back(self) -> None:
        """Let another do the job, from the last checkpoint on. Raises LeaseLost."""
        with self._writing:
            job = self._with(self._told)
            self._holder.store.apply(given_back(job, self._holder.name, self._holder.clock()))

    # --- the worker's part -----------------------------------------------------------------------------------

    def beat(self) -> None:
        """Write what was reported, and keep the job, where either is due. Raises LeaseLost, StoreError."""
        with self._writing:
            told, until = self._told, self._job.leased_until
            due = until is None or self._holder.clock() >= until - self._holder.lease * 2 / 3
            if due or told != self._written:
                self._keep(self._job, told)

    @contextmanager
    def beating(self, pause: timedelta) -> Iterator[None]:
        """Within, a thread looks this often whether a heartbeat is due. A store that is locked is asked again."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(pause.total_seconds()):
                try:
                    self.beat()
                except LeaseLost:
                    return  # the handler learns of it when it saves, checks, or ends
                except StoreError:
                    continue

        thread = threading.Thread(target=beat, name=f"heartbeat of {self._job.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def finish(self, changes: Sequence[Change]) -> None:
        """Done: write what is left, and the next job of its plan. Raises as `Store.apply`."""
        with self._writing:
            job, holder = self._with(self._told), self._holder
            told = [] if self._told == self._written else [Hold(job, holder.name, holder.clock() + holder.lease)]
            end = Finish(replace(job, ended_at=holder.clock()), holder.name)
            holder.store.apply([*changes, *told, end, *self._following()])

    def fail(self, error: str, *, wait: timedelta, dead: bool) -> None:
        """Not done: to be tried again after a while, or given up. Raises LeaseLost, StoreError."""
        with self._writing:
            now = self._holder.clock()
            ended = replace(self._with(self._told), run_at=now + wait, ended_at=now)
            end = Finish(ended, self._holder.name, error=error, dead=dead)
            self._holder.store.apply([end, *(self._following() if dead else [])])

    def _following(self) -> list[Change]:
        """The next job of its plan, which may be another by now."""
        job = self._job
        for (cron,) in self._holder.store.pick(Job, job.scope, [job.id], ("cron",)).values():
            following = job_after(replace(job, cron=cron), self._holder.clock())
            return [Add(following)] if following else []
        return []

    def _keep(self, job: Job, told: _Told, changes: Sequence[Change] = ()) -> Applied:
        holder = self._holder
        job = replace(self._with(told, job), leased_until=holder.clock() + holder.lease)
        anew = [Touch(Job, job.scope, job.id, {"attempts": 1})] if job.attempts != self._job.attempts else []
        applied = holder.store.apply([*changes, Hold(job, holder.name, holder.clock() + holder.lease), *anew])
        self._job, self._written = job, told
        return applied

    def _with(self, told: _Told, job: Job | None = None) -> Job:
        return replace(job or self._job, done=told.done, total=told.total, note=told.note, result=told.result)

    def _lost(self) -> LeaseLost:
        return LeaseLost(id=self._job.id, worker=self._holder.name)
