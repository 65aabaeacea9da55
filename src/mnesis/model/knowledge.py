"""What is known: entities, the relationships between them, and facts about them (layer 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mnesis.model.scope import Scope


class EntityType(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"
    PROJECT = "project"
    CONCEPT = "concept"
    LOCATION = "location"
    TOOL = "tool"
    OTHER = "other"


class SourceType(StrEnum):
    STATED = "stated"
    INFERRED = "inferred"
    OBSERVED = "observed"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, place, tool, …; unique by name and type within its scope."""

    id: str
    scope: Scope
    name: str
    type: EntityType = EntityType.OTHER
    description: str | None = None
    aliases: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    first_seen: datetime
    last_referenced: datetime
    mention_count: int = 1
    importance: int = 5
    embedding: bytes | None = None
    merged_into: str | None = None
    """The entity that this one turned out to be; reads follow it, so that undoing it is one change."""
    created_at: datetime
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """`source_id` → `type` → `target_id`; unique by the three within its scope. It follows the fact of the same
    content, which `properties` names: the fact has the history, this is the edge to walk."""

    id: str
    scope: Scope
    source_id: str
    target_id: str
    type: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    source_episode: str | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fact:
    """A statement about an entity, with the time it holds and the episode that proves it.

    `object_id` is the entity that `object` names, None for a plain value. Two axes of time: it holds in the world from
    `valid_from` until `valid_until` (not included; None: not known), and was believed here from `created_at` until
    `known_until` (None: still). What the world changed gets a `valid_until`; what was wrong gets a `known_until`.
    `history` is the log of everything that was learnt about it, oldest first; the other fields are its outcome.
    """

    id: str
    scope: Scope
    entity_id: str
    subject: str
    predicate: str
    object: str
    object_id: str | None = None
    confidence: float = 1.0
    source_episode: str | None = None
    source_type: SourceType = SourceType.INFERRED
    sensitive: bool = False
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    superseded_by: str | None = None
    known_until: datetime | None = None
    confirmed_at: datetime | None = None
    """When it was last said, which is what decay counts from."""
    history: tuple[Mapping[str, Any], ...] = ()
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def __repr__(self) -> str:
        window = f"[{_day(self.valid_from)}, {_day(self.valid_until)})" if self.valid_from or self.valid_until else ""
        parts = (self.subject, self.predicate, self.object, window, f"{self.confidence:.2f}", self.id)
        return f"<Fact {' '.join(part for part in parts if part)}>"


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
