"""Starting the programs of `children.py`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = [sys.executable, "-W", "error", str(Path(__file__).with_name("children.py"))]
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1"}
PATIENCE = 1800
"""Seconds after which a process hangs."""


def program(verb: str, *arguments: object, within: list[str] | None = None) -> list[Any]:
    """What a child told, a value a line; it must end well. `within` is a command that runs it."""
    command = [*(within or []), *PROGRAM, verb, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


class Companion:
    """A child in the middle of its work, that answers line by line."""

    def __init__(self, verb: str, *arguments: object) -> None:
        command = [*PROGRAM, verb, *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
        )
        assert self.hear()["ready"]

    def hear(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the child ended with {self.process.wait(PATIENCE)}"
        return json.loads(line)

    def ask(self, line: str) -> Any:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.hear()

    def dismiss(self) -> int:
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode
