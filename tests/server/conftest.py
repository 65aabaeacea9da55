"""A server on a socket of its own, over a store of its own, and clients with keys."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

import mnesis
from mnesis.memory import Memory
from mnesis.model import Role
from mnesis.server.app import create_app
from mnesis.server.config import Config

from .process import PATIENCE


@dataclass
class Rest:
    """A running server, and whoever asks it."""

    memory: Memory
    app: FastAPI
    url: str
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self, role: Role | None = Role.ADMIN, *places: str, tenant: str = "local") -> httpx.Client:
        """Somebody with a key of this role for these places (all); without a role, without a key."""
        headers = {}
        if role:
            made = self.app.state.door.keyring.make(tenant, role.value, role, places or ("main", "*"))
            headers = {"Authorization": f"Bearer {made.token}"}
        self.clients.append(httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE))
        return self.clients[-1]


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of an app on a real socket."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def until_ready(client: httpx.Client) -> None:
    """Returns when the server has loaded everything."""
    while client.get("/ready").status_code != 200:
        time.sleep(0.01)


Serve = Callable[..., Rest]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves a new store, by a config."""
    ends = []

    def begin(config: Config = Config()) -> Rest:  # noqa: B008
        memory = mnesis.open(tmp_path / f"{len(ends)}.db", embedder="none")
        app = create_app(memory, config)
        running = serving(app)
        rest = Rest(memory, app, running.__enter__())
        ends.append((running, rest))
        return rest

    yield begin
    for running, rest in ends:
        for client in rest.clients:
            client.close()
        running.__exit__(None, None, None)
        rest.memory.close()


@pytest.fixture
def rest(serve: Serve) -> Rest:
    return serve()


@pytest.fixture
def admin(rest: Rest) -> httpx.Client:
    return rest.client()
