"""Learning how things are done: corrections, recipes, and what they make of what was known."""

from typing import Any

import pytest

from mnesis.errors import Conflict
from mnesis.model import EVERYTHING, Expect, Filter, Outcome, PreferenceCategory, Procedure, SourceType
from mnesis.procedural.confidence import outcome
from mnesis.procedural.learner import Learner
from mnesis.procedural.lesson import Changed, Lesson
from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.testing import FakeClock
from mnesis.testing.values import HERE, add, make_procedure

from .saying import DEPLOY, details, learn, preference, preferences, procedure, procedures, recipe, said, wish


def learnt(store: Store) -> Learner:
    return Learner(store, HERE, FakeClock())


# --- corrections ----------------------------------------------------------------------------------------------


def test_a_correction_reaches_every_procedure_that_mentions_the_thing(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY), recipe("run npm test", "read the report", trigger="testing")))
    learn(store, said("e2", recipe("water them", "turn them", trigger="the plants look dry")))
    lesson = learn(store, said("e3", wish("pnpm", "npm"), hours=1))
    deploy, test, plants = procedures(store)
    assert details(deploy) == ["run pnpm install", "run pnpm run build", "push the bundle to the server"]
    assert details(test) == ["run pnpm test", "read the report"]
    assert plants.version == 1
    assert preference(store).value == "pnpm"
    assert set(lesson.changed) == {
        Changed(deploy.id, "steps", 1, "run npm install", "run pnpm install"),
        Changed(deploy.id, "steps", 2, "run npm run build", "run pnpm run build"),
        Changed(test.id, "steps", 1, "run npm test", "run pnpm test"),
    }
    event = deploy.history[-1]
    assert (event["event"], event["from"], event["to"], event["episode"]) == ("replaced", "npm", "pnpm", "e3")
    assert event["changes"][0] == {
        "field": "steps",
        "step": 1,
        "before": "run npm install",
        "after": "run pnpm install",
    }


def test_a_procedure_that_comes_in_late_is_corrected_too(store: Store) -> None:
    learn(store, said("e3", wish("pnpm", "npm"), hours=3))
    learn(store, said("e1", recipe(*DEPLOY), hours=1))
    assert details(procedure(store))[0] == "run pnpm install"


def test_what_is_said_after_a_correction_is_meant_as_it_is_said(store: Store) -> None:
    learn(store, said("e1", wish("pnpm", "npm")))
    lesson = learn(store, said("e2", recipe(*DEPLOY), hours=1))
    assert details(procedure(store))[0] == "run npm install"
    assert lesson.changed == ()


def test_one_batch_sees_its_own_procedures(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", wish("pnpm", "npm"), hours=1))
    assert details(procedure(store))[0] == "run pnpm install"
    assert procedure(store).version == 1


def test_corrections_follow_one_another(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    learn(store, said("e3", wish("bun", "pnpm"), hours=3))
    assert details(procedure(store))[0] == "run npm install"
    learn(store, said("e2", wish("pnpm", "npm"), hours=2))
    assert details(procedure(store))[0] == "run bun install"
    learn(store, said("e4", wish("npm", "bun"), hours=4))
    assert details(procedure(store)) == list(DEPLOY)
    assert [one["event"] for one in procedure(store).history] == ["told", "replaced", "replaced", "replaced"]


def test_another_value_alone_replaces_no_word(store: Store) -> None:
    learn(store, said("e1", wish("npm")), said("e2", recipe(*DEPLOY), hours=1), said("e3", wish("uv"), hours=2))
    assert details(procedure(store)) == list(DEPLOY)


@pytest.mark.parametrize(
    "other",
    [
        wish("yarn", "npm", source_type=SourceType.INFERRED),
        wish("none", "npm", key="package_hints"),
        wish("casual", "run", key="tone", category=PreferenceCategory.COMMUNICATION),
        wish("a rather long description of it all", "npm", key="installs"),
        wish("build", key="bundle"),
        wish("npm", "NPM."),
    ],
)
def test_not_every_wish_is_about_a_thing(store: Store, other: Any) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", other, hours=1))
    assert details(procedure(store)) == list(DEPLOY)


# --- recipes ---------------------------------------------------------------------------------------------------


def test_a_recipe_is_a_procedure_with_its_source(store: Store) -> None:
    lesson = learn(store, said("e1", recipe(*DEPLOY, context="project uses React")))
    one = procedure(store)
    assert (one.name, one.trigger, one.context) == ("Deploying the app", "deploying the app", "project uses React")
    assert (one.source_episode, one.confidence, one.success_count) == ("e1", 0.5, 0)
    assert one.steps[0] == {"action": "run", "detail": "run npm install"}
    assert one.history[0]["quote"].startswith("To do it")
    assert [found.id for found in lesson.procedures] == [one.id]
    assert lesson.changed == ()


def test_the_same_steps_again_confirm_it(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    lesson = learn(store, said("e2", recipe(*DEPLOY, trigger="whenever I deploy an app"), hours=1))
    one = procedure(store)
    assert [told["episode"] for told in one.history] == ["e1", "e2"]
    assert (one.confidence, details(one), one.source_episode) == (0.5, list(DEPLOY), "e2")
    assert [part.field for part in lesson.changed] == ["name", "trigger"]


def test_steps_that_changed_a_little_update_it(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    store.apply(outcome(procedure(store), Outcome.SUCCESS, FakeClock()()))
    lesson = learn(store, said("e2", recipe(*DEPLOY, "tell the team", corrects=True), hours=1))
    one = procedure(store)
    assert details(one) == [*DEPLOY, "tell the team"]
    assert (one.superseded_by, one.success_count, one.confidence) == (None, 1, 0.575)
    assert lesson.changed == (Changed(one.id, "steps", 4, None, "tell the team"),)
    assert [event["event"] for event in one.history] == ["told", "outcome", "told"]


def test_steps_that_differ_much_supersede_it(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    learn(store, said("e2", recipe("tag a release", "wait for the pipeline"), hours=1))
    old, new = procedures(store)
    assert (old.superseded_by, new.superseded_by) == (new.id, None)
    assert (details(old), details(new)) == (list(DEPLOY), ["tag a release", "wait for the pipeline"])


def test_an_old_way_told_late_is_superseded_from_the_start(store: Store) -> None:
    learn(store, said("e2", recipe("tag a release", "wait for the pipeline"), hours=2))
    learn(store, said("e1", recipe(*DEPLOY), hours=1))
    new, old = procedures(store)
    assert (old.superseded_by, new.superseded_by) == (new.id, None)
    assert new.version == 1


def test_going_back_to_the_old_way_brings_it_back(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", recipe("tag a release", "wait for the pipeline"), hours=1))
    learn(store, said("e3", recipe(*DEPLOY), hours=2))
    old, new = procedures(store)
    assert (old.superseded_by, new.superseded_by) == (None, old.id)


def test_three_ways_follow_one_another(store: Store) -> None:
    ways = [(*DEPLOY,), ("tag a release", "wait for the pipeline"), ("ask Marta", "drink tea meanwhile")]
    for hour, steps in enumerate(ways):
        learn(store, said(f"e{hour}", recipe(*steps), hours=hour))
    first, second, third = procedures(store)
    assert (first.superseded_by, second.superseded_by, third.superseded_by) == (second.id, third.id, None)


def test_other_tasks_and_contexts_are_let_be(store: Store) -> None:
    learn(store, said("e1", recipe("a b", "c d"), recipe("e f", "g h", trigger="deploying the docs")))
    learn(store, said("e2", recipe("i j", "k l", context="on staging"), hours=1))
    assert [one.superseded_by for one in procedures(store)] == [None, None, None]


def test_a_recipe_without_steps_or_trigger_is_none(store: Store) -> None:
    learn(store, said("e1", recipe(), recipe("a b", trigger=" ")))
    assert procedures(store) == []


def test_a_procedure_written_by_others_is_learnt_from(store: Store) -> None:
    """A row without a log, as another program (or the specification's example) writes it."""
    steps = ({"action": "run", "detail": "npm test"}, {"action": "run", "detail": "vercel --prod"})
    written = make_procedure(trigger="user asks to deploy", steps=steps, confidence=0.8, success_count=4)
    store.apply([add(written)])
    learn(store, said("e1", wish("pnpm", "npm"), hours=1))
    one = procedure(store)
    assert details(one) == ["pnpm test", "vercel --prod"]
    assert (one.confidence, one.success_count, one.id) == (0.8, 4, "p1")


# --- once, at once, and at what cost -----------------------------------------------------------------------------


def test_learning_twice_changes_nothing(store: Store) -> None:
    told = [said("e1", recipe(*DEPLOY)), said("e2", wish("pnpm", "npm"), hours=1)]
    learn(store, *told)
    before = preferences(store), procedures(store)
    assert learn(store, *told) == learn(store, *reversed(told)) == learn(store, told[1]) == Lesson()
    assert (preferences(store), procedures(store)) == before


def test_an_episode_said_twice_in_one_batch_counts_once(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")), said("e1", wish("pnpm")))
    assert preference(store).evidence_count == 1


def test_another_reader_of_the_same_words_takes_the_place_of_the_first(store: Store) -> None:
    learn(store, said("e1", wish("npm"), recipe(*DEPLOY)), said("e2", wish("yarn", key="other"), hours=1))
    lesson = learnt(store).learn([said("e1", wish("pnpm"))], afresh=True)
    store.apply(lesson.changes)
    assert {one.value for one in preferences(store)} == {"pnpm", "yarn"}
    assert procedures(store) == []
    assert len(lesson.erased) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (said("a", wish("npm")), said("b", wish("pnpm"), hours=1)),
        (said("a", recipe(*DEPLOY)), said("b", recipe("tag a release", "wait"), hours=1)),
        (said("a", recipe(*DEPLOY), wish("x", key="y")), said("b", recipe(*DEPLOY), hours=1)),
    ],
)
def test_two_who_learn_at_once_do_not_lose_a_lesson(store: Store, first: Any, second: Any) -> None:
    late = learnt(store).changes([second])
    learn(store, first)
    with pytest.raises(Conflict):
        store.apply(late)
    learn(store, second)
    assert {event["episode"] for one in (*preferences(store), *procedures(store)) for event in one.history} == {
        "a",
        "b",
    }


def test_a_lost_race_over_something_known_raises(store: Store) -> None:
    learn(store, said("e1", wish("npm")), said("e2", recipe(*DEPLOY)))
    for told, other in (
        (said("e3", wish("pnpm"), hours=1), said("e4", wish("npm"), hours=2)),
        (said("e5", recipe(*DEPLOY), hours=3), said("e6", recipe(*DEPLOY, "rest"), hours=4)),
    ):
        late = learnt(store).changes([told])
        learn(store, other)
        with pytest.raises(Conflict):
            store.apply(late)


def test_a_replacement_rests_on_its_preference(store: Store) -> None:
    """Otherwise a procedure could learn from a preference what is erased there at that moment."""
    learn(store, said("e2", wish("pnpm", "npm"), hours=2))
    changes = learnt(store).changes([said("e1", recipe(*DEPLOY))])
    mine = preference(store)
    assert Expect(type(mine), HERE, mine.id, mine.version) in changes


def test_a_procedure_and_a_correction_that_missed_each_other_meet_later(store: Store) -> None:
    late = learnt(store).changes([said("e2", wish("pnpm", "npm"), hours=1)])
    learn(store, said("e1", recipe(*DEPLOY)))
    store.apply(late)
    assert details(procedure(store))[0] == "run npm install"
    learn(store, said("e3", wish("short", key="verbosity"), hours=2))
    assert details(procedure(store))[0] == "run pnpm install"


class Counting(MemoryStore):
    """Counts what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def find(self, kind: Any, where: Filter = EVERYTHING, **how: Any) -> Any:
        self.asked += 1
        return super().find(kind, where, **how)


def test_a_batch_costs_two_queries_and_nothing_none() -> None:
    store = Counting()
    batch = [said(f"e{n}", wish("pnpm"), recipe(*DEPLOY, trigger=f"task {n}"), hours=n) for n in range(256)]
    assert len(learnt(store).changes(batch)) > 256
    assert store.asked == 2
    assert learnt(store).changes([said("e1"), said("e2")]) == []
    assert store.asked == 2


def test_what_is_learnt_is_found_by_its_words(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", wish("pnpm", "npm"), hours=1))
    assert [one.id for one in store.matching(Procedure, ["bundle"], HERE, EVERYTHING, 5)] == [procedure(store).id]
    assert store.matching(Procedure, ["npm"], HERE, EVERYTHING, 5) == []
    found = store.matching(type(preference(store)), ["package"], HERE, EVERYTHING, 5)
    assert [one.id for one in found] == [preference(store).id]
    learn(store, said("e3", wish("pnpm", withdrawn=True), hours=2))
    assert store.matching(type(preference(store)), ["package"], HERE, EVERYTHING, 5) == []
    assert store.check() == []
