"""`mnesis serve` as a process: started on a free port, watched from outside, ended."""

import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType

PATIENCE = 60.0
"""Seconds a server may take to begin, and to end."""
FILES = 65_536


class NotServing(Exception):
    """Why the server did not begin, in its own last words."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int

    def rss(self) -> int:
        """The physical memory it holds now, in bytes."""
        if self._pages.exists():
            return int(self._pages.read_text().split()[1]) * resource.getpagesize()
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return int(told.stdout) * 1024

    def mapped(self) -> int | None:
        """How much of it are pages of files, of programs and of the store; None where the system does not tell."""
        if self._pages.exists():
            return int(self._pages.read_text().split()[2]) * resource.getpagesize()
        return None

    @property
    def _pages(self) -> Path:
        return Path(f"/proc/{self.process.pid}/statm")


@contextmanager
def serving(path: Path, environment: Mapping[str, str], options: Sequence[str], log: Path) -> Iterator[Served]:
    """Serve a store while the body runs; what the server says goes to `log`. Raises NotServing."""
    _many_files()
    port = _free_port()
    settings = [f"{name}={value}" for name, value in environment.items()]
    command = ["env", *settings, sys.executable, "-m", "mnesis", "--db", str(path), "serve", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen([*command, *options], stdout=out, stderr=subprocess.STDOUT)
    with _Ending(process):
        _wait_until_ready(process, port, log)
        yield Served(process, port)


class _Ending:
    """Ends the server as its operator would, and for good where it does not listen."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > until:
            raise NotServing(log.read_text(errors="replace").strip()[-2_000:] or "it said nothing")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _many_files() -> None:
    """A connection is an open file, and a thousand are more than many systems allow at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
