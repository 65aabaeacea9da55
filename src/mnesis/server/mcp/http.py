"""Over streamable HTTP at `/mcp`, in the process that serves REST: by the same keys, through the same door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from fastapi import FastAPI
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from mnesis.errors import Unauthenticated
from mnesis.governance.access import Caller
from mnesis.server.callers import asking, door_of, from_own_page, token_of
from mnesis.server.config import Config
from mnesis.server.mcp.access import Access, Shared
from mnesis.server.mcp.server import Context, make_server

PATH = "/mcp"
SCOPE_HEADER = "mnesis-scope"
"""The scope that is meant where a call names none."""
PROVED_AGAIN = 30.0
"""Seconds after which an open stream's key is looked at again."""

_ACCESS = "mnesis.access"


def mount(app: FastAPI, server: Server[Any] | None = None) -> None:
    """Serve MCP under PATH of an app, which has `door`, `config` and `life` in its state; `server` instead of the one
    that has mnesis's tools."""
    door = Endpoint(server or make_server(access_of, ended=lambda ctx: _ended(_request_of(ctx))))
    app.router.routes.append(Route(PATH, endpoint=door, include_in_schema=False))
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with door.running(app.state.config), inner(app) as state:
            yield state

    app.router.lifespan_context = lifespan


def access_of(ctx: Context) -> Access:
    """What the caller of a request may reach, as `Endpoint` found out."""
    access: Access = _request_of(ctx).scope[_ACCESS]
    return access


def _request_of(ctx: Context) -> Request:
    assert isinstance(ctx.request, Request), "over HTTP"
    return ctx.request


class Endpoint:
    """Lets requests in: proves the key, then hands over to the SDK, which binds sessions to it."""

    def __init__(self, server: Server[Any]) -> None:
        self._server = server
        self._sessions: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self, config: Config) -> AsyncIterator[None]:
        """Answer requests meanwhile."""
        sessions = StreamableHTTPSessionManager(self._server, max_request_body_size=config.body_bytes)
        async with sessions.run():
            self._sessions = sessions
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._sessions, "the app's lifespan has begun"
        request = Request(scope)
        if not from_own_page(request):
            raise HTTPException(403, "Pages of this origin may not call this server: MNESIS_SERVER_ORIGINS.")
        caller = await asking(request)
        state = request.app.state
        access = Shared(state.door, caller, state.long, request.headers.get(SCOPE_HEADER))
        known = {**scope, "user": _user(caller), _ACCESS: access}
        if request.method != "GET":
            return await self._sessions.handle_request(known, receive, send)
        whole = _Whole(send)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_cancel, request, tasks.cancel_scope)
            await self._sessions.handle_request(known, receive, whole)
            tasks.cancel_scope.cancel()
        await whole.end()


class _Whole:
    """What sends a response, and can end one that was broken off in its middle: to the client it is over then, not
    lost."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._open = False

    async def __call__(self, message: Message) -> None:
        self._open = message["type"] == "http.response.start" or bool(message.get("more_body"))
        await self._send(message)

    async def end(self) -> None:
        if self._open:
            await self({"type": "http.response.body"})


async def _ended(request: Request) -> None:
    """Returns when a stream is to end, which else stays open as long as its client likes: with the server, or with its
    key."""
    while True:
        with anyio.move_on_after(PROVED_AGAIN):
            await request.app.state.life.stopped()
            return
        try:
            await run_in_threadpool(door_of(request).caller, token_of(request))
        except Unauthenticated:
            return


async def _cancel(request: Request, stream: anyio.CancelScope) -> None:
    await _ended(request)
    stream.cancel()


def _user(caller: Caller) -> AuthenticatedUser:
    """The caller, as the SDK tells one owner of a session from another. The token itself stays out of it."""
    return AuthenticatedUser(AccessToken(token="", client_id=caller.key_id or "owner", scopes=[]))
