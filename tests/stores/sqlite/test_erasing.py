"""What is erased cannot be read from any file any more."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mnesis.model import (
    EVERYTHING,
    Add,
    ApiKey,
    Embed,
    Episode,
    Erase,
    Feedback,
    Item,
    Key,
    KeyKind,
    Put,
    Record,
    Response,
    Session,
    Touch,
    Use,
    Where,
    content_hash,
)
from mnesis.stores.sqlite import SQLiteStore, erasing, shelves
from mnesis.stores.sqlite.writing import Writing
from mnesis.testing.values import (
    HERE,
    SPACE,
    add,
    make_api_key,
    make_episode,
    make_feedback,
    make_item,
    make_response,
    make_session,
    unit,
)

PLANTED = ("zanzibarquux", "Grünkohlflugzeug", "ピアノ教室予約")


def residue(path: Path, *words: str) -> list[str]:
    """Which words stand in the database or beside it, as text or folded as the index has them."""
    files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    assert files
    content = b"".join(file.read_bytes() for file in files).lower()
    return [word for word in words if word.lower().encode() in content or word.lower().encode()[:9] in content]


@pytest.fixture
def store(tmp_path: Path) -> SQLiteStore:
    store = SQLiteStore(tmp_path / "memory.db")
    words = random.Random(3).choices([f"word{n}" for n in range(500)], k=40_000)
    texts = [" ".join(words[at : at + 10]) for at in range(0, len(words), 10)]
    store.apply([Use(SPACE, "active"), Add(make_session())])
    store.apply([add(make_episode(f"e{n}", text)) for n, text in enumerate(texts)])
    return store


def test_words_leave_every_file(store: SQLiteStore, tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    secret = make_episode("secret", f"The {PLANTED[0]} and {PLANTED[1]}", details=f"more of {PLANTED[0]} {PLANTED[2]}")
    store.apply([add(secret, Key("secret"), Key("secret", KeyKind.PART, text=f"part with {PLANTED[1]}"))])
    store.apply([add(make_episode("later", "something else"))])
    assert residue(path, *PLANTED) == list(PLANTED)
    store.matching(Episode, [PLANTED[0]], HERE, EVERYTHING, 5)
    assert store.apply([Erase(Episode, Where("id", "eq", "secret"))]).erased == 1
    assert residue(path, *PLANTED) == []
    assert store.check() == []
    store.close()
    assert residue(path, *PLANTED) == []


def test_words_leave_when_a_crash_cut_the_cleaning_short(store: SQLiteStore, tmp_path: Path) -> None:
    store.apply([add(make_episode("secret", PLANTED[0]))])
    with store._connections.writing() as db:
        Writing(db).apply([Erase(Episode, Where("id", "eq", "secret"))])
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for file in tmp_path.glob("memory.db*"):
        shutil.copy(file, crashed)
    assert residue(crashed / "memory.db", PLANTED[0]) == [PLANTED[0]]
    with SQLiteStore(crashed / "memory.db") as opened:
        assert residue(crashed / "memory.db", PLANTED[0]) == []
        assert opened.check() == []
    store.close()


def test_words_leave_with_a_reader_in_the_way(store: SQLiteStore, tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store.apply([add(make_episode("secret", PLANTED[0]))])
    other = SQLiteStore(path, busy_seconds=0.05)
    reader = other.scan(Episode)
    next(reader)  # an open read keeps the old state alive
    other.apply([Erase(Episode, Where("id", "eq", "secret"))])
    assert store.find(Episode, Where("id", "eq", "secret")) == []
    reader.close()
    other.apply([add(make_episode("next", "goes on"))])
    assert residue(path, PLANTED[0]) == []
    other.close()
    store.close()


def told(store: SQLiteStore) -> list[str]:
    """All SQL that the store runs to write, from now on."""
    done = list[str]()
    store._connections._writer.exec_trace = lambda cursor, sql, values: done.append(sql) or True
    return done


def test_the_file_is_wiped_once_with_a_reader_in_the_way(store: SQLiteStore, tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store.apply([add(make_episode("secret", PLANTED[0]))])
    other = SQLiteStore(path, busy_seconds=0.05)
    done = told(other)
    reader = other.scan(Episode)
    next(reader)
    other.apply([Erase(Episode, Where("id", "eq", "secret"))])
    for n in range(5):
        other.apply([add(make_episode(f"next{n}", "goes on"))])
    assert erasing.WIPED not in done
    assert residue(path, PLANTED[0]) == [PLANTED[0]], "in the log, which the reader needs"
    reader.close()
    for n in range(5):
        other.apply([add(make_episode(f"last{n}", "goes on"))])
        assert residue(path, PLANTED[0]) == []
    assert done.count(erasing.WIPED) == 1
    other.apply([Erase(Episode, Where("id", "eq", "last1"))])
    assert done.count(erasing.WIPED) == 2
    assert "VACUUM" not in done
    other.close()
    store.close()


def test_a_file_gives_back_its_room_when_most_of_it_is_free(store: SQLiteStore, tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store.apply([add(make_episode("secret", PLANTED[0]))])
    done = told(store)
    store.apply([Erase(Episode, Where("id", "eq", "e1"))])
    before = path.stat().st_size
    assert "VACUUM" not in done
    store.apply([Erase(Episode, Where("id", "ne", "secret"))])
    assert done.count("VACUUM") == 1
    assert path.stat().st_size < before / 2
    store.apply([Erase(Episode, Where("id", "eq", "secret"))])
    assert residue(path, PLANTED[0]) == []
    assert store.check() == []
    store.close()


def test_a_file_is_not_written_anew_when_it_is_opened(store: SQLiteStore, tmp_path: Path) -> None:
    store.apply([Erase(Episode, Where("id", "eq", "e1"))])
    store.close()
    before = (tmp_path / "memory.db").read_bytes()
    with SQLiteStore(tmp_path / "memory.db") as again:
        again.count(Episode)
    assert (tmp_path / "memory.db").read_bytes() == before


def test_words_leave_what_stands_beside_the_memory(store: SQLiteStore, tmp_path: Path) -> None:
    one, two, three = PLANTED
    keys = (Key("i1", KeyKind.PART, 0, f"found by {one}"),)
    documents = {"namespace": two, "key": one, "value": {one: [three]}, "data": f"{one}\n{two}".encode()}
    changes = [
        Add(make_item("i1", **documents), keys),
        Add(make_feedback("b1", query=one, note=two, detail={"hits": [three]})),
        Add(make_response("h1", body=f"{one} {two} {three}")),
        Add(make_api_key("k1", name=one, places=(two,))),
    ]
    kinds: list[type[Record]] = [Item, Feedback, Response, ApiKey]
    for change, kind in zip(changes, kinds, strict=True):
        store.apply([change])
        assert residue(tmp_path / "memory.db", one, two) == [one, two]
        store.apply([Erase(kind, EVERYTHING)])
        assert residue(tmp_path / "memory.db", *PLANTED) == []
    assert store.check() == []
    store.close()


def test_vectors_leave_unless_another_memory_needs_them(store: SQLiteStore, tmp_path: Path) -> None:
    for id, text in (("a", "shared words"), ("b", "shared words"), ("c", "own words")):
        store.apply([add(make_episode(id, text)), Embed(HERE, SPACE, content_hash(text), unit(1, 0.5))])
    store.apply([Erase(Episode, Where("id", "in", ("a", "c")))])
    hashes = [content_hash("shared words"), content_hash("own words")]
    assert list(store.embedded(SPACE, HERE, hashes)) == hashes[:1]
    assert [one.id for one in store.nearest(Episode, SPACE, unit(1, 0.5), HERE, EVERYTHING, 5)] == ["b"]
    store.apply([Erase(Episode, Where("id", "eq", "b"))])
    assert store.spaces()[0].vectors == 0
    assert store.check() == []
    store.close()


def test_a_whole_session_leaves(store: SQLiteStore, tmp_path: Path) -> None:
    store.apply([Add(make_session("s2", summary=PLANTED[0]))])
    store.apply([add(make_episode(f"x{n}", f"{PLANTED[1]} {n}", session_id="s2")) for n in range(300)])
    in_session = Where("session_id", "eq", "s2")
    store.apply([Erase(Episode, in_session), Erase(Session, Where("id", "eq", "s2"))])
    assert residue(tmp_path / "memory.db", *PLANTED) == []
    assert store.check() == []
    store.close()


def test_words_leave_an_index_of_another_make(
    store: SQLiteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(shelves, "index_text", str.upper)  # as if an older version had folded otherwise
        older.setattr(shelves, "maker", lambda: "older")
        store.reindex()
        store.apply([add(make_episode("secret", PLANTED[1]))])
    assert [line for line in store.check() if "another version" in line]
    store.apply([Erase(Episode, Where("id", "eq", "secret"))])
    assert residue(tmp_path / "memory.db", PLANTED[1]) == []
    assert store.check() == []
    store.close()


def test_names_leave_with_the_last_who_bears_them(store: SQLiteStore, tmp_path: Path) -> None:
    path, session, speaker = tmp_path / "memory.db", *PLANTED[:2]
    told = [make_episode(id, "words", session_id=session, speaker=speaker) for id in ("one", "two", "three")]
    store.apply([add(one) for one in told])
    store.apply([Erase(Episode, Where("id", "eq", "one"))])
    assert residue(path, session, speaker) == [session, speaker]
    store.apply([Touch(Episode, HERE, id, {"speaker": None}) for id in ("two", "three")])
    assert store.distinct(Episode, "speaker", HERE) == []
    store.apply(
        [Put(replace(told[1], session_id="elsewhere", speaker=None)), Erase(Episode, Where("id", "eq", "three"))]
    )
    assert residue(path, session, speaker) == []
    assert store.check() == []
    store.close()


def test_what_an_erased_memory_stood_for_keeps_its_name(store: SQLiteStore) -> None:
    ulid = "01HK153X00YM3RZ0WF5SE5V8N3"
    store.apply([add(make_episode(ulid, "said")), add(make_episode("again", "said", folded_into=ulid))])
    store.apply([add(make_episode("answer", "yes", parent_id=ulid))])
    assert store.count(Episode, Where("folded_into", "eq", ulid)) == 1
    store.apply([Erase(Episode, Where("id", "eq", ulid))])
    assert [one.folded_into for one in store.get(Episode, ["again"])] == [ulid]
    assert [one.parent_id for one in store.get(Episode, ["answer"])] == [None]
    assert store.count(Episode, Where("folded_into", "eq", ulid)) == 1
    assert store.check() == []
    store.close()
