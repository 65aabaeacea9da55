"""Order, ties and limits; what is given by id; what is read in one long view."""

from datetime import timedelta
from itertools import islice

import pytest

from mnesis.errors import UnknownField
from mnesis.model import EVERYTHING, Add, Entity, Episode, Erase, Outcome, Put, Scope, Touch, Where, within
from mnesis.stores.contract import Store
from mnesis.testing.conformance.case import StoreCase
from mnesis.testing.values import HERE, START, add, make_episode

HOUR = timedelta(hours=1)


def ids(found: list[Episode]) -> str:
    return " ".join(one.id for one in found)


class Ordering(StoreCase):
    def test_no_order_is_the_order_of_arrival(self, store: Store) -> None:
        store.apply([Add(make_episode(id, timestamp=START - n * HOUR)) for n, id in enumerate("cab")])
        store.apply([Put(make_episode("a", "New.")), Touch(Episode, HERE, "c", {"importance": 9})])
        assert ids(store.find(Episode)) == "c a b"
        store.apply([Erase(Episode, Where("id", "eq", "c")), Add(make_episode("c"))])
        assert ids(store.find(Episode)) == "a b c"

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            (["importance"], "d a b e c"),
            (["-importance"], "c b e a d"),
            (["-importance", "-timestamp"], "c e b a d"),
            (["timestamp"], "d b e a c"),
            (["speaker"], "a c e b d"),
            (["-speaker"], "d b e a c"),
            (["outcome", "speaker", "-id"], "c a e b d"),
            (["-outcome", "id"], "b d a c e"),
            (["scope", "-id"], "e d c b a"),
            (["-actor", "importance"], "d a b e c"),
        ],
    )
    def test_fields_order_and_arrival_breaks_ties(self, store: Store, order: list[str], expected: str) -> None:
        rows = [
            ("b", 5, 1, "bob", Outcome.SUCCESS),
            ("e", 5, 2, "Zed", None),
            ("d", 1, 0, "émile", Outcome.SUCCESS),
            ("a", 4, 3, None, None),
            ("c", 9, 4, None, None),
        ]
        store.apply(
            [
                Add(
                    make_episode(
                        id, importance=importance, timestamp=START + hours * HOUR, speaker=speaker, outcome=outcome
                    )
                )
                for id, importance, hours, speaker, outcome in rows
            ]
        )
        assert ids(store.find(Episode, order=order)) == expected
        for limit in (1, 3):
            assert ids(store.find(Episode, order=order, limit=limit)) == " ".join(expected.split()[:limit])
        for offset in (-1, 0, 2, 5, 9):
            later = expected.split()[max(offset, 0) :]
            assert ids(store.find(Episode, order=order, offset=offset)) == " ".join(later)
            assert ids(store.find(Episode, order=order, offset=offset, limit=2)) == " ".join(later[:2])

    def test_a_limit_below_one_gives_nothing(self, store: Store) -> None:
        store.apply([add(make_episode())])
        assert store.find(Episode, limit=0) == store.find(Episode, limit=-1) == []
        assert store.matching(Episode, ["otto"], HERE, EVERYTHING, 0) == []
        assert store.matching(Episode, ["otto"], HERE, EVERYTHING, -1) == []
        assert ids(store.find(Episode, limit=10_000)) == "e1"

    @pytest.mark.parametrize("field", ["colour", "", "-", "--id", "id desc", "tags", "rowid", "text"])
    def test_an_unknown_order_is_refused(self, store: Store, field: str) -> None:
        for limit in (None, 0, 5):
            with pytest.raises(UnknownField):
                store.find(Episode, order=["id", field], limit=limit)
        with pytest.raises(UnknownField):
            store.find(Entity, order=["metadata"])

    def test_get_keeps_the_order_of_ids(self, store: Store) -> None:
        store.apply([Add(make_episode(id)) for id in "abc"])
        assert ids(store.get(Episode, ["c", "x", "a", "c"])) == "c a c"
        assert store.get(Episode, []) == []
        assert ids(store.get(Episode, ["b", "a"], Where("id", "ne", "a"))) == "b"

    def test_get_takes_any_number_of_ids(self, store: Store) -> None:
        store.apply([Add(make_episode(f"e{n}")) for n in range(50)])
        found = store.get(Episode, [f"e{n}" for n in range(40_000, -1, -1)], within(HERE))
        assert [one.id for one in found] == [f"e{n}" for n in range(49, -1, -1)]

    @pytest.mark.parametrize("id", ["", "\0", "e1\0", "\ud800", "%", "e_", "' or 1=1 --", "e1 "])
    def test_get_of_what_is_no_id_is_a_miss(self, store: Store, id: str) -> None:
        store.apply([Add(make_episode("e1"))])
        assert ids(store.get(Episode, [id, "e1"])) == "e1"

    def test_a_scan_is_one_view_from_first_to_last(self, store: Store) -> None:
        store.apply([Add(make_episode(f"e{n}")) for n in range(1_000)])
        scan = store.scan(Episode)
        first = list(islice(scan, 3))
        store.apply([Erase(Episode, EVERYTHING), Add(make_episode("new")), Add(make_episode("e5", "Changed."))])
        rest = list(scan)
        assert [one.id for one in first + rest] == [f"e{n}" for n in range(1_000)]
        assert rest[2].text == make_episode().text
        assert [one.id for one in store.scan(Episode)] == ["new", "e5"]

    def test_a_scan_given_up_holds_nothing_back(self, store: Store) -> None:
        store.apply([Add(make_episode(f"e{n}")) for n in range(100)])
        next(store.scan(Episode))
        store.apply([Add(make_episode("new"))])
        assert store.count(Episode) == 101

    def test_arrival_is_one_order_over_all_scopes(self, store: Store) -> None:
        scopes = [Scope("b", "x"), Scope("a", "y"), Scope("b", "w"), Scope("a", "y")]
        store.apply([Add(make_episode(f"e{n}", scope=scope)) for n, scope in enumerate(scopes)])
        assert ids(store.find(Episode)) == ids(list(store.scan(Episode))) == "e0 e1 e2 e3"
        assert ids(store.find(Episode, order=["tenant", "-scope"])) == "e1 e3 e0 e2"
