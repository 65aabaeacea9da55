"""With a key, nothing on the disk can be read without it."""

from pathlib import Path

import pytest

from mnesis.errors import StoreUnreadable
from mnesis.model import EVERYTHING, Add, Embed, Episode, Session, Use, content_hash
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import HERE, SPACE, add, make_episode, make_session, unit

KEY = 'it\'s a "long" key; with ünïcode'
SECRET = "xylophonist"


def everything_under(folder: Path) -> bytes:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    return b"".join(file.read_bytes() for file in files)


@pytest.fixture
def store(tmp_path: Path) -> SQLiteStore:
    store = SQLiteStore(tmp_path / "memory.db", key=KEY)
    text = f"a {SECRET} called"
    store.apply(
        [
            Use(SPACE, "active"),
            Add(make_session(summary=SECRET)),
            add(make_episode("e1", text, details=None, tags=(SECRET,))),
            Embed(HERE, SPACE, content_hash(text), unit(1)),
        ]
    )
    return store


def test_no_file_holds_plaintext(store: SQLiteStore, tmp_path: Path) -> None:
    for n in range(200):
        store.apply([add(make_episode(f"x{n}", f"{SECRET} {n} " * 50))])
    store.find(Episode, order=["-summary"])  # a large sort
    assert store.matching(Episode, [SECRET], HERE, EVERYTHING, 3)
    store.reindex()
    for content in (everything_under(tmp_path), store.close() or everything_under(tmp_path)):
        assert SECRET.encode() not in content.lower()
        assert b"SQLite format 3" not in content
        assert b"CREATE TABLE" not in content


def test_opens_again_with_the_key(store: SQLiteStore, tmp_path: Path) -> None:
    store.close()
    with SQLiteStore(tmp_path / "memory.db", key=KEY, must_exist=True) as again:
        assert [one.id for one in again.matching(Episode, [SECRET], HERE, EVERYTHING, 3)] == ["e1"]
        assert [one.id for one in again.nearest(Episode, SPACE, unit(1), HERE, EVERYTHING, 3)] == ["e1"]
        assert again.count(Session) == 1
        assert again.check() == []


@pytest.mark.parametrize("key", [None, "wrong", ""])
def test_no_other_key_opens_it(store: SQLiteStore, tmp_path: Path, key: str | None) -> None:
    store.close()
    before = everything_under(tmp_path)
    with pytest.raises(StoreUnreadable):
        SQLiteStore(tmp_path / "memory.db", key=key)
    assert everything_under(tmp_path) == before


def test_a_key_does_not_open_a_file_in_the_clear(tmp_path: Path) -> None:
    SQLiteStore(tmp_path / "plain.db").close()
    with pytest.raises(StoreUnreadable):
        SQLiteStore(tmp_path / "plain.db", key=KEY)
