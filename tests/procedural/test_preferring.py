"""Which value holds, and how strongly."""

from datetime import timedelta
from itertools import pairwise

import pytest

from mnesis.model import PreferenceCategory, SourceType
from mnesis.procedural.asking import at_present
from mnesis.procedural.preferring import instead_of, says
from mnesis.stores.contract import Store
from mnesis.testing.values import START

from .saying import learn, preference, preferences, said, wish

MONTH = 24 * 365.25 / 12


def test_the_example_of_the_specification(store: Store) -> None:
    comments = wish("none", key="code_comments", category=PreferenceCategory.FORMATTING, quote="Don't put comments")
    learn(store, said("e1", comments))
    one = preference(store)
    assert (one.category, one.key, one.value) == (PreferenceCategory.FORMATTING, "code_comments", "none")
    assert (one.strength, one.evidence_count, one.source_type) == (0.9, 1, SourceType.STATED)
    assert one.source_episodes == ("e1",)
    assert one.history[0]["quote"] == "Don't put comments"


def test_the_same_again_makes_it_stronger_and_never_certain(store: Store) -> None:
    strengths = []
    for hour in range(6):
        learn(store, said(f"e{hour}", wish("pnpm" if hour % 2 else "PNPM."), hours=hour))
        strengths.append(preference(store).strength)
    assert strengths[:2] == [0.9, pytest.approx(0.9 + 0.1 * 0.15)]
    assert all(before < after < 1 for before, after in pairwise(strengths))
    one = preference(store)
    assert (one.evidence_count, one.source_episodes) == (6, tuple(f"e{hour}" for hour in range(6)))
    assert len(one.history) == 6


def test_a_newer_statement_replaces_and_history_keeps_both(store: Store) -> None:
    for hour in range(3):
        learn(store, said(f"e{hour}", wish("npm", quote="npm it is"), hours=hour))
    learn(store, said("e9", wish("pnpm", "npm", quote="pnpm from now on"), hours=9))
    one = preference(store)
    assert (one.value, one.strength, one.evidence_count, one.source_episodes) == ("pnpm", 0.9, 1, ("e9",))
    assert [told["value"] for told in one.history] == ["npm", "npm", "npm", "pnpm"]
    assert {told["quote"] for told in one.history} == {"npm it is", "pnpm from now on"}
    assert instead_of(one) == "npm"
    assert says(one) == "tools preference: package manager: pnpm, not npm"


def test_what_was_said_earlier_never_replaces(store: Store) -> None:
    learn(store, said("e2", wish("pnpm"), hours=2))
    learn(store, said("e1", wish("npm"), hours=1))
    one = preference(store)
    assert (one.value, one.source_episodes) == ("pnpm", ("e2",))
    assert [told["value"] for told in one.history] == ["npm", "pnpm"]


def test_an_inference_does_not_overturn_a_statement_but_is_noted(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")))
    learn(store, said("e2", wish("yarn", source_type=SourceType.INFERRED), hours=1))
    one = preference(store)
    assert (one.value, one.strength, one.source_type) == ("pnpm", 0.9, SourceType.STATED)
    assert [told["value"] for told in one.history] == ["pnpm", "yarn"]
    assert one.source_episodes == ("e1",)


def test_many_inferences_overturn_a_statement_that_has_faded(store: Store) -> None:
    learn(store, said("e0", wish("pnpm")))
    habit = [
        said(f"e{month}", wish("yarn", source_type=SourceType.INFERRED), hours=month * MONTH) for month in range(4, 9)
    ]
    learn(store, *habit[:4])
    assert preference(store).value == "pnpm"  # 0.6, 0.66, 0.71, 0.75 against 0.9 - 7 * 0.02
    learn(store, habit[4])
    one = preference(store)
    assert (one.value, one.evidence_count, one.source_type) == ("yarn", 5, SourceType.INFERRED)


def test_a_statement_lifts_what_was_inferred(store: Store) -> None:
    learn(store, said("e1", wish("pnpm", source_type=SourceType.INFERRED)))
    assert (preference(store).strength, preference(store).source_type) == (0.6, SourceType.INFERRED)
    learn(store, said("e2", wish("pnpm", source_type=SourceType.CORRECTED), hours=1))
    one = preference(store)
    assert one.strength == pytest.approx(0.915)
    assert (one.source_type, one.evidence_count) == (SourceType.CORRECTED, 2)


def test_what_is_withdrawn_is_wanted_no_more_until_it_is_again(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")), said("e2", wish("pnpm", withdrawn=True, quote="npm is fine again"), hours=1))
    one = preference(store)
    assert (one.strength, one.evidence_count, one.source_episodes) == (0.0, 0, ("e2",))
    assert one.history[1]["event"] == "withdrawn"
    learn(store, said("e3", wish("pnpm"), hours=2))
    assert (preference(store).strength, preference(store).evidence_count) == (0.9, 1)


def test_a_wish_from_before_its_withdrawal_stays_withdrawn(store: Store) -> None:
    learn(store, said("e2", wish("pnpm", withdrawn=True), hours=2))
    assert preference(store).strength == 0
    learn(store, said("e1", wish("pnpm"), hours=1))
    assert preference(store).strength == 0


def test_strength_fades_when_read_and_comes_back_when_confirmed(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")))
    one = preference(store)
    assert at_present(one, START).strength == 0.9
    assert at_present(one, START - timedelta(days=9)).strength == 0.9
    assert at_present(one, START + timedelta(hours=5 * MONTH)).strength == pytest.approx(0.8)
    assert at_present(one, START + timedelta(days=36500)).strength == 0
    learn(store, said("e2", wish("pnpm"), hours=5 * MONTH))
    assert at_present(preference(store), START + timedelta(hours=5 * MONTH)).strength == pytest.approx(0.915)


def test_keys_that_mean_the_same_are_one(store: Store) -> None:
    learn(store, said("e1", wish("npm", key="Package Manager")), said("e2", wish("pnpm", key="pkg-manager"), hours=1))
    learn(store, said("e3", wish("short", key="response_length", category=PreferenceCategory.OTHER)))
    learn(store, said("e4", wish("concise", key="verbosity", category=PreferenceCategory.COMMUNICATION), hours=1))
    learn(store, said("e5", wish("ask first", key="payments", category=PreferenceCategory.WORKFLOW)))
    learn(store, said("e6", wish("Portuguese", key="response language")), said("e7", wish("Rust", key="language")))
    found = [(one.category.value, one.key, one.value) for one in preferences(store)]
    assert found == [
        ("communication", "language", "Portuguese"),
        ("communication", "verbosity", "concise"),
        ("tools", "language", "Rust"),
        ("tools", "package_manager", "pnpm"),
        ("workflow", "payments", "ask first"),
    ]


def test_the_ways_of_somebody_else_are_kept_apart(store: Store) -> None:
    learn(store, said("e1", wish("casual", key="tone")))
    learn(store, said("e2", wish("formal", key="tone"), hours=1, actor="agent", speaker="Marta"))
    assert {one.key: one.value for one in preferences(store)} == {"tone": "casual", "tone_of_marta": "formal"}


def test_one_message_may_change_its_mind(store: Store) -> None:
    learn(store, said("e1", wish("npm"), wish("yarn")))
    assert preference(store).value == "yarn"
    assert len(preference(store).history) == 2


def test_what_says_nothing_is_not_learnt(store: Store) -> None:
    learn(store, said("e1", wish(" "), wish("pnpm", key="?!")))
    assert preferences(store) == []
