"""What becomes of memories over time: nights, the archive, pruning."""

from collections.abc import Sequence
from itertools import islice

from mnesis.memory.base import Base
from mnesis.model import (
    EVERYTHING,
    Compacted,
    Episode,
    Filter,
    Slept,
    Step,
    check_given,
    meaning,
)
from mnesis.steps.archiving import Restorer
from mnesis.steps.night.consolidating import Consolidator
from mnesis.steps.night.course import Watching
from mnesis.steps.night.pruning import Pruned, Pruner
from mnesis.steps.night.sleeping import Sleeper
from mnesis.stores.contract import Progress


class Sleeping(Base):
    """What becomes of memories over time: nights, the archive, pruning."""

    def sleep(
        self, *, steps: Sequence[Step | str] = (), dry_run: bool = False, progress: Watching | None = None
    ) -> Slept:
        """A night now: what waits is understood, repeats are folded, what is a day old is compressed, what was
        compressed a week ago distilled, the days since the last night summed up, and what is past its time leaves.

        `steps` narrows it to some of these. Broken off or killed, it goes on the next time where it was. Raises Busy
        where another program is at a night of this scope. `dry_run` only tells what is due now.
        """
        if dry_run:
            return self._night_of(self.scope).preview([Step(one) for one in steps], progress)
        return Sleeper(self.store, self.scope, self._clock, self._night_of).sleep(steps, progress)

    def compact(self, session: str, *, keep: int = 10) -> Compacted:
        """Compress the turns of a session now, whatever their age, all but the last `keep`. They stay, and are found as
        before; a context has the shorter form."""
        check_given("session", session, str)
        return Consolidator(self._teacher.writer, self._clock, self._reading.llm).compact(session, keep)

    def prune(self, below: float = 0.2, *, apply: bool = False, progress: Progress | None = None) -> Pruned:
        """What is worth less than `below` (0 to 1) to keep, by its importance, age, evidence, repeats and outcome,
        least first; with `apply` it leaves as what is past its time does. Never what is younger than a day, nor all
        that something known stands on. Broken off and done again it goes on. Raises InvalidInput, ArchiveError."""
        return Pruner(self._teacher.writer, self._clock, self._retention).prune(below, apply=apply, progress=progress)

    def archived(self, where: Filter = EVERYTHING, *, limit: int | None = 50) -> list[Episode]:
        """Memories that left by age, oldest first. Raises ArchiveError, and what `episodes` does."""
        check_given("limit", limit, int | None)
        return [one.episode for one in islice(self.archive.scan(self.scope, where), limit and max(limit, 0))]

    def restore(self, what: str | Filter) -> tuple[str, ...]:
        """Bring archived memories back, one by id or all that a filter holds for, for 30 days at least; their ids,
        oldest first. An id that is not there is no error. Raises ArchiveError."""
        check_given("what to restore", what, str | Filter)
        return Restorer(self.store, self.archive, self.scope, self._clock).restore(meaning(what))
