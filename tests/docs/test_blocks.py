"""What the pages show works: Python blocks run, and shell lines are commands that exist."""

import re
import shlex
from pathlib import Path

import click
import pytest

from mnesis.cli.app import app
from mnesis.cli.desk import Desk

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def blocks(language: str) -> list[tuple[str, str]]:
    """(place, text) of every fenced block in that language; `python no-run` and the like are another language."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in re.finditer(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
            line = text.count("\n", 0, match.start()) + 2
            found.append((f"{page.relative_to(ROOT)}:{line}", match[1]))
    return found


def shell_lines() -> list[tuple[str, str]]:
    """(place, command line) of every call of mnesis in a console block, continued lines joined."""
    lines = [
        (place, line.strip().removeprefix("$ "))
        for place, text in [*blocks("console"), *blocks("bash"), *blocks("sh")]
        for line in text.replace("\\\n", " ").splitlines()
    ]
    return [(place, line) for place, line in lines if line.startswith(("mnesis ", ".venv/bin/mnesis "))]


@pytest.mark.parametrize(("place", "text"), blocks("python"), ids=lambda value: value if ":" in value[:60] else "")
def test_python_blocks_run(place: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.jsonl").write_text('{"text": "The file that pages say the reader has."}\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNESIS_DATABASE", str(tmp_path / "docs.db"))
    exec(compile(text, place, "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize(("place", "line"), shell_lines(), ids=lambda value: value[:60])
def test_shell_lines_are_commands(place: str, line: str) -> None:
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
