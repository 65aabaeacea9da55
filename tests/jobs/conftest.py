from collections.abc import Iterator
from pathlib import Path

import pytest

import mnesis
from mnesis.memory import Memory
from mnesis.testing.values import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["memory", "sqlite"])
def memory(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[Memory]:
    url = "memory://" if request.param == "memory" else tmp_path / "work.db"
    with mnesis.open(url, embedder="none", clock=clock) as memory:
        yield memory
