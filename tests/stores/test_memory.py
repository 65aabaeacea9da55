"""The dict store keeps the contract."""

import pytest

from mnesis.stores.memory import MemoryStore
from mnesis.testing.store_conformance import StoreConformance


class TestMemoryStore(StoreConformance):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()
