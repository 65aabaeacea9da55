"""Which memories may leave, what stands for them then, and what must stay although its time is over."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.model import Change, Compression, Episode, Erase, Expect, Key, Put, Scope, Touch, Where, within
from mnesis.steps.night.grounds import HAND, Grounds
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True)
class Leaving:
    """Episodes that leave, those that are found from now on because a source of theirs leaves, and those that stand in
    something that leaves, with what they stand in now. `held` have nothing that stands for them, or stand for others;
    `evidence` are alone in speaking for something known."""

    going: tuple[Episode, ...] = ()
    rising: tuple[Episode, ...] = ()
    moved: tuple[tuple[Episode, str], ...] = ()
    held: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    def changes(self) -> list[Change]:
        """Applied, raises Conflict where one of them was changed or erased meanwhile."""
        if not self.going:
            return []
        scope = self.going[0].scope
        concerned = (*self.going, *self.rising, *(one for one, _ in self.moved))
        return [
            *(Expect(Episode, scope, one.id, one.version) for one in concerned),
            *(Put(replace(one, standby=False), (Key(one.id),)) for one in self.rising),
            *(Touch(Episode, scope, one.id, {"folded_into": into}) for one, into in self.moved),
            Erase(Episode, within(scope, Where("id", "in", tuple(one.id for one in self.going)))),
        ]


def overdue(store: Store, scope: Scope, now: datetime, skip: Collection[str]) -> list[list[str]]:
    """The ids of what is past its time: first turns that repeat others, then raw turns, then what was compressed; each
    as it follows in the sessions."""
    found = store.scan(Episode, within(scope, Where("expires_at", "le", now)))
    places = sorted((one.session_id, one.position, one.id, one.compression, one.folded_into) for one in found)
    into = store.pick(Episode, scope, [place[4] for place in places if place[4]], ("compression",))
    groups: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for _, _, id, compression, folded in places:
        repeats = into.get(folded or "") == (Compression.RAW,)
        if id not in skip:
            groups[0 if repeats else 1 if compression is Compression.RAW else 2].append(id)
    return list(groups.values())


def look(store: Store, scope: Scope, ids: Sequence[str], known: Grounds | None) -> Leaving:
    """Which of these may leave now. `known`: what somebody wants to keep evidence of."""
    here = within(scope)
    episodes = store.get(Episode, ids, here)
    into = {one.id: one for one in store.get(Episode, list({one.folded_into or "" for one in episodes}), here)}
    ready = [one for one in episodes if one.folded_into in into]
    inside = defaultdict(list)
    for one in store.find(Episode, within(scope, Where("folded_into", "in", tuple(one.id for one in ready)))):
        inside[one.folded_into].append(one)
    free = [one for one in ready if one.compression is not Compression.RAW or not inside[one.id]]
    may = {one.id for one in free}
    alone = _alone(store, scope, free, known) if known else set()
    going = tuple(one for one in free if one.id not in alone)
    return Leaving(
        going,
        _rising(going, into),
        tuple((one, left.folded_into) for left in going for one in inside[left.id] if left.folded_into),
        tuple(one.id for one in episodes if one.id not in may),
        tuple(sorted(alone)),
    )


def _rising(going: Iterable[Episode], into: Mapping[str, Episode]) -> tuple[Episode, ...]:
    """What has stood by until now for what goes."""
    ids = dict.fromkeys(one.folded_into or "" for one in going)
    return tuple(into[id] for id in ids if into[id].standby)


def _alone(store: Store, scope: Scope, going: Sequence[Episode], known: Grounds) -> set[str]:
    """Of those that go, for each thing of which no other evidence is left here, the one that spoke for it last."""
    times = {one.id: (one.timestamp, one.id) for one in going}
    concerned = [rest for rest in known.rests if not times.keys().isdisjoint(rest)]
    others = {id for rest in concerned for id in rest} - times.keys()
    there = store.pick(Episode, scope, list(others), ()).keys() | {HAND}
    return {max(rest & times.keys(), key=lambda id: times[id]) for rest in concerned if rest.isdisjoint(there)}
