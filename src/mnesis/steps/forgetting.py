"""Forgetting: the memories, what others remember of them, and what was learnt from them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mnesis.episodic.identity import new_id
from mnesis.episodic.lending import on_their_own
from mnesis.episodic.sessions import summarised_again
from mnesis.governance.erasure import emptied, erase, followers, places, trail, written_again
from mnesis.model import All, Audit, Change, Clock, Episode, Filter, Forgotten, Scope, Session, Where, as_utc, within
from mnesis.procedural import forgetting as practice
from mnesis.reflection import forgetting as digests
from mnesis.semantic import forgetting as facts
from mnesis.steps.insisting import insist
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True)
class Forgetter:
    """Erases memories of one scope of a store."""

    store: Store
    scope: Scope
    clock: Clock

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
        changes = [*on_their_own(followers(turns, gone)), *self._unlearn(going), *erase(self.scope, where, line)]
        self.store.apply([*changes, *emptied(self.scope, sessions), *told])
        insist(lambda: self._free_latecomers(touched, turns, gone, line))
        return Forgotten(len(going), line.id)

    def _unlearn(self, going: Collection[str]) -> list[Change]:
        """What is known without the words that go: facts, practice, digests of days."""
        now = as_utc(self.clock())
        return [
            *facts.without(self.store, self.scope, going, now),
            *practice.without(self.store, self.scope, going, self.clock),
            *digests.without(self.store, self.scope, going),
        ]

    def _free_latecomers(
        self, touched: Filter, turns: Sequence[Episode], gone: set[tuple[str, int]], line: Audit
    ) -> None:
        """Turns that came in between the look at a session and the erasure may have been lent what is erased."""
        seen = {one.id for one in turns}
        latest = All((touched, Where("position", "gt", min(position for _, position in gone))))
        late = [one for one in self.store.scan(Episode, latest) if one.id not in seen]
        if freed := on_their_own(followers(late, gone)):
            self.store.apply([*freed, *written_again(line)])
