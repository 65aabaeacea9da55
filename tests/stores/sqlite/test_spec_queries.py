"""The queries of the documentation, run by the `sqlite3` shell on a file that mnesis has written."""

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mnesis.model import Add, Outcome, PreferenceCategory
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import (
    add,
    make_entity,
    make_episode,
    make_fact,
    make_preference,
    make_procedure,
    make_relationship,
    make_session,
)

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "query-with-sqlite.md"
QUERIES = dict(re.findall(r"```sql\n-- ([^\n]+)\n(.*?)```", PAGE.read_text(), re.DOTALL))
NOW = datetime.now(UTC)
SESSION = "sess_abc123"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("queries") / "memory.db"
    deploy = "Deploying the app to Vercel went well"
    turns = [
        make_episode("e1", deploy, session_id=SESSION, importance=8, tags=("deployment", "vercel"), timestamp=NOW),
        make_episode("e2", "Lunch", session_id=SESSION, timestamp=NOW - timedelta(hours=1), tags=("food",)),
        make_episode("e3", "Old but important", importance=9, timestamp=NOW - timedelta(days=30)),
    ]
    graph = [
        *(make_entity(id, name=id) for id in ("Otto", "Kira", "SQLite", "Neovim")),
        make_relationship("r1", source_id="Otto", target_id="Kira", type="works_on"),
        make_relationship("r2", source_id="Kira", target_id="SQLite", type="uses"),
        make_relationship("r3", source_id="Otto", target_id="Neovim", type="uses", confidence=0.9),
    ]
    facts = [
        make_fact("f1", object="Hamburg", valid_until=NOW - timedelta(days=1)),
        make_fact("f2", object="Rome", known_until=NOW),
        make_fact("f3", object="Berlin", valid_until=NOW + timedelta(days=30)),
    ]
    practice = [
        make_preference("q1", category=PreferenceCategory.COMMUNICATION, key="tone", value="casual", strength=0.9),
        make_preference("q2", category=PreferenceCategory.COMMUNICATION, key="language", value="en", strength=0.4),
        make_preference("q3", category=PreferenceCategory.TOOLS, key="editor", value="neovim"),
        make_procedure("p1", name="Deploy", trigger="user asks to deploy", confidence=0.8, failure_count=1),
        make_procedure("p2", name="Release", trigger="deploy a release", confidence=0.4, last_outcome=Outcome.FAILURE),
    ]
    with SQLiteStore(path) as store:
        store.apply([Add(make_session(SESSION)), *(add(turn) for turn in turns)])
        store.apply([Add(record) for record in (*graph, *facts, *practice)])
    return path


def shell(path: Path, sql: str) -> list[dict[str, Any]]:
    program = shutil.which("sqlite3")
    if program is None:
        assert not os.environ.get("CI"), "the sqlite3 shell must be there on CI"
        pytest.skip("no sqlite3 shell here")
    done = subprocess.run([program, "-readonly", "-json", str(path), sql], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    return found


ANSWERS: dict[str, tuple[str, list[Any]]] = {
    "recent important events": ("id", ["e1"]),
    "what happened in a session": ("id", ["e2", "e1"]),
    "full-text search": ("id", ["e1"]),
    "episodes with a tag": ("id", ["e1"]),
    "what holds": ("object", ["Berlin"]),
    "the graph, one step": ("name", ["Neovim"]),
    "the graph, two steps": ("name", ["SQLite"]),
    "preferences of a category": ("value", ["casual", "en"]),
    "the procedure for a task": ("id", ["p1"]),
    "procedures that fail": ("name", ["Deploy"]),
}


def test_every_query_of_the_page_is_tried() -> None:
    assert list(QUERIES) == list(ANSWERS)


@pytest.mark.parametrize("title", ANSWERS)
def test_the_shell_answers(path: Path, title: str) -> None:
    column, expected = ANSWERS[title]
    assert [row[column] for row in shell(path, QUERIES[title])] == expected


def test_the_full_text_view_shows_whole_episodes(path: Path) -> None:
    [row] = shell(path, QUERIES["full-text search"])
    assert row["summary"] == "Deploying the app to Vercel went well"
    assert {"timestamp", "session_id", "actor", "importance", "rank"} <= row.keys()
    assert row["rank"] < 0


def test_relative_times_of_sqlite_work_too(path: Path) -> None:
    sql = "SELECT id FROM episodes WHERE importance >= 7 AND timestamp > datetime('now', '-7 days')"
    assert shell(path, sql) == [{"id": "e1"}]
