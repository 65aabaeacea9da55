"""Servers for tests of MCP: a real process over stdio, or uvicorn on a free port, and the SDK's client for both."""

import os
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI
from mcp.client.client import Client
from mcp.client.extension import advertise
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

import mnesis
from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import Role
from mnesis.server.app import create_app
from mnesis.server.config import Config
from mnesis.server.mcp.calling import DATA

DATA_TOO = {"extensions": [advertise(DATA)]}
"""What a client says that reads data beside texts, which the SDK checks against the tools' output schemas."""
MODES = ("legacy", "auto")
"""The protocol with a handshake (2025-11-25), and the one without (2026-07-28)."""


def process(path: Path, *more: str) -> StdioServerParameters:
    """`mnesis mcp` on a file, with search by words alone."""
    args = ["-m", "mnesis", "mcp", "--db", str(path), *more]
    return StdioServerParameters(command=sys.executable, args=args, env={**os.environ, "MNESIS_EMBEDDER": "none"})


@asynccontextmanager
async def over_stdio(path: Path, *more: str, **client: Any) -> AsyncIterator[Client]:
    """A client of a process of its own."""
    async with Client(stdio_client(process(path, *more)), **{**DATA_TOO, **client}) as connected:
        yield connected


@dataclass(frozen=True)
class Place:
    """A server that runs, and the memory behind it."""

    memory: Memory
    app: FastAPI
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/mcp"

    def key(self, *places: str, role: Role = Role.MEMBER, tenant: str = "local") -> str:
        """The token of a new key."""
        return self.app.state.door.keyring.make(tenant, "kira", role, places or ("main",)).token

    @asynccontextmanager
    async def client(self, token: str | None, scope: str | None = None, **client: Any) -> AsyncIterator[Client]:
        """A client with this key."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Mnesis-Scope": scope} if scope else {}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=600) as http,
            Client(streamable_http_client(self.url, http_client=http), **{**DATA_TOO, **client}) as connected,
        ):
            yield connected


@contextmanager
def running(app: FastAPI) -> Iterator[int]:
    """The port at which an app is served meanwhile."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(120)
            assert not thread.is_alive()


@contextmanager
def served(path: Path, owner: Caller | None = None, config: Config = Config()) -> Iterator[Place]:  # noqa: B008
    with mnesis.open(path, embedder="none") as memory:
        app = create_app(memory, config, owner)
        with running(app) as port:
            yield Place(memory, app, port)


def text(result: Any) -> str:
    """What a model reads of a result."""
    return "\n".join(one.text for one in result.content)
