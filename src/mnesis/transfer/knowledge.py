"""Edges of somebody else's graph: their words as a message, and what they say as a claim."""

from dataclasses import dataclass
from datetime import datetime

from mnesis.model import Claim, EntityType, EpisodeType, Message, Named
from mnesis.transfer.moments import UNKNOWN
from mnesis.transfer.records import Labelled

_TYPES = {
    "person": EntityType.PERSON,
    "human": EntityType.PERSON,
    "user": EntityType.PERSON,
    "people": EntityType.PERSON,
    "organization": EntityType.ORGANIZATION,
    "organisation": EntityType.ORGANIZATION,
    "company": EntityType.ORGANIZATION,
    "team": EntityType.ORGANIZATION,
    "project": EntityType.PROJECT,
    "repository": EntityType.PROJECT,
    "product": EntityType.PROJECT,
    "location": EntityType.LOCATION,
    "place": EntityType.LOCATION,
    "city": EntityType.LOCATION,
    "country": EntityType.LOCATION,
    "tool": EntityType.TOOL,
    "technology": EntityType.TOOL,
    "software": EntityType.TOOL,
    "library": EntityType.TOOL,
    "concept": EntityType.CONCEPT,
    "topic": EntityType.CONCEPT,
}


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` → `name` → `target`, as their graph names them. `words` is how it says so (None: the three in a row),
    `valid_from` and `valid_until` are when it holds in the world, `said` when it was learnt there, where that is not
    the time of the words."""

    source: str
    name: str
    target: str
    words: str | None = None
    types: tuple[EntityType, EntityType] = (EntityType.OTHER, EntityType.OTHER)
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    said: datetime | None = None


def edge_entry(
    edge: Edge, *, session: str, via: str, time: datetime | None = None, label: str | None = None
) -> Labelled:
    """The message that keeps an edge, with its claim. Without a time all edges have the same: what names them is their
    words, so the order of a file that is rewritten does not matter."""
    words = edge.words or f"{edge.source} {in_words(edge.name)} {edge.target}"
    source, target = edge.types
    claim = Claim(
        subject=Named(name=edge.source, type=source),
        predicate=edge.name,
        object=Named(name=edge.target, type=target),
        quote=words,
        valid_from=edge.valid_from,
        valid_until=edge.valid_until,
        said=edge.said,
    )
    return Labelled(noted(words, session=session, via=via, time=time, claims=(claim,)), label)


def noted(
    text: str, *, session: str, via: str, time: datetime | None = None, claims: tuple[Claim, ...] = ()
) -> Message:
    """What another memory holds in its own words, which nobody said."""
    return Message(
        text=text,
        actor="system",
        session=session,
        time=time or UNKNOWN,
        channel=via,
        type=EpisodeType.OBSERVATION,
        claims=claims,
    )


def entity_type(name: str) -> EntityType:
    """What somebody else's kind of entity is here."""
    return _TYPES.get(name.casefold(), EntityType.OTHER)


def in_words(name: str) -> str:
    """A relation as people say it: "WORKS_AT" is "works at"."""
    return " ".join(name.replace("_", " ").split()).lower() if "_" in name or name.isupper() else name
