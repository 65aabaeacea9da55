"""Schemathesis asks every operation for what its description allows and for what it does not: no 5xx, no breach."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from .process import PATIENCE, started

SECONDS = 45
KEEPS = {
    "--include-path-regex": "^/(v1/(?!(memories|entities|ping|users|events)/$)|health|ready)",  # without Mem0's paths
    "--exclude-checks": "positive_data_acceptance",  # texts of blanks, moments that are none, ids nobody knows
    "--max-examples": "3",
    "--max-time": str(SECONDS),
    "--workers": "1",  # two threads of a tester trip over ast.parse before Python 3.11.8 (python/cpython#106905)
    "--request-timeout": "60",  # a busy machine is no fault of the server
    "--seed": os.environ.get("SCHEMATHESIS_SEED", "5"),  # the same cases each time; another one looks elsewhere
}


@pytest.mark.slow
def test_every_operation_keeps_to_its_description(tmp_path: Path) -> None:
    with started(tmp_path / "a.db") as server:
        headers = {"Authorization": f"Bearer {server.token}"}
        said = {"text": "I work at Acme in Berlin.", "speaker": "Otto"}
        httpx.post(f"{server.url}/v1/memories", json=said, headers=headers, timeout=PATIENCE).raise_for_status()
        command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.url}/openapi.json"]
        command += ["-H", f"Authorization: Bearer {server.token}", "--no-color", "--no-shrink", "--continue-on-failure"]
        for operation in ("revoke_key", "rotate_key"):  # the key of the tester would go with the others
            command += ["--exclude-operation-id", operation]
        command += [part for option in KEEPS.items() for part in option]
        environment = {**os.environ, "NO_PROXY": "127.0.0.1", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment, timeout=SECONDS * 6
        )
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
        assert server.running.poll() is None
