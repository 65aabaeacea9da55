"""Two at one storage: as if one had come after the other."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

pytest.importorskip("crewai")

from crewai.memory.types import MemoryRecord

import mnesis
from mnesis.adapters.crewai import MnesisStorage

DAY = datetime(2026, 5, 4, 12)


def record(id: str, content: str, scope: str = "/a", **more: Any) -> MemoryRecord:
    return MemoryRecord(
        id=id, content=content, scope=scope, embedding=[1.0, 0.0], created_at=DAY, last_accessed=DAY, **more
    )


OPERATIONS: dict[str, Callable[[MnesisStorage], Any]] = {
    "save": lambda it: it.save([record("new", "new words")]),
    "save other words": lambda it: it.save([record("one", "other words"), record("new", "more words")]),
    "update": lambda it: it.update(record("one", "changed words", importance=0.9)),
    "update in private": lambda it: it.update(record("one", "changed in private", private=True)),
    "move": lambda it: it.update(record("one", "words of one", "/c")),
    "touch": lambda it: it.touch_records(["one", "two"]),
    "delete": lambda it: it.delete(record_ids=["one"]),
    "delete by scope": lambda it: it.delete("/a"),
    "reset": lambda it: it.reset(),
    "count": lambda it: it.count("/a"),
}


def begun(memory: mnesis.Memory) -> MnesisStorage:
    storage = MnesisStorage(memory)
    storage.save([record("one", "words of one"), record("two", "words of two")])
    return storage


def state(storage: MnesisStorage) -> Any:
    records = sorted((one.id, one.content, one.scope, one.last_accessed > DAY) for one in storage.list_records())
    return records, sorted((one.session_id, one.text) for one in storage.memory.episodes(limit=None))


@pytest.mark.parametrize("other", OPERATIONS)
@pytest.mark.parametrize("one", OPERATIONS)
def test_one_after_the_other(one: str, other: str, serial: Callable[..., int]) -> None:
    assert serial(begun, OPERATIONS[one], OPERATIONS[other], state)


@pytest.mark.parametrize("one", OPERATIONS)
def test_cut_off_and_repeated(one: str, cut: Callable[..., int]) -> None:
    assert cut(begun, OPERATIONS[one], state)
