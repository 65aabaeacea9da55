"""Live updates: whoever listens, to whatever, hears of the scopes of their key and of nothing else."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from .test_isolation import CANARY
from .world import Holder, World

PATIENCE = 15_000


@dataclass
class Socket:
    """A WebSocket to an app in this process."""

    app: FastAPI
    who: Holder
    heard: list[str] = field(default_factory=list)
    _said: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self._said.put_nowait({"type": "websocket.connect"})

    async def run(self) -> None:
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": "/v1/live",
            "raw_path": b"/v1/live",
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"localhost"), (b"authorization", f"Bearer {self.who.token}".encode())],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
            "subprotocols": [],
        }
        await self.app(scope, self._said.get, self._hear)

    async def _hear(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self.heard.append(message.get("text") or "")
            if json.loads(self.heard[-1])["type"] == "ping":
                await self.say(type="pong")

    async def say(self, **message: object) -> None:
        await self._said.put({"type": "websocket.receive", "text": json.dumps(message)})

    async def until(self, part: str) -> None:
        """Wait until something with this in it is heard."""
        for _ in range(PATIENCE):
            if any(part in one for one in self.heard):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.who.caller} has not heard {part!r}, but {self.heard}")

    async def leave(self) -> None:
        await self._said.put({"type": "websocket.disconnect", "code": 1000})


@asynccontextmanager
async def listening(world: World) -> AsyncIterator[list[Socket]]:
    """Everybody with a key, subscribed to every scope there is, and to some that are not."""
    app = world.app
    async with app.router.lifespan_context(app):
        sockets = [Socket(app, who) for who in world.holders]
        running = [asyncio.create_task(one.run()) for one in sockets]
        for one in sockets:
            for name in sorted({place.scope.name for place in world.places} | {"user:nobody", "team:*"}):
                await one.say(type="subscribe", scope=name, cursor=0)
            await one.say(type="ping")
        for one in sockets:
            await one.until('"pong"')
        yield sockets
        for one in sockets:
            await one.leave()
        await asyncio.gather(*running)


def test_nobody_hears_of_what_is_out_of_reach(tmp_path: Path) -> None:
    world = World(tmp_path / "world", 7)
    world.fill()
    asyncio.run(_listen(world))
    world.memory.close()


async def _listen(world: World) -> None:
    async with listening(world) as sockets:
        for place in world.places:
            memory = world.memory.within(place.scope)
            await asyncio.to_thread(memory.remember, f"News of {place.canary['word']}: the train is late.")
        for one in sockets:
            for place in world.reads(one.who):
                await one.until(f"News of {place.canary['word']}")
    for one in sockets:
        names = {place.scope.name for place in world.places}
        told = {word.lower() for text in one.heard for word in CANARY.findall(text)}
        asked = {name.partition(":")[2] for name in names}  # what it asked for is in the refusals
        secret = {word for word in told if not world.may_know(one.who, word)} - asked
        assert not secret, f"{one.who.caller} hears {secret}: {one.heard}"
        assert refusals(one, world) <= {"This key may not read in scope 'SCOPE'."}


def refusals(one: Socket, world: World) -> set[str]:
    """How a socket was refused what it may not read, there or not."""
    mine = {place.scope.name for place in world.reads(one.who)}
    told = set()
    for message in map(json.loads, one.heard):
        if message["type"] == "error" and message.get("scope") not in mine | {"team:*"}:
            told.add(str(message["detail"]).replace(message["scope"], "SCOPE").partition(" Use ")[0])
    return told
