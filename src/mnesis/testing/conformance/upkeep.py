"""Counts, checks, rebuilding, closing."""

from collections.abc import Callable

import pytest

from mnesis.errors import StoreError
from mnesis.model import EVERYTHING, RECORDS, Add, Episode, Erase, Key, KeyKind, Put, Scope, Session, Where, within
from mnesis.stores.contract import Store
from mnesis.testing.conformance.case import StoreCase, seen
from mnesis.testing.conformance.isolation import OTHER, fill, view
from mnesis.testing.values import HERE, SPACE, START, add, make_episode, make_session, unit


class Upkeep(StoreCase):
    def test_an_empty_store(self, store: Store) -> None:
        stats = store.stats()
        assert stats.records == {kind.__name__.lower(): 0 for kind in RECORDS}
        assert (stats.scopes, stats.keys) == (0, 0)
        assert store.check() == []
        assert store.reindex() == 0
        assert not any((store.spaces(), store.pending(SPACE, 5), store.find(Episode), list(store.scan(Session))))
        assert store.count(Episode) == 0

    def test_stats_count_a_scope_or_everything(self, store: Store) -> None:
        keys = (Key("k"), Key("k", KeyKind.PART, 0, "a"), Key("k", KeyKind.PART, 1, "b", lexical=False))
        store.apply([Add(make_session()), Add(make_episode("k"), keys), Add(make_episode("x", scope=OTHER))])
        everything, here, other = store.stats(), store.stats(HERE), store.stats(OTHER)
        assert (everything.records["episode"], everything.records["session"]) == (2, 1)
        assert (here.records["episode"], other.records["episode"], other.records["session"]) == (1, 1, 0)
        assert [(one.scopes, one.keys) for one in (everything, here, other)] == [(2, 3), (1, 3), (1, 0)]
        assert set(everything.bytes) == {"rows", "lexical", "vectors", "free"}
        assert all(number >= 0 for number in everything.bytes.values())
        assert (sum(everything.bytes.values()) > 0) == self.durable
        assert store.stats(Scope("no", "body")).records == dict.fromkeys(everything.records, 0)

    def test_check_is_content_after_everything(self, store: Store) -> None:
        fill(store, HERE)
        fill(store, OTHER)
        store.apply([Put(make_episode("e1", "changed")), Put(make_episode("e2"), ()), Add(make_episode("e1"))])
        store.claim(["learn"], worker="w", now=START, until=START)
        store.apply([Erase(Episode, Where("id", "eq", "e3")), Erase(Session, within(OTHER))])
        assert store.check() == []

    def test_reindex_changes_nothing_that_can_be_seen(self, store: Store) -> None:
        fill(store, HERE)
        fill(store, OTHER)
        store.apply([Put(make_episode("e1", "changed apple")), Erase(Episode, within(OTHER, Where("id", "eq", "e2")))])
        before, calls = seen(store), list[tuple[int, int]]()
        assert store.reindex(lambda done, total: calls.append((done, total))) == store.stats().keys
        assert seen(store) == before
        assert store.check() == []
        assert calls == sorted(calls)
        assert calls[-1] == (store.stats().keys, store.stats().keys)

    def test_reads_go_on_while_indexes_are_rebuilt(self, store: Store) -> None:
        fill(store, HERE)
        before, sights = view(store, HERE), list[bool]()
        store.reindex(lambda done, total: sights.append(view(store, HERE) == before))
        assert sights
        assert all(sights)

    def test_a_closed_store_says_so(self, store: Store) -> None:
        store.apply([add(make_episode())])
        store.close()
        store.close()
        verbs: list[Callable[[], object]] = [
            lambda: store.apply([Add(make_episode("e2"))]),
            lambda: store.apply([]),
            lambda: store.claim(["learn"], worker="w", now=START, until=START),
            lambda: store.get(Episode, ["e1"]),
            lambda: store.find(Episode),
            lambda: list(store.scan(Episode)),
            lambda: store.count(Episode),
            lambda: store.matching(Episode, ["otto"], HERE, EVERYTHING, 5),
            lambda: store.nearest(Episode, SPACE, unit(1), HERE, EVERYTHING, 5),
            lambda: store.embedded(SPACE, HERE, [b"12345678"]),
            lambda: store.pending(SPACE, 5),
            store.spaces,
            store.stats,
            store.check,
            store.reindex,
        ]
        for verb in verbs:
            with pytest.raises(StoreError):
                verb()

    def test_a_store_closes_at_the_end_of_its_block(self, store: Store) -> None:
        with store as same:
            assert same is store
        with pytest.raises(StoreError):
            store.count(Episode)
