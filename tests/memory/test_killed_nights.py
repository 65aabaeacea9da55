"""Nights that are killed at random moments, and done again: no memory is lost, none is doubled."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from mnesis.memory import Memory
from mnesis.model import RAW, Compression, Episode, Message, within
from mnesis.steps.night.leaving import overdue

from .children import NIGHTS, START, dreaming
from .nights import TALK
from .processes import program

KILLS = 50


def conversation() -> list[Message]:
    """Sessions over some days, of every importance, some of it said again in another session."""
    chance = random.Random(7)
    said = []
    for number in range(240):
        text = f"{chance.choice(TALK)} That was number {number % 200}."
        moment = START + timedelta(days=number // 60, minutes=number)
        importance = chance.choice((3, 5, 5, 6, 8))
        said.append(Message(text=text, session=f"s{number // 30}", time=moment, importance=importance))
    return said


def every(memory: Memory) -> dict[str, list[Episode]]:
    """All that is kept, here or in the archive, by id."""
    found: dict[str, list[Episode]] = {}
    for one in (*memory.store.scan(Episode, within(memory.scope)), *memory.archived(limit=None)):
        found.setdefault(one.id, []).append(one)
    return found


@pytest.mark.slow
def test_fifty_killed_nights_lose_and_double_nothing(path: Path) -> None:
    with dreaming(path, 0) as memory:
        memory.remember_many(conversation())
        raw = {one.id for one in memory.store.scan(Episode, RAW)}
    [told] = program("killed_nights", path, KILLS, "kira")
    assert told["kills"] >= KILLS * 0.7
    assert len({*told["at"]} - {None}) >= 2, "they are killed at different steps"
    with dreaming(path, NIGHTS[-1]) as memory:
        kept = every(memory)
        assert [id for id, some in kept.items() if len(some) > 1] == [], "here and in the archive"
        assert raw == {id for id, [one] in kept.items() if one.compression is Compression.RAW}
        covered = Counter(kept[id][0].folded_into for id in raw)
        made = {id: one for id, [one] in kept.items() if one.covers and one.compression is Compression.COMPRESSED}
        repeats = {id: count for id, count in covered.items() if id in raw}
        assert {id: one.covers for id, one in made.items()} == {id: covered[id] for id in made}
        assert sum(one.covers for one in made.values()) + sum(repeats.values()) == len(raw)
        assert sorted(one.folded_into or "" for one in made.values()) == sorted(
            id for id, [one] in kept.items() if one.compression is Compression.DISTILLED and one.covers
        )
        assert not any(overdue(memory.store, memory.scope, START + timedelta(days=NIGHTS[-1]), ()))
        assert memory.sleep().counts("compress")["sources"] == 0
        assert memory.check() == []
