"""A night: the steps in their order, each done once, whoever does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from time import perf_counter

from mnesis.jobs.ending import swept
from mnesis.jobs.task import Task
from mnesis.model import (
    LISTED,
    Board,
    Clock,
    Done,
    Episode,
    Erase,
    Item,
    Job,
    JobState,
    Not,
    Response,
    Scope,
    Slept,
    Step,
    Where,
    as_utc,
    within,
)
from mnesis.providers.llms.contract import LLM
from mnesis.reflection.digests import DIGESTS
from mnesis.steps.night.consolidating import Consolidated, Consolidator
from mnesis.steps.night.course import Course, Watching, told
from mnesis.steps.night.expiring import Expirer
from mnesis.steps.night.repeating import Repeats
from mnesis.steps.night.retention import Retention
from mnesis.steps.reflecting import Reflector
from mnesis.steps.rereading import KINDS, Rereader
from mnesis.steps.writing import Writer
from mnesis.stores.contract import Store

KIND = "night"
"""The kind of the jobs that are nights, and the key of which one runs at a time in a scope."""
DAYS = 7
"""Days that a night looks back on, at most."""
TIDY_AFTER = timedelta(days=7)
"""Age from which jobs that ended go."""
IDLE_AFTER = timedelta(days=30)
"""Age from which boards that no session used go."""
ANSWERED_AFTER = timedelta(days=1)
"""Age from which responses go: a request that is sent again after that is done again."""


@dataclass(frozen=True, slots=True)
class Night:
    """Nights of one scope. `of_scope` gives who understands what waits, in any scope."""

    rereader: Rereader
    of_scope: Callable[[Scope], Rereader]
    clock: Clock
    retention: Retention = field(default_factory=Retention)
    llm: LLM | None = None

    @property
    def store(self) -> Store:
        return self.rereader.writer.store

    @property
    def scope(self) -> Scope:
        return self.rereader.writer.scope

    def run(self, task: Task, watching: Watching | None = None) -> Slept:
        """Do what a job asks for (`steps` of its payload; none: all), from where it was left. Raises LeaseLost."""
        wanted = [Step(one) for one in task.job.payload.get("steps", ())] or list(Step)
        course = Course.of(task, watching)
        slept = self._sleep(course, wanted, dry_run=False)
        task.report(len(wanted), len(wanted), "done", result=told(slept))
        return slept

    def preview(self, steps: Sequence[Step] = (), watching: Watching | None = None) -> Slept:
        """What would be done, step by step, as things are now. Writes nothing."""
        return self._sleep(Course(watching=watching), list(steps) or list(Step), dry_run=True)

    # --- how -------------------------------------------------------------------------------------------------

    def _sleep(self, course: Course, wanted: Sequence[Step], *, dry_run: bool) -> Slept:
        began = perf_counter()
        if not course.measured:
            course.measured = {"tokens_before": self._tokens(), "bytes_before": self._bytes()}
        self._expirer(course).undo(course.leaving)
        course.leaving = []
        for step in Step:
            if step in wanted and not any(one.step is step for one in course.done):
                started = perf_counter()
                done = _STEPS[step](self, course, dry_run)
                course.ended(replace(done, took=round(perf_counter() - started, 3)))
        return course.slept(
            **course.measured,
            tokens_after=self._tokens(),
            bytes_after=self._bytes(),
            took=round(perf_counter() - began, 3),
            dry_run=dry_run,
        )

    def _understand(self, course: Course, dry_run: bool) -> Done:
        waits = Where("kind", "in", KINDS), Where("state", "in", (JobState.READY, JobState.RUNNING))
        if dry_run:
            return Done(Step.UNDERSTAND, {"jobs": self.store.count(Job, within(self.scope, *waits))})
        done = self.rereader.waiting(self.of_scope)
        return Done(Step.UNDERSTAND, {"jobs": done.read}, notices=done.notices)

    def _repeats(self, course: Course, dry_run: bool) -> Done:
        write = course.commit if course.task else None
        done = Repeats(self.store, self.scope, self.clock, write).fold(course.progress(Step.REPEATS), dry_run)
        return Done(Step.REPEATS, {"seen": done.seen, "folded": done.folded, "into": done.stays})

    def _compress(self, course: Course, dry_run: bool) -> Done:
        skip, notices = self._waiting()
        who = Consolidator(self._writer(course), self.clock, self.llm)
        done = who.compress(course.progress(Step.COMPRESS), skip=skip, dry_run=dry_run)
        return _consolidated(Step.COMPRESS, done, notices)

    def _distil(self, course: Course, dry_run: bool) -> Done:
        who = Consolidator(self._writer(course), self.clock, self.llm)
        return _consolidated(Step.DISTIL, who.distil(course.progress(Step.DISTIL), dry_run=dry_run))

    def _reflect(self, course: Course, dry_run: bool) -> Done:
        days = self._days()
        if dry_run:
            return Done(Step.REFLECT, {"days": len(days)})
        reflector = Reflector(self._writer(course), self.rereader.understander, self.clock)
        points, notices = 0, dict[str, None]()
        for number, day in enumerate(days, start=1):
            done = reflector.reflect(day, llm=self.llm)
            points += len(done.digest.points)
            notices.update(dict.fromkeys(done.notices))
            course.progress(Step.REFLECT)(number, len(days))
        return Done(Step.REFLECT, {"days": len(days), "points": points}, notices=tuple(notices))

    def _expire(self, course: Course, dry_run: bool) -> Done:
        skip, _ = self._waiting()
        done = self._expirer(course).expire(course.progress(Step.EXPIRE), skip=skip, dry_run=dry_run)
        names = ("raw", "compressed", "rising", "held", "evidence")
        return Done(Step.EXPIRE, {name: getattr(done, name) for name in names}, notices=done.notices)

    def _tidy(self, course: Course, dry_run: bool) -> Done:
        now = as_utc(self.clock())
        over = [
            *swept(self.scope, now, TIDY_AFTER),
            Erase(Board, within(self.scope, Where("updated_at", "lt", now - IDLE_AFTER))),
            Erase(Item, within(self.scope, Where("expires_at", "le", now))),
            Erase(Response, within(self.scope, Where("at", "lt", now - ANSWERED_AFTER))),
        ]
        counts = {f"{one.kind.__name__.lower()}s": self.store.count(one.kind, one.where) for one in over}
        if any(counts.values()) and not dry_run:
            self._writer(course).apply(over)
        return Done(Step.TIDY, counts)

    # --- with what -------------------------------------------------------------------------------------------

    def _writer(self, course: Course) -> Writer:
        return replace(self.rereader.writer, commit=course.commit if course.task else None)

    def _expirer(self, course: Course) -> Expirer:
        return Expirer(self._writer(course), self.clock, self.retention, course.intend)

    def _waiting(self) -> tuple[set[str], tuple[str, ...]]:
        """The turns that are not understood yet, which stay as they are; and a notice where there are any."""
        states = (JobState.READY, JobState.RUNNING, JobState.DEAD)
        waits = Where("kind", "in", KINDS), Where("state", "in", states)
        ids = {str(id) for job in self.store.scan(Job, within(self.scope, *waits)) for id in job.payload["episodes"]}
        problem = f"{len(ids)} memories wait to be understood, and stay as they are until then: see `mnesis jobs list`."
        return ids, (problem,) if ids else ()

    def _days(self) -> list[date]:
        """From the day of the last night to yesterday."""
        today = as_utc(self.clock()).date()
        ended = Where("kind", "eq", KIND), Where("state", "eq", JobState.DONE)
        last = self.store.find(Job, within(self.scope, *ended), order=("-ended_at",), limit=1)
        since = max((one.ended_at.date() for one in last if one.ended_at), default=date.min)
        first = max(since, today - timedelta(days=DAYS))
        return [first + timedelta(days=number) for number in range((today - first).days)]

    def _tokens(self) -> int:
        here = within(self.scope, LISTED, Not(DIGESTS))
        return sum(one.token_count for one in self.store.scan(Episode, here))

    def _bytes(self) -> int:
        parts = self.store.stats().bytes
        archive = self.retention.archive
        cold = archive.extent(self.scope).bytes if archive else 0
        return sum(size for part, size in parts.items() if part != "free") + cold


def _consolidated(step: Step, done: Consolidated, notices: tuple[str, ...] = ()) -> Done:
    counts = {"sources": done.sources, "made": len(done.made)}
    counts |= {"tokens_before": done.tokens_before, "tokens_after": done.tokens_after}
    return Done(step, counts, notices=(*notices, *done.notices))


_STEPS: dict[Step, Callable[[Night, Course, bool], Done]] = {
    Step.UNDERSTAND: Night._understand,
    Step.REPEATS: Night._repeats,
    Step.COMPRESS: Night._compress,
    Step.DISTIL: Night._distil,
    Step.REFLECT: Night._reflect,
    Step.EXPIRE: Night._expire,
    Step.TIDY: Night._tidy,
}
