"""How far a night is: told to whoever watches, and written together with what it does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from mnesis.jobs.task import Task
from mnesis.model import Applied, Change, Done, Slept, Step
from mnesis.stores.contract import Progress

Watching = Callable[[Step, int, int], None]
"""Called with (step, done, total) from time to time."""


@dataclass(slots=True)
class Course:
    """One night on its way: which steps are done, what they came to, and the ids that are about to leave."""

    task: Task | None = None
    watching: Watching | None = None
    done: list[Done] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    measured: dict[str, int] = field(default_factory=dict)
    """What was there before: tokens and bytes."""

    @classmethod
    def of(cls, task: Task, watching: Watching | None) -> "Course":
        """The course of a night as its job was left."""
        kept = task.job.checkpoint
        steps = [_done(one) for one in kept.get("steps", ())]
        return cls(task, watching, steps, list(kept.get("leaving", ())), dict(kept.get("measured", {})))

    def commit(self, changes: Sequence[Change]) -> Applied:
        """Apply changes together with how far the night is. Raises as `Task.save`."""
        assert self.task
        return self.task.save(changes, checkpoint=self._checkpoint(), result=told(self.slept()))

    def intend(self, ids: Sequence[str]) -> None:
        """Write down what is about to leave."""
        self.leaving = list(ids)
        if self.task:
            self.commit(())
        self.leaving = []  # as it is when what leaves has left, in the same `apply`

    def progress(self, step: Step) -> Progress:
        def report(done: int, total: int) -> None:
            if self.task:
                self.task.report(done, total, step.value)
            if self.watching:
                self.watching(step, done, total)

        return report

    def ended(self, done: Done) -> None:
        """A step is done, and is not done again."""
        self.done.append(done)
        if self.task:
            self.commit(())

    def slept(self, **more: Any) -> Slept:
        return Slept(steps=tuple(self.done), **more)

    def _checkpoint(self) -> dict[str, Any]:
        return {
            "steps": [{**asdict(one), "step": one.step.value} for one in self.done],
            "leaving": self.leaving,
            "measured": self.measured,
        }


def told(slept: Slept) -> dict[str, Any]:
    """What a job says of its night: counts, never content."""
    sizes = {name: getattr(slept, name) for name in _SIZES if getattr(slept, name)}
    return {"steps": {one.step.value: dict(one.counts) for one in slept.steps}, **sizes}


def read(result: Mapping[str, Any]) -> Slept:
    """The night that a job tells of."""
    steps = tuple(Done(Step(name), counts) for name, counts in result.get("steps", {}).items())
    return Slept(steps=steps, **{name: result[name] for name in _SIZES if name in result})


_SIZES = ("tokens_before", "tokens_after", "bytes_before", "bytes_after", "took")


def _done(kept: Mapping[str, Any]) -> Done:
    return Done(Step(kept["step"]), kept["counts"], kept["took"], tuple(kept["notices"]))
