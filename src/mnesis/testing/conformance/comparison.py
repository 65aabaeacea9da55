"""The store against the dict store: whatever is done to both, both show the same."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.errors import MnesisError
from mnesis.model import EVERYTHING, RECORDS, Applied, Change, Episode, Erase, Filter, Item, Kind, Scored, Use
from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.testing import strategies
from mnesis.testing.conformance.case import VOCABULARY, StoreCase, relaxed, seen
from mnesis.testing.strategies import KINDS, MOMENTS, SCOPES, SPACES
from mnesis.testing.values import HERE, unit
from mnesis.text.lexical import terms

BATCH = st.lists(strategies.changes() | strategies.rarities(), min_size=1, max_size=2)
STEPS = st.lists(st.one_of(BATCH, BATCH, st.sampled_from(MOMENTS)), min_size=2, max_size=10)
"""Changes to apply together, and times at which to claim a job."""


class Comparison(StoreCase):
    @settings(relaxed, max_examples=40)
    @given(population=strategies.populations(), steps=STEPS)
    def test_the_same_changes_leave_the_same_store(
        self, store: Store, population: list[Change], steps: list[list[Change] | datetime]
    ) -> None:
        wipe(store)
        oracle = MemoryStore()
        other = self.reopen(store) if self.durable else store
        for number, step in enumerate([[change] for change in population] + steps):
            if isinstance(step, datetime):
                when = {"now": step, "until": step}
                assert other.claim(["learn"], worker="w", **when) == oracle.claim(["learn"], worker="w", **when)
            else:
                same_outcome((store, other)[number % 2], oracle, step)
        expected = seen(oracle)
        same_sight(seen(other), expected)
        same_sight(seen(store), expected)
        assert store.check() == []
        if other is not store:
            other.close()

    @settings(relaxed, max_examples=40)
    @given(data=st.data(), population=strategies.populations())
    def test_the_same_questions_get_the_same_answers(
        self, store: Store, data: st.DataObject, population: list[Change]
    ) -> None:
        wipe(store)
        oracle = MemoryStore()
        for change in population:
            same_outcome(store, oracle, [change])
        for _ in range(6):
            kind = data.draw(st.sampled_from(KINDS))
            where = data.draw(strategies.filters(kind))
            order = data.draw(strategies.orders(kind))
            limit = data.draw(st.sampled_from((None, -1, 0, 1, 2, 5)))
            asked = data.draw(st.lists(strategies.ids, max_size=4))
            assert answer(store, kind, where, order, limit, asked) == answer(oracle, kind, where, order, limit, asked)
            scope, limit = data.draw(st.sampled_from((HERE, *SCOPES))), limit or 3
            only = where if kind is Episode else EVERYTHING
            query = terms(" ".join(data.draw(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3))))
            vector = unit(*data.draw(st.tuples(st.integers(1, 3), st.integers(-3, 3))))
            same_search(store, oracle, "matching", (Episode, query, scope, only, limit))
            same_search(store, oracle, "matching", (Item, query, scope, EVERYTHING, limit))
            fields = ["id", "timestamp", "position", "speaker", "importance"]
            assert store.pick(Episode, scope, asked, fields) == oracle.pick(Episode, scope, asked, fields)
            assert set(store.beside(scope, asked, 1)) == set(oracle.beside(scope, asked, 1))
            for space in SPACES:
                same_search(store, oracle, "nearest", (Episode, space, vector, scope, only, limit))
                same_search(store, oracle, "nearest", (Item, space, vector, scope, EVERYTHING, limit))


def wipe(store: Store) -> None:
    """Make a store as good as new."""
    store.apply([Erase(kind, EVERYTHING) for kind in reversed(RECORDS)])
    store.apply([Use(space, "retired", drop=True) for space in SPACES])


def same_outcome(store: Store, oracle: Store, batch: Sequence[Change]) -> None:
    """Both say the same, or both fail: with the same error where only one change can be the reason."""
    actual, expected = strategies.outcome(store, batch), strategies.outcome(oracle, batch)
    if len(batch) > 1 and not isinstance(expected, Applied):
        assert not isinstance(actual, Applied), f"{batch} should have failed: {expected}"
    else:
        assert actual == expected, batch


def same_sight(actual: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        if name in ("words", "near"):
            for asked in value:
                alike(actual[name][asked], value[asked])
        else:
            assert actual[name] == value


def same_search(store: Store, oracle: Store, verb: str, asked: tuple[Any, ...]) -> None:
    *question, limit = asked
    try:
        whole = getattr(oracle, verb)(*question, 1_000)
    except MnesisError as error:
        with pytest.raises(type(error)):
            getattr(store, verb)(*asked)
        return
    found = getattr(store, verb)(*asked)
    best = whole[: max(limit, 0)]
    alike(getattr(store, verb)(*question, 1_000), whole)
    assert [one.score for one in found] == pytest.approx([one.score for one in best], abs=0.01)
    assert {one.id for one in found} <= {one.id for one in whole}


def alike(actual: list[Scored], expected: list[Scored]) -> None:
    """The same memories with the same scores within what a store may round, best first."""
    assert {one.id: one.score for one in actual} == pytest.approx({one.id: one.score for one in expected}, abs=0.01)
    covered = {one.id: one.coverage for one in expected}
    assert {one.id: one.coverage for one in actual} == pytest.approx(covered, abs=1e-4)
    scores = [one.score for one in actual]
    assert scores == sorted(scores, reverse=True)
    assert len({one.id for one in actual}) == len(actual)


def answer(store: Store, kind: Kind, where: Filter, order: list[str], limit: int | None, asked: list[str]) -> list[Any]:
    """What every reading verb says to a question, errors by name."""
    return [
        _said(lambda: store.find(kind, where, order=order, limit=limit)),
        _said(lambda: store.get(kind, asked, where)),
        _said(lambda: store.count(kind, where)),
        _said(lambda: list(store.scan(kind, where))),
    ]


def _said(question: Any) -> Any:
    try:
        return question()
    except MnesisError as error:
        return type(error).__name__
