"""A server that the tests of a module share; each test has a scope of its own."""

from collections.abc import Iterator
from itertools import count

import pytest
from tests.server.mcp.places import Place, served

_numbers = count()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with served(tmp_path_factory.mktemp("mcp") / "m.db") as running:
        yield running


@pytest.fixture
def name() -> str:
    """The name of a scope that nobody else has."""
    return f"user:u{next(_numbers)}"
