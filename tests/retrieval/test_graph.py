"""The graph arm: what a query names leads to episodes that share no word with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mnesis.model import Add, Entity, EntityType, Episode, Event, Fact, Key, Put, Touch, What, Where
from mnesis.retrieval.arms import Ask
from mnesis.retrieval.graph import graph_arm
from mnesis.retrieval.question import Question
from mnesis.retrieval.search import Engine, search
from mnesis.retrieval.weights import Weights
from mnesis.semantic.history import as_mapping
from mnesis.semantic.naming import keys_of
from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import HERE, START, add, make_entity, make_episode, make_fact

SAID = (
    ("e0", "My sister Ana has moved to Ghent."),
    ("e1", "There is a canal right behind her house!"),
    ("e2", "Bob repairs clocks in the old mill."),
    ("e3", "Nothing much happened this week."),
)
KNOWN = (
    ("f0", "ana", "located_in", "ghent", "e0"),
    ("f1", "ghent", "owns", "canal", "e1"),
    ("f2", "bob", "hobby", "clocks", "e2"),
)
NAMES = {"ana": ("Ana", EntityType.PERSON), "ghent": ("Ghent", EntityType.LOCATION), "bob": ("Bob", EntityType.PERSON)}


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "memory.db") as made:
        made.apply([add(make_episode(id, text, session_id=id)) for id, text in SAID])
        made.apply([entity(id, *named) for id, named in NAMES.items()])
        made.apply([known(*fact) for fact in KNOWN])
        yield made


def entity(id: str, name: str, type: EntityType, **more: Any) -> Add:
    row = make_entity(id, name=name, type=type, **more)
    return Add(row, keys_of(row))


def known(id: str, subject: str, predicate: str, object: str, episode: str) -> Add:
    said = as_mapping(Event(at=START, what=What.STATED, episode=episode))
    thing = object if object in NAMES else None
    about = {"entity_id": subject, "subject": subject, "predicate": predicate, "object": object, "object_id": thing}
    fact = make_fact(id, **about, source_episode=episode, confirmed_at=START, history=(said,))
    return Add(fact, (Key(id, text=f"{subject} {predicate} {object}"),))


def near(store: Store, query: str, *, where: Where | None = None) -> dict[str, float]:
    return dict(graph_arm(Ask(store, HERE, where or Where("id", "ne", ""), 10), query))


def asked(store: Store, query: str, weight: float) -> Sequence[Any]:
    return search(Engine(store, weights=replace(Weights(), graph=weight)), Question(query, HERE, START)).hits


def test_what_is_nearer_to_what_the_query_names_comes_first(store: Store) -> None:
    found = near(store, "How is Ana?")
    assert list(found) == ["e0", "e1"]
    assert found["e0"] == 1.0 > found["e1"] > 0


def test_facts_are_found_by_their_words_too(store: Store) -> None:
    assert list(near(store, "Who likes clocks?")) == ["e2"]


@pytest.mark.parametrize("query", ["Is there any news?", "Have you read Anabasis?", "???"])
def test_what_the_graph_does_not_know_finds_nothing(store: Store, query: str) -> None:
    assert near(store, query) == {}


def test_an_alias_and_a_merged_entity_lead_to_the_same(store: Store) -> None:
    store.apply([entity("annie", "Annie", EntityType.PERSON)])
    store.apply([known("f3", "annie", "owns", "a bicycle", "e3")])
    [row] = store.get(Entity, ["ana"])
    aka = replace(row, aliases=("Annie",))
    store.apply([Touch(Entity, HERE, "annie", {"merged_into": "ana"}), Put(aka, keys_of(aka))])
    assert set(near(store, "What about Annie's things?")) == {"e0", "e1", "e3"}


def test_what_is_not_believed_any_more_leads_nowhere_and_what_is_over_does(store: Store) -> None:
    store.apply([Touch(Fact, HERE, "f0", {"known_until": START}), Touch(Fact, HERE, "f2", {"valid_until": START})])
    assert near(store, "How is Ana?") == {}
    assert list(near(store, "How is Bob?")) == ["e2"]


def test_a_filter_holds_for_what_the_graph_brings(store: Store) -> None:
    assert list(near(store, "How is Ana?", where=Where("session_id", "ne", "e0"))) == ["e1"]


def test_a_hit_says_that_the_graph_brought_it(store: Store) -> None:
    [hit] = [hit for hit in asked(store, "How is Ana?", 0.5) if hit.id == "e1"]
    [reason] = [reason for reason in hit.why if reason.arm == "graph"]
    assert reason.rank == 2
    assert reason.share == pytest.approx(0.5 * reason.score)
    assert hit.score == pytest.approx(sum(one.share for one in hit.why))


def test_at_weight_zero_nobody_asks_the_graph(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, kinds = type(store).matching, []

    def noted(self: Store, kind: Any, *given: Any) -> Any:
        kinds.append(kind)
        return plain(self, kind, *given)

    monkeypatch.setattr(type(store), "matching", noted)
    hits = asked(store, "How is Ana?", 0.0)
    assert kinds == [Episode]
    assert "e1" not in [hit.id for hit in hits]
    assert not [reason for hit in hits for reason in hit.why if reason.arm == "graph"]
