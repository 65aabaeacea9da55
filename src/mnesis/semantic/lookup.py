"""Finding entities: by name, by words, by how much they matter."""

from mnesis.errors import InvalidInput, NotFound
from mnesis.model import Entity, EntityType, Scope, Where, within
from mnesis.semantic.standing import STANDING, bearers, canonical, entities
from mnesis.stores.contract import Store
from mnesis.text.lexical import terms


def find(store: Store, scope: Scope, query: str | None, type: EntityType | None, limit: int) -> list[Entity]:
    """Entities that bear a name, then those whose names and descriptions share words with it; without a query all of
    them, those that matter most first."""
    kind = () if type is None else (Where("type", "eq", type.value),)
    if query is None:
        order = ("-importance", "-mention_count", "name")
        return store.find(Entity, within(scope, STANDING, *kind), order=order, limit=limit)
    named = bearers(store, scope, query, type)
    worded = store.matching(Entity, terms(query), scope, within(scope, *kind), limit)
    ends = canonical(store, scope, [one.id for one in worded])
    others = entities(store, scope, list(dict.fromkeys(ends[one.id] for one in worded)))
    return list({one.id: one for one in (*named, *others)}.values())[:limit]


def meant(store: Store, scope: Scope, name: str) -> Entity:
    """The one entity with this id, name or alias. Raises NotFound, and InvalidInput where several bear the name."""
    ends = canonical(store, scope, [name])
    if found := store.get(Entity, [ends[name]], within(scope)):
        return found[0]
    named = bearers(store, scope, name)
    if not named:
        raise NotFound(kind="entity", id=name)
    if len(named) > 1:
        told = ", ".join(f"{one.name} ({one.type.value}) {one.id}" for one in named)
        raise InvalidInput(what=f"name {name!r}", problem=f"means several; give the id of one of them: {told}")
    return named[0]
