"""A server for tests of live updates: uvicorn on a free port, in this process or in one that can be killed."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from websockets.sync.client import ClientConnection, connect

import mnesis
from mnesis.memory import Memory
from mnesis.model import Role
from mnesis.server.app import create_app
from mnesis.server.door import Door
from mnesis.server.live import PATH, Pace

PATIENCE = 120.0
"""Seconds after which nothing will be heard any more; a busy machine is no fault of the server."""

ALONE = """
import socket, sys
import mnesis, uvicorn
from mnesis.server.app import create_app
listening = socket.socket(fileno=int(sys.argv[2]))
with mnesis.open(sys.argv[1], embedder="none") as memory:
    uvicorn.Server(uvicorn.Config(create_app(memory), log_level="error")).run([listening])
"""


@dataclass(frozen=True)
class Place:
    """A server that runs, and the memory behind it."""

    memory: Memory
    app: FastAPI
    port: int
    server: uvicorn.Server

    @property
    def door(self) -> Door:
        door: Door = self.app.state.door
        return door

    def key(self, *places: str, name: str = "kira", role: Role = Role.MEMBER, tenant: str = "local") -> str:
        return self.door.keyring.make(tenant, name, role, places or ("main",)).token


@contextmanager
def served(path: Path, pace: Pace | None = None) -> Iterator[Place]:
    with mnesis.open(path, embedder="none") as memory:
        memory.store.announce(True)  # as `mnesis serve` does
        app = create_app(memory)
        app.state.live.pace = pace or Pace(heartbeat=PATIENCE)  # who listens to nobody for a while is no fault either
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="error", ws_ping_interval=None, timeout_graceful_shutdown=2)
        )
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield Place(memory, app, listening.getsockname()[1], server)
        finally:
            server.should_exit = True
            thread.join()
            listening.close()


def begun(path: Path, listening: socket.socket) -> subprocess.Popen[bytes]:
    """A server in a process of its own, on a socket that is there before and after it: who knocks meanwhile waits."""
    number = listening.fileno()
    return subprocess.Popen([sys.executable, "-c", ALONE, str(path), str(number)], pass_fds=[number])


def url(port: int) -> str:
    return f"ws://127.0.0.1:{port}{PATH}"


class Client:
    """A client as one would write it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def hear(self, *kinds: str, patience: float = PATIENCE) -> dict[str, Any]:
        """The next message of these types, else of any but a ping; others are passed over, and a ping is answered.
        Raises TimeoutError."""
        while True:
            message: dict[str, Any] = json.loads(self.socket.recv(patience))
            if message["type"] in kinds or not (kinds or message["type"] == "ping"):
                return message
            if message["type"] == "ping":
                self.say(type="pong")

    def subscribe(self, scope: str = "main", cursor: int | None = None) -> dict[str, Any]:
        self.say(type="subscribe", scope=scope, **({} if cursor is None else {"cursor": cursor}))
        return self.hear("subscribed", "error")


def narrow(port: int) -> socket.socket:
    """A connection on which little is under way at once, whatever the machine would let it."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    made.connect(("127.0.0.1", port))
    return made


@contextmanager
def client(port: int, key: str | None, **more: Any) -> Iterator[Client]:
    """One that has said hello and been welcomed."""
    with connect(url(port), open_timeout=PATIENCE, close_timeout=1, ping_interval=None, **more) as socket:
        one = Client(socket)
        if key:
            one.say(type="hello", key=key)
            one.hear("welcome")
        yield one
