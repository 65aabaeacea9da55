"""Search over a small store: what hits say of themselves, and what a reranker may do."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import pytest
from numpy.typing import NDArray

from mnesis.errors import ProviderError
from mnesis.model import Embed, Episode, Use, Where, content_hash
from mnesis.retrieval.question import Found, Question
from mnesis.retrieval.search import Engine, search
from mnesis.retrieval.weights import Weights
from mnesis.stores.memory import MemoryStore
from mnesis.testing.embedder import HashEmbedder
from mnesis.testing.values import HERE, START, add, make_episode

TEXTS = (
    "We planted a lemon tree on the balcony",
    "The train to Ghent leaves at nine",
    "Nine lemons this year, the tree is happy",
    "Nothing to report",
)


class ByLength:
    """Prefers short texts."""

    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([-len(text) for text in texts], dtype=np.float32)


class Broken:
    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        raise ProviderError(provider="reranker", problem="is out of order")


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    store.apply([add(make_episode(f"e{at}", text, session_id=f"s{at // 2}")) for at, text in enumerate(TEXTS)])
    return store


def asked(engine: Engine, text: str = "How is the lemon tree?", **more: object) -> Found:
    return search(engine, Question(text, HERE, START, **more))  # type: ignore[arg-type]


def ids(found: Found) -> list[str]:
    return [hit.id for hit in found.hits]


def test_a_score_is_the_sum_of_what_its_reasons_added(store: MemoryStore) -> None:
    for hit in asked(Engine(store)).hits:
        assert hit.score == pytest.approx(sum(reason.share for reason in hit.why))
        assert [abs(reason.share) for reason in hit.why] == sorted((abs(r.share) for r in hit.why), reverse=True)


def test_hits_say_which_arm_found_them_with_rank_and_score_and_show_their_evidence(store: MemoryStore) -> None:
    best = asked(Engine(store)).hits[0]
    [lexical] = [reason for reason in best.why if reason.arm == "lexical"]
    [matched] = [one for one in store.matching(Episode, ["lemon", "tree"], HERE, Where("id", "eq", best.id), 1)]
    assert lexical.rank in (1, 2)
    assert lexical.score == pytest.approx(matched.score)
    assert best.evidence[0].quote == best.memory.text
    assert best.evidence[0].episode_id == best.id


def test_without_an_embedder_no_vector_is_claimed(store: MemoryStore) -> None:
    assert not [reason for hit in asked(Engine(store)).hits for reason in hit.why if reason.arm == "vector"]


def test_a_memory_that_only_its_vector_finds_is_found(store: MemoryStore) -> None:
    embedder = HashEmbedder()
    store.apply([Use(embedder.space, "active")])
    store.apply(
        [Embed(HERE, embedder.space, content_hash(t), v) for t, v in zip(TEXTS, embedder.embed(TEXTS), strict=True)]
    )
    found = asked(Engine(store, embedder), "balcon")
    assert ids(found)
    assert {reason.arm for reason in found.hits[0].why} >= {"vector"}
    assert store.matching(Episode, ["balcon"], HERE, Where("importance", "ge", 1), 10) == []


def test_a_limit_is_kept_and_ties_are_broken_by_id(store: MemoryStore) -> None:
    flat = Weights(**{one.name: 0.0 for one in fields(Weights)})
    assert ids(asked(Engine(store, weights=flat))) == ["e0", "e2"]
    assert ids(asked(Engine(store, weights=flat), limit=1)) == ["e0"]


def test_a_reranker_orders_the_best_and_nothing_is_lost(store: MemoryStore) -> None:
    plain, ranked = asked(Engine(store)), asked(Engine(store, reranker=ByLength()))
    assert sorted(ids(plain)) == sorted(ids(ranked))
    assert [len(hit.memory.text) for hit in ranked.hits] == sorted(len(hit.memory.text) for hit in plain.hits)


def test_a_reranker_that_fails_costs_a_notice(store: MemoryStore) -> None:
    found = asked(Engine(store, reranker=Broken()))
    assert ids(found) == ids(asked(Engine(store)))
    assert "out of order" in found.notices[0]


def test_a_filter_holds_for_every_hit(store: MemoryStore) -> None:
    assert ids(asked(Engine(store), where=Where("session_id", "eq", "s1"))) == ["e2"]


def test_the_time_of_every_stage_is_told(store: MemoryStore) -> None:
    took = asked(Engine(store)).took_ms
    assert {"read", "lexical", "temporal", "fuse", "load", "total"} <= set(took)
    assert took["total"] >= sum(value for stage, value in took.items() if stage != "total") * 0.99
