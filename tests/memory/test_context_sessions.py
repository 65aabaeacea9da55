"""What a session is at: from one context to the next, over a restart, and never in another session."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mnesis
from mnesis.memory import Memory
from mnesis.model import Board, Context, Episode, Injection, Level, Message, Put, Slot, Where, within
from mnesis.testing.embedder import HashEmbedder
from mnesis.testing.values import FakeClock

from .conftest import NOW, clock
from .processes import program
from .reading import files_with
from .test_context import said

START, CHANGE = Injection.SESSION_START, Injection.TOPIC_CHANGE
COMPACTION, RECALL = Injection.COMPACTION, Injection.EXPLICIT_RECALL


def ids(made: Context) -> set[str]:
    return {line.id for line in made.lines}


def board(memory: Memory, session: str) -> Board | None:
    return next(iter(memory.store.get(Board, [session], within(memory.scope))), None)


def boats_and_bread(memory: Memory) -> tuple[str, str]:
    """Two things that have not a word in common, in an old session; their ids."""
    said(memory, "My sailing boat Aurora has a leaking hull.", session="old", ago=timedelta(days=30))
    said(memory, "Sourdough rises twelve hours in the blue bowl.", session="older", ago=timedelta(days=31))
    boat, bread = sorted(memory.episodes(), key=lambda one: one.session_id)
    return boat.id, bread.id


# --- injection points -------------------------------------------------------------------------------------------


def test_a_session_starts_once(memory: Memory) -> None:
    assert memory.context("Hello there", session="a").injections == (START, Injection.MESSAGE)
    assert START not in memory.context("Hello there", session="a").injections
    assert START in memory.context("Hello there", session="b").injections
    assert memory.context("Hello there").injections == (Injection.MESSAGE,)


def test_a_session_starts_with_what_was_lately_said_elsewhere(memory: Memory) -> None:
    memory.remember(
        Message(text="We decided to sell the house.", session="x", time=NOW - timedelta(days=2), importance=9)
    )
    memory.remember(Message(text="Long ago we bought it.", session="x", time=NOW - timedelta(days=200), importance=9))
    first = memory.context("zzz", session="new", limit=1)
    news = [one for one in first.ledger if one.kind == "episode"]
    assert any(memory.get(one.id).text == "We decided to sell the house." for one in news)


def test_a_new_topic_flushes_what_the_old_one_brought(memory: Memory) -> None:
    boat, bread = boats_and_bread(memory)
    first = memory.context("sailing boat Aurora leaking hull", session="now", limit=1)
    assert ids(first) == {boat}
    same = memory.context("leaking hull of the boat", session="now", limit=1)
    assert CHANGE not in same.injections
    other = memory.context("sourdough rises twelve hours blue bowl", session="now", limit=1)
    assert CHANGE in other.injections
    assert ids(other) == {bread}, "the boat is forgotten for now"


def test_what_the_last_message_brought_is_carried_on(memory: Memory) -> None:
    boat, _bread = boats_and_bread(memory)
    memory.context("sailing boat Aurora leaking hull", session="now", limit=1)
    found = [memory.context("and then?", session="now", limit=1) for _ in range(12)]
    weights = [{one.id: one.relevance for one in made.ledger}.get(boat, 0.0) for made in found]
    assert weights[0] > weights[1] > weights[2] > 0.0, "with less relevance each time"
    assert weights[-1] < weights[0] / 4, "and at last not at all, unless it is found anew"
    assert all(CHANGE not in made.injections for made in found), "what says nothing of its own leaves no topic"


def test_a_full_slot_asks_for_compaction(memory: Memory) -> None:
    words = "one two three four five six seven eight nine ten eleven twelve. "
    said(memory, *[f"Turn {number}: {words * 3}" for number in range(60)], session="long", ago=timedelta(hours=3))
    made = memory.context("What now?", session="long", budget=2_000)
    assert COMPACTION in made.injections
    assert made.total <= 2_000
    assert [one["content"][:8] for one in made.messages[-4:-1]] == ["Turn 57:", "Turn 58:", "Turn 59:"]
    [summary] = [line for line in made.lines if line.kind == "summary"]
    assert "Turn" in summary.text
    assert all(memory.get(proof.episode_id).session_id == "long" for proof in made.cite(summary.label))
    assert COMPACTION not in memory.context("What now?", session="long", budget=64_000).injections


def test_compacted_turns_are_told_by_their_summary(memory: Memory) -> None:
    said(memory, *[f"Turn number {number} of the talk." for number in range(20)], session="s", ago=timedelta(hours=1))
    turns = memory.episodes(order=("position",))
    short = summary_of(turns[:12], "They counted from zero to eleven.")
    memory.store.apply([Put(short, ()), *(Put(folded(one, short.id)) for one in turns[:12])])
    made = memory.context("zzz", session="s", limit=1)
    assert [line.text for line in made.lines if line.kind == "summary"] == ["They counted from zero to eleven."]
    assert [one["content"] for one in made.messages[1:-1]] == [one.text for one in turns[12:]]
    assert memory.get(made.cite("s1")[0].episode_id) == short


def folded(turn: Episode, into: str) -> Episode:
    return Episode(**{name: getattr(turn, name) for name in Episode.__dataclass_fields__} | {"folded_into": into})


def summary_of(turns: list[Episode], text: str) -> Episode:
    last = turns[-1]
    return Episode(
        id="SUMMARY",
        scope=last.scope,
        timestamp=last.timestamp,
        session_id=last.session_id,
        actor="system",
        summary=text,
        compression=mnesis.model.Compression.COMPRESSED,
        position=last.position,
        covers=len(turns),
        standby=True,
        created_at=NOW,
    )


def test_summaries_of_secrets_need_consent(memory: Memory) -> None:
    said(memory, "I have diabetes.", "I see.", "And the weather is fine.", session="s", ago=timedelta(hours=1))
    turns = memory.episodes(order=("position",))
    short = summary_of(turns[:2], "They spoke of something with sugar.")
    memory.store.apply([Put(short, ()), *(Put(folded(one, short.id)) for one in turns[:2])])
    assert "sugar" not in memory.context("zzz", session="s", limit=1).block
    assert "sugar" in memory.context("zzz", session="s", limit=1, sensitive=True).block


def test_asking_for_the_past_looks_deeper(memory: Memory) -> None:
    said(memory, *[f"Lamp number {number} is lit." for number in range(0, 80)], session="x", ago=timedelta(days=3))
    usual = memory.context("The lamp that is lit", session="y", limit=20, budget=30_000)
    asked = memory.context("Do you remember the lamp that is lit?", session="z", limit=20, budget=30_000)
    assert RECALL not in usual.injections
    assert RECALL in asked.injections
    episodes = [sum(one.kind == "episode" for one in made.ledger) for made in (usual, asked)]
    assert episodes[1] > episodes[0]


# --- goals ------------------------------------------------------------------------------------------------------


def test_a_goal_stands_until_it_is_ended(memory: Memory) -> None:
    assert "Book the ferry" in memory.context("Hello", session="a", goal="Book the ferry").block
    assert "Book the ferry" in memory.context("Go on", session="a").block
    assert "Book the ferry" not in memory.context("Go on", session="b").block
    assert "Sell the car" in memory.context("Go on", session="a", goal="Sell the car").block
    assert "goal" not in memory.context("Go on", session="a", goal="").block
    assert "Sell the car" not in memory.context("Go on", session="a").block


# --- restarts ---------------------------------------------------------------------------------------------------


def test_another_process_goes_on(path: Path) -> None:
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as memory:
        boat, _ = boats_and_bread(memory)
        memory.context("sailing boat Aurora leaking hull", session="now", limit=1, goal="Mend it")
        memory.context("The hull is still leaking", session="now", limit=1)
    [told] = program("go_on", path, "now", NOW.isoformat())
    assert told["injections"] == ["message"]
    assert "Mend it" in told["block"]
    assert boat in told["ledger"], "carried over the restart"


def test_of_two_processes_the_later_counts(memory: Memory, path: Path) -> None:
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as other:
        memory.context("Hello", session="a", goal="First")
        assert "First" in other.context("Hello", session="a").block
        other.context("Hello", session="a", goal="Second")
        assert "Second" in memory.context("Hello", session="a").block


@pytest.mark.parametrize("state", [{}, {"version": 99}, {"version": 1, "goal": 3}, {"version": 1, "mean": "x"}])
def test_a_broken_board_costs_nothing(memory: Memory, state: dict[str, object]) -> None:
    memory.store.apply([Put(Board(id="a", scope=memory.scope, state=state, updated_at=NOW))])
    made = memory.context("Hello", session="a", goal="Go on")
    assert START in made.injections
    kept = board(memory, "a")
    assert kept
    assert kept.state["goal"] == "Go on"


def test_boards_hold_ids_not_words(memory: Memory) -> None:
    boats_and_bread(memory)
    memory.context("sailing boat Aurora leaking hull", session="now")
    kept = board(memory, "now")
    assert kept
    assert kept.cites
    told = json.dumps(dict(kept.state)).lower()
    assert not any(word in told for word in ("sailing", "aurora", "hull", "sourdough"))


def test_small_changes_wait_and_are_not_lost(path: Path) -> None:
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as memory:
        boat, _ = boats_and_bread(memory)
        memory.context("zebra", session="now", limit=1)
        first = board(memory, "now")
        for _ in range(5):
            memory.context("and then?", session="now", limit=2)
        assert board(memory, "now") == first, "nothing that would have to be on the disk at once"
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as memory:
        last = board(memory, "now")
        assert first
        assert last
        assert last.version == first.version + 1
        assert boat in last.cites


# --- forgetting -------------------------------------------------------------------------------------------------


def test_forgetting_reaches_the_board(path: Path, tmp_path: Path) -> None:
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as memory:
        memory.remember("Hello.", session="a")
        memory.context("Hello", session="a", goal="Find Rumpelstiltskin")
        assert board(memory, "a")
        assert files_with(tmp_path, "Rumpelstiltskin") != []
        memory.forget(Where("session_id", "eq", "a"))
        assert board(memory, "a") is None
        assert "Rumpelstiltskin" not in str(memory.context("Hello", session="a"))
    assert files_with(tmp_path, "Rumpelstiltskin") == []


def test_what_is_forgotten_is_carried_nowhere(memory: Memory) -> None:
    boat, _ = boats_and_bread(memory)
    assert boat in ids(memory.context("sailing boat Aurora leaking hull", session="now", limit=1))
    memory.forget(boat)
    assert board(memory, "now") is None
    assert boat not in {one.id for one in memory.context("and then?", session="now").ledger}


# --- together ---------------------------------------------------------------------------------------------------

PLACES = st.tuples(st.sampled_from(["main", "other"]), st.sampled_from(["a", "b", "c"]))
STEPS = st.lists(st.tuples(PLACES, st.sampled_from([None, "", "goal one", "goal two", "goal three"])), max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_sessions_and_scopes_never_mix(steps: list[tuple[tuple[str, str], str | None]]) -> None:
    """Whatever is done elsewhere, a session shows its own goal and memories only of its own scope."""
    with mnesis.open("memory://", embedder=HashEmbedder(), clock=clock) as memory:
        for name in ("main", "other"):
            memory.within(name).remember(f"The {name} lamp is lit.", session="z")
        goals: dict[tuple[str, str], str] = {}
        for place, goal in steps:
            made = memory.within(place[0]).context("Is the lamp lit?", session=place[1], goal=goal)
            assert (START in made.injections) == (place not in goals)
            goals[place] = goals.get(place, "") if goal is None else goal
            shown = [one for one in ("goal one", "goal two", "goal three") if one in made.block]
            assert shown == ([goals[place]] if goals[place] else [])
            assert {line.text for line in made.lines} == {f"user: The {place[0]} lamp is lit."}


def test_threads_share_a_memory(memory: Memory) -> None:
    boats_and_bread(memory)
    failures: list[BaseException] = []

    def talk(number: int) -> None:
        try:
            for turn in range(8):
                session = f"s{(number + turn) % 3}"
                made = memory.context(f"sailing boat {turn}", session=session, goal=f"goal {session}")
                assert f"goal {session}" in made.block
        except BaseException as error:  # noqa: BLE001 - a thread's edge: it is told
            failures.append(error)

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_levels_follow_relevance(memory: Memory) -> None:
    long = "The harbour master is called Ines. " + " ".join(
        f"Boat {n} lies at berth {n} in the rain." for n in range(40)
    )
    said(memory, long, *[f"Harbour note {n}: {'tide and wind ' * 12}." for n in range(40)], session="x")
    made = memory.context("What is the harbour master called?", session="y", budget=1_000)
    shown = {line.level for line in made.lines}
    assert Level.SENTENCE in shown
    assert "Ines" in made.block
    assert made.total <= 1_000


def test_nothing_said_is_lost_by_compaction(memory: Memory) -> None:
    """What the oldest turns say is told before they are compacted, after it, and when they are long out of sight."""
    said(memory, "The spare key is under the blue flowerpot.", "Noted.", session="s", ago=timedelta(hours=2))
    filler = [f"Then we spoke of item {number}, its price and its colour, at some length." for number in range(40)]
    said(memory, *filler, session="s", ago=timedelta(hours=1))
    told = memory.compact("s")
    assert told.turns == 32
    made = memory.context("Where is the spare key?", session="s", budget=1_500)
    assert "blue flowerpot" in made.block
    assert [one["content"] for one in made.messages[1:-1]][-10:] == filler[-10:]
    kinds = {line.kind for line in made.lines if line.slot is Slot.CONVERSATION}
    assert kinds == {"summary"}


def test_a_night_clears_boards_that_nobody_used_for_a_month(path: Path) -> None:
    now = FakeClock(NOW)
    with mnesis.open(path, embedder=HashEmbedder(), clock=now) as memory:
        for day, session in enumerate(("old", "new")):
            memory.remember(f"Session {session} begins.", session=session)
            memory.context("What is new?", session=session, now=now() + timedelta(days=20 * day))
        now.advance(days=40)
        assert memory.sleep(steps=["tidy"]).counts("tidy")["boards"] == 1
        assert [board.id for board in memory.store.find(Board)] == ["new"]
