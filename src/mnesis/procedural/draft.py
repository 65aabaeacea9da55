"""What a scope knows of practice, held in memory: events are noted in it, and it tells the changes that keep them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from mnesis.episodic.identity import content_id
from mnesis.model import (
    Change,
    Erase,
    Expect,
    Preference,
    PreferenceCategory,
    Procedure,
    Put,
    Scope,
    Where,
    stored,
    within,
)
from mnesis.procedural import doing, preferring
from mnesis.procedural.lesson import Lesson, differences
from mnesis.procedural.log import TOLD, Event, Log, apart_from, in_order
from mnesis.procedural.naming import canonical, same, task
from mnesis.procedural.replacing import Replacements, replacements
from mnesis.stores.contract import Store

Practice = Preference | Procedure


@dataclass(slots=True)
class Draft:
    """All preferences and procedures of a scope with their logs. `note`, `tell` and `add` write in the logs, `drop`
    and `clear` take out of them; `lesson` folds them anew and compares with what is stored."""

    scope: Scope
    now: datetime
    preferences: dict[str, Preference] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    """The ids of what is stored."""
    logs: dict[str, Log] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, store: Store, scope: Scope, now: datetime) -> "Draft":
        """Two queries; there are only as many records as somebody has ways."""
        preferences = {one.id: one for one in store.find(Preference, within(scope))}
        procedures = {one.id: one for one in store.find(Procedure, within(scope))}
        logs = {id: preferring.log_of(one) for id, one in preferences.items()}
        logs |= {id: doing.log_of(one) for id, one in procedures.items()}
        return cls(scope, now, preferences, procedures, frozenset(logs), logs)

    # --- writing in the logs ---------------------------------------------------------------------------------

    def note(self, category: PreferenceCategory, key: str, event: Event) -> str:
        """Add what was said about a preference, unless the same episode said so already. Its id."""
        place = canonical(category, key)
        id = self.preferred(category, key) or content_id("preference", self.scope.tenant, self.scope.name, *place)
        if id not in self.preferences:
            self.preferences[id] = Preference(
                id=id,
                scope=self.scope,
                category=place[0],
                key=place[1],
                value="",
                created_at=self.now,
                updated_at=self.now,
            )
        if not any(_alike(one, event) for one in self.logs.get(id, ())):
            self.add(id, event)
        return id

    def preferred(self, category: PreferenceCategory, key: str) -> str | None:
        """The id of the preference of this key, if there is one."""
        place = canonical(category, key)
        return next((id for id, one in self.preferences.items() if canonical(one.category, one.key) == place), None)

    def tell(self, event: Event) -> str:
        """Add how a task is done, unless the same episode said so already: to the procedure for that task whose steps
        are most like these, or to a new one where none is. Its id."""
        mine = task(event["trigger"], event.get("context"))
        rivals = [id for id, one in self.procedures.items() if mine in doing.tasks(one, self.logs.get(id, ()))]
        known = next((id for id in rivals if doing.is_known(self.logs[id], event)), None)
        if known:
            return known
        likeness = {id: doing.likeness(self._tellings(id), event["steps"]) for id in rivals}
        id = min(rivals, key=lambda one: (-likeness[one], one), default="")
        if not id or likeness[id] < doing.ALIKE:
            id = self._unused(mine)
            self.procedures[id] = Procedure(
                id=id,
                scope=self.scope,
                name="",
                trigger=event["trigger"],
                created_at=self.now,
                updated_at=self.now,
            )
        self.add(id, event)
        return id

    def _tellings(self, id: str) -> Log:
        """A log that says how it is done: where all tellings were dropped, to be told anew, the steps it had."""
        log = self.logs[id]
        return log if doing.texts(log) else (*log, {"event": TOLD, "steps": self.procedures[id].steps})

    def _unused(self, task: str) -> str:
        """Procedures are numbered within their task, so that two who learn one at the same moment collide."""
        names = (content_id("procedure", self.scope.tenant, self.scope.name, task, str(n)) for n in count())
        return next(name for name in names if name not in self.procedures)

    def add(self, id: str, event: Event) -> None:
        """Add an event to a log."""
        self.logs[id] = in_order((*self.logs.get(id, ()), event))
        self.touched.add(id)

    def drop(self, episodes: Collection[str]) -> None:
        """Take out of every log what rests on one of these episodes."""
        for id, log in self.logs.items():
            left = apart_from(log, episodes)
            if len(left) < len(log):
                self.logs[id] = doing.cleaned(left) if id in self.procedures else left
                self.touched.add(id)

    def clear(self, id: str) -> None:
        """Leave nothing of a record."""
        self.logs[id] = ()
        self.touched.add(id)

    # --- what became of it ------------------------------------------------------------------------------------

    def lesson(self) -> Lesson:
        """Everything that is otherwise than it is stored."""
        said = [event for id, own in self.preferences.items() for event in replacements(own, self.logs[id])]
        every = Replacements.of(said)
        wanted = {id: self._wanted(one) for id, one in self.preferences.items()}
        done = {id: self._done(one, every) for id, one in self.procedures.items()}
        if not self.touched.isdisjoint(done):
            self._supersede(done)
        preferences = tuple(one for one in wanted.values() if one and self._differs(one, self.preferences[one.id]))
        procedures = tuple(one for one in done.values() if one and self._differs(one, self.procedures[one.id]))
        gone = [self.preferences[id] for id, one in wanted.items() if one is None and id in self.kept]
        ended = [self.procedures[id] for id, one in done.items() if one is None and id in self.kept]
        changing: list[Practice] = [*preferences, *procedures, *gone, *ended]
        changes: list[Change] = [
            *self._guards(changing),
            *(Put(one, preferring.keys_of(one)) for one in preferences),
            *(Put(one, doing.keys_of(one)) for one in procedures),
            *self._erasures(Preference, gone),
            *self._erasures(Procedure, ended),
        ]
        before = [(self.procedures[one.id], one) for one in procedures if one.id in self.kept]
        changed = tuple(part for old, new in before for part in differences(old, new))
        erased = tuple(one.id for one in changing[len(preferences) + len(procedures) :])
        return Lesson(tuple(changes), preferences, procedures, erased, changed)

    def _wanted(self, own: Preference) -> Preference | None:
        return preferring.fold(own, self.logs[own.id], self.now) if own.id in self.touched else own

    def _done(self, own: Procedure, every: Replacements) -> Procedure | None:
        log = self.logs[own.id]
        near = doing.news(log, every.concerning(doing.texts(log)))
        return doing.fold(own, log, near, self.now) if near or own.id in self.touched else own

    def _supersede(self, done: dict[str, Procedure | None]) -> None:
        """Of the procedures for one task, each gives way to the one that was told next."""
        there = sorted(
            (doing.last_told(one.history), id, doing.tasks(one, one.history)) for id, one in done.items() if one
        )
        for at, (_, id, tasks) in enumerate(there):
            own, later = done[id], there[at + 1 :]
            after = next((other for _, other, theirs in later if tasks & theirs), None)
            if own and own.superseded_by != after:
                done[id] = replace(own, superseded_by=after)

    def _differs(self, new: Practice, old: Practice) -> bool:
        if new is old:
            return False
        return new.id not in self.kept or stored(replace(new, updated_at=old.updated_at)) != old

    def _guards(self, changing: Sequence[Practice]) -> list[Change]:
        """Nobody has changed these meanwhile, nor the preferences that their replacements came from."""
        sources = {id for one in changing if isinstance(one, Procedure) for id in doing.sources(one)} & self.kept
        mine = {one.id for one in changing}
        every = [*changing, *(self.preferences[id] for id in sorted(sources - mine) if id in self.preferences)]
        return [Expect(type(one), self.scope, one.id, one.version if one.id in self.kept else 0) for one in every]

    def _erasures(self, kind: type[Practice], gone: Sequence[Practice]) -> list[Change]:
        ids = tuple(one.id for one in gone)
        return [Erase(kind, within(self.scope, Where("id", "in", ids)))] if ids else []


def _alike(one: Event, other: Event) -> bool:
    """Whether one episode says the same twice."""
    said = one.get("episode") is not None and one["episode"] == other.get("episode")
    return said and one["event"] == other["event"] and same(one["value"]) == same(other["value"])
