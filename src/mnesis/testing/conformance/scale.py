"""Thousands of memories: where a store begins to take short cuts, and must not be caught taking them."""

import random
from collections.abc import Sequence

import pytest

from mnesis.model import Change, Embed, Episode, Erase, Filter, Scored, Touch, Use, Where, content_hash
from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.testing.conformance.case import StoreCase, matching, nearest
from mnesis.testing.conformance.comparison import alike
from mnesis.testing.values import HERE, SPACE, add, make_episode, unit

NAMES = [f"w{n}" for n in range(400)]
WEIGHTS = [1 / (n + 3) for n in range(400)]


def told(random_: random.Random, numbers: Sequence[int]) -> list[Change]:
    """Episodes of a few words each, some words common and most rare, with vectors all over the sphere."""
    made: list[Change] = []
    for n in numbers:
        text = " ".join(random_.choices(NAMES, WEIGHTS, k=random_.randint(2, 12)))
        made.append(add(make_episode(f"e{n:05}", text, session_id=f"s{n % 40}", importance=n % 10 + 1)))
        vector = unit(*(random_.gauss(0, 1) for _ in range(8)))
        made.append(Embed(HERE, SPACE, content_hash(text), vector))
    return made


class Scale(StoreCase):
    def test_a_store_that_grows_and_shrinks_stays_exact(self, store: Store) -> None:
        random_, oracle = random.Random(7), MemoryStore()
        other = self.reopen(store) if self.durable else store
        for one in (store, oracle):
            one.apply([Use(SPACE, "active")])
        rounds: list[list[Change]] = [told(random_, range(n, n + 1_000)) for n in range(0, 5_000, 1_000)]
        rounds.insert(3, [Erase(Episode, Where("session_id", "in", ("s3", "s14", "s15")))])
        rounds.append([Erase(Episode, Where("importance", "eq", 9)), Touch(Episode, HERE, "e00001", {"importance": 9})])
        for number, changes in enumerate(rounds):
            (store, other)[number % 2].apply(changes)
            oracle.apply(changes)
            for one in (store, other):
                self.same_answers(one, oracle, random_)
        assert store.check() == []
        if other is not store:
            other.close()

    def same_answers(self, store: Store, oracle: Store, random_: random.Random) -> None:
        filters: list[Filter] = [
            Where("importance", "ge", 1),
            Where("importance", "eq", 9),
            Where("session_id", "eq", "s7"),
        ]
        for where in filters:
            query = " ".join(random_.choices(NAMES, WEIGHTS, k=3))
            axis = [random_.gauss(0, 1) for _ in range(8)]
            whole = matching(oracle, query, where=where, limit=10_000)
            alike(matching(store, query, where=where, limit=10_000), whole)
            same_best(matching(store, query, where=where, limit=10), whole)
            same_best(nearest(store, *axis, where=where, limit=10), nearest(oracle, *axis, where=where, limit=10_000))

    @pytest.mark.slow
    def test_a_rare_condition_never_starves_however_many_match(self, store: Store) -> None:
        store.apply([add(make_episode("first", "an apple in a story that is longer than the others", importance=9))])
        for start in range(0, 45_000, 5_000):
            store.apply([add(make_episode(f"e{n}", "apple pie")) for n in range(start, start + 5_000)])
        found = matching(store, "apple", where=Where("importance", "eq", 9), limit=3)
        assert [one.id for one in found] == ["first"]
        assert len(matching(store, "apple", limit=3)) == 3


def same_best(found: list[Scored], whole: list[Scored]) -> None:
    """The scores are the best of the whole, and each belongs to its memory, within what a store may round."""
    exact = {one.id: one.score for one in whole}
    assert [one.score for one in found] == pytest.approx([one.score for one in whole[: len(found)]], abs=0.011)
    assert {one.id: one.score for one in found} == pytest.approx({one.id: exact[one.id] for one in found}, abs=0.011)
    assert len(found) == min(10, len(whole))
