"""Shorter memories after an erasure: made anew of what is left of their sources, or erased where nothing is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mnesis.episodic.consolidation.contract import Segment
from mnesis.episodic.repeating import without as unrepeated
from mnesis.episodic.retention import expires_at
from mnesis.model import (
    RAW,
    All,
    AnyOf,
    Change,
    Clock,
    Compression,
    Episode,
    Expect,
    Filter,
    Not,
    Put,
    Scope,
    Where,
    within,
)
from mnesis.steps.night.grounds import grounds
from mnesis.steps.night.shortening import Shortener
from mnesis.stores.cold.contract import Archive, Cold
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True)
class Refolded:
    """What becomes of shorter memories: the changes that make some anew here; those in the archive that read otherwise
    from now on; the ids of all that are made anew, of those that go as well, wherever they are, and of those that were
    asked for and stay."""

    changes: Sequence[Change] = ()
    cold: Sequence[Cold] = ()
    renewed: frozenset[str] = frozenset()
    going: frozenset[str] = frozenset()
    staying: frozenset[str] = frozenset()

    @property
    def anew(self) -> dict[str, Episode]:
        """By id, all that reads otherwise from now on."""
        here = [one.record for one in self.changes if isinstance(one, Put) and isinstance(one.record, Episode)]
        return {one.id: one for one in (*here, *(one.episode for one in self.cold))}

    def of(self, asked: Collection[str]) -> frozenset[str]:
        """All that goes where these were asked for."""
        return frozenset(asked) - self.staying | self.going

    def meant(self, where: Filter) -> Filter:
        """What is erased here where the filter was asked for: not what stays, and what goes with it."""
        asked = All((where, Not(Where("id", "in", tuple(self.staying)))))
        return AnyOf((asked, Where("id", "in", tuple(self.going)))) if self.staying or self.going else where

    def before(self, others: Sequence[Change]) -> list[Change]:
        """The changes, and others but for those that put the same episodes back as they were."""
        done = {one.record.id for one in self.changes if isinstance(one, Put)}
        return [*self.changes, *(one for one in others if _concerns(one) not in done)]


@dataclass(frozen=True, slots=True)
class Refolder:
    """Looks after the shorter memories of one scope, and after what repeats others, when episodes are erased."""

    store: Store
    archive: Archive
    scope: Scope
    clock: Clock

    def meant(self, id: str) -> Filter:
        """What somebody means who wants this episode gone: a shorter memory with all that it was made of."""
        [*found] = self._get([id]).values()
        if not found or found[0].compression is Compression.RAW:
            return Where("id", "eq", id)
        made = [one.id for one in self._inside([id])[id] if one.compression is not Compression.RAW]
        return AnyOf((Where("id", "eq", id), Where("folded_into", "in", (id, *made))))

    def refold(self, hot: Sequence[Episode], cold: Sequence[Episode]) -> Refolded:
        """`hot` and `cold` are all that an erasure is asked for, here and in the archive.

        A shorter memory goes where nothing is left of what it was made of, whether it was asked for or not; else it is
        made anew of what is left. Applied, the changes raise Conflict where one of those concerned was changed or
        erased meanwhile.
        """
        asked = known = {one.id: one for one in (*cold, *hot)}
        gone = {id for id, one in asked.items() if one.compression is Compression.RAW}
        renewed: dict[str, Episode] = {}
        for stage in (Compression.COMPRESSED, Compression.DISTILLED):
            into = {known[id].folded_into or "" for id in (*gone, *renewed)}
            found = {id: one for id, one in (asked | self._get(list(into))).items() if one.compression is stage}
            known = known | found
            self._renew(found, gone, renewed)
        said = [one for one in hot if one.id in gone]
        changes: list[Change] = [Expect(Episode, self.scope, one.id, one.version) for one in said]
        here = self.store.pick(Episode, self.scope, list(renewed), ())
        for one in (renewed[id] for id in here):
            changes += [Expect(Episode, self.scope, one.id, one.version), Put(one)]
        return Refolded(
            [*changes, *self._unrepeated(said)],
            [*self._unrepeated_there(gone), *(Cold(one) for id, one in renewed.items() if id not in here)],
            frozenset(renewed),
            frozenset(gone - asked.keys()),
            frozenset(asked.keys() - gone),
        )

    def _renew(self, found: Mapping[str, Episode], gone: set[str], renewed: dict[str, Episode]) -> None:
        inside = self._inside(list(found))
        for id, one in found.items():
            left = [renewed.get(source.id, source) for source in inside[id] if source.id not in gone]
            if not left:
                gone.add(id)
            elif len(left) < len(inside[id]) or any(source.id in renewed for source in left):
                renewed[id] = self._made(one, left)

    def _made(self, one: Episode, left: Sequence[Episode]) -> Episode:
        """The same memory of these sources alone."""
        shortener = Shortener(grounds(self.store, self.scope), self.clock)
        if one.compression is Compression.COMPRESSED:
            new = _compressed(shortener, left)
        else:
            made = [source for source in left if source.compression is Compression.COMPRESSED]
            new = shortener.distilled(made[0] if made else _compressed(shortener, left)).made
        kept = {name: getattr(one, name) for name in ("id", "created_at", "folded_into", "standby", "version")}
        new = replace(new, **kept)
        return replace(new, expires_at=expires_at(new))

    def _unrepeated(self, going: Sequence[Episode]) -> list[Change]:
        """What repeats a turn that goes stands for itself again; what one repeated that goes counts one less."""
        ids = {one.id for one in going}
        inside = self.store.find(Episode, within(self.scope, RAW, Where("folded_into", "in", tuple(ids))))
        into = self.store.get(Episode, list({one.folded_into or "" for one in going}), within(self.scope, RAW))
        return unrepeated(ids, {one.id: one for one in (*inside, *into, *going)}.values())

    def _unrepeated_there(self, gone: Collection[str]) -> list[Cold]:
        """What repeats a turn that goes stands for itself in the archive too."""
        found = self.archive.scan(self.scope, All((RAW, Where("folded_into", "in", tuple(gone))))) if gone else ()
        return [replace(one, episode=replace(one.episode, folded_into=None)) for one in found]

    def _get(self, ids: Sequence[str]) -> dict[str, Episode]:
        cold = {one.episode.id: one.episode for one in self.archive.get(self.scope, ids)}
        return cold | {one.id: one for one in self.store.get(Episode, ids, within(self.scope))}

    def _inside(self, ids: Collection[str]) -> Mapping[str, list[Episode]]:
        """By id, what was made shorter into each, wherever it is."""
        where = Where("folded_into", "in", tuple(ids))
        cold = {one.episode.id: one.episode for one in self.archive.scan(self.scope, where)} if ids else {}
        hot = {one.id: one for one in self.store.find(Episode, within(self.scope, where))}
        inside: defaultdict[str, list[Episode]] = defaultdict(list)
        for one in (cold | hot).values():
            inside[one.folded_into or ""].append(one)
        return inside


def _concerns(change: Change) -> str | None:
    """The episode that a change puts back, or guards."""
    if isinstance(change, Put) and isinstance(change.record, Episode):
        return change.record.id
    return change.id if isinstance(change, Expect) and change.kind is Episode else None


def raw(episodes: Iterable[Episode]) -> list[Episode]:
    """Those that are what was said."""
    return [one for one in episodes if one.compression is Compression.RAW]


def _compressed(shortener: Shortener, turns: Sequence[Episode]) -> Episode:
    return shortener.compressed(Segment(tuple(sorted(turns, key=lambda turn: turn.position)))).made
