"""A memory in a real file, with a clock that stands still and an embedder that needs no model."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import mnesis
from mnesis.memory import Memory
from mnesis.testing.embedder import HashEmbedder

from .nights import HandClock

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
"""A Monday."""


def clock() -> datetime:
    return NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kira.db"


@pytest.fixture
def memory(path: Path) -> Iterator[Memory]:
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as memory:
        yield memory
        assert memory.check() == []


@pytest.fixture
def wordy(path: Path) -> Iterator[Memory]:
    """A memory without vectors."""
    with mnesis.open(path, embedder="none", clock=clock) as memory:
        yield memory
        assert memory.check() == []


@pytest.fixture
def hands() -> HandClock:
    return HandClock()


@pytest.fixture
def sleeper(path: Path, hands: HandClock) -> Iterator[Memory]:
    """A memory with an archive beside its file, whose clock is turned by hand."""
    with mnesis.open(path, embedder=HashEmbedder(64), clock=hands) as memory:
        yield memory
        assert memory.check() == []
