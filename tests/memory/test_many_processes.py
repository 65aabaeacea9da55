"""Eight processes that remember and four that recall, at once, on one file."""

from pathlib import Path
from typing import Any

import pytest

from mnesis.memory import Memory
from mnesis.model import Episode

from .children import opened
from .processes import program


def assert_nothing_lost(memory: Memory, told: list[dict[str, Any]]) -> None:
    """Every id that a writer was given is there once, and every message counted as created exists once."""
    writers = [one for one in told if one.get("role") == "writer"]
    readers = [one for one in told if one.get("role") == "reader"]
    assert (len(writers), len(readers)) == (8, 4)
    kept = list(memory.store.scan(Episode))
    ids = {one.id for one in kept}
    assert len(ids) == len(kept) == sum(one["created"] for one in writers)
    assert {id for one in writers for id in one["ids"]} <= ids
    turns = max(one["turns"] for one in writers)
    assert len(kept) == sum(5 * one["turns"] for one in writers) + turns, "five of its own a turn, and one of everybody"
    for session in memory.sessions():
        positions = sorted(one.position for one in kept if one.session_id == session.id)
        assert positions == list(range(session.episode_count)), session.id
    assert all(one["turns"] for one in writers)
    assert all(one["recalls"] for one in readers)


def crowd(path: Path, seconds: float, key: str = "") -> list[dict[str, Any]]:
    *told, end = program("crowd", path, seconds, key)
    errors = [one for one in told if "error" in one]
    assert errors == []
    assert end["codes"] == [0] * 12
    return told


@pytest.mark.slow
def test_a_crowd_at_one_file(path: Path, crowd_seconds: float) -> None:
    told = crowd(path, crowd_seconds)
    with opened(path) as memory:
        assert_nothing_lost(memory, told)
        memory.reembed()
        assert memory.store.pending(memory.store.spaces()[0].space, 1) == [], "every text has its vector"
        assert memory.check() == []


@pytest.mark.slow
def test_a_crowd_at_an_encrypted_file(path: Path, crowd_seconds: float) -> None:
    told = crowd(path, crowd_seconds / 4, "sesame")
    assert not any(one.read_bytes().count(b"apple") for one in path.parent.iterdir() if one.is_file())
    with opened(path, "sesame") as memory:
        assert_nothing_lost(memory, told)
        assert memory.check() == []
