"""Processes that learn of the same things at once, and processes that are killed while they learn."""

from pathlib import Path

import pytest

from mnesis.model import Job

from .children import SAID, learning, lesson
from .knowing import known
from .processes import program

PROCESSES, ROUNDS = 4, 4


def test_several_learn_of_the_same_at_once(path: Path, tmp_path: Path) -> None:
    """Nothing lost, nothing doubled, every mention counted, and nobody is too late for ever."""
    *told, end = program("learn_together", path, PROCESSES, ROUNDS)
    assert [one for one in told if "error" in one] == []
    assert end["codes"] == [0] * PROCESSES
    written = PROCESSES * ROUNDS * len(SAID)
    assert sum(one["late"] for one in told) <= PROCESSES * written
    with learning(path) as memory, learning(tmp_path / "alone.db") as alone:
        for who in range(PROCESSES):
            for message in lesson(who, ROUNDS):
                alone.remember(message)
        assert known(memory) == known(alone)
        assert memory.check() == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["ada", "otto"])
def test_killed_while_remembering(path: Path, tmp_path: Path, seed: str) -> None:
    """Each message is there with all it taught, or not at all, and said again it is whole."""
    [end] = program("killed_learners", path, "remember", 8, 12, seed)
    assert end["status"] == 0
    assert end["kills"]
    with learning(path) as memory, learning(tmp_path / "undisturbed.db") as undisturbed:
        for message in lesson(0, 8):
            undisturbed.remember(message)
        assert known(memory) == known(undisturbed)
        assert memory.check() == []


@pytest.mark.slow
def test_killed_while_working(path: Path, tmp_path: Path) -> None:
    """A worker's death loses nothing and doubles nothing."""
    with learning(path, "jobs") as memory, learning(tmp_path / "undisturbed.db") as undisturbed:
        for message in lesson(0, 16):
            memory.remember(message)
            undisturbed.remember(message)
        assert memory.facts() == []
        [end] = program("killed_learners", path, "work", 0, 4, "worker")
        assert end["status"] == 0
        assert end["kills"]
        assert {one.state for one in memory.store.scan(Job)} == {"done"}
        assert known(memory) == known(undisturbed)
        assert memory.check() == []
