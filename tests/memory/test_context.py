"""What a context tells: everything that matters, each line with its evidence, never more than fits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mnesis
from mnesis.errors import InvalidInput, NotFound
from mnesis.memory import Memory
from mnesis.model import Context, Entry, Injection, Message, Scope, Slot, Where
from mnesis.testing.embedder import HashEmbedder
from mnesis.working.budget import Budget

from .conftest import NOW, clock
from .test_archive import leave


def said(memory: Memory, *texts: str, session: str, ago: timedelta = timedelta(days=1)) -> None:
    """Turns of a session, user and agent in turn, a minute apart."""
    for number, text in enumerate(texts):
        actor = "agent" if number % 2 else "user"
        time = NOW - ago + timedelta(minutes=number)
        memory.remember(Message(text=text, session=session, actor=actor, time=time))


def entry(made: Context, id: str) -> Entry:
    [found] = [one for one in made.ledger if one.id == id and one.slot is not Slot.CONVERSATION][:1]
    return found


# --- what is told -----------------------------------------------------------------------------------------------


def test_what_only_an_older_session_says_is_inside(memory: Memory) -> None:
    said(memory, "The spare key is under the blue flowerpot.", "Noted.", session="old", ago=timedelta(days=40))
    said(memory, "Let us talk about the weather.", "Gladly.", session="new")
    made = memory.context("Where is the spare key?", session="new")
    assert "blue flowerpot" in made.block
    assert made.messages[0]["role"] == "system"
    assert "blue flowerpot" in made.messages[0]["content"]
    assert made.messages[-1] == {"role": "user", "content": "Where is the spare key?"}


def test_lines_say_when(memory: Memory) -> None:
    said(memory, "We deployed the shop to the edge.", session="a", ago=timedelta(hours=2))
    said(memory, "We planned the shop deployment.", session="b", ago=timedelta(days=3))
    said(memory, "We thought of the shop for the first time.", session="c", ago=timedelta(days=400))
    block = memory.context("What about the shop?").block
    assert "[2h ago] user: We deployed the shop to the edge." in block
    assert "[3d ago] user: We planned the shop deployment." in block
    assert "[11 May 2025] user: We thought of the shop for the first time." in block


def test_every_line_is_cited_and_resolves(memory: Memory) -> None:
    said(memory, "My name is Otto. I live in Berlin.", "Nice.", "I hate Docker. Please always use pnpm.", session="a")
    memory.learn("To deploy the app: first run the tests, then push to the edge, then check the page.")
    made = memory.context("Deploy the app", session="b")
    assert {line.kind for line in made.lines} >= {"fact", "preference", "episode"}
    lines = [line for line in made.block.splitlines() if line.startswith("- ")]
    assert len(lines) == len(made.lines)
    for line in made.lines:
        assert any(f"[{line.label}]" in one for one in lines)
        [proof, *_] = made.cite(line.label)
        assert proof.quote
        assert memory.get(proof.episode_id)
        if line.kind == "fact":
            assert memory.why(line.id)
    with pytest.raises(NotFound):
        made.cite("m99")


def test_what_was_taught_outright_is_its_own_evidence(memory: Memory) -> None:
    from mnesis.model import Claim, EntityType, Named

    memory.learn(Claim(subject=Named(name="Ada", type=EntityType.PERSON), predicate="likes", object="chess"))
    made = memory.context("What does Ada like?")
    [line] = [one for one in made.lines if one.kind == "fact"]
    [proof] = made.cite(line.label)
    assert proof.quote == "Ada likes chess"
    assert memory.why(proof.episode_id).fact.object == "chess"


def test_the_parts_of_a_prompt(memory: Memory) -> None:
    said(memory, "My name is Otto. I live in Berlin.", "Hello Otto.", session="a", ago=timedelta(minutes=30))
    made = memory.context("And now?", session="a", system="You are Kira.", goal="Plan the trip")
    assert [one["role"] for one in made.messages] == ["system", "user", "assistant", "user"]
    assert made.messages[0]["content"].startswith("You are Kira.")
    assert made.messages[1]["content"] == "My name is Otto. I live in Berlin."
    assert "Plan the trip" in made.block
    assert "Otto" in made.block
    assert made.total <= made.budget == 4_000
    assert made.took_ms["total"] > 0


def test_a_turn_that_is_shown_is_not_told_again(memory: Memory) -> None:
    said(memory, "The spare key is under the flowerpot.", "Noted.", session="a", ago=timedelta(minutes=5))
    made = memory.context("Where is the spare key?", session="a")
    assert "flowerpot" in made.messages[0]["content"]
    [first] = [one for one in memory.episodes(order=("position",)) if one.position == 0]
    assert entry(made, first.id).reason == "shown among the turns"
    assert not any(line.id == first.id for line in made.lines)


def test_a_caller_may_hold_the_conversation(memory: Memory) -> None:
    said(memory, "The spare key is under the flowerpot.", session="a")
    history = [
        {"role": "user", "content": "The spare key is under the flowerpot."},
        {"role": "assistant", "content": "Good to know."},
        {"role": "user", "content": "Where is the spare key?"},
    ]
    made = memory.context("Where is the spare key?", history=history)
    assert list(made.messages[-3:]) == history
    assert not any(line.kind == "episode" for line in made.lines), "said once is enough"


def test_a_message_kept_before_it_is_answered_is_there_once(memory: Memory) -> None:
    said(memory, "Hello.", "Hello.", session="a", ago=timedelta(minutes=9))
    memory.remember("Where is the spare key?", session="a")
    made = memory.context("Where is the spare key?", session="a")
    assert [one["content"] for one in made.messages].count("Where is the spare key?") == 1
    assert "spare key" not in made.block


def test_procedures_and_entities(memory: Memory) -> None:
    memory.learn("When I ask you to deploy the shop: 1. run the tests 2. build it 3. push it to Vercel.")
    said(memory, "The shop uses Vercel.", session="a")
    made = memory.context("Please deploy the shop to Vercel", session="b")
    assert any(line.kind == "procedure" and "run the tests" in line.text for line in made.lines)
    assert any(line.kind == "entity" and "Vercel (" in line.text for line in made.lines)


def test_no_model_no_trouble(wordy: Memory) -> None:
    said(wordy, "The spare key is under the flowerpot.", session="a")
    made = wordy.context("Where is the spare key?", session="b")
    assert "flowerpot" in made.block


def test_an_empty_memory_gives_the_query(memory: Memory) -> None:
    made = memory.context("Hello")
    assert made.block == ""
    assert made.messages == ({"role": "user", "content": "Hello"},)


# --- budgets ----------------------------------------------------------------------------------------------------

WORDS = [
    "the",
    "a",
    "key",
    "lamp",
    "river",
    "Otto",
    "Berlin",
    "never",
    "pnpm",
    "2024",
    "ünï",
    "鍵",
    "\n",
    "#",
    "[m1]",
    "yes",
    "deploy",
]
TURN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join).filter(str.strip)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(TURN, max_size=40), budget=st.integers(64, 20_000), query=TURN)
def test_no_budget_is_exceeded(
    tmp_path_factory: pytest.TempPathFactory, turns: list[str], budget: int, query: str
) -> None:
    path = tmp_path_factory.mktemp("context") / "kira.db"
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as memory:
        said(memory, *turns[::2], session="here", ago=timedelta(hours=1))
        said(memory, *turns[1::2], session="there", ago=timedelta(days=9))
        made = memory.context(query, budget=budget, session="here", system="Be kind.", goal="Get home")
        assert made.total <= budget
        lines = [line for line in made.block.splitlines() if line.startswith("- ")]
        assert len(lines) == len(made.lines)
        assert all(line.endswith("]") for line in lines)
        assert all(made.cite(line.label) for line in made.lines)


def test_budgets_by_number_by_model_and_by_hand(memory: Memory) -> None:
    assert memory.context("Hello").budget == 4_000
    assert memory.context("Hello", budget=128).budget == 128
    assert memory.context("Hello", model="gpt-4").budget < 8_192
    assert memory.context("Hello", budget=900, model="gpt-4").budget == 900
    assert memory.context("Hello", budget=Budget.for_window(32_000)).budget < 32_000


WRONG: dict[str, Callable[[Memory], object]] = {
    "query": lambda memory: memory.context(" "),
    "budget": lambda memory: memory.context("x", budget=0),
    "model": lambda memory: memory.context("x", model="no such model"),
    "session": lambda memory: memory.context("x", session=" "),
    "limit": lambda memory: memory.context("x", limit=0),
    "history": lambda memory: memory.context("x", history=[{"role": "king", "content": "x"}]),
    "system": lambda memory: memory.context("x", system=3),  # type: ignore[arg-type]
    "goal": lambda memory: memory.context("x", goal=3),  # type: ignore[arg-type]
    "sensitive": lambda memory: memory.context("x", sensitive="yes"),  # type: ignore[arg-type]
    "time": lambda memory: memory.context("x", now="soonish"),
    "buget": lambda memory: memory.context("x", buget=100),  # type: ignore[call-arg]
}


@pytest.mark.parametrize("what", WRONG)
def test_what_makes_no_sense_is_refused(memory: Memory, what: str) -> None:
    with pytest.raises(InvalidInput, match=what):
        WRONG[what](memory)


# --- what is not told -------------------------------------------------------------------------------------------


def secrets(memory: Memory) -> None:
    said(memory, "My name is Otto. I live in Berlin.", "Nice to meet you.", session="a")
    said(memory, "I was diagnosed with diabetes last year.", "I am sorry.", session="b")


def test_sensitive_facts_and_the_words_behind_them_need_consent(memory: Memory) -> None:
    secrets(memory)
    assert any(one.sensitive for one in memory.facts())
    without = memory.context("What do you know about my health, my diabetes?")
    assert "diabetes" not in without.block
    hidden = [one for one in without.ledger if "consent" in one.reason]
    assert {one.kind for one in hidden} >= {"fact", "episode"}
    assert not any("diabetes" in one.reason for one in without.ledger)
    assert "diabetes" in memory.context("What do you know about my health?", sensitive=True).block


def test_what_becomes_sensitive_later_is_kept_back_at_once(memory: Memory) -> None:
    secrets(memory)
    assert "insulin" not in memory.context("Anything about insulin?").block
    memory.remember("I have asthma, and take insulin.", session="c")
    assert any(one.sensitive and "asthma" in one.object for one in memory.facts())
    assert "asthma" not in memory.context("Anything about asthma?").block


def test_other_processes_secrets_are_kept_back_too(memory: Memory, path: Path) -> None:
    secrets(memory)
    memory.context("Hello")
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as other:
        other.remember("I have asthma.", session="c")
    assert "asthma" not in memory.context("Anything about asthma?").block


def test_nothing_of_the_user_goes_before_a_group(memory: Memory, tmp_path: Path) -> None:
    secrets(memory)
    memory.reflect(NOW.date() - timedelta(days=1), tmp_path / "pages")
    alone = memory.context("Who am I?", folder=tmp_path / "pages")
    assert any(line.slot is Slot.PROFILE for line in alone.lines)
    shared = memory.context("Who am I?", folder=tmp_path / "pages", shared=True)
    assert not any(line.slot is Slot.PROFILE or line.kind == "page" for line in shared.lines)
    assert not any(line.kind == "fact" and "Otto" in line.text for line in shared.lines)
    assert any("private" in one.reason for one in shared.ledger)


def test_pages_are_used_where_they_are(memory: Memory, tmp_path: Path) -> None:
    said(memory, "My sister Alice lives in Ghent.", session="a")
    memory.reflect(NOW.date() - timedelta(days=1), tmp_path)
    made = memory.context("Where does Alice live?", folder=tmp_path)
    assert any(one.kind == "page" for one in made.ledger)
    assert memory.context("Where does Alice live?", folder=tmp_path / "none").lines


# --- scopes -----------------------------------------------------------------------------------------------------


def test_scopes_are_apart(memory: Memory) -> None:
    said(memory, "The spare key is under the flowerpot.", session="a")
    other = memory.within(Scope("acme", "kira"))
    memory.context("Where is the spare key?", session="a", goal="Find the key")
    made = other.context("Where is the spare key?", session="a")
    assert "flowerpot" not in str(made)
    assert "Find the key" not in str(made)
    assert Injection.SESSION_START in made.injections


def test_moments_are_the_callers(memory: Memory) -> None:
    said(memory, "The spare key is under the flowerpot.", session="a", ago=timedelta(days=1))
    later: datetime = NOW + timedelta(days=2)
    assert "[3d ago]" in memory.context("Where is the spare key?", now=later).block


def test_a_fact_is_not_told_beside_its_own_words(memory: Memory) -> None:
    said(memory, "Alice works at Acme.", session="a")
    made = memory.context("Where does Alice work?")
    [line] = [one for one in made.lines if one.kind != "entity"]
    assert line.kind == "episode"
    [fact] = [one for one in made.ledger if one.kind == "fact"]
    assert fact.reason == "the words it rests on are shown"


def test_the_archive_is_asked_where_the_past_is(memory: Memory) -> None:
    said(memory, "We took the night train to Lisbon with a zebra.", session="trip", ago=timedelta(days=400))
    said(memory, *[f"We took the bus to work, day {number}." for number in range(60)], session="work")
    leave(memory, Where("session_id", "eq", "trip"))
    assert "zebra" not in memory.context("The train to work", deep=False).block
    assert "zebra" not in memory.context("Do you remember the night train?", deep=False).block
    made = memory.context("Do you remember the night train?")
    [line] = [one for one in made.lines if "zebra" in one.text]
    assert memory.get(made.cite(line.label)[0].episode_id).text == made.cite(line.label)[0].quote


def test_a_harmless_fact_said_beside_a_secret_is_told(memory: Memory) -> None:
    said(memory, "My name is Otto. I have diabetes.", session="a")
    made = memory.context("Who am I?")
    assert "The user is called Otto" in made.block
    assert "diabetes" not in str(made)
