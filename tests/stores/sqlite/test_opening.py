"""What goes wrong with files is said in words, and nothing half done stays."""

import os
from pathlib import Path

import apsw
import pytest

from mnesis.errors import (
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    StoreUnreadable,
)
from mnesis.model import Episode
from mnesis.stores.sqlite import SQLiteStore
from mnesis.stores.sqlite.faults import translated
from mnesis.testing.values import add, add_texts, make_episode


def test_a_missing_file_is_made_unless_it_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "memory.db"
    with pytest.raises(StoreMissing, match=r"memory\.db does not exist"):
        SQLiteStore(path, must_exist=True)
    assert not path.exists()
    SQLiteStore(path).close()
    SQLiteStore(path, must_exist=True).close()


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "memory.db") as store:
        store.apply(add_texts("a"))
        assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("content", [b"just some text, and long enough to be looked at " * 100, b"\x00" * 8192])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreUnreadable):
        SQLiteStore(path)
    assert path.read_bytes() == content


def test_a_file_somebody_else_writes_to_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with SQLiteStore(path, busy_seconds=0.05) as store:
        other = apsw.Connection(str(path))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            store.apply([add(make_episode())])
        assert store.find(Episode) == []  # readers do not wait
        other.execute("ROLLBACK")
        store.apply([add(make_episode())])
        assert store.count(Episode) == 1
        other.close()


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with SQLiteStore(path) as store:
        store.apply(add_texts(*(f"text number {n} " * 20 for n in range(500))))
    content = bytearray(path.read_bytes())
    content[8192 : len(content) // 2] = os.urandom(len(content) // 2 - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt), SQLiteStore(path) as store:
        store.find(Episode)


def test_a_full_device_loses_the_write_alone(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "memory.db") as store:
        store.apply(add_texts("kept"))
        with store._connections.writing() as db:
            db.pragma("max_page_count", 200)  # SQLite then says what it says when the device is full
        with pytest.raises(StoreFull):
            store.apply(add_texts(*("many words " * 500 for _ in range(1_000)), prefix="x"))
        assert store.check() == []
        store.apply(add_texts("it goes on", prefix="y"))
        assert [one.id for one in store.find(Episode)] == ["e1", "y1"]


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (apsw.ReadOnlyError(), StoreReadOnly),
        (apsw.CantOpenError(), StoreReadOnly),
        (apsw.FullError(), StoreFull),
        (apsw.NotADBError(), StoreUnreadable),
        (apsw.CorruptError(), StoreCorrupt),
        (apsw.BusyError(), StoreLocked),
        (apsw.InterruptError(), StoreError),
    ],
)
def test_every_error_of_sqlite_is_translated(tmp_path: Path, raised: apsw.Error, said: type[StoreError]) -> None:
    with pytest.raises(StoreError) as error, translated(tmp_path / "memory.db", 1.0):
        raise raised
    assert type(error.value) is said
    assert "memory.db" in str(error.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(StoreReadOnly):
        SQLiteStore(tmp_path / "closed" / "memory.db")
