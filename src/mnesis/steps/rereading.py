"""Reading again what was kept: what waits for it, or everything, by another extractor than before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from mnesis.episodic.identity import new_id
from mnesis.jobs.task import Task
from mnesis.jobs.worker import Worker
from mnesis.model import RAW, Change, Clock, Embed, Episode, Filter, Job, Not, Preference, Procedure, Scope, within
from mnesis.procedural import doing, preferring
from mnesis.procedural.learner import Learner as Practice
from mnesis.procedural.lesson import Lesson
from mnesis.providers.usage import Used
from mnesis.reflection.digests import DIGESTS
from mnesis.retrieval.indexing import BATCH
from mnesis.semantic.again import Difference, Reviser, Sign
from mnesis.steps.hearing import AGAIN
from mnesis.steps.understanding import JOB, Told, Understander, When
from mnesis.steps.writing import Decided, Writer
from mnesis.stores.contract import Progress, Store

KINDS = (JOB, AGAIN)
"""Jobs whose payload names episodes that wait to be understood."""

Practised = Preference | Procedure


@dataclass(frozen=True, slots=True)
class Extracted:
    """How many episodes (or, of what waited, jobs) were read, what came of it line by line, and what a language model
    used so far (None: there is none)."""

    read: int
    differences: tuple[Difference, ...] = ()
    notices: tuple[str, ...] = ()
    used: Used | None = None


@dataclass(frozen=True, slots=True)
class Rereader:
    """Reads what one scope holds. `understander` says by whom."""

    writer: Writer
    understander: Understander
    clock: Clock

    def waiting(self, of_scope: "Callable[[Scope], Rereader]") -> Extracted:
        """Do the jobs that wait to be understood, of every scope of the store."""
        return self._work(KINDS, of_scope)

    def after_erasure(self, of_scope: "Callable[[Scope], Rereader]") -> None:
        """Understand once more what an erasure left to a job, where that is not a worker's to do."""
        if self.understander.reading.when is When.INLINE:
            self._work((AGAIN,), of_scope)

    def of(self, job: Job) -> tuple[list[Change], tuple[str, ...]]:
        """What is to be written where a job of one of the KINDS in this scope is done, and notices."""
        lesson = self.understander.of(job)
        vectors: dict[bytes, Embed] = {}
        later = self.writer.indexer.embed(job.scope, lesson.changes, vectors)
        return [*lesson.changes, *vectors.values()], (*lesson.notices, *later)

    def _work(self, kinds: Sequence[str], of_scope: "Callable[[Scope], Rereader]") -> Extracted:
        notices: dict[str, None] = {}

        def do(task: Task) -> Sequence[Change]:
            changes, told = of_scope(task.job.scope).of(task.job)
            notices.update(dict.fromkeys(told))
            return changes

        handlers = dict.fromkeys(kinds, do)
        worker = Worker(self._store, handlers, name=new_id(self.clock), clock=self.clock)
        return Extracted(worker.run(), notices=tuple(notices), used=self._used())

    def again(self, where: Filter, *, dry_run: bool = False, progress: Progress | None = None) -> Extracted:
        """Read all episodes that a filter holds for once more. What is found no more is withdrawn, never deleted; what
        was set by hand stays. `dry_run` only tells what would be."""
        here = within(self._scope, RAW, Not(DIGESTS), where)
        total, read = self._store.count(Episode, here), 0
        lines: list[Difference] = []
        notices: dict[str, None] = {}
        stream = self._store.scan(Episode, here)
        while batch := list(islice(stream, BATCH)):
            lesson = self._batch(batch, dry_run=dry_run)
            lines += lesson.lines
            notices.update(dict.fromkeys(lesson.notices))
            read += len(batch)
            if progress:
                progress(read, total)
        return Extracted(read, tuple(lines), tuple(notices), self._used())

    @property
    def _store(self) -> Store:
        return self.writer.store

    @property
    def _scope(self) -> Scope:
        return self.writer.scope

    def _used(self) -> Used | None:
        llm = self.understander.reading.llm
        return llm.usage.snapshot() if llm else None

    def _batch(self, episodes: Sequence[Episode], *, dry_run: bool) -> "_Revised":
        ids = [one.id for one in episodes]
        reads = [self.understander.read_again(episodes)]

        def decide() -> Decided[_Revised]:
            told, kept = reads.pop() if reads else self._read_anew(ids)
            revised = self._revised(told)
            return Decided([] if dry_run else [*kept, *revised.changes], revised)

        return self.writer.write(decide).outcome

    def _read_anew(self, ids: Sequence[str]) -> tuple[Told, list[Change]]:
        """Some of them were changed or erased since they were read."""
        return self.understander.read_again(self._store.get(Episode, ids, within(self._scope)))

    def _revised(self, told: Told) -> "_Revised":
        facts = Reviser(self._store, self._scope, self.clock).revised(told)
        practice = Practice(self._store, self._scope, self.clock).learn(told, afresh=True)
        lines = (*facts.differences, *self._practised(practice))
        return _Revised((*facts.changes, *practice.changes), lines, facts.notices)

    def _practised(self, lesson: Lesson) -> list[Difference]:
        """What preferences and procedures say now, and said before."""
        kept: list[Practised] = [*lesson.preferences, *lesson.procedures]
        new = {one.id: _told(one) for one in kept}
        ids = [*new, *lesson.erased]
        here = within(self._scope)
        old: list[Practised] = [*self._store.get(Preference, ids, here), *self._store.get(Procedure, ids, here)]
        before = {one.id: _told(one) for one in old}
        pairs = [(id, before.get(id), new.get(id)) for id in ids if before.get(id) != new.get(id)]
        return [Difference(_sign(was, now), id, was, now) for id, was, now in pairs]


@dataclass(frozen=True, slots=True)
class _Revised:
    changes: tuple[Change, ...]
    lines: tuple[Difference, ...]
    notices: tuple[str, ...]


def _told(one: Practised) -> str:
    return preferring.says(one) if isinstance(one, Preference) else doing.says(one)


def _sign(before: str | None, after: str | None) -> Sign:
    if before is None:
        return Sign.ADDED
    return Sign.WITHDRAWN if after is None else Sign.CHANGED
