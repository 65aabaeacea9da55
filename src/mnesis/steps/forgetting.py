"""Forgetting: the memories, what others remember of them, and what was learnt from them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from mnesis.episodic.identity import new_id
from mnesis.episodic.lending import on_their_own
from mnesis.episodic.sessions import summarised_again
from mnesis.governance.erasure import emptied, erase, followers, places, trail, written_again
from mnesis.model import (
    EVERYTHING,
    RAW,
    Audit,
    Board,
    Change,
    Clock,
    Episode,
    Erase,
    Fact,
    Feedback,
    Filter,
    Forgotten,
    Item,
    Response,
    Scope,
    Session,
    Where,
    as_utc,
    within,
)
from mnesis.procedural import forgetting as practice
from mnesis.reflection import forgetting as digests
from mnesis.semantic import forgetting as facts
from mnesis.steps.archiving import Restorer
from mnesis.steps.hearing import Heard, heard, hearers
from mnesis.steps.insisting import insist
from mnesis.steps.judging import erased, unjudged
from mnesis.steps.refolding import Refolded, Refolder, raw
from mnesis.steps.understanding import FactKeys, Reading
from mnesis.stores.cold.contract import Archive, Cold
from mnesis.stores.cold.memory import NOTHING
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True)
class Going:
    """Memories that are to be erased (None: none), and changes without vectors that are to be made with it."""

    where: Filter | None
    beside: Sequence[Change] = ()


@dataclass(frozen=True, slots=True)
class Forgetter:
    """Erases memories of one scope of a store. What was learnt with words that go, from words that stay, is left to a
    job."""

    store: Store
    scope: Scope
    clock: Clock
    reading: Reading = field(default_factory=Reading)
    archive: Archive = NOTHING

    def meant(self, id: str) -> Filter:
        """What somebody means who wants this episode gone."""
        return Refolder(self.store, self.archive, self.scope, self.clock).meant(id)

    def forget(self, where: Filter) -> Forgotten:
        """Erase what the filter holds for, whole or not at all."""
        return self.write(lambda: Going(where))

    def write(self, decide: Callable[[], Going]) -> Forgotten:
        """Erase what `decide` says, and change the rest of it in the same transaction; it is called again where what it
        had read was changed meanwhile.

        What stays in the archive forgets first, then what was learnt goes with the store's part, and the archive's
        memories last: broken off in between, what was to be erased is still found, and erasing it again ends it. Where
        something is changed beside it, nobody might erase it again: what of the archive is concerned is brought back
        first.
        """
        erased = insist(lambda: self._erase(decide()))
        if erased is None:
            return Forgotten(0)
        doomed, line = erased
        insist(lambda: self._free_latecomers(doomed, line))
        self.archive.remove(self.scope, sorted(doomed.ids))
        return Forgotten(len(doomed.ids), line.id)

    def _erase(self, going: Going) -> "tuple[_Doomed, Audit] | None":
        """Erase the store's part: what it was, and the line about it in the trail; None where there was nothing. Raises
        Conflict, and changes nothing, where a turn that stays changed meanwhile."""
        doomed = self._found(going)
        if doomed is None:
            if going.beside:
                self.store.apply(going.beside)
            return None
        sessions = tuple(doomed.sessions)
        line = trail(new_id(self.clock), self.scope, as_utc(self.clock()), len(doomed.ids))
        told = summarised_again(self.store.get(Session, sessions, within(self.scope)), doomed.left)
        spoilt = self._heard(doomed)
        changes = [
            *self._freed(spoilt, followers(doomed.turns, doomed.places)),
            *self._unlearn(doomed.ids, spoilt.unlearn),
        ]
        changes = doomed.folded.before(changes)
        changes += self._boards(sessions, doomed.ids | doomed.folded.renewed)
        changes += self._unsaid(doomed.where)
        changes += [Erase(Item, within(self.scope, Where("key", "in", tuple(doomed.ids))))]
        changes += erase(self.scope, doomed.folded.meant(doomed.where), line)
        if instead := doomed.instead:
            self.archive.remove(self.scope, (), instead)
        applied = self.store.apply([*going.beside, *changes, *emptied(self.scope, doomed.emptied), *told])
        if not applied.erased:
            self.store.apply(written_again(line))
        return doomed, line

    def _found(self, going: Going) -> "_Doomed | None":
        """What goes; None where there is nothing. It has left the archive where something is changed beside it."""
        if going.where is None:
            return None
        doomed = self._doomed(going.where)
        if going.beside and self._brought_back(doomed):
            doomed = self._doomed(going.where)
        return doomed if doomed.ids else None

    def _brought_back(self, doomed: "_Doomed") -> bool:
        """Let what is concerned leave the archive; whether there was any of it."""
        there = self.archive.holds(self.scope, sorted(doomed.concerned))
        if there:
            Restorer(self.store, self.archive, self.scope, self.clock).restore(Where("id", "in", tuple(sorted(there))))
        return bool(there)

    def _doomed(self, where: Filter) -> "_Doomed":
        hot = list(self.store.scan(Episode, within(self.scope, where)))
        cold = [one.episode for one in self.archive.scan(self.scope, where)]
        folded = Refolder(self.store, self.archive, self.scope, self.clock).refold(hot, cold)
        sessions = {one.session_id for one in (*hot, *cold)}
        around = Where("session_id", "in", tuple(sessions))
        there = list(self.store.scan(Episode, within(self.scope, around))) if sessions else []
        here = {one.id for one in there}
        archived = self.archive.scan(self.scope, around) if sessions else ()
        return _Doomed(
            where,
            folded.of({one.id for one in (*hot, *cold)}),
            frozenset(sessions),
            there,
            [one.episode for one in archived if one.episode.id not in here],
            folded,
        )

    def _boards(self, sessions: Collection[str], going: Collection[str]) -> list[Change]:
        """What working memory has kept of these sessions, and of what goes in others: it is made anew."""
        boards = self.store.scan(Board, within(self.scope))
        found = tuple(one.id for one in boards if one.id in sessions or any(id in going for id in one.cites))
        return [Erase(Board, within(self.scope, Where("id", "in", found)))] if found else []

    def _unsaid(self, where: Filter) -> list[Change]:
        """Responses may quote what goes; requests under way, this erasure among them, have said nothing yet. With all
        memories goes all that was thought of them, and of answers that had none."""
        responses = Erase(Response, within(self.scope, Where("status", "ne", None)))
        return [responses, *([Erase(Feedback, within(self.scope))] if where == EVERYTHING else [])]

    def _heard(self, doomed: "_Doomed") -> Heard:
        """Of those in the archive that heard what goes, only what they taught is looked at: they have no keys."""
        keyed = self.reading.keys is not FactKeys.OFF
        found = heard(self.store, self.scope, hearers(doomed.every, doomed.ids), keyed=keyed)
        archived = {one.id for one in doomed.cold}
        return replace(found, keyed=[one for one in found.keyed if one.turn.id not in archived])

    def _freed(self, spoilt: Heard, lent: Sequence[Episode]) -> list[Change]:
        """Turns that keep no word of what goes: those that heard it, and those that were lent a question."""
        theirs = {one.turn.id for one in spoilt.keyed}
        return [*spoilt.changes(self.scope, self.clock), *on_their_own(one for one in lent if one.id not in theirs)]

    def _unlearn(self, going: Collection[str], spoilt: Collection[str]) -> list[Change]:
        """What is known without the words that go: facts, practice, digests of days, and what was thought of either."""
        now = as_utc(self.clock())
        untold = {*going, *spoilt}
        untold |= self._deleted(untold)
        known = [
            *facts.without(self.store, self.scope, untold, now),
            *practice.without(self.store, self.scope, untold, self.clock),
        ]
        return [
            *known,
            *unjudged(self.store, self.scope, {*going, *erased(self.store, known)}),
            *(digests.without(self.store, self.scope, going) if going else ()),
        ]

    def _deleted(self, untold: Collection[str]) -> set[str]:
        """Memories deleted by age that alone speak for a fact once these are untold: it does not outlive its words."""
        heard = [facts.behind(one) for one in self.store.scan(Fact, within(self.scope))]
        rests = [left for some in heard if not some.isdisjoint(untold) and (left := some.difference(untold))]
        named = sorted(set[str]().union(*rests))
        there = self.store.pick(Episode, self.scope, named, ()).keys() | self.archive.holds(self.scope, named)
        return set[str]().union(*(left for left in rests if left.isdisjoint(there)))

    def _free_latecomers(self, doomed: "_Doomed", line: Audit) -> None:
        """Turns that came in between the look at a session and the erasure may hold what is erased."""
        if not doomed.places:
            return
        seen = {one.id for one in doomed.turns}
        first = min(position for _, position in doomed.places)
        latest = Where("session_id", "in", tuple(doomed.sessions)), RAW, Where("position", "gt", first)
        late = [one for one in self.store.scan(Episode, within(self.scope, *latest)) if one.id not in seen]
        if not late:
            return
        arrived = {one.id for one in late}
        every = [one for one in hearers([*doomed.every, *late], doomed.ids) if one.turn.id in arrived]
        spoilt = heard(self.store, self.scope, every, keyed=self.reading.keys is not FactKeys.OFF)
        freed = self._freed(spoilt, followers(late, doomed.places))
        if freed:
            self.store.apply([*freed, *self._unlearn((), spoilt.unlearn), *written_again(line)])


@dataclass(frozen=True, slots=True)
class _Doomed:
    """What was asked for; the ids of what goes, here and in the archive; its sessions, and all that these hold: here,
    and only there; and what becomes of shorter memories."""

    where: Filter
    ids: frozenset[str]
    sessions: frozenset[str]
    here: list[Episode]
    cold: list[Episode]
    folded: Refolded

    @property
    def turns(self) -> list[Episode]:
        return raw(self.here)

    @property
    def every(self) -> list[Episode]:
        """All that was said."""
        return raw([*self.here, *self.cold])

    @property
    def instead(self) -> list[Cold]:
        """What takes the place of those in the archive that remember something of it."""
        return [*map(Cold, followers(raw(self.cold), self.places)), *self.folded.cold]

    @property
    def concerned(self) -> set[str]:
        """The ids of all that goes, and of what remembers something of it, wherever they are."""
        cold = {one.episode.id for one in self.folded.cold}
        return {*self.ids, *self.folded.renewed, *cold, *(one.id for one in followers(self.every, self.places))}

    @property
    def left(self) -> list[Episode]:
        """What can still be read of the sessions, as it will be then."""
        staying = [one for one in (*self.here, *self.cold) if one.id not in self.ids and not one.standby]
        return [self.folded.anew.get(one.id, one) for one in staying]

    @property
    def places(self) -> set[tuple[str, int]]:
        return places(self.every, self.ids)

    @property
    def emptied(self) -> list[str]:
        """The sessions of which nothing stays in the archive."""
        staying = {one.session_id for one in self.cold if one.id not in self.ids}
        return sorted(self.sessions - staying)
