"""Fixtures shared by all rooms."""

import os

import pytest

from mnesis.errors import ModelMissing
from mnesis.providers.embedders.onnx import OnnxEmbedder, load
from mnesis.settings import Settings


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    """The real local model, int8. Where it is not installed: skip at a desk, fail in CI."""
    try:
        return load(Settings.from_env().model_dir)
    except ModelMissing as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
