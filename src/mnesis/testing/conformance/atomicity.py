"""All changes or none, whatever fails and wherever; and what other threads see meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from mnesis.errors import Conflict, MnesisError, StoreError
from mnesis.model import (
    EVERYTHING,
    Add,
    Change,
    Embed,
    Episode,
    Erase,
    Expect,
    Finish,
    Key,
    KeyKind,
    Put,
    Session,
    Space,
    Touch,
    Use,
    Where,
    content_hash,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase, nearest, seen, words
from mnesis.testing.values import HERE, SPACE, START, add, make_episode, make_session, unit

BEFORE: list[Change] = [
    Use(SPACE, "active"),
    Add(make_session()),
    add(make_episode("e1", "Otto runs in Berlin")),
    add(make_episode("e2", "an apple", parent_id="e1")),
    Embed(HERE, SPACE, content_hash("an apple"), unit(1)),
    Add(values.make_entity("n1", name="Otto")),
    Add(values.make_job("j1")),
]

GOOD: list[Change] = [
    add(make_episode("e3", "Otto has an apple")),
    Put(make_episode("e1", "Otto runs in 東京"), (Key("e1"), Key("e1", KeyKind.PART, 0, "running"))),
    Touch(Episode, HERE, "e2", {"importance": 9}),
    Embed(HERE, SPACE, content_hash("Otto has an apple"), unit(0, 1)),
    Use(Space("next", "1", 8), "active"),
    Erase(Episode, Where("id", "eq", "e2")),
    Add(make_session("s2")),
    Add(values.make_job("j2")),
    Add(values.make_audit()),
]

BAD: dict[str, Change] = {
    "Expect": Expect(Episode, HERE, "e1", 99),
    "Add": Add(make_episode("e9", importance=0)),
    "Put": Put(make_episode("e9", parent_id="nobody")),
    "Add with a bad key": Add(make_episode("e9", "Otto"), (Key("e9"), Key("e8"))),
    "Touch": Touch(Session, HERE, "s1", {"episode_count": 3}),
    "Erase": Erase(Episode, Where("colour", "eq", "red")),
    "Embed": Embed(HERE, Space("unknown", "1", 8), content_hash("an apple"), unit(1)),
    "Finish": Finish(values.make_job("j1"), "nobody"),
    "a broken uniqueness rule": Add(values.make_entity("n2", name="Otto")),
}


class Atomicity(StoreCase):
    @pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
    def test_a_failure_leaves_nothing_of_its_apply(self, store: Store, bad: Change) -> None:
        store.apply(BEFORE)
        before = seen(store)
        for at in (0, len(GOOD) // 2, len(GOOD)):
            with pytest.raises(MnesisError):
                store.apply([*GOOD[:at], bad, *GOOD[at:]])
            assert seen(store) == before
        assert store.check() == []
        store.apply(GOOD)
        assert seen(store) != before

    def test_after_a_failure_the_same_ids_may_be_added(self, store: Store) -> None:
        with pytest.raises(MnesisError):
            store.apply([add(make_episode("e1", "apple")), BAD["Expect"]])
        assert words(store, "apple") == []
        assert store.apply([add(make_episode("e1", "pear"))]).written == ("e1",)
        assert (words(store, "apple"), words(store, "pear")) == ([], ["e1"])

    def test_changes_see_the_ones_before_them(self, store: Store) -> None:
        text, digest = "apple", content_hash("apple")
        store.apply([Use(SPACE, "active"), add(make_episode(text=text)), Embed(HERE, SPACE, digest, unit(1))])
        assert [one.id for one in nearest(store, 1)] == ["e1"]
        store.apply([Erase(Episode, EVERYTHING), Embed(HERE, SPACE, digest, unit(1)), add(make_episode("e2", text))])
        assert nearest(store, 1) == [], "at the time of the Embed no key had the text"
        store.apply(
            [Put(make_episode("e2"), ()), Put(make_episode("e2", text), (Key("e2"),)), Expect(Episode, HERE, "e2", 3)]
        )
        assert words(store, text) == ["e2"]

    def test_readers_see_whole_applies_only(self, store: Store) -> None:
        rounds, done, torn = 40, threading.Event(), []

        def read() -> None:
            while not done.is_set():
                found = [one.id for one in store.scan(Episode)]
                if len(found) % 2 or len(words(store, "apple", limit=1_000)) % 2:
                    torn.append(found)

        with ThreadPoolExecutor(2) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            try:
                for n in range(rounds):
                    store.apply([add(make_episode(f"a{n}", "apple")), add(make_episode(f"b{n}", "apple pie"))])
            finally:
                done.set()
            for reader in readers:
                reader.result()
        assert torn == []
        assert store.count(Episode) == 2 * rounds

    def test_threads_that_write_lose_nothing(self, store: Store) -> None:
        def write(thread: int) -> None:
            for n in range(20):
                store.apply(
                    [add(make_episode(f"t{thread}-{n}", f"thread {thread} says {n}")), add(make_episode("shared"))]
                )

        store.apply([Add(make_session())])
        together(write, 4)
        found = store.find(Episode)
        assert len(found) == 81
        assert sorted(one.position for one in found) == list(range(81))
        assert store.find(Session)[0].episode_count == 81
        assert len(words(store, "thread", limit=1_000)) == 80
        assert store.check() == []

    def test_of_two_racers_one_is_told(self, store: Store) -> None:
        store.apply([Add(make_episode())])
        told: list[int] = []

        def race(thread: int) -> None:
            try:
                store.apply([Expect(Episode, HERE, "e1", 1), Put(make_episode("e1", f"by {thread}"))])
            except StoreError:
                told.append(thread)

        together(race, 4)
        assert len(told) == 3
        assert store.find(Episode)[0].version == 2

    def test_what_is_applied_stays_when_the_store_is_opened_again(self, store: Store) -> None:
        if not self.durable:
            pytest.skip("this store keeps nothing")
        store.apply([*BEFORE, *GOOD])
        store.claim(["learn"], worker="w", now=START, until=START)
        before = seen(store)
        store.close()
        with self.reopen(store) as again:
            assert seen(again) == before
            assert again.check() == []

    def test_two_that_share_files_see_each_others_writes(self, store: Store) -> None:
        if not self.durable:
            pytest.skip("this store keeps nothing")
        with self.reopen(store) as other:
            store.apply(BEFORE)
            assert seen(other) == seen(store)
            other.apply(GOOD)
            assert seen(store) == seen(other)
            store.apply([Erase(Episode, EVERYTHING), add(make_episode("e1", "apple"))])
            assert seen(other) == seen(store)
            assert words(other, "apple") == ["e1"]
            assert store.claim(["learn"], worker="w", now=START, until=START + timedelta(minutes=1)) is not None
            assert other.claim(["learn"], worker="v", now=START, until=START + timedelta(minutes=1)) is not None
            assert store.claim(["learn"], worker="u", now=START, until=START + timedelta(minutes=1)) is None
            with pytest.raises(Conflict):
                other.apply([Expect(Episode, HERE, "e1", 0)])


def together(work: Callable[[int], None], threads: int) -> None:
    """Run `work(0)` … `work(threads - 1)` at the same time; an error in one is raised here."""
    start = threading.Barrier(threads)

    def run(number: int) -> None:
        start.wait()
        work(number)

    with ThreadPoolExecutor(threads) as pool:
        for result in [pool.submit(run, number) for number in range(threads)]:
            result.result()
