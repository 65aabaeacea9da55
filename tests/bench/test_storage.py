"""Bytes by part come to the file, and the command prints and writes them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mnesis.bench.commands import bench
from mnesis.stores.sqlite import SQLiteStore
from mnesis.stores.sqlite.footprint import PARTS
from mnesis.testing.values import add, make_episode

from . import samples


def test_parts_come_to_the_size_of_the_file(tmp_path: Path) -> None:
    path, text = tmp_path / "memory.db", "größer als gedacht, und zwar bei weitem " * 2
    with SQLiteStore(path) as store:
        store.apply([add(make_episode(f"e{n}", f"{n:04} {text}")) for n in range(500)])
        parts = store.footprint()
    assert tuple(parts) == PARTS
    assert sum(parts.values()) == path.stat().st_size
    assert all(size >= 0 for size in parts.values())
    assert parts["text"] == 500 * len(f"0000 {text}".encode())


def test_the_command_counts_generated_and_real_turns(tmp_path: Path) -> None:
    output, data = tmp_path / "out.json", samples.locomo(tmp_path)
    words = ["storage", "--sizes", "300", "--locomo", str(data), "--output", str(output)]
    done = CliRunner().invoke(bench, words, catch_exceptions=False)
    assert done.exit_code == 0
    record = json.loads(output.read_text())
    made, told = record["files"]["300"], record["files"]["locomo"]
    assert (made["memories"], told["memories"]) == (300, 8)
    assert set(made["bytes_a_memory"]) == set(PARTS)
    assert made["bytes_a_memory"]["vectors"] >= 384
    parts = made["bytes_a_memory"]
    assert made["text_and_metadata"] == pytest.approx(parts["text"] + parts["metadata"])
    assert made["file"] == pytest.approx(sum(parts.values()))
    assert "300: text and metadata" in done.output


def test_without_vectors_there_are_none(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    words = ["storage", "--sizes", "300", "--no-vectors", "--understanding", "off", "--output", str(output)]
    assert CliRunner().invoke(bench, words, catch_exceptions=False).exit_code == 0
    parts = json.loads(output.read_text())["files"]["300"]["bytes_a_memory"]
    assert parts["vectors"] < 384
