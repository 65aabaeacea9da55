"""Facts between two entities as edges of the graph: one relationship a source, target and type."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from mnesis.episodic.identity import content_id
from mnesis.model import Change, Erase, Fact, Put, Relationship, Scope, Where, to_iso, within
from mnesis.stores.contract import Store

Triple = tuple[str, str, str]
"""Source, target, type."""

_OURS = ("fact", "label", "valid_from", "valid_until", "known_until")


def triple(fact: Fact) -> Triple | None:
    """The edge that a fact is; None where its object is a plain value."""
    return (fact.entity_id, fact.object_id, fact.predicate) if fact.object_id else None


def edges(store: Store, scope: Scope, facts: Mapping[Triple, Collection[Fact]], now: datetime) -> list[Change]:
    """The changes that make these edges follow all facts there are of them; those without facts go."""
    if not facts:
        return []
    kept = {(one.source_id, one.target_id, one.type): one for one in _stored(store, scope, facts)}
    changes: list[Change] = []
    for where, all_of_it in facts.items():
        old = kept.get(where)
        if all_of_it:
            new = _edge(scope, where, max(all_of_it, key=_weight), old, now)
            if old is None or _differ(old, new):
                changes.append(Put(new))
        elif old:
            changes.append(Erase(Relationship, within(scope, Where("id", "eq", old.id))))
    return changes


def _stored(store: Store, scope: Scope, wanted: Iterable[Triple]) -> list[Relationship]:
    sources, targets, types = (tuple(dict.fromkeys(parts)) for parts in zip(*wanted, strict=True))
    place = (Where("source_id", "in", sources), Where("target_id", "in", targets), Where("type", "in", types))
    return store.find(Relationship, within(scope, *place))


def _weight(fact: Fact) -> tuple[bool, bool, datetime]:
    """The fact an edge follows: believed, not over, last said."""
    return fact.known_until is None, fact.valid_until is None, fact.confirmed_at or fact.created_at


def _edge(scope: Scope, where: Triple, fact: Fact, old: Relationship | None, now: datetime) -> Relationship:
    source, target, type = where
    others = {name: value for name, value in old.properties.items() if name not in _OURS} if old else {}
    return Relationship(
        id=old.id if old else content_id("relationship", scope.tenant, scope.name, *where),
        scope=scope,
        source_id=source,
        target_id=target,
        type=type,
        properties={**others, **_properties(fact)},
        confidence=fact.confidence,
        source_episode=fact.source_episode,
        created_at=old.created_at if old else now,
        updated_at=now,
    )


def _properties(fact: Fact) -> dict[str, Any]:
    """What the edge says of its fact; a `known_until` means that it is not believed any more."""
    moments = {name: getattr(fact, name) for name in _OURS[2:]}
    label = next((one["label"] for one in fact.history if one.get("label")), None)
    known = {"fact": fact.id, "label": label, **{name: to_iso(at) for name, at in moments.items() if at}}
    return {name: value for name, value in known.items() if value}


def _differ(old: Relationship, new: Relationship) -> bool:
    return (old.properties, old.confidence, old.source_episode) != (new.properties, new.confidence, new.source_episode)
