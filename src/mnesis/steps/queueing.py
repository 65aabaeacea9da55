"""The jobs of one scope: looked at, tried again, cancelled, planned. Done again where a worker was faster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from mnesis.errors import NotFound
from mnesis.jobs import ending
from mnesis.jobs.schedule import Plan, first_job
from mnesis.model import AnyOf, Change, Clock, Filter, Job, JobState, Not, Scope, Where, check_given, within
from mnesis.steps.insisting import insist
from mnesis.stores.contract import Store

OPEN = Where("state", "in", (JobState.READY, JobState.RUNNING))


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to be done in a scope, is done, and has ended."""

    store: Store
    scope: Scope
    clock: Clock

    def listed(self, state: JobState | None = None, kind: str | None = None, limit: int | None = None) -> list[Job]:
        """Those in this state and of this kind (None: any), the last added first. Raises InvalidInput."""
        check_given("limit", limit, int | None)
        parts: list[Filter] = [] if state is None else [Where("state", "eq", state)]
        parts += [] if kind is None else [Where("kind", "eq", kind)]
        return self.store.find(Job, within(self.scope, *parts), order=("-created_at", "-id"), limit=limit)

    def get(self, id: str) -> Job:
        """Raises NotFound, InvalidInput for an id that is no text."""
        check_given("id", id, str)
        for job in self.store.get(Job, [id], within(self.scope)):
            return job
        raise NotFound(kind="job", id=id)

    def counts(self) -> dict[JobState, int]:
        """How many there are in each state, every state always."""
        return {one: self.store.count(Job, within(self.scope, Where("state", "eq", one))) for one in JobState}

    def retry(self, id: str) -> Job:
        """Raises NotFound, InvalidInput where it is neither dead nor cancelled."""
        return self._change(id, lambda job: ending.tried_again(job, self.clock()))

    def cancel(self, id: str, *, for_good: bool = False) -> Job:
        """Raises NotFound, InvalidInput where it has ended."""
        return self._change(id, lambda job: ending.cancelled(job, self.clock(), for_good=for_good))

    def plan(self, plan: Plan) -> Job:
        """Let something be done at certain times; the job that is next, or due, or running. Raises InvalidInput."""

        def decide() -> Job:
            job = first_job(plan, self.scope, self.clock())
            alike = Where("kind", "eq", plan.kind), Where("key", "eq", plan.key), Not(Where("cron", "eq", None))
            known = self.store.find(Job, within(self.scope, *alike, AnyOf((OPEN, Where("id", "eq", job.id)))))
            self.store.apply(ending.replanned(job, known))
            there = self.store.find(Job, within(self.scope, *alike, OPEN), order=("run_at",))
            return there[0] if there else job

        return insist(decide)

    def sweep(self, age: timedelta = timedelta(days=30)) -> int:
        """Let go of the jobs that ended longer ago; how many. Rarely: an erasure cleans the files."""
        changes = ending.swept(self.scope, self.clock(), age)
        return self.store.apply(changes).erased

    def _change(self, id: str, decide: Callable[[Job], Sequence[Change]]) -> Job:
        def change() -> Job:
            self.store.apply(decide(self.get(id)))
            return self.get(id)

        return insist(change)
