"""The JSON of what is known, as docs/reference/cli.md describes it."""

from typing import Any

from mnesis.model import Entity, Fact, Happening, Story
from mnesis.semantic.graph import Neighbourhood
from mnesis.semantic.history import as_mapping
from mnesis.semantic.telling import told
from mnesis.semantic.walking import Edge
from mnesis.shapes.memories import evidence, moment


def fact(one: Fact) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": told(one),
        "entity_id": one.entity_id,
        "subject": one.subject,
        "predicate": one.predicate,
        "object": one.object,
        "object_id": one.object_id,
        "confidence": round(one.confidence, 4),
        "source_type": one.source_type.value,
        "source_episode": one.source_episode,
        "sensitive": one.sensitive,
        "valid_from": moment(one.valid_from),
        "valid_until": moment(one.valid_until),
        "known_from": moment(one.created_at),
        "known_until": moment(one.known_until),
        "superseded_by": one.superseded_by,
        "confirmed_at": moment(one.confirmed_at),
    }


def entity(one: Entity) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "type": one.type.value,
        "aliases": list(one.aliases),
        "description": one.description,
        "importance": one.importance,
        "mention_count": one.mention_count,
        "first_seen": moment(one.first_seen),
        "last_referenced": moment(one.last_referenced),
    }


def story(one: Story) -> dict[str, Any]:
    return {
        "fact": fact(one.fact),
        "told": one.told,
        "confidence": round(one.confidence, 4),
        "formula": one.formula,
        "happened": [happening(each) for each in one.happened],
        "replaced": [fact(each) for each in one.replaced],
        "replaced_by": one.replaced_by and fact(one.replaced_by),
        "rivals": [fact(each) for each in one.rivals],
    }


def happening(one: Happening) -> dict[str, Any]:
    """What is set of an event, and the words it stands on."""
    return {"event": as_mapping(one.event), "evidence": one.evidence and evidence(one.evidence)}


def near(one: Neighbourhood) -> dict[str, Any]:
    """A neighbourhood: entities by hops from the one in the middle, and the edges between them."""
    return {
        "centre": entity(one.centre),
        "entities": [{**entity(node), "hops": one.hops[node.id]} for node in one.nodes],
        "relations": [edge(each) for each in one.edges],
        "capped": sorted(one.capped),
    }


def edge(one: Edge) -> dict[str, Any]:
    return {
        "source": one.source,
        "type": one.type,
        "target": one.target,
        "label": one.label,
        "fact": one.fact,
        "confidence": round(one.confidence, 4),
        "source_episode": one.episode,
        "valid_from": moment(one.valid_from),
        "valid_until": moment(one.valid_until),
    }
