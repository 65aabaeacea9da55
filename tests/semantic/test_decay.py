"""Certainty fades by the table, from the clock, and comes back with reconfirmation."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.semantic.decay import MONTH, decayed, faded, formula
from mnesis.testing.values import START, make_fact

months = st.floats(0, 400)
predicates = st.sampled_from(("located_in", "works_at", "likes", "diet", "born_in", "uses", "whatever"))
confidences = st.floats(0, 1)


@pytest.mark.parametrize(
    ("predicate", "after", "left"),
    [
        ("located_in", 6, 1.0),
        ("located_in", 7, 0.95),
        ("works_at", 16, 0.5),
        ("relationship_status", 26, 0.0),
        ("likes", 1, 0.98),
        ("likes", 25, 0.5),
        ("born_in", 400, 1.0),
        ("uses", 400, 1.0),
    ],
)
def test_the_table(predicate: str, after: int, left: float) -> None:
    fact = make_fact(predicate=predicate, confirmed_at=START)
    assert decayed(fact, START + after * MONTH) == pytest.approx(left, abs=1e-9)


@given(predicates, confidences, months, months)
def test_it_only_falls_and_never_below_zero(predicate: str, confidence: float, one: float, more: float) -> None:
    fact = make_fact(predicate=predicate, confidence=confidence, confirmed_at=START)
    sooner, later = (decayed(fact, START + span * MONTH) for span in (one, one + more))
    assert 0 <= later <= sooner <= confidence


@given(predicates, confidences, months)
def test_reconfirmation_undoes_it(predicate: str, confidence: float, after: float) -> None:
    now = START + after * MONTH
    fact = make_fact(predicate=predicate, confidence=confidence, confirmed_at=START)
    assert decayed(replace(fact, confirmed_at=now), now) == confidence


@given(predicates, months)
def test_what_is_over_fades_no_further(predicate: str, after: float) -> None:
    end = START + 12 * MONTH
    fact = make_fact(predicate=predicate, confirmed_at=START, valid_until=end)
    assert decayed(fact, end + after * MONTH) == decayed(fact, end)


def test_reading_changes_nothing_else() -> None:
    fact = make_fact(predicate="likes", confirmed_at=START)
    assert faded(fact, START) is fact
    assert replace(faded(fact, START + timedelta(days=100)), confidence=1.0) == fact


def test_the_formula_is_told() -> None:
    fact = make_fact(predicate="located_in", confirmed_at=START)
    assert formula(fact, START + 16 * MONTH) == (
        "1.00 − 0.05 × 10.0 months after the first 6 since it was last said = 0.50"
    )
    assert formula(replace(fact, predicate="born_in"), START) == "1.00, which does not fade"
