"""Nothing learnt from erased words stays, in any table or file."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from mnesis.episodic.identity import new_id
from mnesis.errors import Conflict
from mnesis.governance.erasure import erase, trail
from mnesis.model import Add, Episode, Session, Where
from mnesis.procedural.by_hand import Hand
from mnesis.procedural.forgetting import without
from mnesis.procedural.learner import Told
from mnesis.stores.contract import Store
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing import FakeClock
from mnesis.testing.values import HERE, START, add, make_episode, make_preference, make_procedure, make_session

from .saying import (
    DEPLOY,
    TOOLS,
    details,
    learn,
    preference,
    preferences,
    procedure,
    procedures,
    recipe,
    said,
    wish,
)

CLOCK = FakeClock()


def forget(store: Store, *episodes: str) -> None:
    """As the verb does it: what is left of practice, and the erasure, at once."""
    line = trail(new_id(CLOCK), HERE, START, len(episodes))
    store.apply([*without(store, HERE, episodes, CLOCK), *erase(HERE, Where("id", "in", tuple(episodes)), line)])


def test_the_value_before_holds_again(store: Store) -> None:
    learn(store, said("e1", wish("npm")), said("e2", wish("pnpm"), hours=1), said("e3", wish("pnpm"), hours=2))
    forget(store, "e3")
    assert (preference(store).value, preference(store).strength) == ("pnpm", 0.9)
    forget(store, "e2")
    one = preference(store)
    assert (one.value, one.source_episodes, len(one.history)) == ("npm", ("e1",), 1)
    forget(store, "e1")
    assert preferences(store) == []


def test_a_withdrawal_that_is_erased_was_never_said(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")), said("e2", wish("pnpm", withdrawn=True), hours=1))
    forget(store, "e2")
    assert preference(store).strength == 0.9


def test_an_erased_correction_is_taken_back_in_procedures(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", wish("pnpm", "npm"), hours=1))
    forget(store, "e2")
    assert details(procedure(store)) == list(DEPLOY)
    assert [one["event"] for one in procedure(store).history] == ["told"]
    assert preferences(store) == []


def test_an_undoing_of_what_is_erased_says_nothing_more(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", wish("pnpm", "npm"), hours=-1))
    learn(store, said("e3", wish("pnpm", "npm"), hours=1))
    clock = FakeClock()
    clock.advance(hours=2)
    store.apply(Hand(store, HERE, clock).undo(procedure(store).id, "npm", "pnpm").changes)
    assert [one["event"] for one in procedure(store).history] == ["told", "replaced", "undone"]
    forget(store, "e3")
    assert [one["event"] for one in procedure(store).history] == ["told"]
    assert details(procedure(store)) == list(DEPLOY)


def test_a_procedure_reads_as_what_is_left_tells_it(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", recipe(*DEPLOY, "tell the team"), hours=1))
    forget(store, "e2")
    assert (details(procedure(store)), procedure(store).source_episode) == (list(DEPLOY), "e1")
    forget(store, "e1")
    assert procedures(store) == []


def test_what_an_erased_recipe_superseded_is_in_use_again(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", recipe("tag a release", "wait"), hours=1))
    forget(store, "e2")
    assert procedure(store).superseded_by is None


def test_what_was_made_by_hand_stays(store: Store) -> None:
    learn(store, said("e1", wish("pnpm"), recipe(*DEPLOY), recipe("a b", "c d", trigger="packing")))
    deploy, packing = procedures(store)
    by_hand = Hand(store, HERE, CLOCK)
    store.apply(by_hand.prefer(TOOLS, "package_manager", "yarn").changes)
    store.apply(by_hand.edit(packing.id, steps=["fold", "roll"]).changes)
    store.apply(by_hand.edit(deploy.id, trigger="shipping", steps=["press the button"]).changes)
    forget(store, "e1")
    one = procedure(store)
    assert (one.id, one.name, details(one), one.source_episode) == (deploy.id, "shipping", ["press the button"], None)
    assert (preference(store).value, preference(store).source_episodes) == ("yarn", ())


def test_rows_of_other_programs_lose_their_evidence_too(store: Store) -> None:
    store.apply([add(make_preference(source_episodes=("e1", "e2"))), add(make_procedure(source_episode="e1"))])
    forget(store, "e1")
    assert preference(store).source_episodes == ("e2",)
    assert procedures(store) == []
    forget(store, "e2")
    assert preferences(store) == []


def test_where_nothing_rests_on_it_nothing_changes(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")))
    assert without(store, HERE, ["e2"], CLOCK) == []
    assert without(store, HERE, [], CLOCK) == []


def test_what_is_learnt_meanwhile_raises(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")))
    late = without(store, HERE, ["e1"], CLOCK)
    learn(store, said("e2", wish("pnpm"), hours=1))
    with pytest.raises(Conflict):
        store.apply(late)


# --- residue -----------------------------------------------------------------------------------------------------

SECRETS = ("zanzibarquux", "grünkohlflug", "marmotsqueak", "ピアノ教室予約")


def told() -> list[Told]:
    """Two messages full of secrets, between others that use the same preference and procedures."""
    key, old, new, step = SECRETS
    secret = wish(f"v{new}", old, key=key, quote=f"Use v{new}, not {old}")
    return [
        said("safe1", recipe(f"start {old}", "wait", trigger="brewing"), recipe(*DEPLOY), wish("npm")),
        said("gone1", secret, wish(new, "npm"), hours=1),
        said("gone2", recipe(*DEPLOY, f"tell {step}"), recipe(f"a {key}", f"b {step}", trigger=f"a {key}"), hours=2),
        said("gone2", recipe("wholly", "otherwise", f"with {step}", trigger="brewing", name=f"brew {new}"), hours=2),
        said("safe2", wish("npm"), recipe(*DEPLOY), hours=3),
    ]


def words_of(store: Store) -> str:
    everything = [*store.scan(Episode), *preferences(store), *procedures(store)]
    return repr(everything)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SQLiteStore]:
    with SQLiteStore(tmp_path / "memory.db") as opened:
        yield opened


def residue(folder: Path, words: Collection[str]) -> list[str]:
    content = b"".join(one.read_bytes() for one in folder.iterdir()).lower()
    assert content
    return [word for word in words if word.encode() in content or word.encode()[:9] in content]


def test_no_word_is_left_in_any_file(file: SQLiteStore, tmp_path: Path) -> None:
    key, old, new, step = SECRETS
    erased = (key, new, step)  # `old` is also said in a message that stays
    file.apply([Add(make_session())])
    file.apply([add(make_episode(id, f"{id} says nothing by itself")) for id in ("safe1", "gone1", "gone2", "safe2")])
    for one in told():
        learn(file, one)
    assert residue(tmp_path, SECRETS) == list(SECRETS)
    assert all(word in words_of(file) for word in SECRETS)
    forget(file, "gone1", "gone2")
    assert [word for word in erased if word in words_of(file)] == []
    assert residue(tmp_path, erased) == []
    assert details(procedures(file)[0]) == [f"start {old}", "wait"]
    assert file.check() == []
    file.close()
    assert residue(tmp_path, erased) == []


def test_forgetting_by_hand_leaves_no_word_either(file: SQLiteStore, tmp_path: Path) -> None:
    file.apply([Add(make_session())])
    for one in told():
        learn(file, one)
    by_hand = Hand(file, HERE, CLOCK)
    every: list[Any] = [*preferences(file), *procedures(file)]
    for one in every:
        file.apply(by_hand.forget(one.id).changes)
    assert (preferences(file), procedures(file), list(file.scan(Session))) == ([], [], file.find(Session))
    assert residue(tmp_path, SECRETS) == []
