"""The graph of what is known: who is near whom, how two are connected, and what a chain of questions leads to.

Entities are given by id, merged ones mean what they turned out to be. Everything is read in a few queries a hop.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mnesis.errors import InvalidInput, NotFound
from mnesis.model import Entity, Scope, within
from mnesis.semantic.standing import canonical
from mnesis.semantic.walking import Edge, Walk, step
from mnesis.stores.contract import Store

HOPS = 3
"""Steps of a neighbourhood, at most."""
FAR = 6
"""Steps of a path, at most."""
MANY = 20
"""Paths of the same length that are told, at most."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """An entity with what is within some hops: entities with their hops from it, the nearest first and itself before
    all, and the edges followed. `capped` are entities with more edges than were followed."""

    centre: Entity
    nodes: tuple[Entity, ...]
    hops: Mapping[str, int]
    edges: tuple[Edge, ...]
    capped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Path:
    """Edges from one entity to another, in order, each in either direction; `nodes` are the ids on the way, ends
    included."""

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]


def neighbours(
    store: Store, scope: Scope, entity: str, walk: Walk, *, hops: int = 1, limit: int = 200
) -> Neighbourhood:
    """What is within `hops` (1 to 3) of an entity, `limit` entities beside it at most, and the edges by which it was
    reached. Raises NotFound, InvalidInput."""
    if not 1 <= hops <= HOPS or limit < 1:
        raise InvalidInput(what="neighbours", problem=f"hops must be 1 to {HOPS}, and the limit at least 1")
    centre = _standing(store, scope, entity)
    found, edges, capped = reach(store, scope, (centre.id,), walk, hops=hops, limit=limit)
    nodes = store.get(Entity, list(found), within(scope))
    return Neighbourhood(centre, tuple(nodes), found, edges, capped)


def reach(
    store: Store, scope: Scope, seeds: Sequence[str], walk: Walk, *, hops: int, limit: int
) -> tuple[dict[str, int], tuple[Edge, ...], frozenset[str]]:
    """The standing entities within `hops` of these standing ones, with the hops to each (0 for themselves), the edges
    followed between them, and the entities with more edges than that. At most `limit` entities beside the seeds."""
    found = dict.fromkeys(seeds, 0)
    edges: dict[Edge, None] = {}
    capped: set[str] = set()
    frontier = list(found)
    for hop in range(1, hops + 1):
        here = step(store, scope, frontier, walk)
        capped |= here.capped
        new = dict.fromkeys(end for edge in here.edges for end in (edge.source, edge.target) if end not in found)
        room = limit + len(seeds) - len(found)
        frontier = list(new)[: max(room, 0)]
        found.update(dict.fromkeys(frontier, hop))
        edges.update(dict.fromkeys(edge for edge in here.edges if {edge.source, edge.target} <= found.keys()))
    return found, tuple(edges), frozenset(capped)


def paths(store: Store, scope: Scope, one: str, other: str, walk: Walk, *, max_hops: int = 4) -> tuple[Path, ...]:
    """The shortest paths from one entity to another over at most `max_hops` (1 to 6) edges, MANY at most, the most
    certain first; none where they are further apart. Between merged entities it is the empty path. Raises NotFound,
    InvalidInput."""
    if not 1 <= max_hops <= FAR:
        raise InvalidInput(what="max_hops", problem=f"must be 1 to {FAR}")
    start, goal = _standing(store, scope, one).id, _standing(store, scope, other).id
    before: dict[str, list[Edge]] = {start: []}
    frontier = [start]
    for _ in range(max_hops):
        if goal in before or not frontier:
            break
        arrived: dict[str, list[Edge]] = {}
        for edge in step(store, scope, frontier, walk).edges:
            for end in _beyond(edge, frontier, walk):
                if end not in before:
                    arrived.setdefault(end, []).append(edge)
        before.update(arrived)
        frontier = list(arrived)
    told = _told(before, start, goal)[:MANY] if goal in before else []
    return tuple(sorted(told, key=lambda path: (-_certainty(path.edges), path.nodes)))


def follow(store: Store, scope: Scope, entity: str, types: Sequence[str], walk: Walk) -> tuple[tuple[Edge, ...], ...]:
    """What a chain of questions leads to: `["uses"]` what the entity uses, `["works_on", "uses"]` what is used by what
    it works on. Chains of edges from source to target, one of each type in order, the most certain first; the target of
    the last is the answer. Raises NotFound."""
    start = _standing(store, scope, entity).id
    chains: list[tuple[Edge, ...]] = [()]
    ends = {start}
    for type in types:
        asked = Walk(as_of=walk.as_of, known_at=walk.known_at, over=walk.over, types=(type,), direction="out")
        edges = step(store, scope, ends, asked).edges
        chains = [(*chain, edge) for chain in chains for edge in edges if edge.source == _end(chain, start)]
        ends = {chain[-1].target for chain in chains}
    return tuple(sorted((one for one in chains if one), key=lambda one: -_certainty(one)))


def _standing(store: Store, scope: Scope, id: str) -> Entity:
    for one in store.get(Entity, list(canonical(store, scope, (id,)).values()), within(scope)):
        return one
    raise NotFound(kind="entity", id=id)


def _beyond(edge: Edge, frontier: Sequence[str], walk: Walk) -> list[str]:
    """The ends to which an edge leads from the frontier."""
    ways = [(edge.source, edge.target)] if walk.direction != "in" else []
    ways += [(edge.target, edge.source)] if walk.direction != "out" else []
    return [there for here, there in ways if here in frontier]


def _told(before: Mapping[str, Sequence[Edge]], start: str, goal: str) -> list[Path]:
    """The paths to the goal, told from their end to their beginning; of several edges between two the first."""
    paths = [Path((goal,), ())]
    while paths[0].nodes[0] != start:
        longer = []
        for path in paths:
            way = {edge.other(path.nodes[0]): edge for edge in reversed(before[path.nodes[0]])}
            longer += [Path((node, *path.nodes), (edge, *path.edges)) for node, edge in reversed(way.items())]
        paths = longer[: MANY * MANY]
    return paths


def _end(chain: Sequence[Edge], start: str) -> str:
    return chain[-1].target if chain else start


def _certainty(edges: Iterable[Edge]) -> float:
    """How certain a chain is: the product of its edges."""
    product = 1.0
    for edge in edges:
        product *= edge.confidence
    return product
