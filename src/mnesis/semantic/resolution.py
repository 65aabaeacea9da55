"""Which entity a name means: those of a scope, as one batch of findings meets them.

An entity's id follows from its type and name, so every name is looked up by id, and so is a first name or an alias: it
has a row of its own that says whom it means. Rules, and nothing but rules; everything else is for the user's hand:

- One folded name and type are one entity; one name under two types is two.
- A thing without a type (`other`) is the one typed thing of that name, and becomes it when that comes later.
- A first name is the one person of that first name; where there are two, it is somebody of its own.
- Two names are one thing where the words say so (`Named.aliases`).
- Nothing is joined again that was parted by hand.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mnesis.episodic.identity import content_id
from mnesis.errors import InvalidInput
from mnesis.model import (
    USER,
    Add,
    Audit,
    Change,
    Entity,
    EntityType,
    Erase,
    Expect,
    Named,
    Put,
    Scope,
    Sort,
    Where,
    check_value,
    within,
)
from mnesis.semantic.joining import also_called, join, kept_apart, tied, ties
from mnesis.semantic.naming import entity_id, first_name, folded, importance, keys_of, names_of, user_id
from mnesis.stores.contract import Store

_SAID = 300
"""Characters of a description to which more is added, at most."""


class Entities:
    """The entities of one scope that one batch names. Reads the store, writes nothing: `changes` says what to apply.
    `notices` tells what could not be done as it was said."""

    def __init__(self, store: Store, scope: Scope, now: datetime) -> None:
        self.notices: list[str] = []
        self._store, self._scope, self._now = store, scope, now
        self._user = user_id(scope)
        self._stored: dict[str, Entity] = {}
        self._rows: dict[str, Entity] = {}
        self._asked: set[str] = set()
        self._relied: set[str] = set()
        self._trail: list[Audit] = []

    def load(self, names: Iterable[str]) -> None:
        """Read all that these names may mean, in a few queries for all of them. What was not loaded beforehand is
        loaded when it is asked for."""
        wanted = {self._user}
        for name in names:
            wanted.update(entity_id(self._scope, type, name) for type in EntityType if folded(name))
            if first := first_name(name, EntityType.PERSON):
                wanted.add(entity_id(self._scope, EntityType.PERSON, first))
        self._fetch(wanted)

    def entity(self, named: Named, at: datetime) -> Entity:
        """The entity that is meant, made where there is none, with this mention of it counted. Raises InvalidInput for
        a name that is empty or cannot be kept."""
        names = (named.name, *named.aliases)
        for name in names:
            _check(name)
        self.load(names)
        known = self._meant(named.type, named.name) or self._made(named.type, named.name, at)
        self._keep(self._mentioned(known, named, at))
        for alias in named.aliases:
            self._alias(known.id, alias, at)
        return self._rows[known.id]

    def call(self, entity: Entity, name: str) -> Entity:
        """The entity after somebody said what it is called ("My name is Otto"). The user takes the name and keeps the
        former as an alias; where another person of the scope has it already, it becomes the alias, and `notices` says
        so. For everything else it is an alias."""
        _check(name)
        self.load((name,))
        known = self._rows[self.canonical(entity.id)]
        bearer = self._row(EntityType.PERSON, name)
        if known.id != self._user:
            self._alias(known.id, name, known.last_referenced)
        elif bearer:
            if self.canonical(bearer.id) != known.id:
                self.notices.append(f"{name} is another person here, so it is an alias of the user: merge them if not.")
            self._keep(also_called(known, (name,)))
        elif folded(name) != folded(known.name):
            self._relied.add(entity_id(self._scope, EntityType.PERSON, name))
            others = tuple(alias for alias in known.aliases if folded(alias) != folded(name))
            self._keep(also_called(replace(known, name=name.strip(), aliases=others), (known.name,)))
            self._introduce(self._rows[known.id])
        return self._rows[known.id]

    def apart(self, one: Entity, named: Named, at: datetime) -> Entity:
        """A new entity that is not `one`, whatever the rules would say. Raises InvalidInput where the name means
        somebody already."""
        _check(named.name)
        self.load((named.name,))
        if folded(named.name) == USER or self._meant(named.type, named.name):
            raise InvalidInput(what=f"name {named.name}", problem="means somebody here already: choose a fuller one")
        new = tied(self._drafted(named.type, named.name, at), apart=(one.id,))
        self._keep(self._mentioned(new, named, at))
        self._introduce(self._rows[new.id])
        return self._rows[new.id]

    def known(self, named: Named) -> Entity | None:
        """The entity that is meant, where there is one; no mention is counted. Raises InvalidInput as `entity`."""
        _check(named.name)
        self.load((named.name,))
        return self._meant(named.type, named.name)

    def forget(self, person: Entity) -> None:
        """Let nothing mean this entity any more, which is about to go."""
        first = first_name(person.name, person.type)
        if first is None:
            return
        self.load((first,))
        row = self._row(EntityType.PERSON, first)
        if row and person.id in ties(row, "stands_for"):
            self._stand(row, [id for id in ties(row, "stands_for") if id != person.id])

    def canonical(self, id: str) -> str:
        """The id of what an entity turned out to be: its own, where it stands for itself or is not known."""
        self._fetch({id})
        while (row := self._rows.get(id)) and row.merged_into in self._rows:
            id = row.merged_into
        return id

    def changes(self) -> list[Change]:
        """What is to be applied. Raises Conflict there, where somebody else was faster: then load and resolve again."""
        changed = {id: row for id, row in self._rows.items() if row != self._stored.get(id)}
        guards = [Expect(Entity, self._scope, id, self._version(id)) for id in sorted(self._relied | changed.keys())]
        return [*guards, *map(self._written, changed.values()), *(Add(line) for line in self._trail)]

    # --- reading ---------------------------------------------------------------------------------------------

    def _fetch(self, ids: Iterable[str]) -> None:
        """Read these, and whatever they turned out to be or stand for."""
        while wanted := set(ids) - self._asked:
            self._asked |= wanted
            found = self._store.get(Entity, sorted(wanted), within(self._scope))
            self._stored.update((one.id, one) for one in found)
            self._rows.update((one.id, one) for one in found)
            ids = {id for one in found for id in (one.merged_into, *ties(one, "stands_for")) if id}

    def _row(self, type: EntityType, name: str) -> Entity | None:
        return self._rows.get(entity_id(self._scope, type, name))

    def _version(self, id: str) -> int:
        return self._stored[id].version if id in self._stored else 0

    # --- meaning ---------------------------------------------------------------------------------------------

    def _meant(self, type: EntityType, name: str) -> Entity | None:
        """The entity that bears this name, if any."""
        user = self._rows.get(self.canonical(self._user))
        if folded(name) == USER:
            return user
        own = self._row(type, name)
        if own is None and user and type in (EntityType.PERSON, EntityType.OTHER) and folded(name) in names_of(user):
            return user
        if type is EntityType.OTHER:
            return self._typed(own, name)
        untyped = self._row(EntityType.OTHER, name)
        found = own or (untyped if untyped and untyped.merged_into else None)
        if found is None:
            return None
        known = self._rows[self.canonical(found.id)]
        return known if own or known.type is type else None

    def _typed(self, own: Entity | None, name: str) -> Entity | None:
        """The one typed thing of a name; where there are none or several, what is known by it without a type."""
        if own and own.merged_into:
            return self._rows[self.canonical(own.id)]
        bearers = [row for type in EntityType if type is not EntityType.OTHER and (row := self._row(type, name))]
        meant = {self.canonical(one.id) for one in bearers}
        if len(meant) != 1:
            return own
        [known] = (self._rows[id] for id in meant)
        if own and kept_apart(own, known):
            return own
        if own:
            self._join(own, known)
        return self._rows[known.id]

    def _made(self, type: EntityType, name: str, at: datetime) -> Entity:
        """A new entity. What was known by its name without a type turns out to be it."""
        if folded(name) == USER:
            type, name = EntityType.PERSON, USER
        untyped = self._row(EntityType.OTHER, name) if type is not EntityType.OTHER else None
        new = self._drafted(type, name, at)
        self._keep(new)
        if untyped and not untyped.merged_into and not kept_apart(untyped, new):
            self._inherit(untyped, new)
        self._introduce(self._rows[new.id])
        return self._rows[new.id]

    def _inherit(self, untyped: Entity, new: Entity) -> None:
        known = replace(
            new,
            mention_count=untyped.mention_count,
            first_seen=min(new.first_seen, untyped.first_seen),
            description=untyped.description,
        )
        self._join(untyped, known)

    def _introduce(self, person: Entity) -> None:
        """Let a first name mean this person: alone, if nobody else has it; where two do, nobody but itself."""
        first = first_name(person.name, person.type)
        if person.type is EntityType.PERSON:
            self._relied.add(self._user)  # who may be taking this very name
        if first is None:
            return
        self.load((first,))
        user = self._rows.get(self._user)
        if user and user.id != person.id and folded(first) in names_of(user):
            return
        row = self._row(EntityType.PERSON, first) or self._drafted(EntityType.PERSON, first, person.first_seen)
        if ties(row, "joined") or kept_apart(row, person):
            return
        self._stand(row, dict.fromkeys((*ties(row, "stands_for"), person.id)))

    def _stand(self, row: Entity, people: Iterable[str]) -> None:
        """Let a first name stand for these people: for the one, or for nobody but itself."""
        named = tied(row, stands_for=people)
        bearers = ties(named, "stands_for")
        alone = bearers[0] if len({self.canonical(id) for id in bearers}) == 1 else None
        if row.mention_count and row.merged_into != alone:
            self._log(row, alone or row.id)
        self._keep(replace(named, merged_into=alone))

    def _alias(self, id: str, alias: str, at: datetime) -> None:
        """Make a name that the words give it mean this entity too."""
        known = self._rows[id]
        found = self._meant(known.type, alias)
        if found is None:
            found = self._drafted(known.type, alias, at)
        if found.id == id or found.id == self._user or ties(found, "stands_for") or kept_apart(found, known):
            self._keep(also_called(known, (alias,)))
        else:
            self._join(found, known)

    # --- writing ---------------------------------------------------------------------------------------------

    def _drafted(self, type: EntityType, name: str, at: datetime) -> Entity:
        return Entity(
            id=entity_id(self._scope, type, name),
            scope=self._scope,
            name=name.strip(),
            type=type,
            first_seen=at,
            last_referenced=at,
            mention_count=0,
            created_at=self._now,
            updated_at=self._now,
        )

    def _mentioned(self, known: Entity, named: Named, at: datetime) -> Entity:
        """The entity after one more mention of it."""
        better = known.name.islower() and known.id != self._user and folded(named.name) == folded(known.name)
        after = replace(
            known,
            name=named.name.strip() if better else known.name,
            description=_described(known.description, named.description),
            first_seen=min(known.first_seen, at),
            last_referenced=max(known.last_referenced, at),
            mention_count=known.mention_count + 1,
        )
        return replace(after, importance=importance(after))

    def _join(self, other: Entity, one: Entity) -> None:
        joined, richer = join(other, one)
        if other.mention_count:
            self._log(other, one.id)
        self._keep(joined)
        self._keep(richer)

    def _keep(self, row: Entity) -> None:
        if row != self._rows.get(row.id):
            self._rows[row.id] = replace(row, updated_at=self._now)

    def _log(self, other: Entity, one: str) -> None:
        """A line for what a rule joined or, where it names one entity twice, parted."""
        action = "merge" if one != other.id else "unmerge"
        id = content_id("audit", action, self._scope.tenant, self._scope.name, other.id, one, str(other.version))
        detail = {"into": one} if action == "merge" else {}
        line = Audit(
            id=id, scope=self._scope, at=self._now, actor="rule", action=action, subject=other.id, detail=detail
        )
        self._trail.append(line)

    def _written(self, row: Entity) -> Change:
        """The row put in place with its keys, or, where it means nobody any more, gone."""
        old = self._stored.get(row.id)
        if old and not (row.mention_count or row.merged_into or ties(row, "stands_for")):
            return Erase(Entity, within(self._scope, Where("id", "eq", row.id)))
        return Put(row, None if old and keys_of(old) == keys_of(row) else keys_of(row))


def _check(name: str) -> None:
    if not folded(check_value("name of an entity", Sort.TEXT, name)):
        raise InvalidInput(what="name of an entity", problem="is empty")


def _described(known: str | None, said: str | None) -> str | None:
    """What a thing is, as far as it has been told, each thing once."""
    if not said or (known and folded(said) in folded(known)):
        return known
    both = f"{known}; {said}" if known else said
    return both if len(both) <= _SAID or not known else known
