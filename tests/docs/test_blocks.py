"""What the pages show works: every block runs, page by page and in order, and gives what it says it gives."""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import click
import pytest

from mnesis.cli.app import app
from mnesis.cli.desk import Desk
from mnesis.demo import CONVERSATION
from mnesis.providers.models.layout import status
from mnesis.settings import Settings

from .pages import PAGES, Block, blocks, needs, title

RUN = ("python", "console")
CHATGPT = [
    {
        "title": "Moving house",
        "create_time": 1762300800.0,
        "conversation_id": "c0ffee",
        "current_node": "b",
        "mapping": {
            "a": {
                "id": "a",
                "parent": None,
                "children": ["b"],
                "message": {
                    "author": {"role": "user"},
                    "create_time": 1762300800.0,
                    "content": {"content_type": "text", "parts": ["We live in Ghent now. Who moves a piano?"]},
                },
            },
            "b": {
                "id": "b",
                "parent": "a",
                "children": [],
                "message": {
                    "author": {"role": "assistant"},
                    "create_time": 1762300805.0,
                    "content": {"content_type": "text", "parts": ["A firm with a stair lift."]},
                },
            },
        },
    }
]
"""What pages call `conversations.zip`: an export that the reader has."""


def runs(page: Path) -> bool:
    return any(block.language in RUN and not block.skip for block in blocks(page))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that pages take for granted, and no settings but those of a new user."""
    models = Settings.from_env().model_dir
    for name in [name for name in os.environ if name.startswith("MNESIS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MNESIS_MODEL_DIR", str(models))
    if status(models, checksums=False).problem:
        monkeypatch.setenv("MNESIS_EMBEDDER", "none")
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (here / "notes.jsonl").write_bytes(CONVERSATION.read_bytes())
    with zipfile.ZipFile(here / "conversations.zip", "w") as archive:
        archive.writestr("conversations.json", json.dumps(CHATGPT))
    return here


@pytest.mark.parametrize("page", [page for page in PAGES if runs(page)], ids=title)
def test_the_blocks_of_a_page_run(page: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in needs(page):
        pytest.importorskip(module)
    names: dict[str, Any] = {"__name__": "page"}
    for block in blocks(page):
        if block.skip:
            continue
        if block.name:
            (place / block.name).write_text(block.text, "utf-8")
        elif block.language == "python":
            run_python(block, names)
        elif block.language == "console":
            run_console(block, monkeypatch)


def run_python(block: Block, names: dict[str, Any]) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(block.text, block.place, "exec"), names)
    comments = re.findall(r"^[^#\n]*\bprint\(.*\)  # (.+)$", block.text, flags=re.MULTILINE)
    assert_told(block.place, comments, out.getvalue())


def run_console(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = re.sub(r"\\\n\s*", "", part).partition("\n")
        if assignment := re.fullmatch(r"export (\w+)=(\S+)", command):
            monkeypatch.setenv(assignment[1], assignment[2])
            continue
        expected = re.search(r"# exits with (\d+)$", command)
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == int(expected[1] if expected else 0), f"{block.place}: {command}\n{done.stdout}"
        assert_told(f"{block.place}: {command}", [line.strip() for line in shown.splitlines() if line], done.stdout)


def assert_told(place: str, expected: list[str], told: str) -> None:
    """Each expected line is told, in this order; `…` in it stands for anything."""
    lines = iter(told.splitlines())
    for one in expected:
        pattern = ".*".join(map(re.escape, one.split("…")))
        assert any(re.search(pattern, line) for line in lines), f"{place} does not tell {one!r}, but:\n{told}"


def test_shell_lines_stand_in_console_blocks() -> None:
    lines = [block.place for page in PAGES for block in blocks(page) if re.search(r"^\$ ", block.text, re.MULTILINE)]
    consoles = [block.place for page in PAGES for block in blocks(page) if block.language == "console"]
    assert lines == consoles


def skipped() -> list[tuple[str, str]]:
    """(place, command line) of every call of mnesis that is shown and not run."""
    found = []
    for block in [block for page in PAGES for block in blocks(page) if block.skip]:
        lines = block.text.replace("\\\n", " ").splitlines()
        found += [(block.place, line[2:]) for line in lines if line.startswith("$ mnesis ")]
    return found


@pytest.mark.parametrize(("place", "line"), skipped())
def test_shell_lines_that_are_not_run_are_commands(place: str, line: str) -> None:
    words = shlex.split(re.split(r"\s[|<>]|\s&&", line)[0], comments=True)[1:]
    with app.make_context("mnesis", words, obj=Desk()) as context:
        group: click.Group = app
        rest = [*context._protected_args, *context.args]
        while rest:
            name, command, rest = group.resolve_command(context, rest)
            assert command, f"{place}: no command {name}"
            if not isinstance(command, click.Group):
                command.make_context(name, rest, parent=context, obj=Desk())
                break
            group = command
