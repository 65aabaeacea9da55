"""A peer's process, and the conversation with it."""

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_BENCH = Path(__file__).parents[1]
_START = "import sys, runpy; sys.path.append(sys.argv[1]); runpy.run_module(sys.argv[2], run_name='__main__')"
"""The drivers come last on the path, so that they hide nothing of the peer's packages."""


class Failed(Exception):
    """A peer's process ended without an answer; the last of what it said."""


class Driver:
    """Starts a driver in `folder`, which is its home too; ends it at the end of the context.

    The process has an environment of its own: nothing is sent home, nothing is fetched.
    """

    def __init__(self, python: Path, driver: str, folder: Path, url: str) -> None:
        self._log = folder / "log.txt"
        data = folder / "data"
        data.mkdir()
        environment = {
            "PATH": os.defpath,
            "HOME": str(folder),
            "MEM0_TELEMETRY": "False",
            "ANONYMIZED_TELEMETRY": "False",
            "LANGSMITH_TRACING": "false",
            "HF_HUB_OFFLINE": "1",
        }
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [str(python), "-c", _START, str(_BENCH), f"peers.{driver}", str(data), url],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                cwd=folder,
                env=environment,
            )

    def ask(self, do: str, **values: Any) -> dict[str, Any]:
        """Send a command and wait for its answer. Raises Failed."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self._process.wait()
            raise Failed(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        lines = self._log.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"ended with code {self._process.returncode}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
