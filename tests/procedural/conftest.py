"""Both stores: practice is the same in a dict and in a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.stores.sqlite import SQLiteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "memory.db") as opened:
        yield opened
