"""Preferences and procedures as the user sets them."""

from typing import Any

import pytest

from mnesis.errors import Conflict, InvalidInput, NotFound
from mnesis.model import Audit, PreferenceCategory, within
from mnesis.procedural.by_hand import Hand
from mnesis.procedural.lesson import Changed, Lesson
from mnesis.stores.contract import Store
from mnesis.testing import FakeClock
from mnesis.testing.values import HERE

from .saying import DEPLOY, TOOLS, details, learn, preference, preferences, procedure, procedures, recipe, said, wish


def hand(store: Store, hours: float = 10) -> Hand:
    clock = FakeClock()
    clock.advance(hours=hours)
    return Hand(store, HERE, clock)


def kept(store: Store, lesson: Lesson) -> Lesson:
    store.apply(lesson.changes)
    return lesson


def trail(store: Store) -> list[tuple[Any, ...]]:
    return [(one.action, one.subject, one.detail) for one in store.find(Audit, within(HERE))]


def test_a_preference_is_given_outright(store: Store) -> None:
    lesson = kept(store, hand(store).prefer(PreferenceCategory.COMMUNICATION, "tone", "casual"))
    one = preference(store)
    assert lesson.preferences[0].id == one.id
    assert (one.value, one.strength, one.source_episodes, one.history[0]["by"]) == ("casual", 0.9, (), "hand")
    assert trail(store) == [("learn", "preference", {"id": one.id, "changed": 1})]


def test_a_preference_by_hand_replaces_what_was_learnt_and_reaches_procedures(store: Store) -> None:
    learn(store, said("e1", wish("npm")), said("e2", recipe(*DEPLOY)))
    lesson = kept(store, hand(store).prefer(TOOLS, "package manager", "pnpm", instead_of="npm"))
    assert preference(store).value == "pnpm"
    assert [one.after for one in lesson.changed] == ["run pnpm install", "run pnpm run build"]
    assert details(procedure(store))[0] == "run pnpm install"
    assert trail(store)[0][2]["changed"] == 2


def test_a_strength_by_hand_is_exact(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")))
    kept(store, hand(store).prefer(TOOLS, "package_manager", "pnpm", strength=0.3))
    assert (preference(store).strength, preference(store).evidence_count) == (0.3, 2)
    with pytest.raises(InvalidInput):
        hand(store).prefer(TOOLS, "package_manager", "pnpm", strength=1.1)


def test_what_is_said_later_overrules_the_hand(store: Store) -> None:
    kept(store, hand(store).prefer(TOOLS, "package_manager", "pnpm"))
    learn(store, said("e1", wish("npm"), hours=9))
    assert preference(store).value == "pnpm"
    learn(store, said("e2", wish("yarn"), hours=11))
    assert preference(store).value == "yarn"


def test_a_procedure_is_given_outright(store: Store) -> None:
    kept(store, hand(store).teach("deploying the app", ["Run tests", {"action": "run", "detail": "vercel --prod"}]))
    one = procedure(store)
    assert one.steps == ({"action": "run", "detail": "Run tests"}, {"action": "run", "detail": "vercel --prod"})
    assert (one.name, one.source_episode, one.confidence) == ("deploying the app", None, 0.5)
    assert trail(store) == [("learn", "procedure", {"id": one.id, "changed": 1})]


def test_a_procedure_by_hand_supersedes_what_was_learnt(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    kept(store, hand(store).teach("deploy the app", ["press the green button"], name="Deploy"))
    old, new = procedures(store)
    assert (old.superseded_by, new.superseded_by, new.name) == (new.id, None, "Deploy")


def test_a_procedure_is_edited(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    id = procedure(store).id
    lesson = kept(store, hand(store).edit(id, steps=[*DEPLOY[:2], "ask Marta to push"], name="Ship it"))
    one = procedure(store)
    assert (one.name, one.trigger, details(one)[2]) == ("Ship it", "deploying the app", "ask Marta to push")
    assert one.source_episode == "e1"
    assert lesson.changed == (
        Changed(id, "name", None, "Deploying the app", "Ship it"),
        Changed(id, "steps", 3, DEPLOY[2], "ask Marta to push"),
    )
    assert trail(store) == [("edit", "procedure", {"id": id, "changed": 1})]
    assert hand(store).edit(id) == Lesson()


def test_corrections_reach_what_was_edited_before_them(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    kept(store, hand(store).edit(procedure(store).id, steps=["npm ci", "npm publish"]))
    learn(store, said("e2", wish("pnpm", "npm"), hours=9))
    assert details(procedure(store)) == ["npm ci", "npm publish"]
    learn(store, said("e3", wish("pnpm", "npm"), hours=11))
    assert details(procedure(store)) == ["pnpm ci", "pnpm publish"]


def test_a_replacement_is_undone_until_it_is_said_again(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", wish("pnpm", "npm"), hours=1))
    learn(store, said("e3", wish("pnpm", "npm"), hours=2))
    id = procedure(store).id
    lesson = kept(store, hand(store).undo(id, "NPM", "pnpm"))
    assert details(procedure(store)) == list(DEPLOY)
    assert (lesson.changed[0].before, lesson.changed[0].after) == ("run pnpm install", "run npm install")
    assert [one["event"] for one in procedure(store).history] == ["told", "replaced", "undone"]
    assert trail(store) == [("undo", "procedure", {"id": id, "changed": 1})]
    learn(store, said("e4", wish("concise", key="verbosity"), hours=11))
    assert details(procedure(store)) == list(DEPLOY)
    learn(store, said("e5", wish("pnpm", "npm"), hours=12))
    assert details(procedure(store))[0] == "run pnpm install"


def test_a_preference_is_forgotten_and_what_it_changed_stays(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", wish("pnpm", "npm"), hours=1))
    id = preference(store).id
    assert kept(store, hand(store).forget(id)).erased == (id,)
    assert preferences(store) == []
    learn(store, said("e3", wish("concise", key="verbosity"), hours=2))
    assert details(procedure(store))[0] == "run pnpm install"
    assert trail(store) == [("forget", "preference", {"id": id, "changed": 0})]


def test_forgetting_a_procedure_brings_back_the_one_before(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", recipe("tag a release", "wait"), hours=1))
    old, new = procedures(store)
    kept(store, hand(store).forget(new.id))
    assert [(one.id, one.superseded_by) for one in procedures(store)] == [(old.id, None)]
    assert trail(store) == [("forget", "procedure", {"id": new.id, "changed": 1})]


@pytest.mark.parametrize(
    "asked",
    [
        lambda hand: hand.prefer(TOOLS, " ", "pnpm"),
        lambda hand: hand.prefer(TOOLS, "package_manager", "?"),
        lambda hand: hand.teach("", ["a"]),
        lambda hand: hand.teach("deploying", []),
        lambda hand: hand.teach("deploying", ["a", " "]),
        lambda hand: hand.teach("deploying", [{"action": "run"}]),
    ],
)
def test_what_says_nothing_is_refused(store: Store, asked: Any) -> None:
    with pytest.raises(InvalidInput):
        asked(hand(store))


def test_what_is_not_there_is_not_found(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY), wish("pnpm")))
    for asked in (
        lambda: hand(store).edit("nobody", name="x"),
        lambda: hand(store).edit(preference(store).id, name="x"),
        lambda: hand(store).forget("nobody"),
        lambda: hand(store).undo(procedure(store).id, "npm", "pnpm"),
        lambda: hand(store).undo("nobody", "npm", "pnpm"),
    ):
        with pytest.raises(NotFound):
            asked()


def test_a_lost_race_raises(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    late = hand(store).edit(procedure(store).id, name="Ship it")
    learn(store, said("e2", wish("pnpm", "npm"), hours=1))
    with pytest.raises(Conflict):
        store.apply(late.changes)
    assert trail(store) == []
