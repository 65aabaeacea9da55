"""The specification's formula, and what an outcome changes."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.errors import Conflict
from mnesis.model import Outcome, Procedure, Put
from mnesis.procedural.confidence import outcome, updated
from mnesis.stores.contract import Store
from mnesis.testing.values import START, add, make_procedure

from .saying import procedure

shares = st.floats(0, 1)
outcomes = st.sampled_from(Outcome)


def test_the_formula_to_the_letter() -> None:
    assert updated(0.5, Outcome.SUCCESS) == 0.5 + (1.0 - 0.5) * 0.15
    assert updated(0.5, Outcome.FAILURE) == 0.5 * 0.7
    assert updated(0.5, Outcome.PARTIAL) == 0.5
    assert updated(0.5, Outcome.PENDING) == 0.5


@settings(deadline=None)
@given(shares, st.lists(outcomes, max_size=60))
def test_it_stays_between_nothing_and_certainty(confidence: float, told: list[Outcome]) -> None:
    for one in told:
        confidence = updated(confidence, one)
        assert 0.0 <= confidence <= 1.0


@given(shares, shares, outcomes)
def test_who_is_trusted_more_stays_so(one: float, other: float, told: Outcome) -> None:
    low, high = sorted((one, other))
    assert updated(low, told) <= updated(high, told)


@given(shares)
def test_success_never_harms_and_failure_never_helps(confidence: float) -> None:
    assert updated(confidence, Outcome.FAILURE) <= updated(confidence, Outcome.PARTIAL) == confidence
    assert updated(confidence, Outcome.SUCCESS) >= confidence


@given(st.floats(0.01, 0.99))
def test_the_last_outcome_weighs_most(confidence: float) -> None:
    ends_well = updated(updated(confidence, Outcome.FAILURE), Outcome.SUCCESS)
    ends_badly = updated(updated(confidence, Outcome.SUCCESS), Outcome.FAILURE)
    assert ends_badly < ends_well


def test_an_outcome_is_counted_and_told(store: Store) -> None:
    store.apply([add(make_procedure(confidence=0.8, success_count=4, failure_count=1))])
    store.apply(outcome(procedure(store), Outcome.SUCCESS, START, "went well"))
    store.apply(outcome(procedure(store), Outcome.FAILURE, START + timedelta(hours=1)))
    store.apply(outcome(procedure(store), Outcome.PARTIAL, START + timedelta(hours=2)))
    now = procedure(store)
    assert (now.success_count, now.failure_count) == (5, 2)
    assert now.confidence == pytest.approx((0.8 + 0.2 * 0.15) * 0.7)
    assert (now.last_outcome, now.last_used) == (Outcome.PARTIAL, START + timedelta(hours=2))
    assert [one["outcome"] for one in now.history] == ["success", "failure", "partial"]
    assert now.history[0]["note"] == "went well"


def test_an_outcome_told_late_is_not_the_last_one(store: Store) -> None:
    store.apply([add(make_procedure())])
    store.apply(outcome(procedure(store), Outcome.SUCCESS, START))
    store.apply(outcome(procedure(store), Outcome.FAILURE, START - timedelta(days=1)))
    now = procedure(store)
    assert (now.last_used, now.last_outcome, now.failure_count) == (START, Outcome.SUCCESS, 1)
    assert [one["outcome"] for one in now.history] == ["failure", "success"]


def test_two_outcomes_at_once_are_not_one(store: Store) -> None:
    store.apply([add(make_procedure())])
    seen = procedure(store)
    store.apply(outcome(seen, Outcome.SUCCESS, START))
    with pytest.raises(Conflict):
        store.apply(outcome(seen, Outcome.SUCCESS, START))
    assert procedure(store).success_count == 1


def test_an_outcome_of_what_is_gone_is_a_conflict(store: Store) -> None:
    gone: Procedure = make_procedure("gone")
    with pytest.raises(Conflict):
        store.apply(outcome(gone, Outcome.SUCCESS, START))
    store.apply([Put(make_procedure())])
