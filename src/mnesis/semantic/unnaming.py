"""Entities after facts about them went: those that nothing names any more go, and names that only erased words used."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from mnesis.model import USER, Change, Entity, Episode, Erase, Expect, Fact, Put, Scope, Where, within
from mnesis.model.filter import AnyOf
from mnesis.semantic.history import events_of
from mnesis.semantic.naming import folded, keys_of
from mnesis.semantic.resolution import Entities
from mnesis.semantic.standing import canonical, members
from mnesis.stores.contract import Store


class Unnaming:
    """What becomes of the entities of some facts, once episodes are erased. Call `look` first; `renamed` then holds
    the facts that are to be told with another subject and object, and `changes` what is to be applied."""

    def __init__(self, store: Store, scope: Scope, entities: Entities, gone: Collection[str]) -> None:
        self.renamed: list[tuple[Fact, str, str]] = []
        self._store, self._scope, self._entities, self._gone = store, scope, entities, gone
        self._dropped: dict[str, Entity] = {}
        self._changed: list[tuple[Entity, Entity]] = []

    def look(self, marked: Iterable[Fact], drafted: Mapping[str, Fact], erased: Collection[str]) -> None:
        """Find what is to be done, where the `erased` of the `marked` facts go and the rest are as `drafted`."""
        named = {id for one in marked for id in (one.entity_id, one.object_id) if id}
        ends = set(canonical(self._store, self._scope, named).values())
        mine = members(self._store, self._scope, ends)
        rows = {one.id: one for one in self._store.get(Entity, list(mine), within(self._scope))}
        facts = [drafted.get(one.id, one) for one in self._naming(tuple(mine)) if one.id not in erased]
        alive = {mine.get(id or "") for one in facts for id in (one.entity_id, one.object_id)}
        lost = self._lost(rows.values(), facts)
        for id, row in rows.items():
            if mine[id] not in alive or (mine[id] != id and folded(row.name) in lost):
                self._dropped[id] = row
            elif (left := _left(row, lost)) != row:
                self._changed.append((row, left))
        names = {row.id: left.name for row, left in self._changed}
        told = [(fact, *_told(fact, mine, names, lost)) for fact in facts]
        self.renamed = [one for one in told if one[1:] != (one[0].subject, one[0].object)]

    def changes(self) -> list[Change]:
        """What is to be applied. Raises Conflict there, where somebody else was faster."""
        for row in self._dropped.values():
            self._entities.forget(row)
        old = [*self._dropped.values(), *(row for row, _ in self._changed)]
        erased = Where("id", "in", tuple(sorted(self._dropped)))
        return [
            *(Expect(Entity, self._scope, row.id, row.version) for row in old),
            *self._entities.changes(),
            *(Put(left, keys_of(left)) for _, left in self._changed),
            *([Erase(Entity, within(self._scope, erased))] if self._dropped else []),
        ]

    def _naming(self, ids: tuple[str, ...]) -> list[Fact]:
        either = AnyOf((Where("entity_id", "in", ids), Where("object_id", "in", ids)))
        return self._store.find(Fact, within(self._scope, either))

    def _lost(self, rows: Iterable[Entity], facts: Iterable[Fact]) -> frozenset[str]:
        """The names and descriptions, folded, that erased words used and none of those do that stay."""
        left = {one.episode for fact in facts for one in events_of(fact) if one.episode} - set(self._gone)
        before, after = self._words(self._gone), self._words(left)
        told = {part for row in rows for part in (row.name, *row.aliases, *_parts(row))}
        return frozenset(name for name in map(folded, told) if name != USER and name in before and name not in after)

    def _words(self, ids: Iterable[str | None]) -> str:
        wanted = sorted(id for id in ids if id)
        episodes = self._store.get(Episode, wanted, within(self._scope))
        return folded("\n".join(f"{one.speaker or ''}\n{one.text}" for one in episodes))


def _told(fact: Fact, mine: Mapping[str, str], names: Mapping[str, str], lost: Collection[str]) -> tuple[str, str]:
    """Subject and object of a fact, by what is left of their names."""
    subject, object = names.get(mine.get(fact.entity_id, "")), names.get(mine.get(fact.object_id or "", ""))
    return (
        subject if subject and folded(fact.subject) in lost else fact.subject,
        object if object and folded(fact.object) in lost else fact.object,
    )


def _left(row: Entity, lost: Collection[str]) -> Entity:
    """The entity without the names and descriptions that are lost; one that loses all its names is called unnamed."""
    aliases = [alias for alias in row.aliases if folded(alias) not in lost]
    unnamed = f"unnamed {row.type} {row.id[-4:]}"
    name = (aliases[0] if aliases else unnamed) if folded(row.name) in lost else row.name
    return replace(
        row,
        name=name,
        aliases=tuple(alias for alias in aliases if alias != name),
        description="; ".join(part for part in _parts(row) if folded(part) not in lost) or None,
    )


def _parts(row: Entity) -> list[str]:
    return row.description.split("; ") if row.description else []
