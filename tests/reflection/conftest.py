"""Desks on every store that ships."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnesis.stores.memory import MemoryStore
from mnesis.stores.sqlite.store import SQLiteStore

from .desk import Desk


@pytest.fixture(params=["memory", "sqlite"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    store = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "kira.db")
    with store:
        yield Desk(store, tmp_path / "pages")
