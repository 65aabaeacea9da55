"""Walks through the graph, beside walks so plain that they must be right."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.errors import InvalidInput, NotFound
from mnesis.model import Add, Event, Fact, Put, Relationship, What
from mnesis.semantic import walking
from mnesis.semantic.edges import edges, triple
from mnesis.semantic.graph import follow, neighbours, paths
from mnesis.semantic.history import as_mapping, events_of, fold, folded
from mnesis.semantic.pagerank import pagerank
from mnesis.semantic.walking import Walk
from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.testing.values import HERE, START, make_entity, make_fact, make_relationship

DAY = timedelta(days=1)
NOW = Walk(as_of=START)


def fact(number: int, source: str, type: str, target: str, **said: datetime | float | None) -> Fact:
    at = said.pop("at", None) or START - DAY
    stated = as_mapping(Event(**{"at": at, "what": What.STATED, "said": at, "confidence": 1.0, **said}))  # type: ignore[arg-type]
    made = make_fact(f"f{number}", entity_id=source, predicate=type, object=target, object_id=target, history=(stated,))
    state = fold(events_of(made))
    assert state
    return folded(made, state, events_of(made))


def fill(store: Store, facts: Sequence[Fact], merged: dict[str, str] | None = None) -> None:
    """These facts with their edges, and the entities they name."""
    names = {name for one in facts for name in (one.entity_id, one.object_id) if name} | (merged or {}).keys()
    store.apply([Add(make_entity(name, merged_into=(merged or {}).get(name))) for name in sorted(names)])
    by_edge: dict[tuple[str, str, str], list[Fact]] = {}
    for one in facts:
        where = triple(one)
        assert where
        by_edge.setdefault(where, []).append(one)
    store.apply([*map(Add, facts), *edges(store, HERE, by_edge, START)])


def triples(chain: Sequence[walking.Edge]) -> list[tuple[str, str, str]]:
    return [(edge.source, edge.type, edge.target) for edge in chain]


@pytest.fixture
def project(store: Store) -> Store:
    """Otto works on two projects, which use things; he used something else once."""
    fill(
        store,
        [
            fact(0, "otto", "works_on", "kira"),
            fact(1, "otto", "works_on", "zephyr", confidence=0.6),
            fact(2, "kira", "uses", "sqlite"),
            fact(3, "zephyr", "uses", "go"),
            fact(4, "zephyr", "uses", "sqlite"),
            fact(5, "otto", "uses", "neovim"),
            fact(6, "otto", "uses", "emacs", valid_until=START - 10 * DAY),
            fact(7, "ana", "uses", "neovim"),
            fact(8, "otto", "uses", "helix", valid_from=START + 10 * DAY),
        ],
    )
    return store


def test_a_direct_question_and_one_of_two_hops(project: Store) -> None:
    assert [chain[-1].target for chain in follow(project, HERE, "otto", ["uses"], NOW)] == ["neovim"]
    assert [triples(chain) for chain in follow(project, HERE, "otto", ["works on", "uses"], NOW)] == [
        [("otto", "works_on", "kira"), ("kira", "uses", "sqlite")],
        [("otto", "works_on", "zephyr"), ("zephyr", "uses", "sqlite")],
        [("otto", "works_on", "zephyr"), ("zephyr", "uses", "go")],
    ]
    assert follow(project, HERE, "otto", ["uses", "uses"], NOW) == ()
    assert follow(project, HERE, "otto", [], NOW) == ()


def test_what_is_over_or_has_not_begun_is_shown_only_when_asked_for(project: Store) -> None:
    def used(walk: Walk) -> set[str]:
        return {chain[-1].target for chain in follow(project, HERE, "otto", ["uses"], walk)}

    assert used(Walk(as_of=START - 20 * DAY)) == {"neovim", "emacs"}
    assert used(Walk(as_of=START + 20 * DAY)) == {"neovim", "helix"}
    assert used(Walk(as_of=START, over=True)) == {"neovim", "emacs", "helix"}


def test_an_edge_knows_the_earlier_times_at_which_it_held(store: Store) -> None:
    fill(
        store,
        [
            fact(0, "otto", "works_at", "acme", valid_from=START - 90 * DAY, valid_until=START - 60 * DAY),
            fact(1, "otto", "works_at", "acme", valid_from=START - 10 * DAY),
        ],
    )

    def held(days: int) -> list[str | None]:
        found = follow(store, HERE, "otto", ["works_at"], Walk(as_of=START - days * DAY))
        return [edge.fact for chain in found for edge in chain]

    assert [held(70), held(30), held(5)] == [["f0"], [], ["f1"]]


def test_what_was_believed_at_another_time(store: Store) -> None:
    fill(
        store,
        [fact(0, "otto", "friend", "ana", at=START - 30 * DAY), fact(1, "otto", "friend", "bob", at=START - 5 * DAY)],
    )
    [old] = store.get(Fact, ["f0"])
    gone = (*events_of(old), Event(at=START - 10 * DAY, what=What.WITHDRAWN))
    state = fold(gone)
    assert state
    old = folded(old, state, gone)
    store.apply([Put(old), *edges(store, HERE, {("otto", "ana", "friend"): [old]}, START)])

    def friends(known_at: datetime | None) -> set[str]:
        return {
            chain[0].target for chain in follow(store, HERE, "otto", ["friend"], Walk(as_of=START, known_at=known_at))
        }

    assert friends(None) == {"bob"}
    assert friends(START - 20 * DAY) == {"ana"}
    assert friends(START - 7 * DAY) == set()
    assert friends(START - 60 * DAY) == set()


def test_an_edge_without_a_fact_is_walked_too(store: Store) -> None:
    store.apply([Add(make_entity("n1")), Add(make_entity("n2")), Add(make_relationship())])
    assert [one.id for one in neighbours(store, HERE, "n1", NOW).nodes] == ["n1", "n2"]
    assert neighbours(store, HERE, "n1", Walk(as_of=START, known_at=START - DAY)).edges == ()


def test_neighbours_by_hops_and_direction(project: Store) -> None:
    near = neighbours(project, HERE, "otto", NOW, hops=2)
    assert near.hops == {"otto": 0, "kira": 1, "neovim": 1, "zephyr": 1, "ana": 2, "go": 2, "sqlite": 2}
    assert [one.id for one in near.nodes] == list(near.hops)
    assert near.centre.id == "otto"
    assert len(near.edges) == 7
    inward = Walk(as_of=START, direction="in")
    assert neighbours(project, HERE, "neovim", inward).hops == {"neovim": 0, "ana": 1, "otto": 1}
    assert neighbours(project, HERE, "otto", inward).hops == {"otto": 0}
    assert len(neighbours(project, HERE, "otto", NOW, hops=3, limit=3).nodes) == 4


def test_paths_are_the_shortest_ones(project: Store) -> None:
    found = paths(project, HERE, "otto", "sqlite", NOW)
    assert [path.nodes for path in found] == [("otto", "kira", "sqlite"), ("otto", "zephyr", "sqlite")]
    assert [path.nodes for path in paths(project, HERE, "ana", "go", NOW)] == [
        ("ana", "neovim", "otto", "zephyr", "go")
    ]
    assert paths(project, HERE, "ana", "go", NOW, max_hops=3) == ()
    assert paths(project, HERE, "sqlite", "otto", Walk(as_of=START, direction="out")) == ()
    [none] = paths(project, HERE, "otto", "otto", NOW)
    assert (none.nodes, none.edges) == (("otto",), ())


def test_merged_entities_are_walked_as_one(store: Store) -> None:
    facts = [fact(0, "otto", "uses", "vim"), fact(1, "coringa", "uses", "go"), fact(2, "coringa", "friend", "otto")]
    fill(store, facts, {"coringa": "otto"})
    assert neighbours(store, HERE, "coringa", NOW).hops == {"otto": 0, "go": 1, "vim": 1}
    assert [path.nodes for path in paths(store, HERE, "go", "vim", NOW)] == [("go", "otto", "vim")]


def test_a_hub_shows_its_best_edges_and_says_that_it_has_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "HUB", 3)
    fill(store, [fact(n, "hub", "knows", f"p{n}", confidence=0.5 + n / 100) for n in range(8)])
    near = neighbours(store, HERE, "hub", NOW, hops=2)
    assert [edge.target for edge in near.edges] == ["p7", "p6", "p5"]
    assert near.capped == {"hub"}
    assert neighbours(store, HERE, "p1", NOW).capped == frozenset()


def test_questions_about_nobody_and_too_far_are_refused(project: Store) -> None:
    with pytest.raises(NotFound):
        neighbours(project, HERE, "nobody", NOW)
    with pytest.raises(NotFound):
        paths(project, HERE, "otto", "nobody", NOW)
    with pytest.raises(InvalidInput):
        neighbours(project, HERE, "otto", NOW, hops=4)
    with pytest.raises(InvalidInput):
        paths(project, HERE, "otto", "ana", NOW, max_hops=0)


def test_a_hop_costs_the_same_number_of_queries_for_many_as_for_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(
        store,
        [fact(n, "hub", "knows", f"p{n}") for n in range(30)]
        + [fact(90 + n, f"p{n}", "knows", f"q{n}") for n in range(30)],
    )
    asked: list[str] = []
    for name in ("get", "find", "pick"):
        plain = getattr(type(store), name)
        monkeypatch.setattr(
            type(store), name, lambda self, *a, _plain=plain, _n=name, **k: asked.append(_n) or _plain(self, *a, **k)
        )
    assert len(neighbours(store, HERE, "hub", NOW, hops=2).nodes) == 61
    if not isinstance(store, MemoryStore):  # whose verbs call one another
        assert len(asked) <= 12


# --- beside an oracle -----------------------------------------------------------------------------------------

NODES = "abcdef"
LINKS = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(NODES),
        st.sampled_from(["knows", "uses"]),
        st.integers(-3, 3),
        st.integers(1, 4),
    ),
    max_size=14,
)


def holding(links: Sequence[tuple[str, str, str, int, int]], at: int) -> set[tuple[str, str]]:
    return {(a, b) for a, b, _, start, days in links if a != b and start <= at < start + days}


def distances(ways: set[tuple[str, str]], start: str) -> dict[str, int]:
    """Floyd & Warshall, both ways."""
    far = {(a, b): 0 if a == b else 99 for a in NODES for b in NODES}
    far.update({pair: 1 for a, b in ways for pair in ((a, b), (b, a))})
    for middle, a, b in itertools.product(NODES, repeat=3):
        far[a, b] = min(far[a, b], far[a, middle] + far[middle, b])
    return {b: far[start, b] for b in NODES if far[start, b] < 99}


def simple_paths(
    ways: set[tuple[str, str]], here: str, goal: str, seen: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    if here == goal:
        yield (*seen, here)
        return
    for there in NODES:
        if there not in (*seen, here) and ((here, there) in ways or (there, here) in ways):
            yield from simple_paths(ways, there, goal, (*seen, here))


@settings(max_examples=80, deadline=None)
@given(links=LINKS, at=st.integers(-4, 6), start=st.sampled_from(NODES), goal=st.sampled_from(NODES))
def test_walks_agree_with_an_oracle(
    links: list[tuple[str, str, str, int, int]], at: int, start: str, goal: str
) -> None:
    store = MemoryStore()
    store.apply([Add(make_entity(name)) for name in NODES])
    fill(
        store,
        [
            fact(n, a, type, b, valid_from=START + begin * DAY, valid_until=START + (begin + days) * DAY)
            for n, (a, b, type, begin, days) in enumerate(links)
        ],
    )
    ways, walk = holding(links, at), Walk(as_of=START + at * DAY)
    far = distances(ways, start)
    assert neighbours(store, HERE, start, walk, hops=3).hops == {name: hops for name, hops in far.items() if hops <= 3}
    every = list(simple_paths(ways, start, goal))
    least = min(map(len, every), default=0)
    found = [path.nodes for path in paths(store, HERE, start, goal, walk, max_hops=6)]
    assert sorted(found) == sorted(path for path in every if len(path) == least)
    assert len(store.find(Relationship)) == len({link[:3] for link in links})


# --- PageRank -------------------------------------------------------------------------------------------------

WEIGHTED = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.floats(0.1, 1.0)), max_size=12)
SEEDS = st.dictionaries(st.sampled_from(NODES), st.floats(0.1, 3.0), min_size=1)


@given(links=WEIGHTED, seeds=SEEDS)
def test_ranks_are_shares_and_stand_still(links: list[tuple[str, str, float]], seeds: dict[str, float]) -> None:
    ranks = pagerank(links, seeds)
    assert sum(ranks.values()) == pytest.approx(1.0)
    assert min(ranks.values()) >= 0
    out = {name: sum(w for a, b, w in links for end in (a, b) if end == name) for name in ranks}
    stuck = sum(ranks[name] for name in ranks if not out[name])
    whole = sum(seeds.values())
    for name, rank in ranks.items():
        came = sum(ranks[a] * w / out[a] for a, b, w in [*links, *((b, a, w) for a, b, w in links)] if b == name)
        again = seeds.get(name, 0.0) / whole
        assert rank == pytest.approx(0.5 * again + 0.5 * (came + stuck * again), abs=1e-6)


def test_what_is_nearer_ranks_higher_and_nothing_ranks_without_seeds() -> None:
    ranks = pagerank([("a", "b", 1.0), ("b", "c", 1.0), ("c", "d", 1.0)], {"a": 1.0})
    assert sorted(ranks, key=ranks.__getitem__, reverse=True) == ["a", "b", "c", "d"]
    assert pagerank([("a", "b", 1.0)], {}) == {}
    assert pagerank([], {"a": 2.0, "b": 1.0}) == pytest.approx({"a": 2 / 3, "b": 1 / 3})
