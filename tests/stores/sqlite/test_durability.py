"""Processes that die, and processes that crowd: nothing acknowledged is lost, nothing is damaged."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnesis.model import Episode, Session, Use, content_hash
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import HERE, SPACE

CHILD = """
import sys, time
from mnesis.model import EVERYTHING, Add, Embed, Episode, Key, KeyKind, Use, content_hash
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import HERE, SPACE, add, make_episode, make_session, unit

def told(name, n):
    text = f"{name} says number {n} aloud"
    id = f"{name}-{n:06}"
    keys = (Key(id), Key(id, KeyKind.WINDOW, text=f"before that; {text}"))
    return [Add(make_session(name)), Add(make_episode(id, text, session_id=name), keys),
            Embed(HERE, SPACE, content_hash(text), unit(n + 1, 1))]

def write(store, name, first):
    store.apply(told(name, first))
    return first + 1

def read(store, name, seen):
    number = store.count(Episode)
    assert number >= seen
    assert len(store.matching(Episode, ["aloud", "number"], HERE, EVERYTHING, 5)) >= min(5, number)
    assert len(store.nearest(Episode, SPACE, unit(1, 1), HERE, EVERYTHING, 5)) >= min(5, number)
    return number

verb, path, name, first, seconds = sys.argv[1:]
number, end = int(first), time.monotonic() + float(seconds)
with SQLiteStore(path) as store:
    while True:
        number = {"write": write, "read": read}[verb](store, name, number)
        print(number, flush=True)
        if time.monotonic() >= end:
            break
"""


def start(verb: str, path: Path, name: str, first: int, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", CHILD, verb, str(path), name, str(first), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "memory.db"
    with SQLiteStore(path) as store:
        store.apply([Use(SPACE, "active")])
    return path


def expect_whole(path: Path, acknowledged: dict[str, int]) -> None:
    """Every acknowledged record is there, with keys, vector and place, and nothing more but what was under way."""
    with SQLiteStore(path, must_exist=True) as store:
        assert store.check() == []
        for name, count in acknowledged.items():
            episodes = [one for one in store.find(Episode, order=["position"]) if one.session_id == name]
            assert [one.id for one in episodes] == [f"{name}-{n:06}" for n in range(len(episodes))]
            assert [one.position for one in episodes] == list(range(len(episodes)))
            assert count <= len(episodes) <= count + 1
            hashes = [content_hash(one.text) for one in episodes]
            assert len(store.embedded(SPACE, HERE, hashes)) == len(episodes)
        assert store.stats().keys == 2 * store.count(Episode)
        assert {one.id: one.episode_count for one in store.find(Session)} == {
            name: sum(one.session_id == name for one in store.find(Episode)) for name in acknowledged
        }


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_acknowledged(path: Path) -> None:
    chance = random.Random(11)
    acknowledged = 0
    for _ in range(12):
        writer = start("write", path, "w0", acknowledged, 600)
        assert writer.stdout
        target = acknowledged + chance.randrange(1, 40)
        for line in writer.stdout:
            acknowledged = int(line)
            if acknowledged >= target:
                break
        time.sleep(chance.random() * 0.01)
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read()  # what was read ahead of the lines too, of which `communicate` knows nothing
        writer.communicate()
        acknowledged = max([acknowledged, *map(int, rest.split())])
        expect_whole(path, {"w0": acknowledged})
        with SQLiteStore(path) as store:
            acknowledged = store.count(Episode)


def crowd(path: Path, writers: int, readers: int, seconds: float) -> None:
    names = [f"w{n}" for n in range(writers)]
    writing = [start("write", path, name, 0, seconds) for name in names]
    reading = [start("read", path, "r", 0, seconds) for _ in range(readers)]
    last = {}
    for name, one in zip(names + ["r"] * readers, writing + reading, strict=True):
        said, problem = one.communicate()
        assert (one.returncode, problem) == (0, "")
        last[name] = int(said.split()[-1])
    del last["r"]
    expect_whole(path, last)


def test_a_few_processes_share_a_file(path: Path) -> None:
    crowd(path, writers=3, readers=1, seconds=2)


@pytest.mark.slow
def test_eight_writers_and_four_readers_share_a_file(path: Path) -> None:
    crowd(path, writers=8, readers=4, seconds=60)
