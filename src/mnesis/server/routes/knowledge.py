"""What is known: facts, entities, how they hang together, and how that is set right."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.model import EntityType
from mnesis.server.answering import Routes
from mnesis.server.paging import MANY, Paging, by_id, paged
from mnesis.server.routes.given import Body, Id, IdPath, MomentText, Name, Text
from mnesis.server.visits import Also, Curating, Reading
from mnesis.shapes import knowledge, practice, work

router = Routes(tags=["knowledge"])

Words = Annotated[str | None, Query(max_length=1000, description="By relevance to this.")]
RelationName = Annotated[str, Field(min_length=1, max_length=100)]
Types = Annotated[list[RelationName], Query(max_length=20)]
Entity = Annotated[str, Query(min_length=1, max_length=500, description="A name, an alias or an id.")]


class Facts(TypedDict):
    """A page of facts."""

    facts: list[knowledge.Fact]
    next: str | None


class Entities(TypedDict):
    """A page of entities."""

    entities: list[knowledge.Entity]
    next: str | None


class Paths(TypedDict):
    """The shortest ways from one entity to another."""

    paths: list[knowledge.Path]


class Chains(TypedDict):
    """Where a chain of relationships leads."""

    chains: list[list[knowledge.Edge]]


class About(BaseModel):
    """Which facts."""

    query: Annotated[str | None, Field(max_length=1000, description="By relevance to this.")] = None
    subject: Annotated[str | None, Field(max_length=500)] = None
    predicate: Annotated[str | None, Field(max_length=500)] = None
    object: Annotated[str | None, Field(max_length=500)] = None
    as_of: Annotated[MomentText | None, Field(description="What held in the world then.")] = None
    known_at: Annotated[MomentText | None, Field(description="What was believed here then.")] = None
    past: Annotated[bool, Field(description="What is over too.")] = False
    also: Also = Field(default=[])


class Around(BaseModel):
    """Which part of the graph."""

    entity: Annotated[str, Field(min_length=1, max_length=500, description="A name, an alias or an id.")]
    types: Annotated[list[RelationName], Field(max_length=20, description="Over these only.")] = Field(default=[])
    hops: Annotated[int, Field(ge=1, le=3)] = 1
    as_of: MomentText | None = None
    known_at: MomentText | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class Correction(Body):
    """What a fact or a preference says instead, or when a fact holds. With the id alone: it was wrong."""

    id: Id
    value: Text | None = None
    valid_from: MomentText | None = None
    valid_until: MomentText | None = None


class Merge(Body):
    """The entity `other` is `one`: names or ids."""

    one: Name
    other: Name


class Split(Body):
    """A new entity of this name takes these facts."""

    entity: Name
    facts: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    name: Name
    type: EntityType | None = None


class Undo(Body):
    """The id of the line that a merge or a split gave."""

    audit_id: Id


@router.get("/facts")
def facts(visit: Reading, page: Paging, about: Annotated[About, Query()]) -> Facts:
    """What is known: by relevance to a query, else the last said first."""
    asked: dict[str, Any] = about.model_dump(exclude={"query"}) | {"also": visit.reach(about.also)}
    found, following = paged(lambda limit: visit.memory.facts(about.query, **asked, limit=limit), page, by_id)
    return {"facts": [shapes.fact(one) for one in found], "next": following}


@router.get("/facts/{id}/why")
def why(visit: Reading, id: IdPath) -> knowledge.Story:
    """The whole story of a fact: every word it stands on, what it replaced and what replaced it."""
    return shapes.story(visit.memory.why(id))


@router.post("/correct")
def correct(visit: Curating, body: Correction) -> practice.Learned:
    """Set right what a fact or preference says, or when a fact holds. Nothing is deleted."""
    learned = visit.memory.correct(body.id, body.value, valid_from=body.valid_from, valid_until=body.valid_until)
    return shapes.learned(learned)


@router.get("/entities")
def entities(visit: Reading, page: Paging, query: Words = None, type: EntityType | None = None) -> Entities:
    """People, places, tools, …: those of a name first, then those found by words; else what matters most first."""
    found, following = paged(lambda limit: visit.memory.entities(query, type=type, limit=limit or MANY), page, by_id)
    return {"entities": [shapes.entity(one) for one in found], "next": following}


@router.get("/relations")
def relations(visit: Reading, asked: Annotated[Around, Query()]) -> knowledge.Near:
    """What is within some hops of an entity."""
    return shapes.near(visit.memory.relations(**asked.model_dump()))


@router.get("/paths")
def paths(
    visit: Reading,
    one: Entity,
    other: Entity,
    types: Types = [],  # noqa: B006
    max_hops: Annotated[int, Query(ge=1, le=6)] = 4,
) -> Paths:
    """How two entities are connected: the shortest paths, the most certain first."""
    found = visit.memory.paths(one, other, types=types, max_hops=max_hops)
    return {"paths": [shapes.path(each) for each in found]}


@router.get("/follow")
def follow(visit: Reading, entity: Entity, types: Annotated[Types, Query(min_length=1, max_length=6)]) -> Chains:
    """Where a chain of relationships leads: `works_on`, `uses` asks what the things use that it works on."""
    return {"chains": [shapes.edges(chain) for chain in visit.memory.follow(entity, types)]}


@router.post("/merge")
def merge(visit: Curating, body: Merge) -> work.Trail:
    """From now on one entity is the other; the line by whose id that is undone."""
    return shapes.trail(visit.memory.merge(body.one, body.other))


@router.post("/split")
def split(visit: Curating, body: Split) -> work.Trail:
    """Part what had one name and was two; the line by whose id that is undone."""
    return shapes.trail(visit.memory.split(body.entity, body.facts, body.name, type=body.type))


@router.post("/undo")
def undo(visit: Curating, body: Undo) -> work.Trail:
    """Take back a merge or a split. What was learnt meanwhile stays."""
    return shapes.trail(visit.memory.undo(body.audit_id))
