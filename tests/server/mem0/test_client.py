"""Mem0's own clients, unchanged, against a real server. That for Python brings a vector store and the SDK of a model
with it, so that it lives in an environment of its own; that for JavaScript in a folder of its own. `make test` makes
both."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ..live.places import served
from ..process import started
from .places import PLACES

HERE = Path(__file__).parent
PYTHON = HERE.parents[2] / ".venv-mem0" / "bin" / "python"
NODE, MODULES = shutil.which("node"), HERE / "npm" / "node_modules"


def missing(what: object) -> None:
    """Where a client is not installed: skip at a desk, fail in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing: make test makes it")
    pytest.skip("needs Mem0's clients: make test installs them")


def run(folder: Path, *command: str | Path) -> None:
    """A client that sends nothing to its makers."""
    quiet = {**os.environ, "MEM0_TELEMETRY": "false", "MEM0_DIR": str(folder / "mem0")}
    done = subprocess.run(command, capture_output=True, text=True, env=quiet, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_client_for_python_works_unchanged(tmp_path: Path) -> None:
    if not PYTHON.exists():
        missing(PYTHON)
    with served(tmp_path / "mem0.db") as place:
        run(tmp_path, PYTHON, HERE / "client.py", place.key(*PLACES), f"http://127.0.0.1:{place.port}")


@pytest.mark.slow
def test_the_client_for_javascript_works_unchanged(tmp_path: Path) -> None:
    if NODE is None or not MODULES.is_dir():
        missing(MODULES)
    with started(tmp_path / "mem0.db") as server:
        run(tmp_path, NODE or "", HERE / "npm" / "client.mjs", server.token, server.url)
