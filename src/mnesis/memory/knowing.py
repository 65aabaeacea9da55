"""Asking a memory what it knows: facts, the graph, preferences, procedures."""

from collections.abc import Sequence
from typing import Unpack

from mnesis.memory.base import Base
from mnesis.model import (
    Entity,
    EntityType,
    Fact,
    Moment,
    Preference,
    PreferenceCategory,
    Procedure,
    Scope,
    Story,
    as_utc,
    check_given,
    chosen,
)
from mnesis.semantic.graph import Neighbourhood, Path, follow, neighbours, paths
from mnesis.semantic.lookup import find, meant
from mnesis.semantic.story import why
from mnesis.semantic.walking import Edge, Walk
from mnesis.steps.about import About, asking
from mnesis.steps.layering import facts, layers, preferences, procedures
from mnesis.steps.layering import failing as most_failed


class Knowing(Base):
    """Asking a memory what it knows: facts, the graph, preferences, procedures."""

    def facts(self, query: str | None = None, **about: Unpack[About]) -> list[Fact]:
        """What is known: by relevance to `query`, else the last said first.

        Believed now and not over, unless other times are given: `as_of`, what held in the world then; `known_at`, what
        was believed here then; `past`, what is over too. `subject`, `predicate` and `object` narrow it; names are
        understood with their aliases, predicates with their synonyms. `also` names other scopes of the tenant to look
        into. `limit` is 50; None is all. Confidence has faded as the specification says. Raises InvalidInput.
        """
        asked = asking(query, about)
        embedder = self._indexer.ready()[0] if query else None
        scopes = layers(self.scope, about.get("also", ()))
        return facts(self.store, embedder, scopes, asked, as_utc(self._clock()))

    def why(self, id: str) -> Story:
        """The whole story of a fact: every word it stands on, what it replaced and what replaced it. Raises
        NotFound."""
        check_given("id", id, str)
        return why(self.store, self.scope, id, as_utc(self._clock()), self.archive)

    def entities(
        self, query: str | None = None, *, type: EntityType | str | None = None, limit: int = 50
    ) -> list[Entity]:
        """People, places, tools, …: those of a name first, then those found by words; without `query` those that matter
        most first. Raises InvalidInput for an unknown type."""
        return find(self.store, self.scope, query, chosen(EntityType, type), limit)

    def relations(
        self,
        entity: str,
        *,
        types: Sequence[str] = (),
        hops: int = 1,
        as_of: Moment | None = None,
        known_at: Moment | None = None,
        limit: int = 200,
    ) -> Neighbourhood:
        """What is within some hops (1 to 3) of an entity, given by name or id, over relationships of these types (none:
        all) that hold at `as_of` (now), as believed at `known_at` (now). Raises NotFound, InvalidInput."""
        centre = meant(self.store, self.scope, entity)
        walk = self._walk(types, as_of, known_at)
        return neighbours(self.store, self.scope, centre.id, walk, hops=hops, limit=limit)

    def paths(self, one: str, other: str, *, types: Sequence[str] = (), max_hops: int = 4) -> tuple[Path, ...]:
        """How two entities are connected: the shortest paths. Raises NotFound, InvalidInput."""
        start, end = (meant(self.store, self.scope, name).id for name in (one, other))
        return paths(self.store, self.scope, start, end, self._walk(types), max_hops=max_hops)

    def follow(self, entity: str, types: Sequence[str]) -> tuple[tuple[Edge, ...], ...]:
        """Where a chain of relationships leads from an entity: ("works_on", "uses") asks what the things use that it
        works on. Raises NotFound, InvalidInput."""
        start = meant(self.store, self.scope, entity)
        return follow(self.store, self.scope, start.id, types, self._walk())

    def preferences(
        self, category: PreferenceCategory | str | None = None, *, also: Sequence[str | Scope] = ()
    ) -> list[Preference]:
        """How things are wanted, strongest first. `also` names other scopes of the tenant to look into: for one
        category and key the scope named first says how. Raises InvalidInput for an unknown category."""
        scopes = layers(self.scope, also)
        return preferences(self.store, scopes, as_utc(self._clock()), chosen(PreferenceCategory, category))

    def procedures(
        self,
        query: str | None = None,
        *,
        failing: bool = False,
        limit: int = 10,
        also: Sequence[str | Scope] = (),
    ) -> list[Procedure]:
        """How a task is done: for `query`, by words and meaning, what has worked first; without one, all; `failing`,
        those that have failed, most failed first. `also` names other scopes of the tenant to look into."""
        scopes = layers(self.scope, also)
        if failing:
            return most_failed(self.store, scopes, limit)
        embedder = self._indexer.ready()[0] if query else None
        return procedures(self.store, scopes, query, embedder, limit)

    def _walk(self, types: Sequence[str] = (), as_of: Moment | None = None, known_at: Moment | None = None) -> Walk:
        return Walk(
            as_of=as_utc(as_of or self._clock()),
            known_at=None if known_at is None else as_utc(known_at),
            types=tuple(types),
        )
