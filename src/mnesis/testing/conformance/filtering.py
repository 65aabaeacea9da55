"""Every filter means in the store what `matches` says, and what makes no sense is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mnesis.errors import InvalidInput, UnknownField, UnknownOperator
from mnesis.model import (
    EVERYTHING,
    Add,
    All,
    AnyOf,
    Change,
    Compression,
    Entity,
    Episode,
    Erase,
    Fact,
    Filter,
    Not,
    Outcome,
    Scope,
    Where,
    matches,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase, matching, nearest
from mnesis.testing.values import HERE, SPACE, START, add, make_episode

HOUR = timedelta(hours=1)

POPULATION: list[Change] = [
    add(make_episode("e1", "Otto", importance=3, tags=("a", "b"), speaker="Otto", timestamp=START)),
    add(make_episode("e2", "otto", importance=5, tags=(), speaker=None, timestamp=START + HOUR)),
    add(make_episode("e3", "Ötto", importance=7, tags=("b",), speaker="Ärger", timestamp=START - HOUR)),
    add(make_episode("e4", "100%", importance=7, tags=("%", "b c"), outcome=Outcome.FAILURE, speaker="")),
    add(make_episode("e5", "odd_b'c\"d", importance=10, parent_id="e1", expires_at=START + HOUR, speaker="Zoë")),
    add(make_episode("e6", "x", compression=Compression.DISTILLED, session_id="s2", actor="tool:git", speaker="😀")),
    add(make_episode("e7", "x", scope=Scope("local", "other"), details="longer", tags=("'; --",))),
    add(make_episode("e8", "x", scope=Scope("tenant", "main"), token_count=-5, speaker="\uffff")),
    Add(values.make_entity("n1")),
    Add(values.make_fact("f1", confidence=0.5, sensitive=True, valid_until=START)),
    Add(values.make_fact("f2", confidence=1.0, object="Bern", valid_from=START)),
]

FILTERS: list[Filter] = [
    EVERYTHING,
    AnyOf(),
    Not(EVERYTHING),
    Not(AnyOf()),
    *(Where("importance", op, 7) for op in ("eq", "ne", "lt", "le", "gt", "ge")),
    *(Where("speaker", op, "Otto") for op in ("eq", "ne", "lt", "le", "gt", "ge")),
    *(Where("speaker", op, "Z") for op in ("lt", "gt")),
    *(Where("timestamp", op, START) for op in ("eq", "ne", "lt", "le", "gt", "ge")),
    *(Where("expires_at", op, START + HOUR) for op in ("eq", "ne", "lt", "le", "gt", "ge")),
    *(Where("outcome", op, None) for op in ("eq", "ne", "lt", "le", "gt", "ge")),
    *(Not(Where("speaker", op, "Otto")) for op in ("eq", "ne", "lt", "in")[:3]),
    Not(Where("speaker", "in", ("Otto", "Zoë"))),
    Not(Where("outcome", "eq", "failure")),
    Where("outcome", "eq", Outcome.FAILURE),
    Where("outcome", "in", (Outcome.FAILURE, "success")),
    Where("compression", "ne", "raw"),
    Where("importance", "eq", 7.0),
    Where("importance", "gt", 6.5),
    Where("importance", "in", (3, 10, 99)),
    Where("importance", "in", ()),
    Where("speaker", "in", ("Otto", None)),
    Where("timestamp", "in", (START, START + HOUR)),
    Where("timestamp", "eq", START + timedelta(microseconds=999)),
    Where("timestamp", "eq", START.replace(tzinfo=None)),
    Where("tags", "has", "b"),
    Where("tags", "has", ""),
    Where("tags", "has", "%"),
    Where("tags", "has", "'; --"),
    Where("tags", "has", None),
    Not(Where("tags", "has", "b")),
    Where("summary", "eq", "otto"),
    Where("summary", "eq", "odd_b'c\"d"),
    Where("summary", "ge", "Ö"),
    Where("details", "eq", None),
    Where("details", "eq", "longer"),
    Where("speaker", "lt", "😀"),
    Where("speaker", "ge", "\uffff"),
    Where("speaker", "eq", ""),
    Where("token_count", "lt", 0),
    Where("token_count", "gt", -(2**63)),
    Where("version", "eq", 1),
    Where("position", "ge", 2),
    Where("session_id", "eq", "s2"),
    Where("parent_id", "eq", "e1"),
    Where("parent_id", "ne", "e1"),
    Where("tenant", "eq", "local"),
    Where("scope", "in", ("other", "main")),
    within(HERE),
    within(Scope("tenant", "main"), Where("importance", "ge", 1)),
    All((Where("importance", "ge", 5), AnyOf((Where("tags", "has", "b"), Where("actor", "eq", "tool:git"))))),
    AnyOf((All((Where("importance", "lt", 5), Where("speaker", "ne", None))), Not(Where("session_id", "eq", "s1")))),
    Not(All((Where("speaker", "eq", "Otto"), Not(Where("outcome", "eq", None))))),
]

FACT_FILTERS: list[Filter] = [
    Where("sensitive", "eq", True),
    Where("sensitive", "ne", 1),
    Where("confidence", "lt", 1),
    Where("confidence", "in", (0.5, 1)),
    AnyOf((Where("valid_until", "eq", None), Where("valid_until", "gt", START))),
]


def shown(value: Any) -> str:
    return repr(value)[:80] if isinstance(value, Where | All | AnyOf | Not) else ""


class Filtering(StoreCase):
    @pytest.mark.parametrize("where", FILTERS, ids=shown)
    def test_a_filter_means_what_matches_says(self, store: Store, where: Filter) -> None:
        store.apply(POPULATION)
        everything = store.find(Episode)
        expected = [one for one in everything if matches(one, where)]
        assert store.find(Episode, where) == expected
        assert store.count(Episode, where) == len(expected)
        assert list(store.scan(Episode, where)) == expected
        assert store.get(Episode, [one.id for one in everything], where) == expected
        here = {one.id for one in expected if one.scope == HERE}
        assert {one.id for one in matching(store, "otto 100 odd x", where=where)} == here
        assert store.apply([Erase(Episode, where)]).erased == len(expected)
        assert store.count(Episode) == len(everything) - len(expected)

    @pytest.mark.parametrize("where", FACT_FILTERS, ids=shown)
    def test_flags_and_fractions(self, store: Store, where: Filter) -> None:
        store.apply(POPULATION)
        assert store.find(Fact, where) == [one for one in store.find(Fact) if matches(one, where)]

    def test_deep_and_wide_filters(self, store: Store) -> None:
        store.apply(POPULATION)
        deep: Filter = Where("id", "eq", "e1")
        for _ in range(60):
            deep = Not(All((deep, EVERYTHING)))
        assert [one.id for one in store.find(Episode, deep)] == ["e1"]
        wide = AnyOf((*(Where("id", "eq", f"x{n}") for n in range(400)), Where("id", "eq", "e2")))
        assert [one.id for one in store.find(Episode, wide)] == ["e2"]
        many = Where("id", "in", (*(f"x{n}" for n in range(40_000)), "e3"))
        assert [one.id for one in store.find(Episode, many)] == ["e3"]

    @pytest.mark.parametrize(
        ("where", "error"),
        [
            (Where("colour", "eq", "red"), UnknownField),
            (Where("", "eq", "red"), UnknownField),
            (Where("id = 'e1' or 1", "eq", "e1"), UnknownField),
            (Where("text", "eq", "Otto"), UnknownField),
            (Where("Importance", "eq", 5), UnknownField),
            (Where("rowid", "eq", 1), UnknownField),
            (Where("importance", "like", 5), UnknownOperator),  # type: ignore[arg-type]
            (Where("importance", "", 5), UnknownOperator),  # type: ignore[arg-type]
            (Where("importance", "lt", "5"), InvalidInput),
            (Where("speaker", "eq", 5), InvalidInput),
            (Where("timestamp", "ge", "2026-02-11"), InvalidInput),
            (Where("timestamp", "ge", 5), InvalidInput),
            (Where("importance", "eq", float("nan")), InvalidInput),
            (Where("importance", "lt", 2**64), InvalidInput),
            (Where("importance", "in", 5), InvalidInput),
            (Where("importance", "eq", (5,)), InvalidInput),
            (Where("importance", "in", (5, "6")), InvalidInput),
            (Where("tags", "eq", "a"), InvalidInput),
            (Where("summary", "has", "a"), InvalidInput),
            (Where("tags", "has", 1), InvalidInput),
            (Where("speaker", "eq", "half \ud83d"), InvalidInput),
        ],
        ids=shown,
    )
    def test_a_filter_that_makes_no_sense_is_refused_by_every_verb(
        self, store: Store, where: Filter, error: type[Exception]
    ) -> None:
        nested = All((EVERYTHING, Not(AnyOf((Where("id", "eq", "e1"), where)))))
        verbs: list[Callable[[Filter], object]] = [
            lambda where: store.find(Episode, where),
            lambda where: store.get(Episode, ["e1"], where),
            lambda where: list(store.scan(Episode, where)),
            lambda where: store.count(Episode, where),
            lambda where: matching(store, "otto", where=where),
            lambda where: nearest(store, 1, space=SPACE, where=where),
            lambda where: store.apply([Erase(Episode, where)]),
        ]
        for populate in ([], POPULATION):
            store.apply(populate)
            for verb in verbs:
                for one in (where, nested):
                    with pytest.raises(error):
                        verb(one)

    def test_mappings_and_bytes_are_no_fields_to_filter_by(self, store: Store) -> None:
        for field in ("metadata", "embedding"):
            with pytest.raises(UnknownField):
                store.find(Entity, Where(field, "ne", None))
