from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import mnesis
from mnesis.memory import Memory
from mnesis.testing.embedder import HashEmbedder
from mnesis.testing.values import FakeClock

THEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def hands() -> FakeClock:
    return FakeClock(THEN)


@pytest.fixture
def memory(tmp_path: Path, hands: FakeClock) -> Iterator[Memory]:
    with mnesis.open(tmp_path / "kira.db", embedder=HashEmbedder(), clock=hands) as memory:
        yield memory
        assert memory.check() == []
