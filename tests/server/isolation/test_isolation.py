"""Whatever anybody asks, in whatever way, nothing that the caller may not see is in the answer: no word, no name, no
id, no count, and no difference.

Three things are looked at, for each of 10,000 random requests over tenants, scopes, keys, REST, MCP and Mem0's paths:
that no canary of a scope out of reach is in the response; that an id of such a scope is answered like one that nothing
has; and that a caller gets the same answer in a world in which everything out of reach is different.
"""

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from mnesis.errors import Forbidden, NotFound
from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import Episode, Right, Scope
from mnesis.server.door import Door
from mnesis.server.mcp.calling import DATA
from mnesis.stores.contract import Stats

from .asking import MCP_SESSION, Asker, Operation, Request, mcp, mem0, nobody, operations, rest, rpc
from .world import MARK, Holder, Place, World

CASES = 10_000
PARTS = 4
"""Worlds of their own, so that they can be run beside one another."""
SEED = 5
ENOUGH = 8
AGAIN = 200
"""Requests after which what was erased is put back."""

CANARY = re.compile(rf"{MARK}[a-z]{{7}}", re.IGNORECASE)
ULID = re.compile(r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b")
TOKEN = re.compile(r"mn_[0-9a-f]{16}_[\w-]{43}")
NEW_KEY = re.compile(r'"(?:id|replaces)":"[0-9a-f]{16}"')
CHANGING = re.compile(
    r'"(took_ms|took|asked_at|at|created_at|updated_at|last_used_at|started|ended_at)":\s*(?:\{[^}]*\}|"[^"]*"|null|[0-9.e-]+)'
)


@dataclass
class Served:
    """A world with its app running, and a client."""

    world: World
    client: httpx.AsyncClient
    description: dict[str, Any]
    sessions: dict[str, str] = field(default_factory=dict)
    tools: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    async def send(self, one: Request) -> httpx.Response:
        return await self.client.request(one.method, one.path, headers=dict(one.headers), content=one.body)

    async def greet(self, who: Holder) -> None:
        """Begin an MCP session."""
        asker = Asker(self.world, who, None, random.Random(0))
        reads = {"extensions": {DATA: {}}}  # the data are looked through as well as the texts
        client = {"protocolVersion": "2025-06-18", "capabilities": reads, "clientInfo": {"name": "t", "version": "1"}}
        begun = await self.send(rpc(asker, "initialize", client, None))
        assert begun.status_code == 200, begun.text
        session = self.sessions[who.token] = begun.headers["mcp-session-id"]
        listed = await self.send(rpc(asker, "tools/list", {}, session))
        self.tools[who.token] = message(listed)["result"]["tools"]


def message(response: httpx.Response) -> dict[str, Any]:
    """The JSON-RPC message of a response, of one that is a stream of events the last."""
    lines = [line[6:] for line in response.text.splitlines() if line.startswith("data: ")]
    found: dict[str, Any] = json.loads(lines[-1] if lines else response.text)
    return found


@asynccontextmanager
async def served(world: World) -> AsyncIterator[Served]:
    world.fill()
    app = world.app
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://localhost"))
        one = Served(world, client, app.openapi())
        for who in world.holders:
            await one.greet(who)
        yield one
    world.memory.close()


# --- one request -------------------------------------------------------------------------------------------------


def case(one: Served, chance: random.Random, listed: list[Operation]) -> tuple[Holder, Request]:
    """A random caller with a random request."""
    world = one.world
    who = chance.choice(world.holders)
    reads = world.reads(who)
    where = chance.choice(reads) if reads and chance.random() < 0.85 else None
    if where is None and chance.random() < 0.5:
        where = _baited(world, who, chance)
    asker = Asker(world, who, where if where in reads else None, chance)
    kind = chance.random()
    if kind < 0.6:
        operation = chance.choices(listed, [one.weight for one in listed])[0]
        return who, _elsewhere(rest(asker, operation, one.description), where, reads)
    if kind < 0.85:
        return who, mcp(asker, one.tools[who.token], one.sessions[who.token])
    return who, mem0(replace(asker, where=None))


def _baited(world: World, who: Holder, chance: random.Random) -> Place | None:
    """A scope that the caller may not read, of its own tenant or with a name that another one has."""
    return chance.choice([one for one in world.places if not who.caller.may(Right.READ, one.scope)] or [None])  # type: ignore[list-item]


def _elsewhere(request: Request, where: Place | None, reads: list[Place]) -> Request:
    """The request, for the scope that is meant, though the caller may not."""
    if where is None or where in reads:
        return request
    headers = {**request.headers, "Mnesis-Scope": where.scope.name}
    told = request.told | {where.scope.name, where.scope.name.partition(":")[2]}
    return replace(request, headers=headers, told=told)


def leaks(world: World, who: Holder, request: Request, response: httpx.Response, spoken: set[str]) -> set[str]:
    """What is in a response that its caller may not know, and has not said."""
    text = response.text + repr(response.headers.raw)
    words = {word.lower() for word in CANARY.findall(text)}
    secret = {word for word in words if not world.may_know(who, word)}
    secret |= {id for id in ULID.findall(text) if id in world.ids and not who.caller.may(Right.READ, world.ids[id])}
    said = request.said + repr(dict(request.headers))
    return secret - {word.lower() for word in CANARY.findall(said)} - set(ULID.findall(said)) - spoken


def plain(text: str) -> str:
    """A response without what changes from one time to the next."""
    return TOKEN.sub("TOKEN", NEW_KEY.sub('"id":"KEY"', CHANGING.sub(r'"\1":0', text)))


def told(response: httpx.Response, request: Request, world: World) -> str:
    """Everything that a caller sees of a response; ids that were made on the way are like each other."""
    text = plain(response.text)
    for id in (*request.foreign, *(nobody(at) for at in range(len(request.foreign))), *ULID.findall(request.said)):
        text = text.replace(id, "SENT")
    text = ULID.sub(lambda found: found[0] if found[0] in world.ids else "ID", text)
    headers = {name for name, _ in response.headers.items()}
    return f"{response.status_code} {sorted(headers)} {text}"


# --- all of them -------------------------------------------------------------------------------------------------


@dataclass
class Run:
    """Many requests, one after the other, in a world and in its twin."""

    one: Served
    twin: Served
    listed: list[Operation]
    spoken: set[str] = field(default_factory=set)
    answered: int = 0

    async def wrong(self, seed: str, cases: int, enough: int) -> list[str]:
        """Ask; what was wrong, in words, the first few of it."""
        found: list[str] = []
        for number in range(cases):
            if number % AGAIN == 0:
                for each in (self.one, self.twin):
                    await asyncio.to_thread(each.world.fill)
            try:
                await self.case(number, seed)
            except AssertionError as error:
                found.append(str(error))
            if len(found) == enough:
                break
        return found

    async def case(self, number: int, seed: str) -> None:
        who, request = case(self.one, random.Random(f"{seed} {number}"), self.listed)
        asked = f"{who.caller.role.value} {who.caller.places}: {request.about} {dict(request.headers)} {request.body!r}"
        self.spoken |= request.told | set(ULID.findall(request.said))
        place = f"seed {seed!r}, case {number}: {asked}"
        before = await self._absent(request)
        response = await self.one.send(request)
        there = await self._elsewhere(who, request)
        self.answered += response.status_code < 300
        found = leaks(self.one.world, who, request, response, self.spoken)
        assert not found, (
            f"{place}\nis told {found}:\n{response.status_code} {response.headers}\n{response.text[:4000]}"
        )
        here = told(response, request, self.one.world)
        if before is not None:
            assert here == told(before, request, self.one.world), f"{place}\nwhat is elsewhere is answered otherwise"
        if there is not None and who.closed:
            assert here == told(there, request, self.one.world), f"{place}\nis answered otherwise in another world"

    def _changes(self, request: Request) -> bool:
        """Whether a second one may be answered otherwise: it keeps its texts, or is about what is there as well."""
        there = set(ULID.findall(request.said)) & self.one.world.ids.keys()
        return request.keeps or bool(there - request.foreign)

    async def _absent(self, request: Request) -> httpx.Response | None:
        """The response to the same request of what is nowhere, where ids of elsewhere are in this one."""
        return await self.one.send(request.instead()) if request.foreign and not self._changes(request) else None

    async def _elsewhere(self, who: Holder, request: Request) -> httpx.Response | None:
        """The response to the same request in the twin. What is done at globex, nobody at acme is to know."""
        if who.caller.tenant == "globex":
            return None
        if MCP_SESSION in request.headers:
            session = self.twin.sessions[who.token]
            request = replace(request, headers={**request.headers, MCP_SESSION: session})
        if request.foreign and not self._changes(request):
            await self.twin.send(request.instead())
        return await self.twin.send(request)


async def ask(folder: Path, seed: str, cases: int, enough: int) -> tuple[list[str], int]:
    """What was wrong with the answers to so many requests, and how many of them were no refusals."""
    async with (
        served(World(folder / "world", SEED)) as one,
        served(World(folder / "twin", SEED, twin=True)) as twin,
    ):
        run = Run(one, twin, operations(one.description))
        return await run.wrong(seed, cases, enough), run.answered


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_is_told_what_is_out_of_reach(part: int, tmp_path: Path) -> None:
    wrong, answered = asyncio.run(ask(tmp_path, f"{SEED}.{part}", CASES // PARTS, ENOUGH))
    assert not wrong, "\n\n".join(wrong)
    assert answered > CASES // PARTS // 3, "most requests were refused, which shows little"


# --- that it would find something --------------------------------------------------------------------------------


def enter_anything(self: Door, caller: Caller, right: Right, scope: str | None = None) -> Memory:
    return self.memory.within(caller.home if scope is None else Scope(caller.tenant, scope))


def count_everything(self: Memory) -> Stats:
    return self.store.stats()


def tell_apart(self: Memory, id: str) -> Episode:
    for found in self.store.get(Episode, [id]):
        if found.scope == self.scope:
            return found
        raise Forbidden(right="read", scope="another")
    raise NotFound(kind="memory", id=id)


BROKEN = {
    "is told": (Door, "enter", enter_anything),
    "another world": (Memory, "stats", count_everything),
    "answered otherwise": (Memory, "get", tell_apart),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", BROKEN)
def test_what_leaks_is_found(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*BROKEN[how])
    wrong, _ = asyncio.run(ask(tmp_path, f"{SEED}.broken", CASES // PARTS, 1))
    assert how in wrong[0]
