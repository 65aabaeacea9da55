"""Every tool over HTTP with the SDK's client, which checks each result against the tool's output schema."""

import asyncio
import json
import re
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from tests.server.mcp.places import MODES, Place, text

from mnesis.server.mcp.calling import DATA
from mnesis.server.mcp.tools import TOOLS


async def said(client: Client, tool: str, **arguments: Any) -> str:
    """What a tool that succeeds says."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text(result)
    assert result.structured_content is not None
    return text(result)


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """What a tool that fails says."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, text(result)
    assert result.structured_content is None
    return text(result)


def cited(line: str) -> str:
    """The first id in brackets."""
    found = re.search(r"\[([0-9A-Z]{7})\]", line)
    assert found, line
    return found[1]


@pytest.mark.parametrize("mode", MODES)
def test_a_conversation_with_every_tool(place: Place, name: str, mode: str) -> None:
    used: set[str] = set()

    async def flow() -> None:
        async with place.client(place.key(name), mode=mode) as client:

            async def ask(tool: str, **arguments: Any) -> str:
                used.add(tool)
                return await said(client, tool, **arguments)

            told = {"speaker": "Otto", "session": "s1", "time": "2026-05-04T10:00Z"}
            kept = await ask("remember", text="My name is Otto and I live in Berlin.", **told)
            assert "Kept" in kept
            assert "session s1" in kept
            assert "already" in await ask("remember", text="My name is Otto and I live in Berlin.", **told)
            many = [{"text": "I always want pnpm, not npm."}, {"text": "Noted.", "actor": "agent"}]
            assert "2 memories kept in session s1" in await ask("remember_many", messages=many, session="s1")

            first = (await ask("recall", query="Where does Otto live?")).splitlines()[1]
            assert "2026-05-04 Otto (s1): My name is Otto and I live in Berlin." in first
            assert "pnpm" in await ask("context", query="Install the dependencies", session="s1")
            assert cited(first) in await ask("timeline", since="2026-05-04", until="2026-05-05")
            assert "s1: 3 memories since 2026-05-04, open" in await ask("sessions")
            assert "ended" in await ask("close_session", session="s1")

            home = await ask("facts", query="where Otto lives")
            berlin = next(line for line in home.splitlines() if "Berlin" in line)
            assert "“I live in Berlin.”" in await ask("why", id=cited(berlin))
            assert "pnpm, not npm" in await ask("preferences", category="tools")
            assert "Otto (person" in await ask("entities", query="Otto")
            assert "Berlin" in await ask("relations", entity="Otto")

            recipe = {"name": "Deploy", "trigger": "deploying the shop", "steps": ["run npm test", "push the tag"]}
            await ask("learn", procedure=recipe)
            assert "1. run" in (found := await ask("procedures", task="deploy the shop"))
            assert "worked 1" in await ask("outcome", procedure=cited(found), how="success")

            moved = await ask("correct", id=cited(berlin), value="Hamburg")
            assert "Hamburg" in moved
            assert "Hamburg" in await ask("facts", subject="Otto", predicate="lives in")
            assert await ask("feedback", subject=cited(first), rating=1, query="Where?") == "Kept."
            assert "2026-05-04" in await ask("reflect", day="2026-05-04")
            assert "1 memory erased for good." in await ask("forget", ids=[cited(first)])
            assert await ask("forget", ids=[cited(first)]) == "Nothing with such an id is here."
            assert "Berlin" not in await ask("timeline")

    asyncio.run(flow())
    assert used == {tool.name for tool in TOOLS}


def test_what_is_taught_outright(place: Place, name: str) -> None:
    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            fact = {"subject": "Otto", "subject_type": "person", "predicate": "works at", "object": "Acme"}
            assert "Otto works at Acme since March 2024" in await said(
                client, "learn", fact={**fact, "valid_from": "2024-03-01"}
            )
            wish = {"category": "tools", "key": "editor", "value": "Helix", "instead_of": "Vim"}
            assert "editor: Helix, not Vim" in await said(client, "learn", preference=wish)
            assert "Acme" in await said(client, "facts", subject="Otto", as_of="2024-06-01")
            assert "No fact" in await said(client, "facts", subject="Otto", as_of="2023-06-01")
            assert "Rome" in await said(client, "learn", text="I live in Rome.")

    asyncio.run(flow())


def test_a_tool_that_fails_says_what_to_do(place: Place, name: str) -> None:
    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            assert "is no argument of recall, which takes query" in await refused(client, "recall", question="?")
            assert "query: field required" in await refused(client, "recall")
            assert "limit" in await refused(client, "recall", query="x", limit=0)
            assert "category" in await refused(client, "preferences", category="colour")
            assert "as_of" not in await refused(client, "timeline", since="yesterday-ish")
            assert "`facts`" in await refused(client, "why", id="ZZZZZZZ")
            assert "exactly one of" in await refused(client, "learn")
            assert "No session" in await refused(client, "close_session", session="nowhere")
            wish = {"category": "tools", "key": "editor", "value": "Helix"}
            taught = await said(client, "learn", preference=wish)
            assert "`correct` withdraws it" in await refused(client, "forget", ids=[cited(taught)])
            with pytest.raises(MCPError, match="Unknown tool: dance"):
                await client.call_tool("dance", {})

    asyncio.run(flow())


def test_structures_may_come_as_text(place: Place, name: str) -> None:
    """Some clients send objects and lists as JSON in a text."""

    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            assert "1 memory kept" in await said(client, "remember_many", messages='[{"text": "I like tea."}]')
            assert "tea" in await said(client, "recall", query="tea", limit="3")

    asyncio.run(flow())


def test_long_memories_are_cut_where_many_are_listed(place: Place, name: str) -> None:
    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            await said(client, "remember", text="zebra " + "word " * 1000)
            found = await said(client, "recall", query="zebra")
            uri = re.search(r"mnesis://memories/\w+", found)
            assert uri
            assert len(found) < 2_000
            whole = (await client.read_resource(uri[0])).contents[0]
            assert len(whole.text) > 5_000  # type: ignore[union-attr]

    asyncio.run(flow())


@pytest.mark.parametrize("mode", MODES)
def test_a_client_that_does_not_say_that_it_reads_data_gets_texts_alone(place: Place, name: str, mode: str) -> None:
    """Claude Code and Codex hand a model the data where there is some, and leave the text out."""

    async def flow() -> None:
        async with place.client(place.key(name), mode=mode, extensions=None) as client:
            assert not [one.name for one in (await client.list_tools()).tools if one.output_schema]
            await client.call_tool("remember", {"text": "I moved to Berlin.", "speaker": "Otto"})
            found = await client.call_tool("recall", {"query": "Where did Otto move?"})
            assert found.structured_content is None
            assert "Otto (mcp-" in text(found)
            assert client.server_capabilities.extensions == (None if mode == "legacy" else {DATA: {}})

    asyncio.run(flow())


def test_what_every_tool_says_of_itself(place: Place) -> None:
    async def flow() -> None:
        async with place.client(place.key()) as client:
            tools = (await client.list_tools()).tools
        assert [one.name for one in tools] == [one.name for one in TOOLS]
        for one in tools:
            assert one.title
            assert len(one.description or "") > 80, one.name
            assert one.output_schema
            assert one.output_schema["type"] == "object"
            assert one.input_schema["additionalProperties"] is False
            hints = one.annotations
            assert hints
            assert hints.open_world_hint is False
            for name, schema in one.input_schema["properties"].items():
                assert "anyOf" not in schema, (one.name, name)
        changing = {one.name for one in tools if one.annotations and not one.annotations.read_only_hint}
        taking = {one.name for one in tools if one.annotations and one.annotations.destructive_hint}
        assert taking == {"correct", "forget"}
        assert changing == taking | {
            "remember",
            "remember_many",
            "learn",
            "outcome",
            "feedback",
            "close_session",
            "reflect",
        }

    asyncio.run(flow())


def test_arguments_are_read_as_they_are_meant(place: Place, name: str) -> None:
    """Models write null for what they leave out, and lists and objects as JSON within a text; a text stays one."""

    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            nothing = {"speaker": None, "session": None, "time": None, "tags": None, "importance": None}
            await said(client, "remember", text='["a", "b"] is what the log says.', actor=None, **nothing)
            assert "log says" in await said(client, "recall", query='["a", "b"]', limit=None, as_of=None, deep=None)
            turns = [{"text": "Yes, of course.", "actor": None, "time": None}]
            assert "1 memory kept" in await said(client, "remember_many", messages=json.dumps(turns))
            fact = {"subject": "Otto", "subject_type": None, "predicate": "works at", "object": "Acme", "also": None}
            learnt = await said(client, "learn", text=None, fact=json.dumps(fact))
            for value in ("null", '{"a": 1}', "[1]", "true", "7"):
                told = (await said(client, "correct", id=cited(learnt), value=value)).splitlines()
                [learnt] = [line for line in told if line.startswith("Fact ")]
                assert value in learnt
            assert "query: field required" in await refused(client, "recall", query=None)

    asyncio.run(flow())
