"""One step through the graph: the edges at some entities, as they hold at a moment and were known at another.

Merged entities walk as one. A hub shows its best HUB edges, and says that it has more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from mnesis.model import AnyOf, Fact, Filter, Relationship, Scope, Where, as_utc, from_iso, predicate_name, within
from mnesis.semantic.edges import Triple, triple
from mnesis.semantic.history import events_of, fold
from mnesis.semantic.standing import canonical, members
from mnesis.stores.contract import Store

Direction = Literal["out", "in", "both"]
HUB = 200
"""Edges that are followed at one entity, at most: the most certain, then the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Which edges to follow: those that hold in the world at `as_of` and are believed, or were believed at `known_at`;
    `over`: those that are over or begin later as well. `types` are predicates, none of them meaning all, and synonyms
    are one."""

    as_of: datetime
    known_at: datetime | None = None
    over: bool = False
    types: tuple[str, ...] = ()
    direction: Direction = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relationship between two standing entities, with the fact it follows and the time that holds. `label` is how it
    was called ("sister", for `sibling`)."""

    source: str
    type: str
    target: str
    fact: str | None
    confidence: float
    label: str | None = None
    episode: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def other(self, entity: str) -> str:
        """The end that is not this one."""
        return self.target if entity == self.source else self.source


@dataclass(frozen=True, slots=True)
class Step:
    """The edges at some entities, each once, and those of the entities that have more than are shown."""

    edges: tuple[Edge, ...]
    capped: frozenset[str] = frozenset()


def step(store: Store, scope: Scope, entities: Collection[str], walk: Walk) -> Step:
    """The edges at these standing entities: a fixed number of queries, however many they are."""
    if not entities:
        return Step(())
    mine = members(store, scope, entities)
    rows = store.find(Relationship, within(scope, *_place(tuple(mine), walk)))
    facts = _facts(store, scope, [row for row in rows if not _tells_enough(row, walk)])
    found = [edge for row in rows if (edge := _edge(row, walk, facts))]
    ends = canonical(store, scope, {end for edge in found for end in (edge.source, edge.target)})
    best: dict[Triple, Edge] = {}
    for edge in sorted(found, key=_worth, reverse=True):
        edge = replace(edge, source=ends[edge.source], target=ends[edge.target])
        if edge.source != edge.target:
            best.setdefault((edge.source, edge.target, edge.type), edge)
    return _capped(best.values(), entities)


def _place(ids: tuple[str, ...], walk: Walk) -> list[Filter]:
    ends = {"out": ("source_id",), "in": ("target_id",), "both": ("source_id", "target_id")}[walk.direction]
    place: list[Filter] = [AnyOf(tuple(Where(end, "in", ids) for end in ends))]
    if walk.types:
        place.append(Where("type", "in", tuple(map(predicate_name, walk.types))))
    return place


def _tells_enough(row: Relationship, walk: Walk) -> bool:
    """Whether what an edge says of the fact it follows answers: it is asked as known today, and that fact holds."""
    if "fact" not in row.properties:
        return True
    return walk.known_at is None and "known_until" not in row.properties and _holds(_mirrored(row), walk)


def _facts(store: Store, scope: Scope, rows: Sequence[Relationship]) -> Mapping[Triple, list[Fact]]:
    """All facts behind edges: an edge tells only of the one that it follows today."""
    found: dict[Triple, list[Fact]] = defaultdict(list)
    if rows:
        sources, targets = ({row.source_id for row in rows}, {row.target_id for row in rows})
        ends = (Where("entity_id", "in", tuple(sources)), Where("object_id", "in", tuple(targets)))
        for fact in store.find(Fact, within(scope, *ends)):
            if edge := triple(fact):
                found[edge].append(fact)
    return found


def _edge(row: Relationship, walk: Walk, facts: Mapping[Triple, Sequence[Fact]]) -> Edge | None:
    """The edge as it held, by the fact it follows or by another of the same content; None where it did not."""
    if _tells_enough(row, walk):
        known = walk.known_at is None or row.created_at <= as_utc(walk.known_at)
        return _mirrored(row) if known and _holds(_mirrored(row), walk) else None
    remembered = (_remembered(row, fact, walk) for fact in facts.get((row.source_id, row.target_id, row.type), ()))
    return max((edge for edge in remembered if edge and _holds(edge, walk)), key=_worth, default=None)


def _mirrored(row: Relationship) -> Edge:
    told = row.properties
    start, end = told.get("valid_from"), told.get("valid_until")
    return Edge(
        source=row.source_id,
        type=row.type,
        target=row.target_id,
        fact=told.get("fact"),
        confidence=row.confidence,
        label=told.get("label"),
        episode=row.source_episode,
        valid_from=from_iso(start) if start else None,
        valid_until=from_iso(end) if end else None,
    )


def _remembered(row: Relationship, fact: Fact, walk: Walk) -> Edge | None:
    """The edge that a fact was, as it was known then; None where it was not believed."""
    state = fold(events_of(fact), as_utc(walk.known_at) if walk.known_at else None)
    if state is None or not state.believed:
        return None
    return replace(
        _mirrored(row),
        fact=fact.id,
        confidence=state.confidence,
        episode=state.source_episode,
        valid_from=state.valid_from,
        valid_until=state.valid_until,
    )


def _holds(edge: Edge, walk: Walk) -> bool:
    at = as_utc(walk.as_of)
    begun = edge.valid_from is None or edge.valid_from <= at
    return walk.over or (begun and (edge.valid_until is None or at < edge.valid_until))


def _worth(edge: Edge) -> tuple[float, bool, float, str]:
    """What is shown first: the most certain, then what is not over, then the latest."""
    begun = edge.valid_from.timestamp() if edge.valid_from else 0.0
    return edge.confidence, edge.valid_until is None, begun, edge.fact or ""


def _capped(edges: Iterable[Edge], entities: Collection[str]) -> Step:
    """The first HUB edges of each entity; an edge stays where either of its ends has room for it."""
    room = dict.fromkeys(entities, HUB)
    kept: list[Edge] = []
    capped: set[str] = set()
    for edge in edges:
        ends = [end for end in (edge.source, edge.target) if end in room]
        if any(room[end] for end in ends):
            kept.append(edge)
        capped.update(end for end in ends if not room[end])
        room.update({end: max(0, room[end] - 1) for end in ends})
    return Step(tuple(kept), frozenset(capped))
