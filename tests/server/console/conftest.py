"""One browser and one server for all of them; a visitor for each test, who must not have met anything wrong.

Both end with this folder: while Playwright runs, its thread has an event loop, and tests elsewhere want their own.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mnesis.testing import HashEmbedder

from .browser import Visitor, browsing
from .world import World, world

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In one worker, so that there is one browser and one server."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("console"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    with browsing() as opened:
        yield opened


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("console"), HashEmbedder()) as made:
        yield made


@pytest.fixture
def visit(browser: Any, served: World) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; at the end nothing was wrong on any page, and nobody else was asked."""
    visitors: list[Visitor] = []

    def make(**how: Any) -> Visitor:
        visitors.append(Visitor(browser, served, **how))
        return visitors[-1]

    yield make
    wrongs = [wrong for visitor in visitors for wrong in visitor.wrongs]
    for visitor in visitors:
        visitor.close()
    assert wrongs == []
