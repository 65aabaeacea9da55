"""A process that is killed at any step leaves a list and the memory of it as they belong together."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import mnesis
from mnesis.adapters.log import Log
from mnesis.adapters.shelf import Shelf
from mnesis.adapters.turns import Turns

PROCESS = """
import os, signal, sys
import mnesis
from mnesis.adapters.log import Entry, Log
from mnesis.adapters.shelf import Shelf
from mnesis.adapters.turns import Turn, Turns

def killed(verb, late):
    def called(*given):
        if late:
            verb(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    return called

path, what, late = sys.argv[1:]
with mnesis.open(path, embedder="none") as memory:
    log = Log(Shelf(memory, "test"), Turns(memory, "s", "test"), "s")
    said = [Entry(text.encode(), turn=Turn(text)) for text in ("I moved to Porto.", "My cat is Felix.")]
    if what != "append":
        log.append(said)
    memory.store.apply = killed(memory.store.apply, late == "after")
    match what:
        case "append": log.append(said)
        case "pop": log.pop()
        case "replace": log.replace(lambda before: [before[1], Entry(b"It rains.", turn=Turn("It rains."))])
"""

BEFORE = ["I moved to Porto.", "My cat is Felix."]
AFTER = {"append": BEFORE, "pop": BEFORE[:1], "replace": ["My cat is Felix.", "It rains."]}
REMEMBERED = {**AFTER, "replace": [*BEFORE, "It rains."]}  # what is replaced was said all the same


@pytest.mark.parametrize("late", ["before", "after"])
@pytest.mark.parametrize("what", AFTER)
def test_killed_at_the_write(what: str, late: str, tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    ended = subprocess.run([sys.executable, "-c", PROCESS, str(path), what, late], timeout=600)
    assert ended.returncode == -signal.SIGKILL
    listed, remembered = (
        (AFTER[what], REMEMBERED[what]) if late == "after" else ([], []) if what == "append" else (BEFORE,) * 2
    )
    with mnesis.open(path, embedder="none") as memory:
        log = Log(Shelf(memory, "test"), Turns(memory, "s", "test"), "s")
        assert [one.data.decode() for one in log.tail()] == listed
        assert [one.text for one in memory.timeline()] == remembered
        assert memory.stats().records["fact"] == sum("rains" not in one for one in remembered)
        assert memory.check() == []
    if late == "after" and what == "pop":
        words = [place for place in tmp_path.rglob("*") if place.is_file() and b"Felix" in place.read_bytes()]
        assert words == []
