"""The work that waits: doing it, looking at it, planning it."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from mnesis.episodic.identity import new_id
from mnesis.jobs.pool import Pool
from mnesis.jobs.schedule import Plan
from mnesis.jobs.task import Handler
from mnesis.memory.base import Base
from mnesis.model import (
    Job,
    JobState,
    chosen,
)
from mnesis.steps.duties import Duties, chosen_kinds


class Working(Base):
    """The work that waits: doing it, looking at it, planning it."""

    def work(
        self,
        kinds: Sequence[str] = (),
        *,
        threads: int = 1,
        stop: threading.Event | None = None,
        pause: float | None = 1.0,
    ) -> int:
        """Do the jobs that wait, of these kinds (none: all that `handlers` names) and of every scope of the store; how
        many were done. With `stop` it goes on until that is set, looking for new ones every `pause` seconds (None:
        until none is ready); then jobs are ended, or given back. Raises InvalidInput for a kind nobody does."""
        handlers = chosen_kinds(self.handlers(), kinds)
        pool = Pool(self.store, handlers, name=new_id(self._clock), threads=threads, clock=self._clock)
        return pool.run(stop, pause=pause)

    def handlers(self) -> dict[str, Handler]:
        """Who does the jobs of which kind, in every scope of the store: for a `Worker` of your own."""
        return Duties(self._rereader_of, self._night_of).handlers()

    def jobs(
        self, state: JobState | str | None = None, kind: str | None = None, *, limit: int | None = 50
    ) -> list[Job]:
        """Jobs in this state and of this kind (None: any), the last added first. Raises InvalidInput."""
        return self._queue.listed(chosen(JobState, state), kind, limit)

    def job(self, id: str) -> Job:
        """One job: how far it is, what came of it, why it failed. Raises NotFound."""
        return self._queue.get(id)

    def retry(self, id: str) -> Job:
        """Let a dead or cancelled job be done again, from its last checkpoint. Raises NotFound, InvalidInput."""
        return self._queue.retry(id)

    def cancel(self, id: str, *, for_good: bool = False) -> Job:
        """Let a job that waits or runs not be done to its end; what it has saved stays. Of a schedule only this time is
        left out, or, `for_good`, all that would follow. Raises NotFound, InvalidInput where it has ended."""
        return self._queue.cancel(id, for_good=for_good)

    def schedule(
        self, kind: str, cron: str, *, key: str | None = None, payload: Mapping[str, Any] | None = None
    ) -> Job:
        """Let work of a kind be done again and again, at the times that `cron` says, in UTC; the job of the next one.
        What the kind and `key` were scheduled as before is replaced. What was missed is done once. Raises
        InvalidInput."""
        return self._queue.plan(Plan(kind=kind, cron=cron, key=key, payload=payload or {}))
