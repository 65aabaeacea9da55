"""What pages are made of: everything a scope knows that may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mnesis.model import Digest, Entity, Fact, Learnt, Point, Preference, Procedure, Recurring, Scope

UNSURE = 0.2
"""The confidence, as it has faded by now, below which a fact is not told."""
PAST = frozenset(("visited", "attended"))
"""Predicates whose facts are told though they are over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`facts` are those that hold now; `entities` are by id, each under the ids of all that turned out to be it.
    `learnt` is by the day of its digest. What is sensitive is in here only where it may be shown."""

    scope: Scope
    now: datetime
    users: frozenset[str]
    """The ids of the user's entities: as "I", and by name where only one person speaks to the agent."""
    user: Entity | None = None
    """The one that has a name, where one does."""
    facts: tuple[Fact, ...] = ()
    entities: Mapping[str, Entity]
    preferences: tuple[Preference, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    digests: tuple[Digest, ...] = ()
    learnt: Mapping[str, tuple[Learnt, ...]]
    recurring: tuple[Recurring, ...] = ()
    secret: frozenset[str] = frozenset()
    """Episodes whose words are not shown."""
    sensitive: bool = False

    def about_user(self, fact: Fact) -> bool:
        return self.subject(fact) in self.users

    def subject(self, fact: Fact) -> str:
        """The id of what a fact is about."""
        entity = self.entities.get(fact.entity_id)
        return entity.id if entity else fact.entity_id

    def name(self, fact: Fact) -> str:
        """What that is called now."""
        entity = self.entities.get(fact.entity_id)
        return entity.name if entity else fact.subject

    def shown(self, point: Point) -> bool:
        return self.sensitive or (not point.sensitive and self.secret.isdisjoint(point.episodes))
