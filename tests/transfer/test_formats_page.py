"""The page about formats: its examples run, and its table is the registry's."""

import re
from pathlib import Path
from typing import Any

import pytest

from mnesis.model import Message, to_iso
from mnesis.transfer import FORMATS, detect, read

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "formats.md").read_text("utf-8")
EXAMPLE = re.compile(
    r"^```\w+ (?P<name>[^\n]+)\n(?P<file>.*?)^```\n+^```gives\n(?P<gives>.*?)^```", re.DOTALL | re.MULTILINE
)
HEADING = re.compile(r"^## (\w+)$", re.MULTILINE)


def examples() -> list[tuple[str, str, str, str]]:
    """(format by the heading above it, file name, content, what it gives) of each example of the page."""
    found = []
    for one in EXAMPLE.finditer(PAGE):
        *_, format = [name for name in HEADING.findall(PAGE[: one.start()]) if name in FORMATS]
        found.append((format, one["name"], one["file"], one["gives"]))
    return found


def shown(message: Message) -> str:
    assert message.time is not None
    text = message.text.replace("\n", "⏎")
    return f"{to_iso(message.time)} | {message.session} | {message.speaker or message.actor} | {text}\n"


@pytest.mark.parametrize(("format", "name", "content", "gives"), examples())
def test_an_example(write: Any, format: str, name: str, content: str, gives: str) -> None:
    path = write(name, content)
    assert detect(path) == format
    assert "".join(map(shown, read(path))) == gives


def test_every_format_has_an_example_and_a_row() -> None:
    assert {format for format, *_ in examples()} == FORMATS.keys()
    assert PAGE.count("```gives") == len(examples())
    for one in FORMATS.values():
        assert f"| `{one.name}` | {one.recognised_by} | {one.produced_by} |" in PAGE


def test_the_python_example(write: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    [code] = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    [content] = [content for _, name, content, _ in examples() if name == "notes.jsonl"]
    monkeypatch.chdir(write("notes.jsonl", content).parent)
    exec(code, {})
    assert capsys.readouterr().out == "jsonl\n"
    assert Path("kira.db").exists()
