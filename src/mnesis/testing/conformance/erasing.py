"""After an erasure nothing is left to find, and everything else is as before."""

from mnesis.model import (
    EVERYTHING,
    RECORDS,
    Add,
    Applied,
    Embed,
    Entity,
    Episode,
    Erase,
    Job,
    Key,
    KeyKind,
    Session,
    Use,
    Where,
    content_hash,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase, matching, nearest, seen, words
from mnesis.testing.conformance.isolation import OTHER, fill
from mnesis.testing.values import HERE, SPACE, add, add_texts, make_episode, make_session, unit


class Erasing(StoreCase):
    def test_what_is_erased_is_nowhere_to_be_found(self, store: Store) -> None:
        secret = Add(make_episode("e1", "the secret"), (Key("e1"), Key("e1", KeyKind.PART, 0, "hidden part")))
        hashes = [content_hash("the secret"), content_hash("hidden part")]
        store.apply([Use(SPACE, "active"), secret, *add_texts("left alone", prefix="x")])
        store.apply([Embed(HERE, SPACE, digest, unit(1)) for digest in (*hashes[:1], content_hash("left alone"))])
        assert store.apply([Erase(Episode, Where("id", "eq", "e1"))]) == Applied(erased=1)
        assert store.get(Episode, ["e1"]) == []
        assert [one.id for one in store.find(Episode)] == [one.id for one in store.scan(Episode)] == ["x1"]
        assert words(store, "secret hidden part the") == []
        assert [one.id for one in nearest(store, 1)] == ["x1"]
        assert store.embedded(SPACE, HERE, hashes) == {}
        assert store.pending(SPACE, 10) == []
        assert [use.vectors for use in store.spaces()] == [1]
        stats = store.stats()
        assert (stats.records["episode"], stats.keys) == (1, 1)
        assert store.reindex() == 1
        assert words(store, "secret hidden part the") == []
        assert store.check() == []

    def test_erased_everything_is_as_good_as_new(self, store: Store) -> None:
        empty = seen(store)
        fill(store, HERE)
        fill(store, OTHER)
        store.apply([Erase(kind, EVERYTHING) for kind in reversed(RECORDS)])
        store.apply([Use(SPACE, "retired", drop=True)])
        assert seen(store) == empty
        assert store.check() == []

    def test_an_erased_scope_leaves_the_others_as_they_were(self, store: Store) -> None:
        fill(store, OTHER)
        before = seen(store)
        fill(store, HERE)
        assert seen(store) != before
        erased = store.apply([Erase(kind, within(HERE)) for kind in reversed(RECORDS)]).erased
        assert erased == sum(store.stats().records.values())
        assert seen(store) == before
        assert store.stats(HERE).records == dict.fromkeys(store.stats().records, 0)

    def test_an_erasure_counts_and_takes_only_its_kind(self, store: Store) -> None:
        store.apply([Add(make_session()), *add_texts("a", "b", "c"), Add(values.make_entity()), Add(values.make_job())])
        assert store.apply([Erase(Episode, Where("id", "ne", "e2")), Erase(Job, EVERYTHING)]).erased == 3
        assert [one.id for one in store.find(Episode)] == ["e2"]
        assert (store.count(Session), store.count(Entity), store.count(Job)) == (1, 1, 0)
        assert store.apply([Erase(Session, EVERYTHING)]).erased == 1
        assert [one.session_id for one in store.find(Episode)] == ["s1"]
        assert store.apply([Erase(Session, EVERYTHING), Erase(Episode, Where("id", "eq", "e1"))]).erased == 0

    def test_what_was_erased_may_be_added_again(self, store: Store) -> None:
        [change] = add_texts("the apple")
        store.apply([Use(SPACE, "active"), change, Embed(HERE, SPACE, content_hash("the apple"), unit(1))])
        [before] = matching(store, "apple")
        store.apply([Erase(Episode, EVERYTHING)])
        assert store.apply([change]) == Applied(written=("e1",))
        assert store.find(Episode) == [make_episode(text="the apple")]
        assert matching(store, "apple") == [before]
        assert nearest(store, 1) == []
        assert [one.text for one in store.pending(SPACE, 5)] == ["the apple"]

    def test_a_large_erasure(self, store: Store) -> None:
        store.apply([add(make_episode(f"e{n}", f"number {n}", session_id=f"s{n % 3}")) for n in range(2_500)])
        assert store.apply([Erase(Episode, Where("session_id", "ne", "s1"))]).erased == 1_667
        assert words(store, "number", limit=5_000) == sorted(f"e{n}" for n in range(1, 2_500, 3))
        assert store.check() == []
