"""A file that has been brought up to date is like a new one, and keeps what it held."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest
from ulid import ULID

from mnesis.errors import StoreForeign, StoreNewer
from mnesis.model import (
    EVERYTHING,
    Add,
    Compression,
    Entity,
    Episode,
    EpisodeType,
    Erase,
    Fact,
    Key,
    KeyKind,
    Outcome,
    Preference,
    Procedure,
    Put,
    Scope,
    Session,
    Where,
    within,
)
from mnesis.stores.sqlite import SQLiteStore, connections
from mnesis.stores.sqlite.migrate import APPLICATION_ID, Migration, identify, migrate, migrations
from mnesis.testing.values import HERE, add, make_episode, make_session

STAMP = "2026-01-01T00:00:00.000Z"
EXTRA = "ALTER TABLE entities ADD COLUMN nickname TEXT; CREATE INDEX entities_nickname ON entities (nickname);"


def schema(db: apsw.Connection) -> set[tuple[str, str, str]]:
    """Every table, column, index, trigger and view, whatever the statements that made them looked like."""
    names = db.execute("SELECT type, name, tbl_name FROM sqlite_schema")
    objects = {(str(kind), str(name), str(table)) for kind, name, table in names}
    columns = db.execute(
        "SELECT m.name, p.name, p.type || p.\"notnull\" || coalesce(p.dflt_value, '') || p.pk "
        "FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS p"
    )
    return objects | {(str(table), str(name), str(shape)) for table, name, shape in columns}


def test_steps_are_numbered_without_a_gap() -> None:
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))


@pytest.mark.parametrize("steps", [migrations(), [*migrations(), Migration(len(migrations()) + 1, EXTRA)]])
def test_an_old_file_becomes_like_a_new_one(tmp_path: Path, steps: list[Migration]) -> None:
    with closing(apsw.Connection(str(tmp_path / "fresh.db"))) as fresh:
        migrate(fresh, tmp_path / "fresh.db", steps)
        expected = schema(fresh)
    for start in range(1, len(steps)):
        path = tmp_path / f"from-{start}.db"
        with closing(apsw.Connection(str(path))) as old:
            migrate(old, path, steps[:start])
            assert identify(old, path, steps) == start
            migrate(old, path, steps)
            assert identify(old, path, steps) == len(steps)
            assert schema(old) == expected
            assert old.pragma("application_id") == APPLICATION_ID


def test_old_rows_survive_a_new_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "memory.db"
    with SQLiteStore(path) as old:
        old.apply([add(make_episode("e1", "Otto moved to Berlin"))])
        before = old.find(Episode)
    steps = [*migrations(), Migration(len(migrations()) + 1, EXTRA)]
    with monkeypatch.context() as newer:
        newer.setattr(connections, "migrations", lambda: steps)
        with SQLiteStore(path) as new:
            assert new.find(Episode) == before
            assert new.check() == []
    with pytest.raises(StoreNewer) as error:
        SQLiteStore(path)
    assert (error.value.data["found"], error.value.data["known"]) == (len(steps), len(migrations()))


def test_knowledge_kept_by_the_first_schema_is_read_by_this_one(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with closing(apsw.Connection(str(path))) as old:
        migrate(old, path, migrations()[:1])
        whose = "'one', 'local', 'main'"
        old.execute(
            f"INSERT INTO entities (id, tenant, scope, name, type, first_seen, last_referenced) VALUES "
            f"({whose}, 'Otto', 'person', '{STAMP}', '{STAMP}')"
        )
        old.execute(
            f"INSERT INTO facts (id, tenant, scope, entity_id, subject, predicate, object) VALUES "
            f"({whose}, 'one', 'Otto', 'located_in', 'Berlin')"
        )
        old.execute(
            f"INSERT INTO preferences (id, tenant, scope, category, key, value) VALUES "
            f"({whose}, 'tools', 'editor', 'vim')"
        )
        old.execute(f"INSERT INTO procedures (id, tenant, scope, name, trigger) VALUES ({whose}, 'ship', 'deploy')")
    with SQLiteStore(path) as new:
        [fact], [entity] = new.find(Fact), new.find(Entity)
        assert (fact.object, fact.object_id, fact.known_until, fact.history) == ("Berlin", None, None, ())
        assert (entity.name, entity.merged_into) == ("Otto", None)
        assert [one.history for one in (*new.find(Preference), *new.find(Procedure))] == [(), ()]
        assert new.check() == []


def happened() -> list[Episode]:
    """Episodes with every form of id, time, end, name and reference."""
    start = datetime(2026, 2, 11, 9, 30, 0, 123_000, tzinfo=UTC)
    ulid, later = str(ULID.from_datetime(start)), str(ULID.from_datetime(start + timedelta(days=900)))
    return [
        make_episode(
            ulid, "its id has its time", timestamp=start, speaker="Otto", expires_at=start + timedelta(days=7)
        ),
        make_episode(later, "its id has another", timestamp=start, folded_into=ulid, actor="tool:sed"),
        make_episode("mine", "its id is no ULID", parent_id=ulid, tags=("a", "ü"), expires_at=start, speaker="ミ"),
        make_episode("old", "before 1970", timestamp=datetime(1889, 4, 20, 1, 2, 3, 4_000, tzinfo=UTC), actor="agent"),
        make_episode("last", "at the end", timestamp=datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)),
        make_episode(ulid, "the same elsewhere", timestamp=start, scope=Scope("other", "one"), folded_into="gone"),
        make_episode("made", "of others", details="longer", compression=Compression.COMPRESSED, covers=3, standby=True),
        make_episode("8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "too late for a ULID", outcome=Outcome.FAILURE, cues=15),
        make_episode("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "the last ULID", type=EpisodeType.SYSTEM, session_id="s2"),
    ]


def test_episodes_kept_by_the_third_schema_are_read_by_this_one(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "new.db") as new:
        new.apply([Add(make_session("s1")), *(add(one) for one in happened())])
        asked = Key("answer", KeyKind.WINDOW, text="Do you? I never do")
        new.apply([add(make_episode("answer", "I never do"), asked)])
        expected, words, sessions = (
            new.find(Episode),
            new.matching(Episode, ["id"], HERE, EVERYTHING, 9),
            new.find(Session),
        )
    path = tmp_path / "old.db"
    with closing(apsw.Connection(str(path))) as old:
        migrate(old, path, migrations()[:3])
        columns = ", ".join(str(name) for _, name, *_ in old.execute("PRAGMA table_info(episodes)"))
        old.execute("ATTACH ? AS new", (str(tmp_path / "new.db"),))
        old.execute(f"INSERT INTO episodes ({columns}) SELECT {columns} FROM new.episodes ORDER BY no")
        for table in ("sessions", "shelves", "derived"):
            old.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")
        kept = "no, memory, kind, ordinal, lexical, dense, hash"
        whole = "iif(kind = 'window', 'Do you? I never do', text)"
        old.execute(f"INSERT INTO keys ({kept}, text) SELECT {kept}, {whole} FROM new.keys")
    with SQLiteStore(path) as opened:
        opened.reindex()
        assert opened.find(Episode) == expected
        assert opened.find(Session) == sessions
        assert opened.matching(Episode, ["id"], HERE, EVERYTHING, 9) == words
        for one in expected:
            assert opened.get(Episode, [one.id], within(one.scope)) == [one]
            assert opened.find(Episode, within(one.scope, Where("session_id", "eq", one.session_id)), limit=1)
        with opened._connections.reading() as db:
            assert db.execute("SELECT text, tail FROM keys WHERE kind = 'window'").fetchall() == [("Do you? ", 1)]
        assert opened.check() == []
        opened.apply([Put(make_episode("answer", "I do now"))])
        assert [one.id for one in opened.matching(Episode, ["never"], HERE, EVERYTHING, 9)] == ["answer"]
        opened.apply([Erase(Episode, Where("id", "eq", "answer"))])
        assert opened.matching(Episode, ["never"], HERE, EVERYTHING, 9) == []
        assert opened.check() == []


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "memory.db"
    SQLiteStore(path).close()
    broken = [*migrations(), Migration(len(migrations()) + 1, "CREATE TABLE half (a); CREATE TABLE half (a);")]
    with monkeypatch.context() as newer:
        newer.setattr(connections, "migrations", lambda: broken)
        with pytest.raises(Exception, match="half"):
            SQLiteStore(path)
    with SQLiteStore(path) as store:
        assert store.check() == []


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with closing(apsw.Connection(str(path))) as theirs:
        theirs.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    with pytest.raises(StoreForeign):
        SQLiteStore(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["theirs.db"]
