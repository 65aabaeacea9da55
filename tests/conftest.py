"""Fixtures shared by all rooms."""

import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from mnesis.errors import ModelMissing
from mnesis.providers.embedders.onnx import OnnxEmbedder, load
from mnesis.settings import Settings

for profile, same in {"mnesis": True, "elsewhere": False}.items():
    settings.register_profile(profile, deadline=None, derandomize=same, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mnesis")  # the same examples every time; `--hypothesis-profile elsewhere` looks for others


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="let the crowd of processes at one file go on for 60 s, not 10"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first: at the end one process would work on them while the others have nothing left to do."""
    items.sort(key=lambda one: one.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def crowd_seconds(request: pytest.FixtureRequest) -> float:
    """How long many processes work on one file at once."""
    return 60.0 if request.config.getoption("--long") else 10.0


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port of this machine at which nobody listens, nor can anybody else begin to: it is bound."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    """The real local model, int8. Where it is not installed: skip at a desk, fail in CI."""
    try:
        return load(Settings.from_env().model_dir)
    except ModelMissing as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
