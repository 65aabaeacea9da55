"""Two at one tree of files: as if one had come after the other."""

from collections.abc import Callable
from typing import Any

import pytest

import mnesis
from mnesis.adapters.anthropic.files import MemoryFiles
from mnesis.errors import InvalidInput

OPERATIONS: dict[str, Callable[[MemoryFiles], Any]] = {
    "view": lambda files: files.view("/memories"),
    "create": lambda files: files.create("/memories/d/new.txt", "new"),
    "create a file for a folder": lambda files: files.create("/memories/e", "new"),
    "create below": lambda files: files.create("/memories/e/f/g.txt", "new"),
    "replace": lambda files: files.str_replace("/memories/d/a.txt", "one", "two"),
    "insert": lambda files: files.insert("/memories/d/a.txt", 0, "above"),
    "delete": lambda files: files.delete("/memories/d/a.txt"),
    "delete a folder": lambda files: files.delete("/memories/d"),
    "rename": lambda files: files.rename("/memories/d/a.txt", "/memories/e/f"),
    "rename a folder": lambda files: files.rename("/memories/d", "/memories/e"),
    "rename back": lambda files: files.rename("/memories/top.txt", "/memories/d/a.txt"),
    "clear": lambda files: files.clear(),
}


def told(verb: Callable[[MemoryFiles], Any]) -> Callable[[MemoryFiles], Any]:
    def run(files: MemoryFiles) -> Any:
        try:
            return verb(files)
        except InvalidInput:
            return "refused"

    return run


def begun(memory: mnesis.Memory) -> MemoryFiles:
    files = MemoryFiles(memory)
    files.create("/memories/top.txt", "top")
    files.create("/memories/d/a.txt", "one")
    files.create("/memories/d/b.txt", "other")
    return files


def state(files: MemoryFiles) -> Any:
    return sorted((one.namespace, one.key, one.data) for one in files._below(()))


@pytest.mark.parametrize("other", [name for name in OPERATIONS if name != "view"])
@pytest.mark.parametrize("one", OPERATIONS)
def test_one_after_the_other(one: str, other: str, serial: Callable[..., int]) -> None:
    assert serial(begun, told(OPERATIONS[one]), told(OPERATIONS[other]), state)


@pytest.mark.parametrize("one", OPERATIONS)
def test_cut_off_and_repeated(one: str, cut: Callable[..., int]) -> None:
    assert cut(begun, told(OPERATIONS[one]), state)
