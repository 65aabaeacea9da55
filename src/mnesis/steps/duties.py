"""Which kinds of jobs there are, and who does them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mnesis.errors import InvalidInput
from mnesis.jobs.task import Handler, Task
from mnesis.model import Change, Scope
from mnesis.steps.night.night import KIND as NIGHT
from mnesis.steps.night.night import Night
from mnesis.steps.rereading import KINDS, Rereader


@dataclass(frozen=True, slots=True)
class Duties:
    """What a worker can do for every scope of a store. A new kind of job is a field, saying who does it in a scope, and
    a line in `handlers`."""

    rereader: Callable[[Scope], Rereader]
    night: Callable[[Scope], Night]

    def handlers(self) -> dict[str, Handler]:
        """Who does the jobs of which kind."""
        return {**dict.fromkeys(KINDS, self._understand), NIGHT: self._night}

    def _understand(self, task: Task) -> Sequence[Change]:
        changes, _ = self.rereader(task.job.scope).of(task.job)
        return changes

    def _night(self, task: Task) -> Sequence[Change]:
        self.night(task.job.scope).run(task)
        return ()


def chosen_kinds(handlers: Mapping[str, Handler], kinds: Sequence[str]) -> dict[str, Handler]:
    """Those of these kinds; all where none is named. Raises InvalidInput for one that nobody does."""
    for kind in kinds:
        if kind not in handlers:
            raise InvalidInput(what=f"kind {kind!r}", problem=f"is not one of {', '.join(sorted(handlers))}")
    return {kind: handlers[kind] for kind in kinds or handlers}
