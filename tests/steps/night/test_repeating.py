"""Near-duplicates in a real file: what is folded, what is found of it; a killed fold counts nothing twice."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import mnesis
from mnesis.episodic.repeating import without
from mnesis.memory import Memory
from mnesis.model import Episode, Erase, Message, Where, within
from mnesis.settings import Settings
from mnesis.steps.night.repeating import Folded, Repeats
from mnesis.testing.values import FakeClock

from .conftest import THEN

NIGHT = THEN + timedelta(days=9)
LIKES = "I like the old bakery in Ghent"


def say(memory: Memory, text: str, day: int, session: str | None = None, **other: object) -> Episode:
    when = THEN + timedelta(days=day)
    message = replace(Message(text=text, time=when, session=session or f"day-{day}"), **other)  # type: ignore[arg-type]
    return memory.remember(message).episode


def fold(memory: Memory, dry_run: bool = False, now: datetime = NIGHT) -> Folded:
    return Repeats(memory.store, memory.scope, lambda: now).fold(dry_run=dry_run)


def test_three_times_the_same_is_one_that_stands_for_two(memory: Memory) -> None:
    first, *others = [say(memory, LIKES, day) for day in (0, 1, 2)]
    say(memory, f"{LIKES} not", 3)
    assert fold(memory, dry_run=True) == fold(memory) == Folded(4, 2, 1)
    assert [memory.get(one.id).folded_into for one in others] == [first.id, first.id]
    assert (memory.get(first.id).covers, memory.get(first.id).folded_into) == (2, None)
    found = [hit.id for hit in memory.recall("old bakery Ghent").hits]
    assert found[0] == first.id
    assert memory.store.count(Episode) == 4
    assert fold(memory) == Folded(4, 0, 0)
    assert fold(memory, dry_run=True).folded == 0


def test_a_later_repeat_is_added_to_the_count(memory: Memory) -> None:
    first, second = [say(memory, LIKES, day) for day in (0, 1)]
    fold(memory)
    say(memory, LIKES, 4)
    fold(memory)
    assert memory.get(first.id).covers == 2
    assert memory.get(second.id).version == 2


def test_facts_keep_every_episode_they_stand_on(memory: Memory) -> None:
    said = [say(memory, "I live in Ghent, you know", day) for day in (0, 1)]
    [before] = memory.facts(predicate="lives_in")
    assert fold(memory).folded == 1
    [after] = memory.facts(predicate="lives_in")
    assert after == before
    assert {event["episode"] for event in after.history} == {one.id for one in said}


def test_what_answers_a_question_and_what_is_of_today_stays(memory: Memory, hands: FakeClock) -> None:
    say(memory, LIKES, 0)
    say(memory, "Do you know a good bakery?", 1, "talk", actor="agent")
    answer = say(memory, LIKES, 1, "talk")
    hands.now = NIGHT - timedelta(hours=3)
    fresh = say(memory, LIKES, 2)
    assert fold(memory).folded == 0
    assert memory.get(answer.id).folded_into is memory.get(fresh.id).folded_into is None
    assert fold(memory, now=NIGHT + timedelta(days=1)).folded == 1


def test_erasing_the_one_that_stands_gives_the_next_its_words_back(memory: Memory) -> None:
    first, second, third = [say(memory, LIKES, day) for day in (0, 1, 2)]
    fold(memory)
    turns = memory.store.find(Episode, within(memory.scope))
    gone = within(memory.scope, Where("id", "eq", first.id))
    memory.store.apply([*without({first.id}, turns), Erase(Episode, gone)])
    assert memory.recall("old bakery Ghent").hits[0].id == second.id
    assert memory.get(third.id).folded_into == second.id
    assert memory.get(second.id).covers == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_killed_fold_goes_on_and_counts_nothing_twice(tmp_path: Path, writes: int, when: str) -> None:
    path, now = tmp_path / "kira.db", (THEN + timedelta(days=200)).isoformat()
    off = Settings(understanding="off")
    with mnesis.open(path, embedder="none", settings=off, clock=lambda: THEN) as memory:
        memory.remember_many(
            Message(
                text=f"The report number {at} is on the table", time=THEN + timedelta(minutes=at), session=f"s{round}"
            )
            for round in range(3)
            for at in range(200)
        )
    child = [sys.executable, str(Path(__file__).with_name("killed.py")), "fold", str(path), now]
    assert subprocess.run([*child, str(writes), when], check=False).returncode == -signal.SIGKILL
    assert subprocess.run([*child, "0", when], check=False).returncode == 0
    with mnesis.open(path, embedder="none") as memory:
        every = memory.store.find(Episode, within(memory.scope))
        assert len(every) == 600
        assert sorted(one.covers for one in every) == [0] * 400 + [2] * 200
        stays = {one.id for one in every if one.covers}
        assert all((one.folded_into in stays) != (one.id in stays) for one in every)
        assert memory.check() == []
