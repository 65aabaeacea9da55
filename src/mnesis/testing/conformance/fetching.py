"""Little of many: some fields by id, the values of a field, the turns beside others, scores by id."""

from collections.abc import Callable
from math import log

import numpy as np
import pytest

from mnesis.errors import InvalidInput, StoreError, UnknownField
from mnesis.model import Add, Embed, Entity, Episode, Erase, Scope, Space, Use, Where, content_hash, within
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase, matching, nearest
from mnesis.testing.values import HERE, SPACE, START, add_texts, make_episode, unit

OTHER = Scope("local", "other")


class Fetching(StoreCase):
    def test_pick_gives_some_fields_by_id(self, store: Store) -> None:
        store.apply([Add(make_episode("a", speaker="Otto", importance=9)), Add(make_episode("b", scope=OTHER))])
        store.apply([Add(make_episode("c", timestamp=START))])
        fields = ("position", "timestamp", "speaker", "actor", "type")
        found = store.pick(Episode, HERE, ["c", "a", "b", "x", "a"], fields)
        assert found == {"a": (0, START, "Otto", "user", "conversation"), "c": (1, START, None, "user", "conversation")}
        assert store.pick(Episode, OTHER, ["a", "b"], ["id", "scope"]) == {"b": ("b", "other")}
        assert store.pick(Episode, HERE, [], fields) == {}
        never = ["\0", "a\0", "\ud800"]
        assert store.pick(Episode, HERE, [*never, "a"], ["id"]) == {"a": ("a",)}
        assert store.pick(Entity, HERE, never, ["id"]) == {}
        assert store.beside(HERE, [*never, "a"], 1) == store.beside(HERE, ["a"], 1) == ["c"]
        assert len(store.pick(Episode, HERE, [f"x{n}" for n in range(40_000)] + ["a"], ["id"])) == 1

    @pytest.mark.parametrize("field", ["colour", "", "id, 1", "rowid"])
    def test_unknown_fields_are_refused(self, store: Store, field: str) -> None:
        with pytest.raises(UnknownField):
            store.pick(Episode, HERE, ["a"], ["id", field])
        with pytest.raises(UnknownField):
            store.distinct(Episode, field, HERE)

    def test_distinct_gives_each_value_once_in_order(self, store: Store) -> None:
        speakers = ["Zoë", None, "Otto", "otto", "Otto", "", "Ärger", "😀"]
        store.apply([Add(make_episode(f"e{n}", speaker=speaker)) for n, speaker in enumerate(speakers)])
        store.apply([Add(make_episode("x", speaker="Elsewhere", scope=OTHER, session_id="s9"))])
        assert store.distinct(Episode, "speaker", HERE) == ["", "Otto", "Zoë", "otto", "Ärger", "😀"]
        assert store.distinct(Episode, "session_id", HERE) == ["s1"]
        store.apply([Add(values.make_entity(name="Otto"))])
        assert store.distinct(Entity, "type", HERE) == ["other"]
        store.apply([Erase(Episode, Where("speaker", "eq", "otto"))])
        assert "otto" not in store.distinct(Episode, "speaker", HERE)
        assert store.distinct(Episode, "speaker", Scope("no", "body")) == []

    def test_scopes_are_those_of_the_tenant_that_hold_something(self, store: Store) -> None:
        others = [Scope(HERE.tenant, name) for name in ("Zoë", "a b", "ärger", "Z")]
        store.apply([Add(make_episode(f"e{n}", scope=scope)) for scope in others for n in range(len(scope.name))])
        store.apply([Add(make_episode("x", scope=Scope("another", "secret")))])
        store.apply([Add(values.make_entity(name="Otto"))])
        assert list(store.scopes(Episode, HERE.tenant).items()) == [("Z", 1), ("Zoë", 3), ("a b", 3), ("ärger", 5)]
        assert store.scopes(Entity, HERE.tenant) == {HERE.name: 1}
        assert store.scopes(Episode, "another") == {"secret": 1}
        store.apply([Erase(Episode, within(Scope(HERE.tenant, "Z")))])
        assert "Z" not in store.scopes(Episode, HERE.tenant)
        assert store.scopes(Episode, "nobody") == {}

    def test_beside_gives_the_turns_around(self, store: Store) -> None:
        store.apply([Add(make_episode(f"a{n}", importance=n + 1)) for n in range(8)])
        store.apply([Add(make_episode(f"b{n}", session_id="s2")) for n in range(8)])
        store.apply([Add(make_episode(f"a{n}", scope=OTHER)) for n in range(8)])

        def beside(*ids: str, radius: int = 1) -> list[str]:
            return sorted(store.beside(HERE, ids, radius))

        assert beside("a3") == ["a2", "a4"]
        assert beside("a3", radius=2) == ["a1", "a2", "a4", "a5"]
        assert beside("a0", "b7", "x") == ["a1", "b6"]
        assert beside("a3", "a4") == ["a2", "a3", "a4", "a5"]
        assert beside("a3", "a5", "a3") == ["a2", "a4", "a6"]
        assert beside("a3", radius=0) == beside() == []
        assert sorted(store.beside(HERE, ["a3"], 2, Where("importance", "gt", 4))) == ["a4", "a5"]
        assert sorted(store.beside(OTHER, ["a3", "b3"], 1)) == ["a2", "a4"]
        with pytest.raises(UnknownField):
            store.beside(HERE, ["a3"], 1, Where("colour", "eq", "red"))
        store.apply([Erase(Episode, within(HERE, Where("id", "eq", "a4")))])
        assert beside("a3") == ["a2"], "a gap is no neighbour"
        assert beside("a3", radius=2) == ["a1", "a2", "a5"]

    def test_cosines_are_the_scores_of_nearest(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), *add_texts("a", "b", "c"), *add_texts("a", scope=OTHER, prefix="x")])
        store.apply([Embed(HERE, SPACE, content_hash(text), unit(1, n)) for n, text in enumerate("ab")])
        store.apply([Embed(OTHER, SPACE, content_hash("a"), unit(1))])
        query = unit(1, 0.5)
        expected = {one.id: one.score for one in nearest(store, 1, 0.5)}
        asked = ["e1", "e2", "e3", "x1", "nobody", "e1"]
        assert store.cosines(Episode, SPACE, query, HERE, asked) == pytest.approx(expected, abs=1e-6)
        assert store.cosines(Episode, SPACE, query, HERE, ["e2"]) == pytest.approx({"e2": expected["e2"]}, abs=1e-6)
        assert store.cosines(Episode, SPACE, query, HERE, []) == {}
        assert store.cosines(Episode, Space("unknown", "1", 8), query, HERE, asked) == {}
        with pytest.raises(InvalidInput):
            store.cosines(Episode, SPACE, np.full(8, np.nan), HERE, ["e1"])

    def test_the_share_of_a_query_that_a_key_covers(self, store: Store) -> None:
        store.apply(add_texts("apple pear", "apple", "plum"))
        known = {one.id: one.coverage for one in matching(store, "apple pear")}
        apple, pear, zebra = (log(1 + (3 - n + 0.5) / (n + 0.5)) for n in (2, 1, 0))
        assert known == pytest.approx({"e1": 1.0, "e2": apple / (apple + pear)}, rel=1e-5)
        strange = {one.id: one.coverage for one in matching(store, "apple pear zebra")}
        assert strange["e1"] == pytest.approx((apple + pear) / (apple + pear + zebra), rel=1e-5)
        assert matching(store, "plum")[0].coverage == pytest.approx(1.0)

    def test_a_closed_store_fetches_nothing(self, store: Store) -> None:
        store.close()
        verbs: list[Callable[[], object]] = [
            lambda: store.pick(Episode, HERE, ["a"], ["id"]),
            lambda: store.distinct(Episode, "speaker", HERE),
            lambda: store.beside(HERE, ["a"], 1),
            lambda: store.cosines(Episode, SPACE, unit(1), HERE, ["a"]),
        ]
        for verb in verbs:
            with pytest.raises(StoreError):
                verb()
