"""`mnesis serve` as objects: a socket, uvicorn on it, work beside it, and an end that loses nothing."""

import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI

from mnesis.daemon import Daemon
from mnesis.errors import InvalidInput, MnesisError
from mnesis.server.config import Config
from mnesis.server.life import Life
from mnesis.server.wire import Wire

log = logging.getLogger("mnesis.server")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
NAMES = ("localhost", "127.0.0.1", "[::1]")
"""What this machine calls itself."""
LOOK = 30.0
"""Seconds between looks at what is to be done beside requests."""
FILES = 65_536
GOODBYE = 5.0
"""Seconds that live updates have to say that they end; after that uvicorn hangs up."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens."""

    host: str = "127.0.0.1"
    port: int = 8765

    @property
    def loopback(self) -> bool:
        """Whether nobody but this machine gets there."""
        return self.host in LOOPBACK

    def bind(self) -> socket.socket:
        """A socket there; port 0 is any that is free. Raises InvalidInput."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        one = socket.socket(family)
        try:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind((self.host, self.port))
        except OSError as error:
            one.close()
            raise InvalidInput(what=f"{self.host}, port {self.port}", problem=str(error.strerror or error)) from error
        return one


class Server(uvicorn.Server):
    """Uvicorn that tells the app first when it is about to stop, and leaves signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config, life: Life, began: Callable[[], None]) -> None:
        super().__init__(config)
        self._life, self._began = life, began

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._began()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._life.stop()
        await self._life.farewell(GOODBYE)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM stop it; uvicorn's own way would raise them again, before the store is closed."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        both = (signal.SIGINT, signal.SIGTERM)
        before = {one: signal.signal(one, self.handle_exit) for one in both}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def serve(app: FastAPI, listening: socket.socket, began: Callable[[], None], crew: "Crew | None" = None) -> None:
    """Serve until a signal says stop; then what runs may end, within the seconds of grace. `began` is called when
    requests are answered."""
    _many_files()
    config: Config = app.state.config
    server = Server(_settings(app, config), app.state.life, began)
    with crew or Crew(None):
        server.run(sockets=[listening])
        if not app.state.life.wait(config.grace_seconds):
            log.warning("Work that would not end is left where it is; it goes on when it is asked for again.")


def _settings(app: FastAPI, config: Config) -> uvicorn.Config:
    known: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False}
    return uvicorn.Config(
        app,
        http=Wire,
        backlog=max(2048, config.queue),
        timeout_keep_alive=75,
        timeout_graceful_shutdown=max(1, round(config.grace_seconds)),
        lifespan="on",
        **known,
    )


@dataclass(slots=True)
class Crew:
    """What is done beside requests, in a thread: jobs, nights, sessions that are full. None: nothing."""

    daemon: Daemon | None
    stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> None:
        if self.daemon:
            self._thread = threading.Thread(target=self._run, args=(self.daemon,), name="crew", daemon=True)
            self._thread.start()

    def __exit__(self, *ended: object) -> None:
        self.stop.set()
        if self._thread:
            self._thread.join()

    def _run(self, daemon: Daemon) -> None:
        try:
            daemon.run(self.stop, pause=LOOK)
        except MnesisError:
            log.exception("No more jobs are done by this server; `mnesis worker` can do them.")


def _many_files() -> None:
    """A connection is an open file, and a thousand are more than many systems allow at first."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
