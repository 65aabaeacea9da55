"""The frameworks are there. Tests of an adapter skip where its framework is missing; here that fails in CI."""

import os
from importlib.util import find_spec

import pytest


@pytest.mark.parametrize(
    "module",
    ["agents", "anthropic", "google.adk", "langchain_core", "langchain_tests", "langgraph", "llama_index.core"],
)
def test_a_framework_is_installed(module: str) -> None:
    if not os.environ.get("CI"):
        pytest.importorskip(module.split(".")[0])
    assert find_spec(module) is not None, "pip install 'mnesis[frameworks]'"
