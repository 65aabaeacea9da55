"""Who stands for whom, read from the store: entities follow what they turned out to be, and names find entities."""

from collections.abc import Iterable, Sequence

from mnesis.model import USER, All, Entity, EntityType, Filter, Scope, Where, within
from mnesis.semantic.naming import entity_id, folded, names_of, user_id
from mnesis.stores.contract import Store
from mnesis.text.lexical import terms

STANDING: Filter = All((Where("merged_into", "eq", None), Where("mention_count", "gt", 0)))
"""Entities as a reader means them: without rows that are only another name of something."""
_BEARERS = 50
"""Entities that are looked at for one name, at most."""


def canonical(store: Store, scope: Scope, ids: Iterable[str]) -> dict[str, str]:
    """What each entity turned out to be, by id; itself where it stands for itself or is not known."""
    into: dict[str, str | None] = {}
    wanted = set(ids)
    asked = sorted(wanted)
    while asked:
        rows = store.pick(Entity, scope, asked, ("merged_into",))
        into.update((id, next_id) for id, (next_id,) in rows.items())
        asked = sorted({next_id for (next_id,) in rows.values() if next_id} - into.keys())
    return {id: _end(into, id) for id in wanted}


def _end(into: dict[str, str | None], id: str) -> str:
    while (further := into.get(id)) in into and further is not None:
        id = further
    return id


def members(store: Store, scope: Scope, ids: Iterable[str]) -> dict[str, str]:
    """Everything that reads as one of these standing entities, themselves first: member → which of them."""
    found = {id: id for id in ids}
    asked = tuple(found)
    while asked:
        rows = store.find(Entity, within(scope, Where("merged_into", "in", asked)))
        new = {row.id: found[row.merged_into] for row in rows if row.merged_into and row.id not in found}
        found.update(new)
        asked = tuple(new)
    return found


def entities(store: Store, scope: Scope, ids: Sequence[str]) -> list[Entity]:
    """The standing entities behind these ids, in their order, each once; those not known are left out."""
    ends = canonical(store, scope, ids)
    return store.get(Entity, list(dict.fromkeys(ends[id] for id in ids)), within(scope))


def bearers(store: Store, scope: Scope, name: str, type: EntityType | None = None) -> list[Entity]:
    """The standing entities that a name may mean: by exact name or alias whatever the case, else those whose names hold
    all its words; most mentioned first. "user" is the user."""
    types = [type] if type else list(EntityType)
    exact = [user_id(scope)] if folded(name) == USER else [entity_id(scope, one, name) for one in types]
    matched = [one.id for one in store.matching(Entity, terms(name), scope, within(scope), _BEARERS)]
    found = [
        one for one in entities(store, scope, [*exact, *matched]) if one.mention_count and type in (None, one.type)
    ]
    known = [one for one in found if folded(name) in names_of(one) or one.id in exact]
    words = set(folded(name).split())
    close = known or [one for one in found if any(words <= set(said.split()) for said in names_of(one))]
    return sorted(close, key=lambda one: (-one.mention_count, one.id))
