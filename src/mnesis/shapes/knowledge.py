"""The JSON of what is known, as docs/reference/cli.md describes it."""

from collections.abc import Iterable
from typing import Any

from typing_extensions import TypedDict

from mnesis import model
from mnesis.semantic import graph, walking
from mnesis.semantic.history import as_mapping
from mnesis.semantic.telling import told
from mnesis.shapes.memories import Evidence, evidence, moment


class Fact(TypedDict):
    """What is known, with the time it holds in the world and since when it is believed here."""

    id: str
    scope: str
    text: str
    entity_id: str
    subject: str
    predicate: str
    object: str
    object_id: str | None
    confidence: float
    source_type: str
    source_episode: str | None
    sensitive: bool
    valid_from: str | None
    valid_until: str | None
    known_from: str
    known_until: str | None
    superseded_by: str | None
    confirmed_at: str | None


class Entity(TypedDict):
    """Who or what facts are about."""

    id: str
    name: str
    type: str
    aliases: list[str]
    description: str | None
    importance: int
    mention_count: int
    first_seen: str
    last_referenced: str


class Happening(TypedDict):
    """What is set of an event of a fact's log, and the words it stands on."""

    event: dict[str, Any]
    evidence: Evidence | None


class Story(TypedDict):
    """Why a fact is known."""

    fact: Fact
    told: str
    confidence: float
    formula: str
    happened: list[Happening]
    replaced: list[Fact]
    replaced_by: Fact | None
    rivals: list[Fact]


class Edge(TypedDict):
    """A relationship between two entities, and the fact it follows."""

    source: str
    type: str
    target: str
    label: str | None
    fact: str | None
    confidence: float
    source_episode: str | None
    valid_from: str | None
    valid_until: str | None


class Neighbour(Entity):
    """An entity, so many hops from the one in the middle."""

    hops: int


class Near(TypedDict):
    """A neighbourhood: entities by hops from the one in the middle, and the edges between them."""

    centre: Entity
    entities: list[Neighbour]
    relations: list[Edge]
    capped: list[str]


class Path(TypedDict):
    """How two entities are connected; `entities` are ids, ends included."""

    entities: list[str]
    relations: list[Edge]


def fact(one: model.Fact) -> Fact:
    return {
        "id": one.id,
        "scope": one.scope.name,
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


def entity(one: model.Entity) -> Entity:
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


def story(one: model.Story) -> Story:
    return {
        "fact": fact(one.fact),
        "told": one.told,
        "confidence": round(one.confidence, 4),
        "formula": one.formula,
        "happened": [happening(each) for each in one.happened],
        "replaced": [fact(each) for each in one.replaced],
        "replaced_by": fact(one.replaced_by) if one.replaced_by else None,
        "rivals": [fact(each) for each in one.rivals],
    }


def happening(one: model.Happening) -> Happening:
    """What is set of an event, and the words it stands on."""
    return {"event": as_mapping(one.event), "evidence": evidence(one.evidence) if one.evidence else None}


def near(one: graph.Neighbourhood) -> Near:
    """A neighbourhood: entities by hops from the one in the middle, and the edges between them."""
    return {
        "centre": entity(one.centre),
        "entities": [{**entity(node), "hops": one.hops[node.id]} for node in one.nodes],
        "relations": [edge(each) for each in one.edges],
        "capped": sorted(one.capped),
    }


def edge(one: walking.Edge) -> Edge:
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


def path(one: graph.Path) -> Path:
    return {"entities": list(one.nodes), "relations": edges(one.edges)}


def edges(chain: Iterable[walking.Edge]) -> list[Edge]:
    """A chain of edges, in order."""
    return [edge(each) for each in chain]
