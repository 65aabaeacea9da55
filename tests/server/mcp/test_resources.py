"""Resources, completions and prompts over HTTP, and being told of changes."""

import asyncio
import warnings
from typing import Any

import pytest
from mcp import types
from mcp.shared.exceptions import MCPError
from tests.server.mcp.places import MODES, Place

import mnesis
from mnesis.memory import Memory
from mnesis.model import Role
from mnesis.server.mcp import http, updates
from mnesis.server.mcp.prompts import PROMPTS


def content(result: Any) -> str:
    [one] = result.contents
    assert one.mime_type == "text/markdown"
    text: str = one.text
    return text


def test_pages_sessions_people_and_memories_can_be_read(place: Place, name: str) -> None:
    memory = place.memory.within(name)
    said = memory.remember("My name is Otto and I live in Berlin.", speaker="Otto", session="s/1 é")

    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            listed = {one.name: one.uri for one in (await client.list_resources()).resources}
            assert listed == {
                "MEMORY.md": "mnesis://pages/MEMORY.md",
                "USER.md": "mnesis://pages/USER.md",
                "s/1 é": "mnesis://sessions/s%2F1%20%C3%A9",
            }
            assert "lives in: Berlin" in content(await client.read_resource(listed["USER.md"]))
            assert content(await client.read_resource(listed["MEMORY.md"])).startswith("# Memory")
            assert "I live in Berlin." in content(await client.read_resource(listed["s/1 é"]))
            assert "Otto is in Berlin" in content(await client.read_resource("mnesis://entities/otto"))
            for id in (said.id, said.id[-7:]):
                assert "I live in Berlin." in content(await client.read_resource(f"mnesis://memories/{id}"))
            templates = (await client.list_resource_templates()).resource_templates
            assert {one.uri_template for one in templates} == {
                "mnesis://sessions/{id}",
                "mnesis://entities/{name}",
                "mnesis://memories/{id}",
            }
            for uri in ("mnesis://pages/OTHER.md", "mnesis://sessions/", "mnesis://entities/Nobody", "http://x"):
                with pytest.raises(MCPError, match="Resource not found"):
                    await client.read_resource(uri)

    asyncio.run(flow())


def test_lists_come_in_pages(place: Place, name: str) -> None:
    memory = place.memory.within(name)
    for at in range(60):
        memory.remember(f"Number {at}.", session=f"s{at}")

    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            first = await client.list_resources()
            assert first.next_cursor
            second = await client.list_resources(cursor=first.next_cursor)
            assert second.next_cursor is None
            names = [one.name for one in (*first.resources, *second.resources)]
            assert len(names) == len(set(names)) == 62
            with pytest.raises(MCPError, match="Unknown cursor"):
                await client.list_resources(cursor="-1")

    asyncio.run(flow())


def test_names_and_sessions_are_completed(place: Place, name: str) -> None:
    place.memory.within(name).remember("My name is Otto and I live in Oslo.", speaker="Otto", session="Ocean")

    async def flow() -> None:
        async with place.client(place.key(name)) as client:

            async def completed(ref: Any, argument: str, value: str) -> list[str]:
                return (await client.complete(ref, {"name": argument, "value": value})).completion.values

            entities = types.ResourceTemplateReference(uri="mnesis://entities/{name}")
            assert sorted(await completed(entities, "name", "o")) == ["Oslo", "Otto"]
            sessions = types.ResourceTemplateReference(uri="mnesis://sessions/{id}")
            assert await completed(sessions, "id", "oc") == ["Ocean"]
            topic = types.PromptReference(name="what-do-you-know-about")
            assert await completed(topic, "topic", "Ot") == ["Otto"]
            assert await completed(types.PromptReference(name="recall-before-answer"), "question", "W") == []
            for ref, argument in (
                (types.ResourceTemplateReference(uri="mnesis://x/{y}"), "y"),
                (types.PromptReference(name="nothing"), "x"),
                (topic, "x"),
            ):
                with pytest.raises(MCPError, match="Unknown"):
                    await completed(ref, argument, "")

    asyncio.run(flow())


def test_prompts_are_filled_in(place: Place) -> None:
    async def flow() -> None:
        async with place.client(place.key()) as client:
            assert [one.name for one in (await client.list_prompts()).prompts] == [one.name for one in PROMPTS]
            for prompt in PROMPTS:
                given = {one.name: "the {weather}" for one in prompt.arguments}
                made = await client.get_prompt(prompt.name, given)
                said = made.messages[0].content.text  # type: ignore[union-attr]
                assert "the {weather}" in said
                required = [one for one in prompt.arguments if one.required]
                if required:
                    with pytest.raises(MCPError, match="Missing argument"):
                        await client.get_prompt(prompt.name, {})
            with pytest.raises(MCPError, match="Unknown prompt"):
                await client.get_prompt("nothing", {})

    asyncio.run(flow())


@pytest.mark.parametrize("mode", MODES)
def test_who_subscribes_hears_of_changes_whoever_makes_them(place: Place, name: str, mode: str) -> None:
    page, memory = "mnesis://pages/USER.md", place.memory.within(name)

    async def legacy() -> None:
        heard: asyncio.Queue[Any] = asyncio.Queue()

        async def on(message: Any) -> None:
            await heard.put(message)

        async with place.client(place.key(name), mode="legacy", message_handler=on) as client:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                await client.session.subscribe_resource(page)
                await asyncio.to_thread(memory.remember, "I live in Paris.")
                told = await asyncio.wait_for(heard.get(), 90)
                assert str(told.params.uri) == page
                await client.session.unsubscribe_resource(page)
                with pytest.raises(MCPError, match="Resource not found"):
                    await client.session.subscribe_resource("mnesis://entities/Nobody")

    async def modern() -> None:
        async with (
            place.client(place.key(name)) as client,
            client.listen(resource_subscriptions=[page]) as changes,
        ):
            await asyncio.to_thread(place.memory.within("user:else").remember, "I live in Rome.")
            await asyncio.to_thread(memory.remember, "I live in Paris.")
            told = await asyncio.wait_for(anext(aiter(changes)), 90)
            assert told.uri == page
            assert "Paris" in content(await client.read_resource(page))

    asyncio.run(legacy() if mode == "legacy" else modern())


@pytest.mark.parametrize("how", ["revoked", "stopped"])
def test_who_listens_is_let_go_with_the_key_and_with_the_server(
    place: Place, name: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PROVED_AGAIN", 0.1)
    made = place.app.state.door.keyring.make("local", "gone", Role.MEMBER, (name,))

    async def flow() -> None:
        page = "mnesis://pages/USER.md"
        async with place.client(made.token) as client, client.listen(resource_subscriptions=[page]) as changes:
            if how == "revoked":
                place.app.state.door.keyring.revoke("local", made.key.id)
            else:
                monkeypatch.setattr(place.app.state.life, "_over", over := asyncio.Event())
                over.set()
            assert [one async for one in changes] == []  # its end is told, or this raises

    asyncio.run(flow())


def test_a_scope_that_nobody_hears_of_is_watched_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "PAUSE", 0.01)

    def read(memory: Memory, uri: str) -> str:
        if uri == "none":
            raise MCPError(types.INVALID_PARAMS, "Resource not found")
        return uri

    async def flow(memory: Memory) -> None:
        session: Any = None
        async with updates.running(read) as found:
            for one in (memory, memory.within("user:else")):
                await found.subscribe(one, "page", "somebody", session)
                with pytest.raises(MCPError):
                    await found.subscribe(one, "none", "somebody", session)
            found.unsubscribe(memory.scope, "page", "somebody")
            async with asyncio.timeout(60):
                while len(found.watches) > 1:
                    await asyncio.sleep(0.01)
            await found.subscribe(memory, "page", "somebody", session)
            assert len(found.watches) == 2

    with mnesis.open("memory://", embedder="none") as memory:
        asyncio.run(flow(memory))
