"""The command as a process of its own: interrupted, in a pipe that breaks, on a full disk, at a terminal."""

import json
import os
import pty
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

MNESIS = [sys.executable, "-m", "mnesis"]
PATIENCE = 600
"""Seconds after which a process hangs."""


def messages(path: Path, count: int) -> Path:
    """A file to import with so many different messages."""
    with path.open("w") as out:
        for number in range(count):
            session, minute = divmod(number, 60)
            moment = f"2026-01-{session // 24 % 28 + 1:02}T{session % 24:02}:{minute:02}:00Z"
            text = f"Message {number} about the weather, the garden and what we had for lunch."
            out.write(json.dumps({"text": text, "session": f"s{session}", "time": moment}) + "\n")
    return path


def mnesis(*args: object, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    command = [*MNESIS, *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, preexec_fn=before)


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    mnesis("import", messages(tmp_path / "notes.jsonl", 2000))
    command = [*MNESIS, "list", "--limit", "2000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith("TIME")
        process.stdout.close()
        assert process.wait(PATIENCE) == 141
        assert process.stderr.read() == ""


@pytest.mark.slow
def test_an_interrupted_import_goes_on_where_it_was(tmp_path: Path) -> None:
    file = messages(tmp_path / "notes.jsonl", 20_000)
    with subprocess.Popen([*MNESIS, "import", str(file)], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        wait_for_rows(tmp_path / "test.db", process)
        process.send_signal(signal.SIGINT)
        error = process.stderr.read()
        assert process.wait(PATIENCE) == 130, error
    assert error.strip() == "mnesis: Interrupted. What was kept before stays; run the same command again to go on."
    again = json.loads(mnesis("import", file, "--json").stdout)
    assert again["added"] + again["duplicates"] == 20_000
    assert 0 < again["duplicates"] < 20_000
    assert json.loads(mnesis("doctor", "--json").stdout)["healthy"]


def wait_for_rows(database: Path, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        try:
            with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
                if connection.execute("SELECT count(*) FROM episodes").fetchone()[0]:
                    return
        except sqlite3.OperationalError:  # not there yet
            pass
        time.sleep(0.01)


@pytest.mark.slow
def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """As on a full disk, what was kept before stays, nothing is half there, and with room again the import goes on."""
    assert mnesis("remember", "Kept before.").returncode == 0
    size = max(file.stat().st_size for file in tmp_path.iterdir()) + 500_000
    file = messages(tmp_path / "notes.jsonl", 5_000)
    full = mnesis("import", file, "--json", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert full.returncode == 3, full
    assert "test.db" in json.loads(full.stderr)["error"]["message"]
    assert_sound_and_complete(file, 5_000)


def assert_sound_and_complete(file: Path, count: int) -> None:
    found = json.loads(mnesis("recall", "kept before", "--json").stdout)["hits"]
    assert found[0]["memory"]["text"] == "Kept before."
    assert json.loads(mnesis("doctor", "--json").stdout)["healthy"]
    again = json.loads(mnesis("import", file, "--json").stdout)
    assert again["added"] + again["duplicates"] == count


IN_OWN_MOUNTS = ["unshare", "--user", "--map-root-user", "--mount"]
FULL_DISK = """
set -e
mount -t tmpfs -o size=2m tmpfs "$1"
export MNESIS_DATABASE="$1/test.db"
python="$2"; file="$3"; result="$4"
"$python" -m mnesis remember "Kept before."
code=0; "$python" -m mnesis import "$file" --json 2>"$result" || code=$?
cp "$1"/test.db* "$5"
exit $code
"""
"""What happens on a disk of 2 MB; the files as they were left go to a disk with room."""


def may_mount() -> bool:
    command = [*IN_OWN_MOUNTS, "true"]
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="this system lets nobody mount a small disk")
def test_a_full_disk(tmp_path: Path) -> None:
    disk, result, file = tmp_path / "disk", tmp_path / "error.json", messages(tmp_path / "notes.jsonl", 5_000)
    disk.mkdir()
    arguments = [str(one) for one in (disk, sys.executable, file, result, tmp_path)]
    command = [*IN_OWN_MOUNTS, "sh", "-c", FULL_DISK, "sh", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 3, done
    assert json.loads(result.read_text())["error"]["type"] == "StoreFull"
    assert_sound_and_complete(file, 5_000)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_export_to_a_full_disk() -> None:
    mnesis("remember", "Something to export.")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*MNESIS, "export"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.strip() == "mnesis: No space left on device."


# --- at a terminal -------------------------------------------------------------------------------------------


def at_terminal(*args: str, typed: str = "", columns: int = 100) -> tuple[int, str]:
    """Exit code and everything shown on a terminal while `typed` is typed in."""
    master, slave = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(columns)}
    process = subprocess.Popen([*MNESIS, *args], stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    os.write(master, typed.encode())
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # how Linux says that nobody holds the other end any more
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    return process.wait(PATIENCE), shown.decode()


def test_forget_asks_and_takes_no_for_an_answer() -> None:
    mnesis("remember", "Dear to me.")
    code, shown = at_terminal("forget", "--all", typed="n\n")
    assert code == 0
    assert "Erase 1 memory of local/main for good? [y/N]" in shown
    assert "0 memories erased" in shown
    assert "1 memory erased" in at_terminal("forget", "--all", typed="y\n")[1]


def test_a_narrow_table_shows_ids_whole() -> None:
    mnesis("remember", "The offer for the mill is due on Friday.")
    [kept] = json.loads(mnesis("list", "--json").stdout)["memories"]
    for columns in (60, 100):
        _, shown = at_terminal("list", columns=columns)
        assert kept["id"] in shown
        assert "The offer for the mill" in shown


def test_the_model_is_offered_never_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_EMBEDDER", "local")
    code, shown = at_terminal("remember", "I live in Oslo.", typed="n\n")
    assert code == 0
    assert "Install now? (84 MB download) [y/N]" in shown
    assert "Remembered" in shown
    assert not (tmp_path / "models").exists()
    assert "Install now?" not in mnesis("recall", "Oslo").stderr, "nobody is there to ask"


def test_a_terminal_gets_colours_and_short_texts() -> None:
    mnesis("remember", "\n".join(f"line {number}" for number in range(30)))
    code, shown = at_terminal("recall", "line", "--why")
    assert code == 0
    assert "\x1b[" in shown
    assert "… 18 more lines" in shown
    assert "line 29" in mnesis("recall", "line").stdout


def test_a_terminal_wraps_the_widest_column_of_facts() -> None:
    mnesis("learn", "--fact", "Otto", "likes", "walking along the river " * 6)
    mnesis("learn", "--fact", "Otto", "lives in", "Berlin", "--since", "2019")
    code, shown = at_terminal("facts")
    assert code == 0
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
    assert lines[0] == "Otto"
    assert all(len(line) <= 100 for line in lines)
    [home] = [line.rstrip() for line in lines if "Berlin" in line]
    [first, *rest] = [line for line in lines if "river" in line]
    assert rest, "the long one has more than a line"
    assert home.index("Berlin") == first.index("walking") == len(rest[0]) - len(rest[0].lstrip())
    assert re.search(r"since 2019 +[0-9A-Z]{7}$", home), "nothing else is cut or wrapped"


def test_an_import_shows_how_far_it_is(tmp_path: Path) -> None:
    file = messages(tmp_path / "notes.jsonl", 1500)
    code, shown = at_terminal("import", str(file))
    assert code == 0
    assert "━" in shown
    assert re.search(r"notes.jsonl: [\d,]+ messages", shown)
    assert re.search(r"[kM]B/s", shown), "the rate"
    assert "1,500 added" in " ".join(shown.split()), "however long the path"
    assert "━" not in mnesis("import", file).stderr, "no bar where nobody looks"
