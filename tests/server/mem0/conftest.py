"""The server that tests ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .places import World, opened


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path / "mem0.db") as world:
        yield world
