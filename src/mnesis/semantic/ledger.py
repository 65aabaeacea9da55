"""The facts of a few subjects as a draft: statements are entered, what follows is settled, and the difference comes out
as changes. Everything that changes facts goes through here, so there is one place where a fact and its log could part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.episodic.identity import content_id
from mnesis.model import (
    Change,
    Entity,
    Erase,
    Event,
    Expect,
    Fact,
    Key,
    Predicate,
    Put,
    Scope,
    SourceType,
    What,
    Where,
    predicate_of,
    within,
)
from mnesis.semantic.edges import Triple, edges, triple
from mnesis.semantic.entry import Entry
from mnesis.semantic.history import SPOKEN, State, events_of, fold
from mnesis.semantic.objects import plain
from mnesis.semantic.resolution import Entities
from mnesis.semantic.restating import interrupted, parted, restated
from mnesis.semantic.sensitive import is_sensitive
from mnesis.semantic.settling import MOVABLE, Held, Ruling, settle
from mnesis.semantic.shelf import Shelf, family
from mnesis.semantic.telling import key_text
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something said of a subject, once it is known who and what is meant. `object` is "" where the words end
    something without naming it; `said` is a STATED or ENDED event."""

    subject: Entity
    predicate: str
    object: str
    thing: Entity | None = None
    said: Event


Group = tuple[str, str]
"""A subject (the id it turned out to have) and a predicate."""


class Ledger(Shelf):
    """Facts of one scope at one moment of transaction time; `changes` says what to apply."""

    def __init__(self, store: Store, scope: Scope, now: datetime, entities: Entities) -> None:
        super().__init__(store, scope, entities)
        self._now = now
        self._touched: dict[Group, set[str]] = {}

    # --- writing ---------------------------------------------------------------------------------------------

    def heard(self, statement: Statement) -> bool:
        """Whether this has been learnt from the same episode before."""
        names = self._names_of(statement) if plain(statement.object) else None
        group = self.group(statement.subject.id, statement.predicate)
        return any((names is None or one.names & names) and one.heard(statement.said) for one in group)

    def alike(self, statement: Statement) -> list[Entry]:
        """The facts of the same subject, predicate and object."""
        names = self._names_of(statement)
        return [one for one in self.group(statement.subject.id, statement.predicate) if one.names & names]

    def tell(self, statement: Statement) -> Entry | None:
        """Enter a statement: as part of a fact that is known, or as a new one. None where it ends something that was
        never heard of and that it does not name."""
        group = self.group(statement.subject.id, statement.predicate)
        names = self._names_of(statement)
        named = bool(plain(statement.object))
        same = [one for one in group if one.names & names or not named]
        if same and (statement.subject.id, statement.predicate) in self._touched:
            self._settle(statement.subject.id, predicate_of(statement.predicate))
        if not named:
            return self._end_unnamed(group, statement)
        statement = replace(statement, said=_with_window(statement, names, group))
        for one in self._rivals(statement, names):
            self._part(one, statement.said)
        rivals = [one.state for one in self._rivals(statement, names)]
        for one in sorted(same, key=lambda one: one.state.said, reverse=True):
            what = restated(one.state, statement.said)
            if what and not interrupted(one.state, statement.said, rivals):
                one.log(replace(statement.said, what=what))
                return self._touch(one)
        return self._new(statement, names)

    def _rivals(self, statement: Statement, names: frozenset[str]) -> list[Entry]:
        """The facts that cannot hold together with a statement."""
        predicate, subject = predicate_of(statement.predicate), statement.subject.id
        if predicate.functional and predicate.name not in MOVABLE:
            return [one for one in self.group(subject, predicate.name) if not one.names & names]
        if predicate.opposite:
            return [one for one in self.group(subject, predicate.opposite) if one.names & names]
        return []

    def _part(self, entry: Entry, said: Event) -> None:
        """Make two facts of one, where a statement that came late shows that it was two times."""
        origin = next((one.episode for one in entry.events if one.what in SPOKEN), None)
        if not (moving := parted(entry.state, origin, said)):
            return
        first, *more = (replace(one, at=self._now) for one in moving)
        id = self._id(entry.fact.entity_id, entry.fact, first)
        if self._known(id):
            return
        fact = replace(entry.fact, id=id, created_at=self._now)
        self.enter(Entry.new(fact, entry.names, replace(first, what=What.STATED), *more))
        entry.log(*(Event(at=self._now, what=What.WITHDRAWN, episode=one.episode, by=id) for one in moving))
        self._touch(self.entries[id])
        self._touch(entry)

    def _id(self, subject: str, of: Statement | Fact, said: Event) -> str:
        about = (subject, of.predicate, plain(of.object), said.episode or "")
        return content_id("fact", self._scope.tenant, self._scope.name, *about, time=said.moment)

    def _known(self, id: str) -> Entry | None:
        """The fact of this id, whomever it is about now: what has been said in those words at that moment, a split of
        entities may have given to another subject."""
        if id not in self.entries:
            self.hold(self._store.get(Fact, [id], within(self._scope)))
        return self.entries.get(id)

    def _names_of(self, statement: Statement) -> frozenset[str]:
        thing = statement.thing
        return frozenset({plain(statement.object)} | ({self.end(thing.id)} if thing else set()))

    def _end_unnamed(self, group: Sequence[Entry], statement: Statement) -> Entry | None:
        """End what holds, where words such as "I quit" do not say what."""
        if not predicate_of(statement.predicate).functional:
            return None
        open = [one for one in group if one.state.believed and restated(one.state, statement.said)]
        open = [one for one in open if one.state.valid_until is None or one.state.valid_until > statement.said.moment]
        if not open:
            return None
        last = max(open, key=lambda one: one.state.said)
        last.log(statement.said)
        return self._touch(last)

    def _new(self, statement: Statement, names: frozenset[str]) -> Entry:
        said, scope = statement.said, self._scope
        id = self._id(statement.subject.id, statement, said)
        if held := self._known(id):
            held.log(said)
            return self._touch(held)
        fact = Fact(
            id=id,
            scope=scope,
            entity_id=statement.subject.id,
            subject=statement.subject.name,
            predicate=statement.predicate,
            object=statement.object,
            object_id=statement.thing.id if statement.thing else None,
            sensitive=is_sensitive(statement.predicate, statement.object, said.quote),
            source_type=said.source_type or SourceType.STATED,
            created_at=self._now,
            updated_at=self._now,
        )
        self.enter(Entry.new(fact, names, said))
        return self._touch(self.entries[id])

    def log(self, id: str, *events: Event) -> None:
        """Enter events into the log of a fact by hand."""
        self.entries[id].log(*events)
        self._touch(self.entries[id])

    def look_again(self) -> None:
        """Settle everything in the draft, though nothing new was entered."""
        for entry in self.entries.values():
            self._touch(entry)

    def rewrite(self, id: str, events: Sequence[Event]) -> None:
        """Replace the log of a fact; none is left of one without events."""
        entry = self.entries[id]
        self._touch(entry)
        if events:
            entry.rewrite(events)
        else:
            self.gone.add(id)

    def rename(self, fact: Fact, subject: str, object: str) -> None:
        """Tell a fact with other names, which changes nothing of what it says."""
        self.hold([fact])
        entry = self.entries[fact.id]
        entry.fact = replace(entry.fact, subject=subject, object=object)
        entry.changed = True

    def _touch(self, entry: Entry) -> Entry:
        subject = self.end(entry.fact.entity_id)
        about = self._touched.setdefault((subject, entry.fact.predicate), set())
        about.update(entry.names, (one.instead_of for one in entry.events if one.instead_of))
        return entry

    # --- settling --------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Let what was entered have its consequences for other facts."""
        done: set[tuple[str, ...]] = set()
        for subject, name in list(self._touched):
            predicate = predicate_of(name)
            together = (subject, *sorted(family(predicate)))
            if together not in done:
                done.add(together)
                self._settle(subject, predicate)

    def _settle(self, subject: str, predicate: Predicate) -> None:
        names = family(predicate)
        group = [one for name in names for one in self.group(subject, name)]
        if not predicate.functional:
            about = frozenset().union(*(self._touched.get((subject, name), ()) for name in names))
            concerned = [one.names for one in group if _concerned(one, about)]
            group = [one for one in group if one.names & about.union(*concerned)]
        held = [Held(id=one.fact.id, predicate=one.fact.predicate, names=one.names, state=one.state) for one in group]
        rulings = settle(predicate, held)
        for one in group:
            self._rule(one, rulings.get(one.fact.id))

    def _rule(self, entry: Entry, ruling: Ruling | None) -> None:
        """Log what follows for a fact, where it is not what followed already."""
        last = entry.state.ruling
        if ruling == (last and Ruling.of(last)):
            return
        if ruling is None:
            entry.log(Event(at=self._now, what=What.REOPENED))
        else:
            entry.log(ruling.event(self._now))

    # --- the outcome -----------------------------------------------------------------------------------------

    def changes(self) -> list[Change]:
        """What makes the store hold the draft. Every fact that is written or erased is guarded: where somebody else was
        faster, applying it raises Conflict."""
        self.settle()
        gone = [self.entries[id] for id in sorted(self.gone)]
        changed = [one for id, one in self.entries.items() if one.changed and id not in self.gone]
        return [
            *(change for one in gone for change in _erase(one)),
            *(change for one in changed for change in _write(one)),
            *edges(self._store, self._scope, self._edges([*gone, *changed]), self._now),
        ]

    def _edges(self, entries: Iterable[Entry]) -> dict[Triple, list[Fact]]:
        """The edges that these are, each with all facts there are of it."""
        wanted: dict[Triple, list[Fact]] = {where: [] for one in entries if (where := triple(one.fact))}
        for id, one in self.entries.items():
            where = triple(one.fact) if wanted else None
            if where in wanted and id not in self.gone:
                wanted[where].append(one.outcome())
        return wanted


def _concerned(entry: Entry, about: frozenset[str]) -> bool:
    """Whether something said of these objects may mean something for a fact that takes many values."""
    fact = entry.fact
    return bool(
        entry.names & about or fact.superseded_by or fact.known_until or fact.source_type is SourceType.CORRECTED
    )


def _with_window(statement: Statement, names: frozenset[str], group: Iterable[Entry]) -> Event:
    """What was said; a correction without a time of its own holds when the wrong value was thought to."""
    said, predicate = statement.said, predicate_of(statement.predicate)
    if not said.corrects or said.valid_from or said.valid_until or predicate.name in MOVABLE:
        return said
    wrong = [
        one.state
        for one in group
        if one.state.sayings and one.state.said <= said.moment and not one.names & names
        if (said.instead_of in one.names if said.instead_of else predicate.functional)
    ]
    if not wrong:
        return said
    last = max(wrong, key=lambda state: state.said)
    return replace(said, valid_from=last.own_from, valid_until=last.own_until)


def _write(entry: Entry) -> list[Change]:
    fact, old = entry.outcome(), entry.stored
    keys = _keys(fact, entry.state)
    before = fold(events_of(old)) if old else None
    same = old is not None and before is not None and _keys(old, before) == keys
    expected = Expect(Fact, fact.scope, fact.id, old.version if old else 0)
    return [expected, Put(fact, None if same else keys)]


def _keys(fact: Fact, state: State) -> tuple[Key, ...]:
    return (Key(fact.id, text=key_text(fact, state)),)


def _erase(entry: Entry) -> list[Change]:
    if entry.stored is None:
        return []
    fact = entry.stored
    gone = Erase(Fact, within(fact.scope, Where("id", "eq", fact.id)))
    return [Expect(Fact, fact.scope, fact.id, fact.version), gone]
