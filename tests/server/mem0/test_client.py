"""Mem0's own client, unchanged, against a real server. It brings a vector store and the SDK of a model with it, so that
it lives in an environment of its own, which `make test` makes."""

import os
import subprocess
from pathlib import Path

import pytest

from ..live.places import served

PYTHON = Path(__file__).parents[3] / ".venv-mem0" / "bin" / "python"
PLACES = ("main", "user:*", "agent:*", "session:*", "project:*")


@pytest.mark.slow
def test_the_client_works_unchanged(tmp_path: Path) -> None:
    if not PYTHON.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{PYTHON} is missing: make test makes it")
        pytest.skip("needs Mem0's client: make test installs it")
    quiet = {**os.environ, "MEM0_TELEMETRY": "False", "MEM0_DIR": str(tmp_path / "mem0")}
    with served(tmp_path / "mem0.db") as place:
        command = [PYTHON, Path(__file__).with_name("client.py"), place.key(*PLACES), f"http://127.0.0.1:{place.port}"]
        done = subprocess.run(command, capture_output=True, text=True, env=quiet, check=False)
    assert done.returncode == 0, done.stderr
