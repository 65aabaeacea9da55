"""Other scopes looked into as well: an agent's own memory first, then its team's and its company's."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import mnesis
from mnesis.errors import InvalidInput
from mnesis.memory import Memory
from mnesis.model import Claim, Named, Recipe, Scope, Slot, Wish
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock

TEAM, COMPANY = "team:platform", "company:acme"
VERBS: dict[str, Callable[..., Any]] = {
    "recall": lambda memory, **named: memory.recall("deploy", **named),
    "facts": lambda memory, **named: memory.facts("deploy", **named),
    "preferences": lambda memory, **named: memory.preferences(**named),
    "procedures": lambda memory, **named: memory.procedures("deploy", **named),
    "failing": lambda memory, **named: memory.procedures(failing=True, **named),
    "context": lambda memory, **named: memory.context("deploy", **named),
}


@pytest.fixture
def team(memory: Memory) -> Memory:
    return memory.within(TEAM)


@pytest.fixture
def company(memory: Memory) -> Memory:
    return memory.within(COMPANY)


def recipe(name: str, *steps: str) -> Recipe:
    return Recipe(name=name, trigger=name, steps=tuple({"action": one.split()[0], "detail": one} for one in steps))


def wish(value: str, key: str = "tests") -> Wish:
    return Wish(category="tools", key=key, value=value)


# --- what all verbs have in common -------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_only_scopes_of_the_same_tenant(memory: Memory, verb: Callable[..., Any]) -> None:
    wrong: list[Any] = [TEAM, Scope("local", TEAM), [Scope("other", TEAM)], [1], [""], ["a\0b"], [None]]
    for also in wrong:
        with pytest.raises(InvalidInput):
            verb(memory, also=also)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_scope_named_twice_or_at_home_counts_once(memory: Memory, team: Memory, verb: Callable[..., Any]) -> None:
    for one in (memory, team):
        one.remember("We deploy with Helm.", session="s")
        one.learn(wish("pytest", key=f"tests in {one.scope.name}"))
    once = verb(memory, also=[TEAM])
    for also in ([TEAM, TEAM], ["main", TEAM], [Scope("local", TEAM), "main", TEAM]):
        assert said(verb(memory, also=also)) == said(once)
    assert said(verb(memory, also=())) == said(verb(memory))


def said(answer: Any) -> list[str]:
    return [line.id for line in answer.lines] if hasattr(answer, "lines") else [one.id for one in answer]


class Watching:
    """A store that notes which scopes are read."""

    def __init__(self, store: Any) -> None:
        self.store, self.seen = store, set[str]()

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self.store, name)

        def noted(*args: Any, **named: Any) -> Any:
            self.seen |= {scope for scope in (TEAM, COMPANY) if scope in repr(args) + repr(named)}
            return verb(*args, **named)

        return noted


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_without_it_no_other_scope_is_looked_at(memory: Memory, team: Memory, verb: Callable[..., Any]) -> None:
    team.remember("We deploy with Helm.")
    watching = Watching(memory.store)
    memory.store = memory._contexts._store = watching  # type: ignore[assignment]
    verb(memory)
    assert watching.seen == set()
    verb(memory, also=[TEAM])
    assert watching.seen == {TEAM}
    memory.store = memory._contexts._store = watching.store


# --- recall ------------------------------------------------------------------------------------------------------


def test_hits_of_all_scopes_in_one_order(memory: Memory, team: Memory, company: Memory) -> None:
    mine = memory.remember("I deploy on Fridays.").id
    theirs = team.remember("We deploy with Helm to three regions.").id
    rule = company.remember("Nobody may deploy in December.").id
    team.remember("Lunch is at noon.")
    found = memory.recall("When do we deploy with Helm?", also=[TEAM, COMPANY])
    assert found[0].id == theirs
    assert {mine, theirs, rule} <= {hit.id for hit in found}
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert {hit.id: hit.memory.scope.name for hit in found}[rule] == COMPANY
    assert found.scope == memory.scope
    assert len(memory.recall("deploy", also=[TEAM, COMPANY], limit=2)) == 2
    alone = {hit.id: hit.score for one in (memory, team, company) for hit in one.recall("When do we deploy with Helm?")}
    assert {hit.id: hit.score for hit in found} == alone


def test_ties_go_to_the_scope_named_first(memory: Memory, team: Memory, company: Memory) -> None:
    for one in (memory, team, company):
        one.remember("The password rotates on Mondays.", time=NOW)
    for also in ([TEAM, COMPANY], [COMPANY, TEAM]):
        found = memory.recall("When does the password rotate?", also=also)
        assert [hit.memory.scope.name for hit in found] == ["main", *also]


def test_a_small_scope_does_not_starve_beside_a_large_one(memory: Memory, team: Memory) -> None:
    team.remember_many(f"Deploy number {number} went to region {number % 7}." for number in range(200))
    mine = memory.remember("I deploy with a checklist.").id
    assert mine in [hit.id for hit in memory.recall("deploy checklist", also=[TEAM], limit=5)]
    assert mine in [hit.id for hit in team.recall("deploy checklist", also=["main"], limit=5)]


class Longest:
    """A reranker that likes long texts."""

    def __init__(self) -> None:
        self.calls = 0

    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls += 1
        return np.array([len(text) for text in texts], dtype=np.float32)


def test_a_reranker_judges_the_best_of_all(memory: Memory, team: Memory) -> None:
    judge = Longest()
    memory.remember("We deploy.")
    team.remember("We deploy on Tuesdays.")
    memory.remember("We deploy on Tuesdays, and never when it rains.")
    found = memory.reranked(judge).recall("deploy", also=[TEAM])
    assert [len(hit.text) for hit in found] == sorted((len(hit.text) for hit in found), reverse=True)
    assert judge.calls == 1


def test_notices_speak_of_all_scopes(memory: Memory, team: Memory) -> None:
    memory.remember("The cat sleeps.")
    far = memory.recall("quarterly budget forecast")
    assert far.notices
    team.remember("The quarterly budget forecast is late.")
    assert memory.recall("quarterly budget forecast", also=[TEAM]).notices == ()


# --- what is known -----------------------------------------------------------------------------------------------


def test_facts_of_all_scopes_say_whose_they_are(memory: Memory, team: Memory) -> None:
    memory.learn(Claim(subject=Named(name="Otto"), predicate="uses", object=Named(name="Vim")))
    team.learn(Claim(subject=Named(name="Otto"), predicate="uses", object=Named(name="Helm")))
    for query in (None, "What does Otto use?"):
        found = memory.facts(query, also=[TEAM])
        assert [(one.object, one.scope.name) for one in found][:1] == [("Vim", "main")]
        assert {(one.object, one.scope.name) for one in found} == {("Vim", "main"), ("Helm", TEAM)}
        assert len(memory.facts(query, also=[TEAM], limit=1)) == 1
    assert [one.object for one in memory.facts(subject="Otto")] == ["Vim"]


def test_of_one_preference_the_narrower_scope_says_how(memory: Memory, team: Memory, company: Memory) -> None:
    company.learn(wish("unittest"))
    company.learn(wish("tabs", key="indent"))
    team.learn(wish("nose"))
    team.learn(wish("spaces", key="indent"))
    memory.learn(wish("pytest"))
    wanted = {one.key: (one.value, one.scope.name) for one in memory.preferences(also=[TEAM, COMPANY])}
    assert wanted == {"testing": ("pytest", "main"), "indentation": ("spaces", TEAM)}
    wanted = {one.key: (one.value, one.scope.name) for one in memory.preferences(also=[COMPANY, TEAM])}
    assert wanted == {"testing": ("pytest", "main"), "indentation": ("tabs", COMPANY)}
    assert [one.value for one in memory.preferences("workflow", also=[TEAM])] == ["pytest"]
    assert [one.value for one in memory.preferences("formatting", also=[TEAM])] == ["spaces"]


def test_procedures_of_all_scopes(memory: Memory, team: Memory) -> None:
    mine = memory.learn(recipe("deploy the app", "run the tests", "push")).procedures[0]
    theirs = team.learn(recipe("deploy the app", "helm upgrade")).procedures[0]
    for query in (None, "deploy the app"):
        assert {one.id for one in memory.procedures(query, also=[TEAM])} == {mine.id, theirs.id}
        assert len(memory.procedures(query, also=[TEAM], limit=1)) == 1
    team.outcome(theirs.id, "failure")
    assert [one.id for one in memory.procedures(failing=True, also=[TEAM])] == [theirs.id]
    assert memory.procedures(failing=True) == []


# --- context -----------------------------------------------------------------------------------------------------


def test_a_context_offers_what_the_others_know_too(memory: Memory, team: Memory) -> None:
    memory.remember("I am Ada, and I live in Berlin.", session="mine")
    team.remember("We deploy the app with Helm on Tuesdays.", session="theirs")
    team.remember("I live in Paris.", session="theirs")
    team.learn(Claim(subject=Named(name="Helm"), predicate="requires", object=Named(name="Kubernetes")))
    team.learn(wish("nose"))
    team.learn(wish("spaces", key="indent"))
    memory.learn(wish("pytest"))
    team.learn(recipe("deploy the app", "helm upgrade"))
    made = memory.context("How do we deploy the app with Helm?", also=[TEAM], session="mine")
    shared = [line for line in made.lines if line.scope and line.scope.name == TEAM]
    assert {line.kind for line in shared} == {"episode", "fact", "preference", "procedure"}
    for line in shared:
        assert made.cite(line.label)
        assert line.slot in (Slot.RETRIEVED, Slot.PREFERENCES)
    assert "testing: pytest" in made.block
    assert "indentation: spaces" in made.block
    assert "nose" not in made.block
    assert not [line for line in made.lines if line.kind == "fact" and "Paris" in line.text]
    alone = memory.context("How do we deploy the app with Helm?", session="mine").block
    assert "Helm upgrade" not in alone
    assert "indentation" not in alone


def test_what_was_told_of_another_scope_is_not_told_when_it_is_asked_no_more(memory: Memory, team: Memory) -> None:
    memory.remember("Let us talk about the release.", session="mine")
    team.remember("The release waits for Zoltan's signature.", session="theirs")
    first = memory.context("What does the release wait for?", also=[TEAM], session="mine")
    assert "Zoltan" in first.block
    goes_on = memory.context("And what else does the release need?", also=[TEAM], session="mine")
    assert "Zoltan" in goes_on.block
    ends = memory.context("And what else does the release need?", session="mine")
    assert "Zoltan" not in ends.block + repr(ends.ledger) + repr(ends.messages)


def test_what_is_sensitive_elsewhere_needs_consent_here(memory: Memory, team: Memory) -> None:
    team.remember("I was diagnosed with diabetes last year.", session="theirs")
    assert any(one.sensitive for one in team.facts())
    asked = "Anything about diabetes?"
    assert "diabetes" not in memory.context(asked, also=[TEAM]).block
    assert "diabetes" in memory.context(asked, also=[TEAM], sensitive=True).block


# --- nothing of a scope that is not named ------------------------------------------------------------------------

NAMES = ("main", "team:a", "team:b", "user:a")
WORDS = ("deploy", "Helm", "Berlin", "invoice", "Otto")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3), st.sampled_from(WORDS))
def test_whatever_is_asked_only_scopes_that_were_named_answer(home: str, also: list[str], word: str) -> None:
    memory = everybody()
    here = memory.within(home)
    allowed = {home, *also}
    for verb in (here.recall, here.facts, here.procedures):
        assert {(one.memory if verb == here.recall else one).scope.name for one in verb(word, also=also)} <= allowed
    assert {one.scope.name for one in here.preferences(also=also)} <= allowed
    told = repr(here.context(f"{word}?", also=also, session="s", sensitive=True))
    told += repr(here.recall(f"last week {word}", also=also, deep=True))
    assert not [name for name in NAMES if name not in allowed and canary(name) in told]


def canary(name: str) -> str:
    return f"canary{NAMES.index(name)}x"


MADE: list[Memory] = []


def everybody() -> Memory:
    """The same things known in every scope, each with a word of its own; made once, in memory."""
    if not MADE:
        memory = mnesis.open("memory://", embedder=HashEmbedder(64), clock=clock)
        for name in NAMES:
            one = memory.within(name)
            one.remember_many(f"{word} and {canary(name)} number {at}" for at, word in enumerate(WORDS))
            one.learn(Claim(subject=Named(name="Otto"), predicate="uses", object=Named(name=f"Helm {canary(name)}")))
            one.learn(wish(canary(name), key=f"deploy {canary(name)}"))
            one.learn(recipe(f"deploy {canary(name)}", "send the invoice"))
        MADE.append(memory)
    return MADE[0]
