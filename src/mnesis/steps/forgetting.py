"""Forgetting: the memories, what others remember of them, and what was learnt from them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from mnesis.episodic.identity import new_id
from mnesis.episodic.lending import on_their_own
from mnesis.episodic.sessions import summarised_again
from mnesis.governance.erasure import emptied, erase, followers, places, trail, written_again
from mnesis.model import (
    All,
    Audit,
    Board,
    Change,
    Clock,
    Episode,
    Erase,
    Filter,
    Forgotten,
    Scope,
    Session,
    Where,
    as_utc,
    within,
)
from mnesis.procedural import forgetting as practice
from mnesis.reflection import forgetting as digests
from mnesis.semantic import forgetting as facts
from mnesis.steps.hearing import Heard, heard, hearers
from mnesis.steps.insisting import insist
from mnesis.steps.understanding import FactKeys, Reading
from mnesis.stores.cold.contract import Archive
from mnesis.stores.cold.memory import NOTHING
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True)
class Forgetter:
    """Erases memories of one scope of a store. What was learnt with words that go, from words that stay, is left to a
    job."""

    store: Store
    scope: Scope
    clock: Clock
    reading: Reading = field(default_factory=Reading)
    archive: Archive = NOTHING

    def forget(self, where: Filter) -> Forgotten:
        """Erase what the filter holds for, whole or not at all."""
        return insist(lambda: self._forget(where))

    def _forget(self, where: Filter) -> Forgotten:
        """See `forget`. Raises Conflict, and erases nothing, where a turn that stays changed meanwhile."""
        going = {one.id: one.session_id for one in self.store.scan(Episode, within(self.scope, where))}
        if not going:
            return Forgotten(0)
        sessions = tuple(set(going.values()))
        touched = within(self.scope, Where("session_id", "in", sessions))
        turns = list(self.store.scan(Episode, touched))
        gone = places(turns, going.keys())
        line = trail(new_id(self.clock), self.scope, as_utc(self.clock()), len(going))
        left = [one for one in turns if one.id not in going]
        told = summarised_again(self.store.get(Session, sessions, within(self.scope)), left)
        spoilt = self._heard(turns, going)
        changes = [*self._freed(spoilt, followers(turns, gone)), *self._unlearn(going, spoilt.unlearn)]
        changes += [*self._boards(sessions, going), *erase(self.scope, where, line)]
        self.store.apply([*changes, *emptied(self.scope, sessions), *told])
        insist(lambda: self._free_latecomers(touched, turns, going, line))
        return Forgotten(len(going), line.id)

    def _boards(self, sessions: Collection[str], going: Collection[str]) -> list[Change]:
        """What working memory has kept of these sessions, and of what goes in others: it is made anew."""
        boards = self.store.scan(Board, within(self.scope))
        found = tuple(one.id for one in boards if one.id in sessions or any(id in going for id in one.cites))
        return [Erase(Board, within(self.scope, Where("id", "in", found)))] if found else []

    def _heard(self, turns: Sequence[Episode], gone: Collection[str]) -> Heard:
        keyed = self.reading.keys is not FactKeys.OFF
        return heard(self.store, self.scope, hearers(turns, gone), keyed=keyed)

    def _freed(self, spoilt: Heard, lent: Sequence[Episode]) -> list[Change]:
        """Turns that keep no word of what goes: those that heard it, and those that were lent a question."""
        theirs = {one.turn.id for one in spoilt.keyed}
        return [*spoilt.changes(self.scope, self.clock), *on_their_own(one for one in lent if one.id not in theirs)]

    def _unlearn(self, going: Collection[str], spoilt: Collection[str]) -> list[Change]:
        """What is known without the words that go: facts, practice, digests of days."""
        now = as_utc(self.clock())
        untold = {*going, *spoilt}
        return [
            *facts.without(self.store, self.scope, untold, now),
            *practice.without(self.store, self.scope, untold, self.clock),
            *(digests.without(self.store, self.scope, going) if going else ()),
        ]

    def _free_latecomers(self, touched: Filter, turns: Sequence[Episode], going: Collection[str], line: Audit) -> None:
        """Turns that came in between the look at a session and the erasure may hold what is erased."""
        seen = {one.id for one in turns}
        gone = places(turns, going)
        latest = All((touched, Where("position", "gt", min(position for _, position in gone))))
        late = [one for one in self.store.scan(Episode, latest) if one.id not in seen]
        if not late:
            return
        arrived = {one.id for one in late}
        every = [one for one in hearers([*turns, *late], going) if one.turn.id in arrived]
        spoilt = heard(self.store, self.scope, every, keyed=self.reading.keys is not FactKeys.OFF)
        freed = self._freed(spoilt, followers(late, gone))
        if freed:
            self.store.apply([*freed, *self._unlearn((), spoilt.unlearn), *written_again(line)])
