"""`mnesis serve` as a process."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0
"""Seconds after which a server hangs; a busy machine is no fault of it."""


@dataclass
class Process:
    """A server that runs; what it said when it began."""

    running: subprocess.Popen[str]
    url: str
    said: str

    @property
    def token(self) -> str:
        found = re.search(r"mn_\w+_[\w-]+", self.said)
        assert found, self.said
        return found[0]

    def end(self, how: signal.Signals) -> int:
        self.running.send_signal(how)
        return self.running.wait(PATIENCE)


def command(path: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "mnesis", "--db", str(path), "serve", "--port", "0", *options]


def environment(**settings: str) -> dict[str, str]:
    return {**os.environ, "MNESIS_EMBEDDER": "none", "PYTHONUNBUFFERED": "1", **settings}


@contextmanager
def started(path: Path, *options: str, **settings: str) -> Iterator[Process]:
    """A server on a free port, killed at the end where it still runs."""
    running = subprocess.Popen(
        command(path, *options), stdout=subprocess.PIPE, env=environment(**settings), text=True, start_new_session=True
    )
    try:
        assert running.stdout
        said = ""
        while "Console: " not in said:
            line = running.stdout.readline()
            assert line, f"ended with {running.wait(PATIENCE)}: {said}"
            said += line
        url = re.search(r"Serving at (\S+)\.", said)
        assert url
        yield Process(running, url[1], said)
    finally:
        if running.poll() is None:
            running.kill()
        running.wait(PATIENCE)
        if running.stdout:
            running.stdout.close()
