"""Other scopes looked into as well, over HTTP and MCP: those that the key may read, and no others."""

import asyncio
from typing import Any

import httpx
import pytest
from mcp.client.client import Client
from tests.server.mcp.places import Place

from mnesis.memory import Memory
from mnesis.model import Claim, Named, Recipe, Role, Wish

from .conftest import Rest

PLACES = ("user:ada", "team:a", "company:all")


def fill(memory: Memory) -> None:
    """The same kinds of things in three scopes that a key names, and in one that it does not."""
    for name in (*PLACES, "team:b"):
        one, word = memory.within(name), name.replace(":", " ")
        one.remember(f"The {word} deploy waits for Berlin.")
        one.learn(Claim(subject=Named(name="Otto"), predicate="uses", object=Named(name=f"Helm {word}")))
        one.learn(Wish(category="tools", key="editor", value=word))  # type: ignore[arg-type]
        step = {"action": "run", "detail": f"run {word}"}
        one.learn(Recipe(name=f"deploy {word}", trigger="deploy", steps=(step,)))


@pytest.fixture
def ada(rest: Rest) -> httpx.Client:
    fill(rest.memory)
    return rest.client(Role.AGENT, *PLACES)


def asked(client: httpx.Client, verb: str, also: list[str]) -> httpx.Response:
    if verb in ("recall", "context"):
        return client.post(f"/v1/{verb}", json={"query": "deploy", "also": also})
    return client.get(f"/v1/{verb}", params={"also": also})


def scopes_of(answer: dict[str, Any]) -> set[str]:
    [rows] = [answer[name] for name in ("hits", "lines", "facts", "preferences", "procedures") if name in answer]
    return {row.get("memory", row)["scope"] for row in rows}


VERBS = ("recall", "context", "facts", "procedures")


@pytest.mark.parametrize("verb", VERBS)
def test_each_result_says_its_scope(ada: httpx.Client, verb: str) -> None:
    for also, named in (([], {"user:ada"}), (["team:a"], {"user:ada", "team:a"}), (["*"], {*PLACES})):
        answer = asked(ada, verb, also)
        assert answer.status_code == 200, answer.text
        assert scopes_of(answer.json()) == named


def test_of_one_preference_the_narrower_scope_says_how(ada: httpx.Client) -> None:
    [wish] = asked(ada, "preferences", ["*"]).json()["preferences"]
    assert (wish["scope"], wish["value"]) == ("user:ada", "user ada")
    there = ada.get("/v1/preferences", params={"also": ["company:all"], "scope": "team:a"}).json()["preferences"]
    assert [one["scope"] for one in there] == ["team:a"]


@pytest.mark.parametrize("verb", [*VERBS, "preferences"])
def test_a_scope_that_the_key_may_not_read_is_refused_whether_it_is_there_or_not(ada: httpx.Client, verb: str) -> None:
    refused = [asked(ada, verb, ["team:a", name]) for name in ("team:b", "team:nobody")]
    assert {one.status_code for one in refused} == {403}
    assert refused[0].text.replace("team:b", "X") == refused[1].text.replace("team:nobody", "X")
    assert asked(ada, verb, ["team:*"]).status_code == 422


# --- MCP ---------------------------------------------------------------------------------------------------------


def test_tools_take_it_where_a_key_has_several_places(rest: Rest) -> None:
    fill(rest.memory)

    async def flow() -> None:
        place = Place(rest.memory, rest.app, int(rest.url.rpartition(":")[2]))
        async with place.client(place.key(*PLACES, role=Role.AGENT)) as client:
            listed = {one.name for one in (await client.list_tools()).tools if "also" in one.input_schema["properties"]}
            assert listed == {*VERBS, "preferences"}
            for tool in VERBS:
                assert await told(client, tool, also=["team:a"]) == {"user:ada", "team:a"}
                assert await told(client, tool, also=["*"]) == {*PLACES}
                refused = await client.call_tool(tool, arguments(tool, also=["team:b"]))
                assert refused.is_error
        async with place.client(place.key("user:ada", role=Role.AGENT)) as client:
            assert not [one for one in (await client.list_tools()).tools if "also" in one.input_schema["properties"]]
            assert (await client.call_tool("recall", arguments("recall", also=["team:a"]))).is_error

    asyncio.run(flow())


def arguments(tool: str, **more: object) -> dict[str, object]:
    return ({"query": "deploy"} if tool in ("recall", "context") else {}) | more


async def told(client: Client, tool: str, also: list[str]) -> set[str]:
    answer = await client.call_tool(tool, arguments(tool, also=also))
    assert not answer.is_error, answer.content
    return scopes_of(dict(answer.structured_content or {}))
