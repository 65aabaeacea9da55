"""What keeping a memory is worth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.episodic.value import HALF_LIFE, worth
from mnesis.model import Episode, Outcome, Scope

THEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE = Episode(id="a", scope=Scope("t", "s"), timestamp=THEN, session_id="one", summary="x", created_at=THEN)


def test_the_parts_are_as_the_formula_says() -> None:
    one = replace(ONE, importance=10, covers=3, outcome=Outcome.FAILURE)
    of = worth(one, 1, THEN + HALF_LIFE)
    assert (of.importance, of.freshness, of.evidence, of.coverage, of.outcome) == (1, 0.5, 0.5, 0.5, 1)
    assert of.value == pytest.approx(0.5 + 0.1 + 0.1 + 0.025 + 0.05)


def test_an_ordinary_turn_is_never_too_old_and_a_greeting_soon() -> None:
    years = THEN + timedelta(days=3650)
    assert worth(ONE, 0, years).value >= 0.2
    assert worth(replace(ONE, importance=4), 0, years).value < 0.2
    assert worth(replace(ONE, importance=1), 0, THEN + timedelta(hours=25)).value < 0.2


def test_what_is_imported_today_is_new_and_so_is_what_lies_ahead() -> None:
    assert worth(replace(ONE, created_at=THEN + timedelta(days=99)), 0, THEN + timedelta(days=99)).freshness == 1
    assert worth(ONE, 0, THEN - timedelta(days=99)).freshness == 1


@given(
    st.integers(1, 10),
    st.integers(0, 50),
    st.integers(0, 50),
    st.sampled_from([None, *Outcome]),
    st.integers(-999, 9999),
)
def test_a_value_is_from_0_to_1_and_rises_with_every_part(
    importance: int, covers: int, known: int, outcome: Outcome | None, days: int
) -> None:
    one = replace(ONE, importance=importance, covers=covers, outcome=outcome)
    now = THEN + timedelta(days=days)
    value = worth(one, known, now).value
    assert 0 <= value <= 1
    assert worth(one, known + 1, now).value > value
    assert worth(replace(one, covers=covers + 1), known, now).value > value
    assert worth(one, known, now + timedelta(days=1)).value <= value
