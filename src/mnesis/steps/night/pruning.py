"""Pruning: what is worth least leaves, by a stated formula, and the trail says so."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mnesis.episodic.identity import new_id
from mnesis.episodic.value import FORMULA, Worth, since, worth
from mnesis.errors import ArchiveError, InvalidInput
from mnesis.model import Add, Audit, Clock, Compression, Ending, Episode, Filter, Not, Scope, Where, as_utc, within
from mnesis.reflection.digests import DIGESTS, PAGES
from mnesis.steps.night.departing import Departure
from mnesis.steps.night.grounds import HAND, grounds
from mnesis.steps.night.leaving import Leaving
from mnesis.steps.night.retention import Retention
from mnesis.steps.writing import Writer
from mnesis.stores.contract import Progress, Store

YOUNGEST = timedelta(hours=24)
"""What was said or kept since is not pruned, whatever it is worth."""
BATCH = 1_000
"""Memories that leave in one `apply`, about: after each the files are cleaned of their words."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A memory that is worth too little, the parts of its value, and the repeats of it that go with it."""

    id: str
    worth: Worth
    repeats: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """From 0 to 1."""
        return self.worth.value

    @property
    def ids(self) -> tuple[str, ...]:
        """Everything that goes with it, itself first."""
        return self.id, *self.repeats


@dataclass(frozen=True, slots=True)
class Pruned:
    """What is worth less than `below`, least first, of `seen` memories; `spared` more are too, and are all that
    something known stands on. `gone` memories left as `ending` says (0: nothing was done); `trail` are the ids of the
    lines that say so."""

    below: float
    ending: Ending
    weighed: tuple[Weighed, ...]
    seen: int = 0
    spared: int = 0
    gone: int = 0
    trail: tuple[str, ...] = ()
    formula: str = FORMULA


@dataclass(frozen=True, slots=True)
class Pruner:
    """Prunes one scope. What is pruned leaves as what is past its time does."""

    writer: Writer
    clock: Clock
    retention: Retention = field(default_factory=Retention)

    @property
    def store(self) -> Store:
        return self.writer.store

    @property
    def scope(self) -> Scope:
        return self.writer.scope

    def prune(self, below: float, *, apply: bool = False, progress: Progress | None = None) -> Pruned:
        """What would go, and with `apply` goes, in batches. Broken off and done again it goes on. Every batch leaves
        together with its line in the trail: how many, the threshold, the formula, where to.

        Raises InvalidInput for a threshold outside 0 to 1, ArchiveError where there is no archive to go to.
        """
        if not 0 <= below <= 1:
            raise InvalidInput(what="below", problem=f"must be from 0 to 1, not {below}")
        plan = self._plan(below)
        if not apply or not plan.weighed:
            return plan
        if self.retention.archives and self.retention.archive is None:
            raise ArchiveError(path="archive", problem="is none: open the memory with one, or let it be deleted")
        gone, total = 0, sum(len(one.ids) for one in plan.weighed)
        lines: list[str] = []
        for ids in _batches(plan.weighed):
            line = self._line(plan)
            left = self._leave(ids, line)
            gone, lines = gone + left, [*lines, *([line.id] if left else [])]
            if progress:
                progress(gone, total)
        return replace(plan, gone=gone, trail=tuple(lines))

    def _leave(self, ids: Sequence[str], line: Audit) -> int:
        departure = Departure(self.writer, self.retention)
        first = self._look(ids)
        if not first.going:
            return 0
        return len(departure.leave(first, self._look, lambda left: [_counted(line, left)]).outcome.going)

    def _look(self, ids: Sequence[str]) -> Leaving:
        """Of these, what is still here and stands for nothing that stays."""
        here = within(self.scope)
        episodes = self.store.get(Episode, ids, here)
        inside = self.store.find(Episode, within(self.scope, Where("folded_into", "in", tuple(ids))))
        stays = {one.folded_into for one in inside if one.id not in ids}
        going = tuple(one for one in episodes if one.id not in stays)
        into = self.store.get(Episode, list({one.folded_into or "" for one in going} - set(ids)), here)
        return Leaving(going, tuple(one for one in into if one.standby))

    def _line(self, plan: Pruned) -> Audit:
        detail = {"below": plan.below, "formula": plan.formula, "ending": plan.ending}
        at = as_utc(self.clock())
        id = new_id(self.clock)
        return Audit(id=id, scope=self.scope, at=at, actor="user", action="prune", subject="episode", detail=detail)

    # --- what would go ---------------------------------------------------------------------------------------

    def _plan(self, below: float) -> Pruned:
        rests = grounds(self.store, self.scope).rests
        known = Counter(id for some in rests for id in some)
        now = self._now()
        seen, cheap, folded = 0, {}, {}
        for one in self.store.scan(Episode, within(self.scope, *self._open())):
            seen += 1
            if one.folded_into:
                folded[one.id] = one.folded_into
            of = worth(one, known[one.id], now)
            if of.value < below and now - since(one) >= YOUNGEST:
                cheap[one.id] = of
        repeats = self._repeats(folded)
        made_of = {into for id, into in folded.items() if id not in repeats} | self.retention.needed(self.scope)
        groups = [one for one in _grouped(cheap, repeats) if one.id not in made_of]
        going, spared = _spare(groups, rests, lambda ids: self.store.pick(Episode, self.scope, ids, ()))
        weighed = tuple(sorted(going, key=lambda one: (one.value, one.id)))
        return Pruned(below, self.retention.ending, weighed, seen, spared)

    def _open(self) -> tuple[Filter, ...]:
        """What may be pruned: not what stands by for others, nor what was made about a day or read from a page."""
        return Where("standby", "eq", False), Not(DIGESTS), Not(PAGES)

    def _now(self) -> datetime:
        """The moment that ages count to: that of the latest memory, so that neither a clock that runs ahead nor a year
        of silence makes anything old."""
        latest = self.store.find(Episode, within(self.scope, Not(DIGESTS)), order=("-created_at",), limit=1)
        return min([as_utc(self.clock()), *(one.created_at for one in latest)])

    def _repeats(self, folded: Mapping[str, str]) -> dict[str, str]:
        """Those folded into a turn that they repeat, with it. The others were made into something shorter."""
        kinds = self.store.pick(Episode, self.scope, list(set(folded.values())), ("compression",))
        return {id: into for id, into in folded.items() if kinds.get(into) == (Compression.RAW,)}


def _counted(line: Audit, left: Leaving) -> Add:
    return Add(replace(line, detail={**line.detail, "count": len(left.going)}))


def _batches(weighed: Iterable[Weighed]) -> Iterator[list[str]]:
    """Ids of what goes, what goes together in one batch."""
    batch: list[str] = []
    for one in weighed:
        if batch and len(batch) + len(one.ids) > BATCH:
            yield batch
            batch = []
        batch.extend(one.ids)
    if batch:
        yield batch


def _grouped(cheap: Mapping[str, Worth], repeats: Mapping[str, str]) -> list[Weighed]:
    """What is cheap, with its repeats; a repeat goes with what it repeats, and never alone."""
    theirs: dict[str, list[str]] = {}
    for id, into in repeats.items():
        theirs.setdefault(into, []).append(id)
    return [Weighed(id, of, tuple(theirs.get(id, ()))) for id, of in cheap.items() if id not in repeats]


def _spare(
    groups: Sequence[Weighed], rests: Iterable[frozenset[str]], there: Callable[[list[str]], Collection[str]]
) -> tuple[list[Weighed], int]:
    """Those that may go, and how many may not: of everything known, one that it stands on stays, the most valuable.
    `there` gives those of some ids that are still here."""
    holder = {id: one for one in groups for id in one.ids}
    concerned = [some for some in rests if HAND not in some and not some.isdisjoint(holder)]
    staying = set(there(sorted({id for some in concerned for id in some} - holder.keys())))
    spared: dict[str, Weighed] = {}
    for some in concerned:
        theirs = [holder[id] for id in some if id in holder]
        if some.isdisjoint(staying) and not any(one.id in spared for one in theirs):
            kept = max(theirs, key=lambda one: (one.value, one.id))
            spared[kept.id] = kept
    return [one for one in groups if one.id not in spared], len(spared)
