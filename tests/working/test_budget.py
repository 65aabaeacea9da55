"""Shares of windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.errors import InvalidInput
from mnesis.model import Slot
from mnesis.working.budget import Budget

TABLE = {
    Slot.SYSTEM: 2_000,
    Slot.PROFILE: 500,
    Slot.PREFERENCES: 300,
    Slot.CONVERSATION: 80_000,
    Slot.RETRIEVED: 30_000,
    Slot.RESPONSE: 8_000,
    Slot.BUFFER: 7_200,
}


def test_a_window_of_128k_is_shared_as_specified():
    budget = Budget.for_window(128_000)
    assert dict(budget.slots) == TABLE
    assert budget.total == 128_000 - 8_000 - 7_200


@given(st.integers(1, 2_000_000))
def test_shares_fit_into_any_window(window):
    budget = Budget.for_window(window)
    assert sum(budget.slots.values()) <= window
    assert budget.total == window - budget.slots[Slot.RESPONSE] - budget.slots[Slot.BUFFER]
    assert set(budget.slots) == set(Slot)
    assert budget.slots[Slot.RESPONSE] <= 8_000
    assert budget.slots[Slot.PROFILE] <= min(500, window / 16)
    assert budget.slots[Slot.PREFERENCES] <= min(300, window / 24)


@given(st.integers(1, 2_000_000))
def test_a_number_is_all_for_what_is_assembled(total):
    budget = Budget.of(total)
    assert budget.total == total
    assert total - 2 <= sum(budget.slots.values()) <= total
    assert budget.slots[Slot.RESPONSE] == budget.slots[Slot.BUFFER] == 0


def test_larger_windows_give_more_to_conversation_and_memories():
    small, large = Budget.for_window(8_000), Budget.for_window(1_000_000)
    for slot in (Slot.CONVERSATION, Slot.RETRIEVED):
        assert small.slots[slot] < TABLE[slot] < large.slots[slot]
    assert large.slots[Slot.PROFILE] == 500


def test_shares_by_hand():
    budget = Budget.for_window(128_000, {Slot.RETRIEVED: 60_000, Slot.RESPONSE: 4_000})
    assert (budget.slots[Slot.RETRIEVED], budget.slots[Slot.RESPONSE]) == (60_000, 4_000)
    assert sum(budget.slots.values()) <= 128_000
    assert Budget.of(1_000, {Slot.PROFILE: 0}).slots[Slot.PROFILE] == 0


@pytest.mark.parametrize(
    "slots", [{Slot.PROFILE: 5_000}, {Slot.PROFILE: -1}, {Slot.RETRIEVED: 900, Slot.CONVERSATION: 200}]
)
def test_shares_that_make_no_sense(slots):
    with pytest.raises(InvalidInput, match="do not fit"):
        Budget.of(1_000, slots)


def test_no_budget_is_no_budget():
    with pytest.raises(InvalidInput, match="at least one"):
        Budget.of(0)


@pytest.mark.parametrize(
    ("model", "window"),
    [
        ("gpt-4o", 128_000),
        ("openai/gpt-4o-2024-08-06", 128_000),
        ("GPT-4", 8_192),
        ("gpt-4-turbo", 128_000),
        ("o3", 200_000),
    ],
)
def test_models_by_name(model, window):
    assert Budget.for_model(model) == Budget.for_window(window)


def test_unknown_models_are_answered_with_the_known_ones():
    with pytest.raises(InvalidInput, match=r"'gpt-4omega'.*gpt-4o.*qwen3-8b"):
        Budget.for_model("gpt-4omega")
