"""What a server bears: hosts, requests at once, bytes, seconds, requests a key."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnesis.server.config import Config
from mnesis.server.problems import problem

UPLOADS = frozenset(("/v1/import",))
"""Paths that take whole files: more bytes, and the time counts from their last one."""
NOTES = "mnesis"
"""What the layers below tell the gate, in the scope of a request."""
_KEYS = 10_000
_AFTER = "Sent again with the Idempotency-Key that it had, it is answered once it is done; long work is told as events."


class Gate:
    """A layer around the app that lets in what the server can bear, and ends what takes too long."""

    def __init__(self, app: ASGIApp, config: Config) -> None:
        self.app, self.config = app, config
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is not None:
            await _refuse(refused, scope, receive, send)
            return
        self.inside += 1
        try:
            if scope["type"] == "http":
                await _Passage(self.config, scope, receive, send).go(self.app)
            else:
                await self.app(scope, receive, send)
        finally:
            self.inside -= 1

    def _refused(self, scope: Scope) -> Any:
        headers = dict(scope["headers"])
        if not self.config.answers_to(headers.get(b"host", b"").decode("latin-1")):
            return problem(421, "MisdirectedRequest", "This server does not answer to that name: MNESIS_SERVER_HOSTS.")
        if self.inside >= self.config.queue:
            return problem(503, "Busy", "Too many requests at once.", {"Retry-After": "1"})
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > _room(self.config, scope):
            return _too_large(self.config, scope)
        return None


async def _refuse(response: Any, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await response(scope, receive, send)


def _room(config: Config, scope: Scope) -> int:
    return config.upload_bytes if scope["path"] in UPLOADS else config.body_bytes


def _too_large(config: Config, scope: Scope) -> Any:
    return problem(413, "ContentTooLarge", f"A body may have {_room(config, scope):,} bytes here.")


class _Passage:
    """One request on its way."""

    def __init__(self, config: Config, scope: Scope, receive: Receive, send: Send) -> None:
        self.config, self.scope, self.receive, self.send = config, scope, receive, send
        self.room = _room(config, scope)
        self.began = self.late = False
        self.notes: dict[str, bytes] = {}
        self.timer: asyncio.TimerHandle | None = None
        self.telling: asyncio.Task[None] | None = None

    async def go(self, app: ASGIApp) -> None:
        self.scope[NOTES] = self.notes
        if self.scope["path"] not in UPLOADS:
            self._hurry()
        try:
            await app(self.scope, self._receiving, self._sending)
        finally:
            if self.timer:
                self.timer.cancel()
            if self.telling:
                await self.telling

    def _hurry(self) -> None:
        self.timer = asyncio.get_running_loop().call_later(self.config.request_seconds, self._expire)

    def _expire(self) -> None:
        if not self.began:
            self.late = True
            told = f"This takes longer than {self.config.request_seconds:g} s, and goes on. {_AFTER}"
            response = problem(504, "Timeout", told)
            self.telling = asyncio.ensure_future(response(self.scope, self.receive, self.send))

    async def _receiving(self) -> Message:
        message = await self.receive()
        if message["type"] == "http.request":
            self.room -= len(message.get("body", b""))
            if self.room < 0:
                raise HTTPException(413, f"A body may have {_room(self.config, self.scope):,} bytes here.")
            if self.timer is None and not message.get("more_body"):
                self._hurry()
        return message

    async def _sending(self, message: Message) -> None:
        if self.late:
            return
        if message["type"] == "http.response.start":
            self.began = True
            message["headers"] = [*message.get("headers", ()), (b"x-content-type-options", b"nosniff")]
            message["headers"] += [(name.encode(), value) for name, value in self.notes.items()]
        await self.send(message)


@dataclass(slots=True)
class Rates:
    """A bucket of tokens for each key (Turner 1986): `rate` a second flow in, `burst` at most are in it. Used on the
    event loop only. At `app.state.rates`."""

    rate: float
    burst: int
    timer: Callable[[], float] = monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, who: str) -> dict[str, bytes]:
        """One token; headers that say how many are left. Raises HTTPException where there is none."""
        if not self.rate:
            return {}
        now = self.timer()
        tokens, at = self._buckets.pop(who, (float(self.burst), now))
        tokens = min(self.burst, tokens + (now - at) * self.rate)
        left = tokens - 1 if tokens >= 1 else tokens
        self._buckets[who] = left, now
        while len(self._buckets) > _KEYS:
            self._buckets.popitem(last=False)
        wait = max(0, ceil((1 - left) / self.rate))
        policy = f'"key";q={self.burst};w={ceil(self.burst / self.rate)}'
        headers = {"RateLimit-Policy": policy, "RateLimit": f'"key";r={int(left)};t={wait}'}
        if tokens < 1:
            raise HTTPException(429, "This key asks too often.", {**headers, "Retry-After": str(max(1, wait))})
        return {name: value.encode() for name, value in headers.items()}
