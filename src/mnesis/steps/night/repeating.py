"""Folding the near-duplicates of a scope into one another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from mnesis.episodic.repeating import by_itself, fold, said, times
from mnesis.model import RAW, Applied, Change, Clock, Compression, Episode, Not, Put, Scope, as_utc, within
from mnesis.reflection.digests import DIGESTS, PAGES
from mnesis.steps.insisting import insist
from mnesis.steps.night.due import weighed
from mnesis.stores.contract import Progress, Store

YOUNGEST = timedelta(hours=24)
"""What was said or kept since is left for another night."""
BATCH = 256
"""Turns looked at before what became of them is written, about."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Of `seen` raw turns, `folded` were folded (a dry run: would be) into `stays` others."""

    seen: int
    folded: int
    stays: int


@dataclass(frozen=True, slots=True)
class Repeats:
    """Near-duplicates among the raw turns of one scope. `write` applies changes; a night's own adds its checkpoint."""

    store: Store
    scope: Scope
    clock: Clock
    write: Callable[[Sequence[Change]], Applied] | None = None

    def fold(self, progress: Progress | None = None, dry_run: bool = False) -> Folded:
        """Fold what repeats an earlier turn into it. In batches that are each written whole: broken off and done again
        it goes on, and counts nothing twice. Takes memory for an id of every raw turn."""
        seen, alike = self._alike(as_utc(self.clock()) - YOUNGEST)
        folded = stays = done = 0
        for batch in weighed(alike, len, BATCH):
            for into in insist(partial(self._fold, batch, dry_run)):
                folded, stays = folded + into, stays + 1
            done += len(batch)
            if progress:
                progress(done, len(alike))
        return Folded(seen, folded, stays)

    def _alike(self, horizon: datetime) -> tuple[int, list[list[str]]]:
        """How many raw turns there are, and the ids of those that say the same."""
        first: dict[bytes, str] = {}
        again: dict[bytes, list[str]] = {}
        seen = 0
        for turn in self._alone(horizon):
            seen += 1
            if (digest := said(turn)) is not None and first.setdefault(digest, turn.id) != turn.id:
                again.setdefault(digest, [first[digest]]).append(turn.id)
        return seen, list(again.values())

    def _alone(self, horizon: datetime) -> Iterator[Episode]:
        """Raw turns from the horizon or before it that are found by their own words."""
        before: dict[str, Episode] = {}
        told = RAW, Not(DIGESTS), Not(PAGES)
        for turn in self.store.scan(Episode, within(self.scope, *told)):
            if max(turn.timestamp, turn.created_at) <= horizon and by_itself(turn, before.get(turn.session_id)):
                yield turn
            before[turn.session_id] = turn

    def _fold(self, batch: Sequence[Sequence[str]], dry_run: bool) -> list[int]:
        """How many turns were folded into each of those that stay."""
        found = {one.id: one for one in self.store.get(Episode, list(chain.from_iterable(batch)), within(self.scope))}
        into = [one.folded_into for one in found.values() if one.folded_into]
        kinds = self.store.pick(Episode, self.scope, into, ("compression",))
        repeats = {one.id for one in found.values() if one.folded_into and kinds.get(one.folded_into) in (None, _RAW)}
        made = [
            changes
            for group in batch
            for alike in _at_once([found[id] for id in group if id in found and id not in repeats])
            if (changes := fold(alike))
        ]
        if made and not dry_run:
            (self.write or self.store.apply)(list(chain.from_iterable(made)))
        return [sum(isinstance(one, Put) for one in changes) for changes in made]


_RAW = (Compression.RAW,)


def _at_once(turns: Sequence[Episode]) -> list[list[Episode]]:
    """Turns of the same words, apart where these speak of different times; one alone is nothing to look at."""
    if len(turns) < 2:
        return []
    groups: dict[tuple[object, ...], list[Episode]] = {}
    for one in turns:
        groups.setdefault(times(one), []).append(one)
    return list(groups.values())
