"""The SQLite store, in the clear and encrypted, keeps the contract of stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnesis.stores.contract import Store
from mnesis.stores.sqlite import SQLiteStore, signs
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
class TestSievedSQLiteStore(TestSQLiteStore):
    """Sieves what is far too little to be sieved otherwise, and lets all of it pass."""

    @pytest.fixture(autouse=True)
    def sieved(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signs, "FROM", 1)
        monkeypatch.setattr(signs, "MOST", 1_000)


@pytest.mark.slow
class TestEncryptedSQLiteStore(TestSQLiteStore):
    key = "a key with spaces, 'quotes' and ü"
