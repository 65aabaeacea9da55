"""Facts taken out of the store to be worked on, in few queries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mnesis.model import (
    AnyOf,
    EntityType,
    Fact,
    Filter,
    Predicate,
    Scope,
    SourceType,
    Where,
    predicate_of,
    within,
)
from mnesis.semantic.entry import Entry
from mnesis.semantic.naming import entity_id, user_id
from mnesis.semantic.objects import plain
from mnesis.semantic.resolution import Entities
from mnesis.semantic.standing import canonical, members
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be read: a subject and a predicate; `objects`, where there are any, are the only ones that matter."""

    subject: str
    predicate: str
    objects: tuple[str, ...] = ()


class Shelf:
    """Facts of one scope by subject and predicate, where entities are what they turned out to be. `gone` are those that
    are taken off."""

    def __init__(self, store: Store, scope: Scope, entities: Entities) -> None:
        self.entries: dict[str, Entry] = {}
        self.gone: set[str] = set()
        self._store, self._scope, self._entities = store, scope, entities
        self._by_predicate: dict[str, list[Entry]] = {}
        self._ends: dict[str, str] = {}
        self._fluid: set[str] = set()

    def load(self, subjects: Iterable[str], predicates: Iterable[str]) -> None:
        """Read what is known of these subjects (names as texts say them, or ids) under these predicates and their
        opposites."""
        names = set(subjects)
        self.load_asked([Asked(name, predicate) for predicate in set(predicates) for name in names])

    def load_asked(self, asked: Sequence[Asked]) -> None:
        """Read what is known of each subject under its predicate and the opposite, and, where the object alone matters,
        of that object."""
        names = {name for one in asked for name in (one.subject, *one.objects) if name}
        ids = {name: self._bearing(name) for name in names}
        everybody = {user_id(self._scope), *(id for some in ids.values() for id in some)}
        self._fluid |= everybody
        self._ends.update(canonical(self._store, self._scope, everybody))
        behind = self._behind(everybody)
        meant = {name: {id for one in some for id in behind[self._ends[one]]} | some for name, some in ids.items()}
        for predicate, subjects, objects in _questions(asked):
            here = {id for name in subjects for id in meant[name]} | behind[self._ends[user_id(self._scope)]]
            place: list[Filter] = [Where("entity_id", "in", tuple(here)), Where("predicate", "in", family(predicate))]
            if objects:
                things = tuple({id for name in objects for id in meant[name]})
                right = Where("source_type", "eq", SourceType.CORRECTED)
                place.append(AnyOf((Where("object_id", "in", things), right)))
            self.hold(self._store.find(Fact, within(self._scope, *place)))

    def _bearing(self, name: str) -> set[str]:
        """The ids that a name may mean; it may be an id itself."""
        return {name, *(entity_id(self._scope, type, name) for type in EntityType)}

    def _behind(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """For what each of these turned out to be, everything that reads as it."""
        found: dict[str, set[str]] = {}
        for id, end in members(self._store, self._scope, {self._ends[id] for id in ids}).items():
            found.setdefault(end, set()).add(id)
        return found

    def load_around(self, facts: Sequence[Fact]) -> None:
        """Read everything that facts may bear on or depend on."""
        self.load({one.entity_id for one in facts}, {one.predicate for one in facts})
        self.hold(facts)

    def hold(self, facts: Iterable[Fact]) -> None:
        """Take these facts into the draft; those it has stay as they are."""
        new = [one for one in facts if one.id not in self.entries]
        unknown = {id for one in new for id in (one.entity_id, one.object_id) if id} - self._ends.keys()
        self._ends.update(canonical(self._store, self._scope, unknown) if unknown else {})
        for one in new:
            self.enter(Entry(one, one, self._names(one)))

    def enter(self, entry: Entry) -> None:
        """Put a fact beside the others."""
        self.entries[entry.fact.id] = entry
        self._by_predicate.setdefault(entry.fact.predicate, []).append(entry)

    def end(self, id: str) -> str:
        """What an entity turned out to be, by the store and, for those that are spoken of now, by what is drafted."""
        end = self._ends.get(id, id)
        return self._entities.canonical(end) if end in self._fluid or id not in self._ends else end

    def _names(self, fact: Fact) -> frozenset[str]:
        known = {plain(fact.object)}
        return frozenset(known | ({self.end(fact.object_id)} if fact.object_id else set()))

    def group(self, subject: str, predicate: str) -> list[Entry]:
        """The facts of a subject under a predicate, by arrival."""
        return [
            one
            for one in self._by_predicate.get(predicate, ())
            if one.fact.id not in self.gone and self.end(one.fact.entity_id) == subject
        ]


def _questions(asked: Iterable[Asked]) -> Iterator[tuple[Predicate, set[str], set[str]]]:
    """One question a predicate: of which subjects, and of which objects alone (none: of all)."""
    by_name: dict[str, list[Asked]] = {}
    for one in asked:
        by_name.setdefault(predicate_of(one.predicate).name, []).append(one)
    for name, some in by_name.items():
        objects = {object for one in some for object in one.objects} if all(one.objects for one in some) else set()
        yield predicate_of(name), {one.subject for one in some}, objects


def family(predicate: Predicate) -> tuple[str, ...]:
    """The predicates whose facts exclude each other."""
    return (predicate.name, predicate.opposite) if predicate.opposite else (predicate.name,)
