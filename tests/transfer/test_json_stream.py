"""A JSON list is read piece by piece, with exact lines in errors and everything before the error given."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from mnesis.errors import BadRecord
from mnesis.transfer import json_stream
from mnesis.transfer.json_stream import values
from mnesis.transfer.source import Source


def read(path: Path) -> tuple[list[Any], BadRecord | None]:
    seen: list[BadRecord] = []
    got = [value for _, value in values(Source(path, skip=seen.append))]
    return got, seen[0] if seen else None


ITEMS = [{"a": [1, 2.5, -3e4, None, True]}, {'é\n"\\': "日本語 😀", "empty": {}}, "text", 17, {"long": "x" * 99}]


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 1 << 18])
@pytest.mark.parametrize("indent", [None, 2])
def test_any_chunk_size_gives_the_same_values(
    write: Any, monkeypatch: pytest.MonkeyPatch, chunk: int, indent: int | None
) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    path = write("a.json", json.dumps(ITEMS, indent=indent, ensure_ascii=False))
    assert read(path) == (ITEMS, None)


def test_no_list_gives_each_value(write: Any) -> None:
    assert read(write("a.json", '{"a": 1}\n{"a": 2}\n')) == ([{"a": 1}, {"a": 2}], None)
    assert read(write("b.json", "")) == ([], None)
    assert read(write("c.json", "\ufeff [ ] ")) == ([], None)


def test_lines_are_where_values_begin(write: Any) -> None:
    path = write("a.json", '[\n\n  {"a":\n 1},\n  {"a": 2}\n]')
    assert [line for line, _ in values(Source(path))] == [3, 5]


@pytest.mark.parametrize(
    ("content", "good", "line", "problem"),
    [
        ('[{"a": 1},\n{"a": 2', 1, 2, "ends in the middle"),
        ('[{"a": 1},\n{"a": "unfin', 1, 2, "ends in the middle"),
        ('[{"a": 1},\n', 1, 2, "ends in the middle"),
        ('[{"a": 1}', 1, 1, "ends in the middle"),
        ('[{"a": 1},\n{"b" 2}' + " " * 99 + "]", 1, 2, "not JSON"),
        ('[{"a": 1}\n{"a": 2}' + " " * 99 + "]", 1, 2, "expected ',' or ']'"),
        ('[{"a": 1}]\n\nmore', 1, 3, "after the end"),
        (b'[{"a": 1},\n{"a": "\xff\xfe"}, {"a": 3}]', 1, 2, "not UTF-8"),
        ("[" + "[" * 200_000, 0, 1, "not readable as JSON"),
        ('[{"a": 1}, ' + "9" * 5000 + "]", 1, 1, "not readable as JSON"),
    ],
)
def test_what_is_wrong_is_told_after_what_is_right(
    write: Any, content: str | bytes, good: int, line: int, problem: str
) -> None:
    got, error = read(write("a.json", content))
    assert len(got) == good
    assert error is not None
    assert error.line == line
    assert problem in str(error)


def test_a_list_cut_off_anywhere_gives_its_whole_records(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 16)
    whole = json.dumps([{"n": n, "text": 'say "é"\n'} for n in range(20)], ensure_ascii=False).encode()
    chance = random.Random(5)
    for cut in sorted(chance.sample(range(1, len(whole)), 60)):
        got, error = read(write("a.json", whole[:cut]))
        assert [item["n"] for item in got] == list(range(len(got)))
        assert len(got) >= whole[:cut].count(b"}, ")
        assert error is not None


def test_a_record_too_large_is_refused(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 64)
    monkeypatch.setattr(json_stream, "LARGEST", 1000)
    got, error = read(write("a.json", json.dumps([{"a": 1}, {"a": "x" * 9000}])))
    assert got == [{"a": 1}]
    assert "longer than" in str(error)
