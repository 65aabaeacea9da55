"""The SQLite store, in the clear and encrypted, keeps the contract of stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnesis.stores.contract import Store
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.store_conformance import StoreConformance


class TestSQLiteStore(StoreConformance):
    durable = True
    key: str | None = None

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        self.path = tmp_path / "memory.db"
        with SQLiteStore(self.path, key=self.key) as store:
            yield store

    def reopen(self, store: Store) -> Store:
        return SQLiteStore(self.path, key=self.key, must_exist=True)


@pytest.mark.slow
class TestEncryptedSQLiteStore(TestSQLiteStore):
    key = "a key with spaces, 'quotes' and ü"
