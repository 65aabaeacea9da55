"""Pruning in a real file: what would go, what may not, and what is left of what went."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mnesis
from mnesis.episodic.value import FORMULA, Worth
from mnesis.errors import ArchiveError, InvalidInput
from mnesis.memory import Memory
from mnesis.model import Audit, Ending, Episode, Message, Where, within
from mnesis.retrieval.indexing import Indexer
from mnesis.settings import Settings
from mnesis.steps.night.pruning import Pruned, Pruner, Weighed, _spare
from mnesis.steps.night.repeating import Repeats
from mnesis.steps.night.retention import Retention
from mnesis.steps.writing import Writer
from mnesis.stores.cold.memory import MemoryArchive
from mnesis.testing.embedder import HashEmbedder
from mnesis.testing.values import FakeClock

from .conftest import THEN


def say(memory: Memory, text: str, importance: int | None = None, session: str = "talk") -> Episode:
    return memory.remember(Message(text=text, session=session, importance=importance)).episode


def later(memory: Memory, hands: FakeClock, days: int) -> None:
    """Time passes, and something is said."""
    hands.now += timedelta(days=days)
    say(memory, f"It is {hands.now:%d %B %Y} and the kettle is on", 5, "kettle")


def pruner(memory: Memory, retention: Retention | None = None) -> Pruner:
    writer = Writer(memory.store, Indexer(memory.store, HashEmbedder), memory.scope)
    return Pruner(writer, memory._clock, retention or Retention(Ending.ARCHIVE, MemoryArchive()))


def ids(done: Pruned) -> list[str]:
    return [id for one in done.weighed for id in one.ids]


def test_what_matters_least_and_is_old_goes_to_the_archive_with_a_line_in_the_trail(
    memory: Memory, hands: FakeClock
) -> None:
    low = say(memory, "The weather in the hills is grey", 2)
    other = say(memory, "The radio plays a song about rain", 1)
    high = say(memory, "The contract with the mill ends in May", 8)
    later(memory, hands, 60)
    cold = MemoryArchive()
    who = pruner(memory, Retention(Ending.ARCHIVE, cold))
    plan = who.prune(0.2)
    assert ids(plan) == [other.id, low.id]
    assert (plan.gone, plan.trail, plan.seen, plan.formula) == (0, (), 4, FORMULA)
    assert memory.store.count(Episode) == 4
    done = who.prune(0.2, apply=True)
    assert done.gone == 2
    assert cold.holds(memory.scope, [low.id, other.id]) == {low.id, other.id}
    assert [one.id for one in memory.store.find(Episode)][:1] == [high.id]
    [line] = memory.store.get(Audit, done.trail, within(memory.scope))
    assert (line.action, line.detail["count"], line.detail["below"]) == ("prune", 2, 0.2)
    assert (line.detail["formula"], line.detail["ending"]) == (FORMULA, "archive")
    assert ids(who.prune(0.2, apply=True)) == []


def test_deleted_is_gone_for_good(memory: Memory, hands: FakeClock) -> None:
    low = say(memory, "The weather in the hills is grey", 2)
    later(memory, hands, 60)
    assert pruner(memory, Retention(Ending.DELETE)).prune(0.2, apply=True).gone == 1
    assert memory.store.count(Episode) == 1
    assert low.id not in [hit.id for hit in memory.recall("weather in the hills").hits]


def test_without_an_archive_nothing_leaves_for_it(memory: Memory, hands: FakeClock) -> None:
    say(memory, "The weather in the hills is grey", 2)
    later(memory, hands, 60)
    who = pruner(memory, Retention(Ending.ARCHIVE, None))
    assert len(who.prune(0.2).weighed) == 1
    with pytest.raises(ArchiveError):
        who.prune(0.2, apply=True)
    assert memory.store.count(Episode) == 2


def test_the_only_evidence_of_what_is_known_stays_whatever_it_is_worth(memory: Memory, hands: FakeClock) -> None:
    first, second = [say(memory, text, 1) for text in ("I live in Ghent.", "Well, as said, I live in Ghent.")]
    later(memory, hands, 400)
    known = memory.facts(predicate="lives_in")
    done = pruner(memory).prune(0.9, apply=True)
    assert done.spared == 1
    assert {first.id, second.id} & set(ids(done)) == {first.id, second.id} - {one.id for one in memory.episodes()}
    assert len({first.id, second.id} & set(ids(done))) == 1
    assert memory.facts(predicate="lives_in") == known


def test_a_repeat_goes_with_what_it_repeats(memory: Memory, hands: FakeClock) -> None:
    said = []
    for session in ("one", "two", "three"):
        said.append(say(memory, "The weather in the hills is grey", 2, session).id)
        hands.now += timedelta(minutes=1)
    later(memory, hands, 60)
    assert Repeats(memory.store, memory.scope, hands).fold().folded == 2
    done = pruner(memory).prune(0.2, apply=True)
    assert [(one.id, sorted(one.repeats)) for one in done.weighed] == [(said[0], sorted(said[1:]))]
    assert done.gone == 3


def test_neither_a_clock_that_runs_ahead_nor_silence_makes_old(memory: Memory, hands: FakeClock) -> None:
    say(memory, "The weather in the hills is grey", 2)
    hands.now += timedelta(days=36_500)
    assert pruner(memory).prune(0.2).weighed == ()
    hands.now = THEN - timedelta(days=900)
    assert pruner(memory).prune(1).weighed == ()


def test_a_threshold_is_from_0_to_1(memory: Memory) -> None:
    with pytest.raises(InvalidInput, match="below"):
        pruner(memory).prune(1.5)
    assert pruner(memory).prune(0).weighed == ()


def test_what_is_forgotten_meanwhile_is_not_written_back(memory: Memory, hands: FakeClock) -> None:
    low = say(memory, "The weather in the hills is grey", 2)
    later(memory, hands, 60)

    class Late(MemoryArchive):
        def keep(self, *what: object) -> int:
            memory.forget(low.id)
            return super().keep(*what)  # type: ignore[arg-type]

    cold = Late()
    assert pruner(memory, Retention(Ending.ARCHIVE, cold)).prune(0.2, apply=True).gone == 0
    assert cold.holds(memory.scope, [low.id]) == set()


@pytest.mark.parametrize(("writes", "when"), [(1, "before"), (2, "before"), (2, "after")])
def test_killed_pruning_goes_on_and_loses_nothing(tmp_path: Path, hands: FakeClock, writes: int, when: str) -> None:
    path = tmp_path / "kira.db"
    with mnesis.open(path, embedder="none", settings=Settings(understanding="off"), clock=hands) as memory:
        memory.remember_many(
            Message(text=f"The weather in hill {at} is grey", session=f"s{at % 7}", importance=2) for at in range(250)
        )
        every = {one.id for one in memory.store.find(Episode)}
        hands.now += timedelta(days=60)
        say(memory, "The kettle is on", 5)
        now = hands.now.isoformat()
    child = [sys.executable, str(Path(__file__).with_name("killed.py")), "prune", str(path), now]
    assert subprocess.run([*child, str(writes), when], check=False).returncode == -signal.SIGKILL
    with mnesis.open(path, embedder="none") as memory:
        here = {one.id for one in memory.store.find(Episode)}
        assert every <= here | memory.archive.holds(memory.scope, sorted(every))
    assert subprocess.run([*child, "0", when], check=False).returncode == 0
    with mnesis.open(path, embedder="none") as memory:
        assert memory.store.count(Episode) == 1
        assert memory.archive.holds(memory.scope, sorted(every)) == every
        assert len(memory.archived(limit=None)) == 250
        lines = memory.store.find(Audit, within(memory.scope, Where("action", "eq", "prune")))
        assert sum(line.detail["count"] for line in lines) == 250
        assert memory.check() == []


@given(
    st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1), max_size=8),
    st.sets(st.sampled_from("abcdefgh")),
    st.sets(st.sampled_from("abcdefgh")),
)
def test_everything_known_keeps_evidence_that_it_had(
    rests: list[frozenset[str]], cheap: set[str], here: set[str]
) -> None:
    groups = [Weighed(id, _worth(id)) for id in sorted(cheap)]
    going, spared = _spare(groups, rests, lambda ids: here.intersection(ids))
    gone = {one.id for one in going}
    assert len(gone) + spared == len(groups)
    assert all(some & (cheap | here) - gone for some in rests if some & (cheap | here))


def _worth(id: str) -> Worth:
    return Worth(ord(id) % 7 / 7, 0, 0, 0, 0)
