"""Asking for what is known, in time and apart from what others know; setting it right; and the specification's SQL."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import mnesis
from mnesis import AsyncMemory
from mnesis.errors import InvalidInput, NotFound
from mnesis.memory import Memory
from mnesis.model import (
    Claim,
    EntityType,
    Learned,
    Message,
    Named,
    Outcome,
    Preference,
    PreferenceCategory,
    Recipe,
    Scope,
    SourceType,
    Wish,
)
from mnesis.testing.embedder import HashEmbedder

from .conftest import clock

DAY = timedelta(days=1)


def day(month: int, day: int = 1, year: int = 2025) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands(day(1))


@pytest.fixture
def told(path: Path, hands: Hands) -> Memory:
    return mnesis.open(path, embedder="none", clock=hands)


def at(memory: Memory, hands: Hands, moment: datetime, text: str) -> Learned:
    """Say something at a moment."""
    hands.now = moment
    return memory.learn(Message(text=text, time=moment))


def home(memory: Memory, **when: Any) -> list[str]:
    return [one.object for one in memory.facts(subject="user", predicate="located_in", **when)]


# --- time -----------------------------------------------------------------------------------------------------


def test_what_held_when_and_what_was_believed_when(told: Memory, hands: Hands) -> None:
    at(told, hands, day(2), "I live in Berlin.")
    at(told, hands, day(6, 10), "I moved to Rome last month.")
    hands.now = day(9)
    assert home(told) == ["Rome"]
    assert home(told, as_of=day(1, 15)) == [], "said without a time, it does not hold before it was said"
    assert home(told, as_of=day(3)) == ["Berlin"]
    assert home(told, as_of=day(4, 30)) == ["Berlin"]
    assert home(told, as_of=day(5)) == ["Rome"], "last month begins on its first day"
    assert home(told, known_at=day(6)) == ["Berlin"]
    assert home(told, as_of=day(5, 20), known_at=day(6)) == ["Berlin"]
    assert home(told, as_of=day(5, 20), known_at=day(6, 10)) == ["Rome"]
    assert home(told, known_at=day(1, 15)) == []
    assert sorted(home(told, past=True)) == ["Berlin", "Rome"]
    told.close()


def test_a_correction_was_never_true(told: Memory, hands: Hands) -> None:
    at(told, hands, day(2), "I live in Berlin.")
    wrong = told.facts()[0]
    hands.now = day(3)
    right = told.correct(wrong.id, "Bonn")
    assert [one.object for one in right.facts] == ["Bonn"]
    assert [one.object for one in right.ended] == ["Berlin"]
    assert home(told) == ["Bonn"]
    assert home(told, as_of=day(2, 10)) == ["Bonn"], "it holds for the time the wrong value was thought to"
    assert home(told, as_of=day(2, 10), known_at=day(2, 10)) == ["Berlin"]
    story = told.why(wrong.id)
    assert story.fact.id == wrong.id
    retracted = told.correct(right.facts[0].id)
    assert "Bonn" not in home(told)
    assert [one.object for one in retracted.ended] == ["Bonn"]
    with pytest.raises(NotFound):
        told.correct("no-such-fact", "Bonn")
    told.close()


def test_a_date_is_moved(told: Memory, hands: Hands) -> None:
    at(told, hands, day(2), "I live in Berlin.")
    [fact] = told.facts()
    told.correct(fact.id, valid_from=day(1, 1, 2019), valid_until=day(6))
    assert home(told, as_of=day(5, 1, 2019)) == ["Berlin"]
    assert home(told, as_of=day(5, 1, 2018)) == []
    assert home(told, as_of=day(7)) == []
    told.close()


# --- setting right --------------------------------------------------------------------------------------------


def test_learning_outright(memory: Memory) -> None:
    person = Named(name="Anna", type=EntityType.PERSON)
    fact = memory.learn(Claim(subject=person, predicate="works_at", object="Acme", quote=""))
    assert [(one.subject, one.predicate, one.object) for one in fact.facts] == [("Anna", "works_at", "Acme")]
    wish = memory.learn(Wish(category=PreferenceCategory.TOOLS, key="package_manager", value="npm", quote=""))
    assert [one.value for one in wish.preferences] == ["npm"]
    steps = ({"action": "run", "detail": "npm test"}, {"action": "run", "detail": "npm publish"})
    recipe = memory.learn(Recipe(name="Release", trigger="releasing the library", steps=steps, quote=""))
    assert [one.name for one in recipe.procedures] == ["Release"]
    changed = memory.learn("Use pnpm instead of npm from now on.")
    assert [one.value for one in changed.preferences] == ["pnpm"]
    assert changed.changed, "what reads differently is shown"
    [procedure] = memory.procedures("release the library")
    assert [step["detail"] for step in procedure.steps] == ["pnpm test", "pnpm publish"]
    assert memory.facts(subject="Anna")[0].source_type is SourceType.STATED
    with pytest.raises(InvalidInput):
        memory.learn(7)  # type: ignore[arg-type]


def test_a_preference_is_set_right_and_taken_back(memory: Memory) -> None:
    [wish] = memory.learn("Always use pnpm, not npm.").preferences
    memory.correct(wish.id, "bun")
    assert [(one.key, one.value) for one in memory.preferences("tools")] == [(wish.key, "bun")]
    memory.correct(wish.id)
    assert memory.preferences() == []
    [kept] = memory.store.get(Preference, [wish.id])
    assert len(kept.history) == 3, "nothing is deleted"
    memory.extract(again=True)
    assert memory.preferences() == [], "nor does it come back where the words are read again"


def test_a_correction_is_the_last_word_whatever_the_clocks_say(memory: Memory) -> None:
    [wish] = memory.learn(Message(text="Always use pnpm, not npm.", time=clock() + DAY)).preferences
    memory.correct(wish.id, "bun")
    assert [one.value for one in memory.preferences()] == ["bun"]


def test_trust_follows_the_formula(memory: Memory) -> None:
    steps = ({"action": "run", "detail": "the tests"}, {"action": "push", "detail": "the branch"})
    [procedure] = memory.learn(Recipe(name="Deploy", trigger="deploying", steps=steps, quote="")).procedures
    expected = procedure.confidence
    told = ["success", "failure", "partial", "success", "failure", "success", "pending"]
    for how in told:
        if how == "success":
            expected = min(1.0, expected + (1.0 - expected) * 0.15)
        elif how == "failure":
            expected = max(0.0, expected * 0.7)
        procedure = memory.outcome(procedure.id, how, note="as told")
        assert procedure.confidence == pytest.approx(expected)
    assert (procedure.success_count, procedure.failure_count) == (3, 2)
    assert procedure.last_outcome is Outcome.PENDING
    assert [one.id for one in memory.procedures(failing=True)] == [procedure.id]
    with pytest.raises(NotFound):
        memory.outcome("no-such-procedure", "success")
    with pytest.raises(InvalidInput):
        memory.outcome(procedure.id, "splendid")


def seen(memory: Memory) -> object:
    """What a reader sees of entities and facts."""
    return (
        sorted((one.subject, one.predicate, one.object) for one in memory.facts(limit=None)),
        sorted((one.name, one.aliases, one.mention_count) for one in memory.entities()),
        sorted((one.subject, one.object) for one in memory.facts(subject="Bob")),
    )


def test_merging_and_splitting_are_undone(memory: Memory) -> None:
    memory.learn("My friend Robert works at Acme.")
    memory.learn("My friend Bob lives in Oslo.")
    before = seen(memory)
    line = memory.merge("Robert", "Bob")
    assert {one.object for one in memory.facts(subject="Bob")} == {"Acme", "Oslo"}
    memory.undo(line.id)
    assert seen(memory) == before
    with pytest.raises(InvalidInput):
        memory.undo(line.id)
    [lives] = memory.facts(subject="Bob")
    line = memory.split("Bob", [lives.id], "Bob Miller")
    assert [one.object for one in memory.facts(subject="Bob Miller")] == ["Oslo"]
    memory.undo(line.id)
    assert seen(memory) == before


def test_what_a_split_gave_to_another_is_said_again(memory: Memory) -> None:
    memory.remember("My friend Bob lives in Oslo.")
    [lives] = memory.facts(subject="Bob")
    memory.split("Bob", [lives.id], "Bob Miller")
    memory.extract(again=True)
    assert [one.id for one in memory.facts(past=True, limit=None)].count(lives.id) == 1
    uses = Claim(subject=Named(name="Otto"), predicate="uses", object="Vim")
    memory.learn(uses)
    [vim] = memory.facts(subject="Otto")
    memory.split("Otto", [vim.id], "Otto Meyer")
    memory.learn(uses)  # at the very same moment: the very same statement
    assert [one.id for one in memory.facts(predicate="uses", limit=None)] == [vim.id]
    assert memory.check() == []


# --- apart from what others know ------------------------------------------------------------------------------

NAMES = ("Anna", "Otto", "Bela")
PLACES = ("Berlin", "Rome", "Oslo", "Kiel")
FIRMS = ("Acme", "Wumpus", "Initech")
TOOLS = ("pnpm", "npm", "yarn", "bun")


def sentence(chance: random.Random) -> str:
    name, place, firm, tool = (chance.choice(some) for some in (NAMES, PLACES, FIRMS, TOOLS))
    return chance.choice(
        (
            f"My friend {name} lives in {place}.",
            f"My friend {name} works at {firm}.",
            f"I live in {place}.",
            f"I work at {firm}.",
            f"Always use {tool}.",
            f"To deploy: run {tool} install, then push the branch, then tag {firm}.",
        )
    )


def answers(memory: Memory, ids: set[str]) -> dict[str, object]:
    """What every verb that asks says, with ids of other scopes tried too."""

    def tried(ask: Callable[[], object]) -> object:
        try:
            return repr(ask())
        except (NotFound, InvalidInput) as error:
            return type(error).__name__

    asked: dict[str, Callable[[], object]] = {
        "facts": lambda: memory.facts(past=True, limit=None),
        "facts of words": lambda: memory.facts("Who lives in Berlin?", limit=None),
        "entities": lambda: memory.entities(),
        "entities of words": lambda: [memory.entities(name) for name in (*NAMES, *PLACES)],
        "preferences": memory.preferences,
        "procedures": memory.procedures,
        "procedures of words": lambda: memory.procedures("deploy"),
        "recall": lambda: [(one.id, one.score) for one in memory.recall("Where does Anna live?").hits],
        "stats": lambda: (memory.stats().records, memory.stats().keys),
    }
    asked |= {f"relations of {name}": lambda name=name: memory.relations(name, hops=2) for name in NAMES}  # type: ignore[misc]
    asked |= {f"path to {name}": lambda name=name: memory.paths("user", name) for name in (*NAMES, *PLACES)}  # type: ignore[misc]
    asked |= {f"why {id}": lambda id=id: memory.why(id) for id in ids}  # type: ignore[misc]
    return {name: tried(ask) for name, ask in asked.items()}


@pytest.mark.parametrize("seed", range(4))
def test_scopes_never_hear_of_each_other(path: Path, tmp_path: Path, seed: int) -> None:
    """A scope beside others, where everybody speaks of the same names, answers as one that is alone in its file."""
    chance = random.Random(seed)
    scopes = (Scope("home", "ada"), Scope("home", "eve"), Scope("work", "ada"))
    alone = {
        scope: mnesis.open(tmp_path / f"{number}.db", scope=scope, embedder=HashEmbedder(32), clock=clock)
        for number, scope in enumerate(scopes)
    }
    with mnesis.open(path, embedder=HashEmbedder(32), clock=clock) as memory:
        ids: set[str] = set()
        for number in range(40):
            scope = chance.choice(scopes)
            together, single = memory.within(scope), alone[scope]
            act = chance.random()
            if act < 0.8 or not single.facts():
                said = Message(text=sentence(chance), time=day(1) + number * DAY)
                for one in (together, single):
                    one.remember(said)
            elif act < 0.9:
                gone = chance.choice(single.episodes(limit=None)).id
                for one in (together, single):
                    one.forget(gone)
            else:
                wrong = chance.choice(single.facts(limit=None)).id
                for one in (together, single):
                    one.correct(wrong)
            ids |= {one.id for one in single.facts(past=True, limit=None)}
        for scope in scopes:
            assert answers(memory.within(scope), ids) == answers(alone[scope], ids), scope
        assert memory.check() == []
    for one in alone.values():
        one.close()


# --- the specification's queries ------------------------------------------------------------------------------


def test_sql_of_the_specification(path: Path) -> None:
    with mnesis.open(path, embedder="none", clock=clock) as memory:
        for text in (
            "My name is Otto.",
            "I use Neovim.",
            "I work on Kira.",
            "Keep your answers short.",
            "To deploy the app: run the tests, then push the branch, then tag the release.",
        ):
            memory.remember(text)
        kira, postgres = Named(name="Kira", type=EntityType.PROJECT), Named(name="Postgres", type=EntityType.TOOL)
        memory.learn(Claim(subject=kira, predicate="uses", object=postgres, quote=""))
        [procedure] = memory.procedures("deploy")
        for how in ("success", "success", "failure", "success", "success"):
            memory.outcome(procedure.id, how)
        trust = memory.procedures("deploy")[0].confidence
    with sqlite3.connect(path) as file:
        direct = file.execute(
            "SELECT e2.name, r.type, r.confidence FROM entities e1 JOIN relationships r ON r.source_id = e1.id "
            "JOIN entities e2 ON r.target_id = e2.id WHERE e1.name = 'Otto' AND r.type = 'uses'"
        ).fetchall()
        assert direct == [("Neovim", "uses", 1.0)]
        further = file.execute(
            "SELECT e3.name, r2.type FROM entities e1 JOIN relationships r1 ON r1.source_id = e1.id "
            "JOIN entities e2 ON r1.target_id = e2.id JOIN relationships r2 ON r2.source_id = e2.id "
            "JOIN entities e3 ON r2.target_id = e3.id "
            "WHERE e1.name = 'Otto' AND r1.type = 'works_on' AND r2.type = 'uses'"
        ).fetchall()
        assert further == [("Postgres", "uses")]
        wanted = file.execute(
            "SELECT key, value, strength FROM preferences WHERE category = 'communication' ORDER BY strength DESC"
        ).fetchall()
        assert [(key, value) for key, value, _ in wanted] == [("verbosity", "concise")]
        found = file.execute(
            "SELECT id, confidence FROM procedures WHERE trigger LIKE '%deploy%' AND confidence > 0.5 "
            "ORDER BY confidence DESC, last_used DESC LIMIT 1"
        ).fetchall()
        assert found == [(procedure.id, trust)]
        failed = file.execute(
            "SELECT name, failure_count, success_count, confidence FROM procedures WHERE failure_count > 0 "
            "ORDER BY failure_count DESC"
        ).fetchall()
        assert failed == [(procedure.name, 1, 4, trust)]


# --- for asyncio ----------------------------------------------------------------------------------------------


def test_the_same_verbs_awaited(memory: Memory) -> None:
    async def talk() -> None:
        mirror = AsyncMemory(memory)
        told = await mirror.learn("My sister Anna lives in Hamburg.")
        assert await mirror.facts() == memory.facts()
        assert await mirror.why(told.facts[0].id) == memory.why(told.facts[0].id)
        assert await mirror.entities("Anna") == memory.entities("Anna")
        assert await mirror.relations("Anna") == memory.relations("Anna")
        assert await mirror.paths("user", "Hamburg") == memory.paths("user", "Hamburg")
        assert await mirror.follow("user", ["sibling", "located_in"]) == memory.follow(
            "user", ["sibling", "located_in"]
        )
        await mirror.learn("Always use pnpm, not npm.")
        assert await mirror.preferences() == memory.preferences() != []
        assert await mirror.procedures() == memory.procedures()
        await mirror.correct(told.facts[0].id)
        assert (await mirror.extract(again=True)).read == 2
        assert await mirror.reflect()

    asyncio.run(talk())


def test_every_verb_is_mirrored() -> None:
    verbs = {name for name in dir(Memory) if not name.startswith("_")} - {"scan", "handlers", "archive"}
    assert verbs <= set(vars(AsyncMemory)), sorted(verbs - set(vars(AsyncMemory)))
