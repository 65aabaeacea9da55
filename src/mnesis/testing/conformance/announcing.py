"""The feed: what is told of, in which order, to whom, and how much of it is kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.errors import InvalidInput, MnesisError
from mnesis.model import (
    EVERYTHING,
    Add,
    Change,
    Entity,
    Episode,
    Erase,
    Expect,
    Fact,
    Key,
    Preference,
    Procedure,
    Put,
    Record,
    Scope,
    Touch,
    Update,
    Where,
    within,
)
from mnesis.stores.contract import Store
from mnesis.stores.feed import KEPT, TOLD
from mnesis.stores.memory import MemoryStore
from mnesis.testing import strategies, values
from mnesis.testing.conformance.atomicity import BAD, BEFORE, together
from mnesis.testing.conformance.case import StoreCase, relaxed
from mnesis.testing.conformance.comparison import wipe
from mnesis.testing.conformance.isolation import OTHER, TENANT, fill, view
from mnesis.testing.strategies import SCOPES
from mnesis.testing.values import HERE, add, make_episode

STATEMENTS: list[tuple[Record, Record]] = [
    (make_episode("e1"), make_episode("e1", importance=9)),
    (values.make_fact("f1"), values.make_fact("f1", object="Paris")),
    (values.make_preference("q1"), values.make_preference("q1", value="long")),
    (values.make_procedure("p1"), values.make_procedure("p1", steps=({"action": "deploy"},))),
    (values.make_entity("n1"), values.make_entity("n1", aliases=("Otto",))),
]
"""A record of each kind that is told of, and the same after it has changed."""


def updates(store: Store, scope: Scope = HERE, after: int = 0) -> list[Update]:
    """What a reader of the feed of a scope asks for."""
    return store.find(Update, within(scope, Where("number", "gt", after)), order=("number",))


def told(store: Store, scope: Scope = HERE, after: int = 0) -> list[tuple[str, str, str]]:
    return [(one.kind, one.record, one.change) for one in updates(store, scope, after)]


def numbers(store: Store, scope: Scope = HERE) -> list[int]:
    return [one.number for one in updates(store, scope)]


class Announcing(StoreCase):
    def test_nothing_is_told_until_it_is_turned_on(self, store: Store) -> None:
        fill(store, HERE)
        assert (store.announce(), store.count(Update)) == (False, 0)
        assert (store.announce(True), store.announce(), store.announce(True)) == (True, True, True)
        assert store.count(Update) == 0, "what was there before is no news"

    @pytest.mark.parametrize(("first", "then"), STATEMENTS, ids=[type(one).__name__ for one, _ in STATEMENTS])
    def test_what_comes_changes_and_goes_is_told(self, store: Store, first: Record, then: Record) -> None:
        store.announce(True)
        store.apply([Add(first), Add(first)])
        store.apply([Put(then)])
        store.apply([Erase(type(first), within(HERE))])
        kind, id = type(first).__name__.lower(), first.id
        assert told(store) == [(kind, id, "added"), (kind, id, "changed"), (kind, id, "erased")]
        assert updates(store)[0] == Update(id="1", scope=HERE, number=1, kind=kind, record=id, change="added")

    def test_every_kind_that_is_told_of_is_tried(self) -> None:
        assert {type(one) for one, _ in STATEMENTS} == set(TOLD)

    def test_one_apply_is_told_in_its_order(self, store: Store) -> None:
        store.announce(True)
        texts = [add(make_episode(f"e{n}", f"text {n}")) for n in range(3)]
        store.apply([*texts[:2], Add(values.make_entity()), texts[2], Touch(Episode, HERE, "e1", {"importance": 1})])
        store.apply([Put(make_episode("e9")), Erase(Episode, Where("id", "in", ("e2", "e0"))), Put(make_episode("e2"))])
        assert told(store) == [
            ("episode", "e0", "added"),
            ("episode", "e1", "added"),
            ("entity", "n1", "added"),
            ("episode", "e2", "added"),
            ("episode", "e1", "changed"),
            ("episode", "e9", "added"),
            ("episode", "e0", "erased"),
            ("episode", "e2", "erased"),
            ("episode", "e2", "added"),
        ]
        assert numbers(store) == list(range(1, 10))
        assert [one.id for one in store.find(Update)] == [str(number) for number in range(1, 10)]
        assert [one.number for one in store.get(Update, ["7", "3", "99"], within(HERE))] == [7, 3]

    def test_counts_logs_and_what_is_as_it_was_are_not_told(self, store: Store) -> None:
        store.apply([Add(one) for one, _ in STATEMENTS])
        store.apply([Add(make_episode("e2", parent_id="e1", folded_into="e1")), Add(values.make_session("s1"))])
        store.announce(True)
        quiet: list[Change] = [
            Touch(Episode, HERE, "e1", {"token_count": 7, "cues": 3, "covers": 2, "expires_at": values.START}),
            Touch(Entity, HERE, "n1", {"mention_count": 7, "last_referenced": values.START}),
            Touch(Fact, HERE, "f1", {"history": ({"at": "now"},), "confirmed_at": values.START}),
            Touch(Preference, HERE, "q1", {"evidence_count": 7, "source_episodes": ("e1",)}),
            Touch(Procedure, HERE, "p1", {"success_count": 7, "updated_at": values.START}),
            Touch(Episode, HERE, "e1", {"importance": 5}),
            Put(make_episode("e2", parent_id="e1"), (Key("e2"),)),
            Put(values.make_entity("n1")),
            *[Add(make()) for make in (values.make_job, values.make_board, values.make_item, values.make_feedback)],
            Expect(Episode, HERE, "e1", 3),
        ]
        store.apply(quiet)
        assert told(store) == []
        store.apply([Erase(Episode, Where("id", "eq", "e1"))])
        assert told(store) == [("episode", "e1", "erased")], "and nothing of those that answered it"

    @pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
    def test_what_failed_is_not_told(self, store: Store, bad: Change) -> None:
        store.apply(BEFORE)
        store.announce(True)
        store.apply([add(make_episode("x1"))])
        for changes in ([add(make_episode("x2")), bad], [bad, add(make_episode("x2"))]):
            with pytest.raises(MnesisError):
                store.apply(changes)
        store.apply([add(make_episode("x3"))])
        assert [(one.number, one.record) for one in updates(store)] == [(1, "x1"), (2, "x3")]

    def test_a_reader_goes_on_from_where_it_was(self, store: Store) -> None:
        store.announce(True)
        seen, cursor = list[str](), 0
        for n in range(7):
            store.apply([Add(make_episode(f"e{n}-{m}")) for m in range(n)])
            for one in store.find(Update, within(HERE, Where("number", "gt", cursor)), order=("number",), limit=4):
                seen, cursor = [*seen, one.record], one.number
        seen += [record for _, record, _ in told(store, after=cursor)]
        assert seen == [one.id for one in store.find(Episode)]

    def test_scopes_count_for_themselves(self, store: Store) -> None:
        store.announce(True)
        fill(store, HERE)
        before, count = view(store, HERE), len(updates(store))
        fill(store, OTHER)
        store.apply([Put(make_episode("e1", "anew", scope=OTHER)), Erase(Entity, within(OTHER))])
        fill(store, TENANT)
        assert view(store, HERE) == before
        assert numbers(store) == list(range(1, count + 1))
        assert numbers(store, OTHER) == list(range(1, len(updates(store, OTHER)) + 1))
        store.apply([add(make_episode("last"))])
        assert updates(store)[-1].number == count + 1

    def test_the_last_are_kept(self, store: Store) -> None:
        store.announce(True)
        store.apply([Add(make_episode("other", scope=OTHER))])
        store.apply([Add(make_episode(f"e{n}")) for n in range(1, KEPT + 51)])
        store.apply([Add(make_episode("last")), Erase(Episode, within(HERE, Where("id", "eq", "e1")))])
        assert numbers(store) == list(range(53, KEPT + 53))
        assert told(store)[-2:] == [("episode", "last", "added"), ("episode", "e1", "erased")]
        assert numbers(store, OTHER) == [1]

    def test_numbers_never_start_anew(self, store: Store) -> None:
        store.announce(True)
        store.apply([Add(make_episode("e1")), Add(make_episode("e2"))])
        store.apply([Erase(Update, EVERYTHING), Add(make_episode("e3"))])
        assert [(one.number, one.record) for one in updates(store)] == [(3, "e3")]
        assert store.announce(False) is False
        assert (store.count(Update), store.announce()) == (0, False)
        store.apply([Add(make_episode("e4"))])
        store.announce(True)
        store.apply([Add(make_episode("e5"))])
        # one is left out: what happened meanwhile
        assert [(one.number, one.record) for one in updates(store)] == [(5, "e5")]

    def test_only_the_store_tells(self, store: Store) -> None:
        for on in (False, True):
            store.announce(on)
            for change in (Add(values.make_update()), Put(values.make_update())):
                with pytest.raises(InvalidInput):
                    store.apply([Add(make_episode()), change])
        store.apply([Add(make_episode())])
        with pytest.raises(InvalidInput):
            store.apply([Touch(Update, HERE, "1", {"record": "e2"})])
        assert told(store) == [("episode", "e1", "added")]

    def test_threads_that_write_are_all_heard(self, store: Store) -> None:
        store.announce(True)

        def write(thread: int) -> None:
            for n in range(10):
                store.apply([add(make_episode(f"t{thread}-{n}", f"{thread} says {n}")), add(make_episode("shared"))])

        together(write, 4)
        assert [one.record for one in updates(store)] == [one.id for one in store.find(Episode)]
        assert numbers(store) == list(range(1, 42))

    def test_it_stays_on_and_hears_whoever_shares_the_files(self, store: Store) -> None:
        if not self.durable:
            pytest.skip("this store keeps nothing")
        with self.reopen(store) as other:
            store.announce(True)
            assert other.announce()
            for n, one in enumerate((store, other, other, store)):
                one.apply([add(make_episode(f"e{n}"))])
        with self.reopen(store) as again:
            assert again.announce()
            again.apply([Erase(Episode, Where("id", "eq", "e0"))])
        assert numbers(store) == list(range(1, 6))
        assert [record for _, record, _ in told(store)] == ["e0", "e1", "e2", "e3", "e0"]

    @settings(relaxed, max_examples=25)
    @given(
        population=strategies.populations(), changes=st.lists(strategies.changes() | strategies.rarities(), max_size=8)
    )
    def test_tells_what_the_dict_store_tells(
        self, store: Store, population: list[Change], changes: list[Change]
    ) -> None:
        store.announce(False)
        wipe(store)
        store.announce(True)
        oracle = MemoryStore()
        oracle.announce(True)
        for change in population + changes:
            assert strategies.outcome(store, [change]) == strategies.outcome(oracle, [change])
        for scope in SCOPES:
            assert told(store, scope) == told(oracle, scope)
            assert numbers(store, scope) == [number + _before(store, scope) for number in numbers(oracle, scope)]


def _before(store: Store, scope: Scope) -> int:
    """How many updates of the scope were told before the first that is there."""
    return min(numbers(store, scope), default=1) - 1
