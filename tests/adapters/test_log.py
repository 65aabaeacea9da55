"""A list in a store: the same as a list in Python, and nothing lost or doubled when many are at it."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import mnesis
from mnesis.adapters.log import Entry, Log
from mnesis.adapters.shelf import Shelf
from mnesis.adapters.turns import Turn, Turns
from mnesis.model import Episode, Erase, Where
from mnesis.steps.night.found_by import found_by
from mnesis.stores.cold.contract import Cold
from mnesis.testing import FakeClock

PARTS = ("new", "old")


def listed(memory: mnesis.Memory, name: str, part: str = "", parts: tuple[str, ...] = ("",)) -> Log:
    return Log(Shelf(memory, "test"), Turns(memory, name, "test"), name, part, parts)


def entries(*names: str) -> list[Entry]:
    return [Entry(name.encode(), f"episode of {name}" if len(name) % 2 else None) for name in names]


def names(found: list[Entry]) -> list[str]:
    return [one.data.decode() for one in found]


@pytest.mark.parametrize("seed", range(12))
def test_it_is_a_list(seed: int) -> None:
    chance = random.Random(seed)
    with mnesis.open("memory://", embedder="none") as memory:
        log = listed(memory, "a/b")
        model: list[str] = []
        for step in range(60):
            match chance.choice(["append", "append", "append", "pop", "remove", "shift", "replace", "clear", "tail"]):
                case "append":
                    added = [f"{step}.{at}" for at in range(chance.randrange(4))]
                    log.append(entries(*added))
                    model += added
                case "pop":
                    assert log.pop() == next(iter(entries(*model[-1:])), None)
                    model = model[:-1]
                case "remove":
                    at = chance.randrange(-6, 6)
                    gone = log.remove(at)
                    assert (gone is None) == (not -len(model) <= at < len(model))
                    if gone:
                        assert gone == entries(model.pop(at))[0]
                case "shift":
                    count = chance.randrange(3)
                    assert names(log.shift(count)) == model[:count]
                    model = model[count:]
                case "replace" if chance.random() < 0.3:
                    log.replace(lambda before: [*entries("x"), *before[1:2]])
                    model = ["x", *model[1:2]]
                case "clear" if chance.random() < 0.3:
                    log.clear()
                    model = []
            limit = chance.choice([None, 1, 3])
            assert names(log.tail(limit)) == (model if limit is None else model[-limit:])
        assert names(listed(memory, "a").tail()) == []


def test_parts_share_one_order() -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        new, old, both = (listed(memory, "s", part, PARTS) for part in ("new", "old", ""))
        new.append(entries("a", "b", "c"))
        assert new.move(2, "old") == entries("a", "b")
        new.append(entries("d"))
        old.append(entries("e"))
        assert (names(new.tail()), names(old.tail()), names(both.tail())) == (["c", "d"], ["a", "b", "e"], [*"abcde"])
        both.replace(lambda before: [*before[3:4], *entries("z")], "old")
        assert (new.tail(), names(old.tail())) == ([], ["d", "z"])


SAID = ("Did you like Porto?", "Yes, very much.", "Then home.", "Where did you sleep there?", "In a small house.")


@pytest.mark.parametrize("shorter", [False, True])
@pytest.mark.parametrize("left", [range(5), range(1), range(1, 5)])
@pytest.mark.parametrize("index", [0, -1])
def test_what_left_by_age_is_taken_back_whole_or_not_at_all(
    index: int, left: range, shorter: bool, cut: Callable[..., int]
) -> None:
    """With the questions that were lent to others in the archive, and with shorter memories there."""

    def begun(memory: mnesis.Memory) -> tuple[mnesis.Memory, Log]:
        log = listed(memory, "s")
        log.append([Entry(one.encode(), turn=Turn(one, "agent" if at % 2 else "user")) for at, one in enumerate(SAID)])
        going = [memory.store.find(Episode, order=("position",))[at] for at in left]
        if shorter:
            memory.compact("s", keep=0)
            going += memory.store.find(Episode, Where("compression", "ne", "raw"))
        found = found_by(memory.store, memory.scope, going, None)
        memory.archive.keep(memory.scope, [Cold(one, *found[one.id]) for one in going], None)
        memory.store.apply([Erase(Episode, Where("id", "in", tuple(one.id for one in going)))])
        return memory, log

    def state(made: tuple[mnesis.Memory, Log]) -> Any:
        memory, log = made
        there = [one.text for one in memory.store.find(Episode)]
        archived = [text for one in memory.archive.scan(memory.scope) for text in (one.episode.text, one.found_by)]
        listed = names(log.tail())
        gone = set(SAID) - set(listed)
        return listed, sorted(one for one in gone if any(one in text for text in (*there, *archived)))

    assert cut(begun, lambda made: made[1].remove(index), state)


def test_the_same_said_by_two_at_one_time_is_remembered_twice(serial: Callable[..., int]) -> None:
    """Two frameworks may have lists of one session."""
    clock = FakeClock()

    def begun(memory: mnesis.Memory) -> list[Log]:
        return [replace(listed(memory.timed(clock), "s"), conversation=name) for name in ("one", "other")]

    def say(log: Log) -> None:
        log.append([Entry(b"yes", turn=Turn("yes")), Entry(b"yes", turn=Turn("yes", time=clock()))])

    def state(logs: list[Log]) -> Any:
        episodes = sorted(one.episode or "" for log in logs for one in log.tail())
        return episodes == sorted(one.id for one in logs[0].turns.memory.episodes(limit=None)), len(episodes)

    assert serial(begun, lambda logs: say(logs[0]), lambda logs: say(logs[1]), state)


def test_nothing_is_lost_or_doubled_by_many_at_once(tmp_path: Path) -> None:
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory, ThreadPoolExecutor(6) as threads:
        new, old = (listed(memory, "s", part, PARTS) for part in PARTS)

        def add(who: int) -> None:
            for at in range(12):
                new.append(entries(f"{who} {at} a", f"{who} {at} b"))

        def take(_: int) -> list[str]:
            return names([one for _ in range(8) if (one := new.pop())])

        def move(_: int) -> list[str]:
            return names([one for _ in range(8) for one in new.move(1, "old")])

        adding = [threads.submit(add, who) for who in range(3)]
        taking = [threads.submit(take, 0), threads.submit(take, 1)]
        moving = threads.submit(move, 0)
        for one in adding:
            one.result()
        gone = [name for one in taking for name in one.result()]
        moved = moving.result()
        left, kept = names(new.tail()), names(old.tail())
        said = [f"{who} {at} {part}" for who in range(3) for at in range(12) for part in "ab"]
        assert sorted(moved) == sorted(kept)
        assert sorted(gone + left + kept) == sorted(said)
        for who in range(3):
            mine = [name for name in left if name.startswith(f"{who} ")]
            assert mine == [name for name in said if name in mine]
