"""What goes wrong is said in one line with what to do, and an exit code; nothing half written stays."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from .conftest import Mnesis, Ran


def said(ran: Ran, code: int, *words: str) -> None:
    """One line on standard error that holds these words, and nothing on standard output."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert all(word in ran.err for word in words), ran.err


def test_no_store_yet(mnesis: Mnesis, tmp_path: Path) -> None:
    said(mnesis("recall", "anything"), 3, "test.db does not exist")
    assert not (tmp_path / "test.db").exists(), "asking makes no file"
    error = mnesis("recall", "anything", "--json").error
    assert error["type"] == "StoreMissing"
    assert error["path"].endswith("test.db")


def test_no_such_memory(mnesis: Mnesis, told: list[str]) -> None:
    said(mnesis("show", "01J00000000000000000000000"), 1, "01J00000000000000000000000")


def test_nothing_found(mnesis: Mnesis, told: list[str]) -> None:
    said(mnesis("recall", "zeppelin", "--speaker", "Nobody"), 1, "Nothing found")


def test_bad_values(mnesis: Mnesis, told: list[str]) -> None:
    said(mnesis("remember", "x", "--actor", "nobody"), 2, "user, agent, system or tool:<name>")
    said(mnesis("recall", "  "), 2, "query")
    said(mnesis("recall", "x", "--limit", "0"), 2, "--limit")
    said(mnesis("list", "--since", "the year of the cat"), 2, "--since", "no date")
    said(mnesis("remember", "x", "--time", "2026-13-40"), 2, "--time", "no date")
    said(mnesis("nonsense"), 2, "nonsense")
    assert mnesis("list", "--nonsense", "--json").error["type"] == "NoSuchOption"


def test_text_that_is_no_utf8(mnesis: Mnesis, told: list[str]) -> None:
    said(mnesis("remember", "-", stdin=b"caf\xe9"), 2, "standard input", "UTF-8", "byte 4")
    said(mnesis("remember", "caf\udce9"), 2, "UTF-8")


def test_a_setting_that_is_none(mnesis: Mnesis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_THREADS", "many")
    said(mnesis("list"), 2, "MNESIS_THREADS", "many")


def test_an_unknown_scheme(mnesis: Mnesis) -> None:
    said(mnesis("--db", "gopher://x", "remember", "x"), 2, "gopher")


# --- files to import -----------------------------------------------------------------------------------------


def test_import_of_a_missing_file_makes_no_store(mnesis: Mnesis, tmp_path: Path) -> None:
    said(mnesis("import", tmp_path / "nothing.jsonl"), 2, "nothing.jsonl", "no such file")
    assert not (tmp_path / "test.db").exists()


def test_import_of_another_kind_of_file(mnesis: Mnesis, tmp_path: Path) -> None:
    picture = tmp_path / "picture.json"
    picture.write_text('{"pixels": [1, 2, 3]}')
    said(mnesis("import", picture), 2, "picture.json", "--format")
    assert mnesis("import", picture, "--json").error["type"] == "UnknownFormat"


@pytest.mark.parametrize("bad", [b'{"text": "b", "time"', b'{"text": "caf\xe9"}', b'{"time": "2026-01-01"}'])
def test_import_names_the_line(mnesis: Mnesis, tmp_path: Path, bad: bytes) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_bytes(b'{"text": "a", "time": "2026-01-01"}\n' + bad + b"\n")
    said(mnesis("import", file), 2, "notes.jsonl", "line 2")
    error = mnesis("import", file, "--json").error
    assert (error["type"], error["line"]) == ("BadRecord", 2)


# --- stores --------------------------------------------------------------------------------------------------


def test_a_database_of_another_program(mnesis: Mnesis, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.commit()
    before = other.read_bytes()
    said(mnesis("--db", other, "remember", "x"), 3, "other.db", "another program")
    said(mnesis("--db", other, "list"), 3, "other.db", "another program")
    assert other.read_bytes() == before


def test_a_database_of_a_newer_mnesis(mnesis: Mnesis, told: list[str], tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "test.db")) as connection:
        connection.execute("PRAGMA user_version = 9999")
    said(mnesis("list"), 3, "newer mnesis", "Upgrade")
    assert mnesis("list", "--json").error["found"] == 9999


def test_a_file_that_is_no_database(mnesis: Mnesis, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear Otto, " * 1000)
    said(mnesis("--db", text, "remember", "x"), 3, "letter.txt")
    assert text.read_text().startswith("Dear Otto"), "it is left as it was"


def test_an_encrypted_store_needs_its_key(mnesis: Mnesis, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("correct horse battery staple\n")
    assert mnesis("--key-file", key, "remember", "Secret plan.").code == 0
    assert mnesis("list", "--key-file", key).code == 0
    said(mnesis("list"), 3, "key")
    key.write_text("wrong\n")
    said(mnesis("list", "--key-file", key), 3, "key")
    said(mnesis("list", "--key-file", tmp_path / "none"), 2, "key file")


def test_a_locked_store(mnesis: Mnesis, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_BUSY_SECONDS", "0.2")
    with closing(apsw.Connection(str(tmp_path / "test.db"))) as holder:
        holder.execute("BEGIN IMMEDIATE")
        said(mnesis("remember", "Wait for me."), 3, "locked", "Try again")
        assert len(mnesis("list", "--json").json["memories"]) == 3, "reads do not wait for writers"
    assert mnesis("remember", "Wait for me.").code == 0


def test_a_folder_that_is_not_there(mnesis: Mnesis, tmp_path: Path) -> None:
    ran = mnesis("--db", tmp_path / "file", "remember", "x")
    assert ran.code == 0
    said(mnesis("--db", tmp_path / "file" / "inside.db", "remember", "x"), 3, "inside.db")


# --- output --------------------------------------------------------------------------------------------------


def test_an_export_that_fails_leaves_the_old_file(mnesis: Mnesis, told: list[str], tmp_path: Path) -> None:
    said(mnesis("export", "--output", tmp_path / "nowhere" / "out.jsonl"), 2, "out.jsonl", "No such file")
    said(mnesis("export", "--json"), 2, "--output")
    target = tmp_path / "kept.jsonl"
    target.write_text("old")
    (tmp_path / "test.db").write_bytes(b"no database at all" * 500)
    assert mnesis("export", "--output", target).code == 3
    assert target.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir() if re.match(r"\.kept", file.name)] == []


# --- the model -----------------------------------------------------------------------------------------------


def test_a_missing_model_is_a_note_not_a_failure(mnesis: Mnesis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_EMBEDDER", "local")
    ran = mnesis("remember", "Works without.")
    assert ran.code == 0
    assert "mnesis model install" in ran.err
    assert mnesis("recall", "Works").code == 0
    said(mnesis("reembed"), 4, "mnesis model install")
    status = mnesis("model", "status", "--json")
    assert status.code == 1
    assert status.json["problem"] == "not installed"
    assert mnesis("model", "remove").code == 1
    unwell = mnesis("doctor", "--json")
    assert unwell.code == 1
    assert [one["check"] for one in unwell.json["findings"] if not one["ok"]] == ["model"]


def test_installing_from_what_is_no_model(mnesis: Mnesis, tmp_path: Path) -> None:
    said(mnesis("model", "install", "--from", tmp_path / "nothing", "--quiet"), 2, "nothing")


@pytest.mark.parametrize("make", [lambda: ["--help"], lambda: ["recall", "--help"], lambda: ["--version"]])
def test_help_needs_no_store(mnesis: Mnesis, make: Callable[[], list[str]], tmp_path: Path) -> None:
    ran = mnesis(*make())
    assert ran.code == 0
    assert ran.out
    assert not (tmp_path / "test.db").exists()
