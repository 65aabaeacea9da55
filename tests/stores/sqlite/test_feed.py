"""The feed of a file: whoever writes to it is heard, a death leaves no gap, and off means that nothing is there."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from mnesis.model import Add, Episode, Erase, Touch, Update, Where, within
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import HERE, add, make_entity, make_episode, make_fact

CHILD = """
import sys
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import add, make_episode

path, name, count = sys.argv[1:]
with SQLiteStore(path, must_exist=True) as store:
    for n in range(int(count)):
        store.apply([add(make_episode(f"{name}-{n}-{m}", f"{name} says {n}", session_id=name)) for m in range(2)])
        print(n + 1, flush=True)
"""


def start(path: Path, name: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", CHILD, path, name, str(count)], stdout=subprocess.PIPE, text=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "memory.db"
    with SQLiteStore(path) as store:
        store.announce(True)
    return path


def expect_all_told(path: Path) -> list[Update]:
    """Every episode is told of, once, in the order in which it came."""
    with SQLiteStore(path, must_exist=True) as store:
        updates = store.find(Update, within(HERE), order=("number",))
        assert [one.number for one in updates] == list(range(1, len(updates) + 1))
        assert [one.record for one in updates if one.change == "added"] == [one.id for one in store.find(Episode)]
        assert store.check() == []
        return updates


def objects(path: Path) -> set[str]:
    with closing(apsw.Connection(str(path))) as db:
        return {str(name) for (name,) in db.execute("SELECT name FROM sqlite_schema")}


def test_processes_that_write_at_once_are_told_of_without_a_gap(path: Path) -> None:
    writers = [start(path, name, 40) for name in ("a", "b", "c")]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    assert len(expect_all_told(path)) == 3 * 40 * 2


def test_killed_writers_leave_no_gap(path: Path) -> None:
    chance = random.Random(7)
    acknowledged = 0
    for life in range(4):
        writer = start(path, f"life {life}", 10_000)
        assert writer.stdout
        for line in writer.stdout:
            if int(line) >= chance.randrange(2, 30):
                break
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read()  # what was read ahead of the lines too, of which `communicate` knows nothing
        writer.communicate()
        acknowledged += 2 * max(map(int, [line, *rest.split()]))
        updates = expect_all_told(path)
        assert acknowledged <= len(updates) <= acknowledged + 2 * (life + 1)
        assert len(updates) % 2 == 0, "an apply is told as a whole or not at all"


def test_a_program_that_knows_nothing_of_it_is_heard(path: Path) -> None:
    with SQLiteStore(path) as store:
        store.apply([add(make_episode("e1")), Add(make_entity()), Add(make_fact())])
    with sqlite3.connect(path) as db:
        db.execute("UPDATE facts SET object = 'Rome'")
        db.execute("UPDATE facts SET history = '[]', object = 'Rome'")
        db.execute("UPDATE episode_rows SET importance = 9, position = 4")
        db.execute("INSERT OR REPLACE INTO facts SELECT * FROM facts")
        db.execute("DELETE FROM entities")
    with SQLiteStore(path) as store:
        updates = store.find(Update, within(HERE, Where("number", "gt", 3)), order=("number",))
        assert [(one.kind, one.record, one.change) for one in updates] == [
            ("fact", "f1", "changed"),
            ("episode", "e1", "changed"),
            ("fact", "f1", "added"),
            ("entity", "n1", "erased"),
        ]
        assert [one.number for one in updates] == [4, 5, 6, 7]


def test_off_leaves_nothing_that_costs(path: Path, tmp_path: Path) -> None:
    SQLiteStore(tmp_path / "never.db").close()
    with SQLiteStore(path) as store:
        store.apply([add(make_episode("e1"))])
        store.announce(False)
        store.apply([Touch(Episode, HERE, "e1", {"importance": 9})])
        assert store.count(Update) == 0
    assert objects(path) == objects(tmp_path / "never.db")


def test_turning_on_what_is_on_changes_nothing_and_heals_what_was_lost(path: Path) -> None:
    with SQLiteStore(path) as store, closing(apsw.Connection(str(path))) as db:
        before = db.pragma("schema_version")
        assert store.announce(True)
        assert db.pragma("schema_version") == before
        db.execute("DROP TRIGGER announce_fact_added")
    with SQLiteStore(path) as store:
        store.apply([Add(make_fact("f1"))])
        store.announce(True)
        store.apply([Add(make_fact("f2"))])
        assert [one.record for one in store.find(Update)] == ["f2"]


def test_of_what_is_erased_the_id_alone_is_left(path: Path) -> None:
    with SQLiteStore(path) as store:
        store.apply([add(make_episode("e1", "zanzibarquux", session_id="secret session", speaker="Grünkohl"))])
        store.apply([Touch(Episode, HERE, "e1", {"speaker": "Nobody"}), Erase(Episode, within(HERE))])
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert not [word for word in ("zanzibarquux", "secret session", "Grünkohl", "Nobody") if word.encode() in content]
    with SQLiteStore(path) as store:
        assert [(one.record, one.change) for one in store.find(Update)] == [
            ("e1", "added"),
            ("e1", "changed"),
            ("e1", "erased"),
        ]


def test_an_encrypted_file_announces_too(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "memory.db", key="a key") as store:
        store.announce(True)
        store.apply([add(make_episode("e1"))])
        assert [one.record for one in store.find(Update)] == ["e1"]
