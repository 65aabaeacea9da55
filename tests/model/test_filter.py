"""What a filter means, and which ones make sense."""

from datetime import timedelta
from typing import Any

import pytest

from mnesis.errors import InvalidInput, UnknownField, UnknownOperator
from mnesis.model import (
    EVERYTHING,
    All,
    AnyOf,
    Entity,
    Episode,
    Fact,
    Filter,
    Not,
    Outcome,
    Scope,
    Where,
    check_filter,
    check_order,
    field_of,
    matches,
    within,
)
from mnesis.testing.values import HERE, START, make_episode, make_fact

EPISODE = make_episode(importance=7, tags=("a", "b"), outcome=Outcome.FAILURE, speaker=None)


@pytest.mark.parametrize(
    ("op", "value", "holds"),
    [
        ("eq", 7, True),
        ("eq", 8, False),
        ("ne", 7, False),
        ("ne", 8, True),
        ("lt", 7, False),
        ("lt", 8, True),
        ("le", 7, True),
        ("le", 6, False),
        ("gt", 7, False),
        ("gt", 6, True),
        ("ge", 7, True),
        ("ge", 8, False),
        ("in", (1, 7), True),
        ("in", (1, 8), False),
        ("in", (), False),
        ("eq", None, False),
        ("ne", None, True),
        ("lt", None, False),
    ],
)
def test_operators(op: Any, value: Any, holds: bool) -> None:
    assert matches(EPISODE, Where("importance", op, value)) is holds
    assert matches(EPISODE, Not(Where("importance", op, value))) is not holds


@pytest.mark.parametrize("op", ["lt", "le", "gt", "ge", "eq", "ne", "in"])
def test_comparing_what_is_absent_is_false_and_its_negation_true(op: Any) -> None:
    where = Where("speaker", op, ("Otto",) if op == "in" else "Otto")
    assert not matches(EPISODE, where)
    assert matches(EPISODE, Not(where))


def test_absence_and_presence_can_be_asked_for() -> None:
    assert matches(EPISODE, Where("speaker", "eq", None))
    assert not matches(EPISODE, Where("speaker", "ne", None))
    assert matches(EPISODE, Where("outcome", "ne", None))
    assert not matches(EPISODE, Where("speaker", "in", (None,)))


def test_nothing_holds_for_all_and_fails_for_any() -> None:
    assert matches(EPISODE, EVERYTHING)
    assert not matches(EPISODE, AnyOf())
    assert matches(EPISODE, Not(AnyOf((AnyOf(), Not(All())))))


def test_lists_have_members() -> None:
    assert matches(EPISODE, Where("tags", "has", "a"))
    assert not matches(EPISODE, Where("tags", "has", "ab"))
    assert not matches(EPISODE, Where("tags", "has", None))


def test_enumerations_compare_as_their_text() -> None:
    assert matches(EPISODE, Where("outcome", "eq", "failure"))
    assert matches(EPISODE, Where("outcome", "in", (Outcome.FAILURE,)))


def test_moments_compare_by_the_millisecond_in_utc() -> None:
    assert matches(EPISODE, Where("timestamp", "eq", START.replace(tzinfo=None)))
    assert matches(EPISODE, Where("timestamp", "ge", START + timedelta(microseconds=900)))
    assert matches(EPISODE, Where("timestamp", "in", (START + timedelta(microseconds=900),)))


def test_within_is_one_scope_of_one_tenant() -> None:
    for scope, holds in ((HERE, True), (Scope("local", "x"), False), (Scope("x", "main"), False)):
        assert matches(EPISODE, within(scope)) is holds
    assert not matches(EPISODE, within(HERE, Where("importance", "eq", 1)))
    assert (field_of(EPISODE, "tenant"), field_of(EPISODE, "scope")) == ("local", "main")


def test_every_part_is_looked_at_so_that_a_mistake_cannot_hide() -> None:
    for tree in (AnyOf((EVERYTHING, Where("colour", "eq", 1))), All((AnyOf(), Where("colour", "eq", 1)))):
        with pytest.raises(UnknownField):
            matches(EPISODE, tree)
    with pytest.raises(UnknownOperator):
        matches(EPISODE, Where("importance", "like", 7))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "error", "message"),
    [
        (Where("colour", "eq", "red"), UnknownField, "Episode has no field 'colour' to filter or order by."),
        (Where("text", "eq", "x"), UnknownField, "no field 'text'"),
        (Where("importance", "~", 5), UnknownOperator, "No filter operator '~'."),  # type: ignore[arg-type]
        (Where("importance", "lt", "5"), InvalidInput, "lt importance: must be a number, not str."),
        (Where("timestamp", "lt", "2026"), InvalidInput, "must be a datetime"),
        (Where("speaker", "eq", 5), InvalidInput, "must be text"),
        (Where("importance", "in", 5), InvalidInput, "in takes a tuple"),
        (Where("importance", "eq", (5,)), InvalidInput, "in takes a tuple"),
        (Where("tags", "eq", "a"), InvalidInput, "lists take has"),
        (Where("speaker", "has", "a"), InvalidInput, "lists take has"),
    ],
)
def test_what_makes_no_sense_is_refused_before_any_record_is_seen(
    where: Filter, error: type[Exception], message: str
) -> None:
    for tree in (where, Not(All((EVERYTHING, AnyOf((where,)))))):
        with pytest.raises(error) as caught:
            check_filter(Episode, tree)
        assert message in str(caught.value)


def test_sensible_filters_pass() -> None:
    check_filter(Episode, within(HERE, Where("importance", "ge", 6.5), Where("outcome", "in", (None, "success"))))
    check_filter(Fact, AnyOf((Where("sensitive", "eq", True), Where("valid_until", "gt", START))))
    assert matches(make_fact(confidence=1.0), Where("confidence", "eq", 1))


@pytest.mark.parametrize("field", ["colour", "tags", "", "-", "--importance", "Importance"])
def test_orders_that_cannot_be(field: str) -> None:
    check_order(Episode, ["importance", "-timestamp", "scope", "-tenant"])
    with pytest.raises(UnknownField):
        check_order(Episode, ["importance", field])
    with pytest.raises(UnknownField):
        check_order(Entity, ["metadata"])
