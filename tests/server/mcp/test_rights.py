"""Who may do what over MCP: the same keys, the same door, and nothing that tells of others."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from tests.server.mcp.places import MODES, Place, text

from mnesis.model import Role, utc_now
from mnesis.server.mcp import http
from mnesis.server.mcp.tools import TOOLS
from mnesis.steps.keyring import Keyring

READING = {
    "recall",
    "context",
    "facts",
    "why",
    "preferences",
    "procedures",
    "entities",
    "relations",
    "timeline",
    "sessions",
}
WRITING = {"remember", "remember_many", "learn", "outcome", "feedback", "close_session"}
START = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}
ACCEPT = {"Accept": "application/json, text/event-stream"}


async def tools_of(client: Client) -> set[str]:
    return {one.name for one in (await client.list_tools()).tools}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("role", "tools"),
    [
        (Role.READER, READING),
        (Role.AGENT, READING | WRITING),
        (Role.MEMBER, {one.name for one in TOOLS}),
        (Role.OPERATOR, set()),
    ],
)
def test_tools_that_a_key_may_not_use_are_not_listed(
    place: Place, name: str, mode: str, role: Role, tools: set[str]
) -> None:
    async def flow() -> None:
        async with place.client(place.key(name, role=role), mode=mode) as client:
            assert await tools_of(client) == tools
            for hidden in {"recall", "remember", "forget"} - tools:
                with pytest.raises(MCPError, match=f"Unknown tool: {hidden}"):
                    await client.call_tool(hidden, {"text": "x", "query": "x", "ids": ["ABCDEFG"]})

    asyncio.run(flow())


def test_a_key_of_several_places_chooses_by_an_argument_or_a_header(place: Place, name: str) -> None:
    token = place.key(name, "project:*")

    async def flow() -> None:
        async with place.client(token) as client:
            schema = (await client.list_tools()).tools[0].input_schema
            assert "scope" in schema["properties"]
            for scope, tea in ((None, "Assam"), ("project:x", "Darjeeling")):
                there = {"scope": scope} if scope else {}
                await client.call_tool("remember", {"text": f"I like {tea}.", **there})
            assert "Assam" in text(await client.call_tool("recall", {"query": "tea I like"}))
            found = text(await client.call_tool("recall", {"query": "tea I like", "scope": "project:x"}))
            assert "Darjeeling" in found
            assert "Assam" not in found
        async with place.client(token, scope="project:x") as client:
            assert "Darjeeling" in text(await client.call_tool("timeline", {}))
        async with place.client(place.key(name)) as client:
            assert "scope" not in (await client.list_tools()).tools[0].input_schema["properties"]
            refused = await client.call_tool("recall", {"query": "x", "scope": name})
            assert refused.is_error

    asyncio.run(flow())


def test_other_scopes_are_refused_in_the_same_words_whether_they_are_there_or_not(place: Place, name: str) -> None:
    place.memory.within("team:secret").remember("The launch is on Friday.")
    token = place.key(name, "project:*")

    async def flow() -> None:
        async with place.client(token) as client:
            for tool, given in (("recall", {"query": "launch"}), ("remember", {"text": "x"}), ("timeline", {})):
                there = text(await client.call_tool(tool, {**given, "scope": "team:secret"}))
                not_there = text(await client.call_tool(tool, {**given, "scope": "team:nobody"}))
                assert there.replace("secret", "nobody") == not_there
                assert "Friday" not in there

    asyncio.run(flow())


def test_nothing_of_another_scope_in_resources_and_completions(place: Place, name: str) -> None:
    place.memory.within("user:other").remember("My name is Zacharias and I live in Zagreb.", session="zsession")
    id = place.memory.within("user:other").timeline()[0].id

    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            listed = (await client.list_resources()).resources
            assert [one.name for one in listed] == ["MEMORY.md", "USER.md"]
            for uri in ("sessions/zsession", "entities/Zacharias", f"memories/{id}", "nothing/x"):
                with pytest.raises(MCPError) as caught:
                    await client.read_resource(f"mnesis://{uri}")
                assert caught.value.error.message == "Resource not found"
            for page in ("MEMORY.md", "USER.md"):
                assert "Za" not in (await client.read_resource(f"mnesis://pages/{page}")).contents[0].text  # type: ignore[union-attr]
            for template, key in (("entities/{name}", "name"), ("sessions/{id}", "id")):
                from mcp.types import ResourceTemplateReference

                ref = ResourceTemplateReference(uri=f"mnesis://{template}")
                found = await client.complete(ref, {"name": key, "value": "z"})
                assert found.completion.values == []
            assert "No fact with id" in text(await client.call_tool("why", {"id": id}))

    asyncio.run(flow())


def post(place: Place, message: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
    return httpx.post(place.url, json=message, headers={**ACCEPT, **headers}, timeout=90)


def test_without_a_key_that_holds_nothing_is_answered(place: Place, name: str) -> None:
    ring = place.app.state.door.keyring
    made = ring.make("local", "short", Role.MEMBER, (name,))

    assert post(place, START, {}).status_code == 401
    assert post(place, START, {"Authorization": "Bearer mn_x_y"}).json()["title"] == "Unauthenticated"
    mine = {"Authorization": f"Bearer {made.token}"}
    begun = post(place, START, mine)
    assert begun.status_code == 200
    session = {**mine, "Mcp-Session-Id": begun.headers["mcp-session-id"]}
    ping = {"jsonrpc": "2.0", "id": 2, "method": "ping"}
    assert post(place, ping, session).status_code == 200
    other = {**session, "Authorization": f"Bearer {place.key(name)}"}
    assert post(place, ping, other).status_code == 404, "a session is its key's own"
    ring.revoke("local", made.key.id)
    assert post(place, ping, session).status_code == 401


def test_a_stream_ends_with_its_key_and_is_whole(place: Place, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PROVED_AGAIN", 0.1)
    made = place.app.state.door.keyring.make("local", "short", Role.MEMBER, (name,))
    mine = {**ACCEPT, "Authorization": f"Bearer {made.token}"}
    mine["Mcp-Session-Id"] = post(place, START, mine).headers["mcp-session-id"]
    with httpx.stream("GET", place.url, headers=mine, timeout=90) as stream:
        assert stream.status_code == 200
        place.app.state.door.keyring.revoke("local", made.key.id)
        list(stream.iter_lines())  # raises where it is broken off


def test_pages_of_other_origins_are_refused(place: Place) -> None:
    mine = {"Authorization": f"Bearer {place.key()}"}
    assert post(place, START, {**mine, "Origin": "https://evil.example"}).status_code == 403
    own = f"http://127.0.0.1:{place.port}"
    assert post(place, START, {**mine, "Origin": own}).status_code == 200


def test_errors_of_the_store_name_no_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.server.mcp.places import served

    folder = tmp_path_factory.mktemp("gone")

    async def flow(running: Place) -> None:
        async with running.client(running.key()) as client:
            running.memory.store.close()
            with suppress(MCPError):
                failed = await client.call_tool("timeline", {})
                assert failed.is_error
                assert str(folder) not in text(failed)

    with served(folder / "m.db") as running:
        asyncio.run(flow(running))


def test_an_expired_key_holds_no_more(place: Place, name: str) -> None:
    then = utc_now() - timedelta(hours=1)
    ring = Keyring(place.memory.store, lambda: then)
    made = ring.make("local", "old", Role.MEMBER, (name,), then + timedelta(minutes=1))
    answer = post(place, START, {"Authorization": f"Bearer {made.token}"})
    assert answer.status_code == 401
