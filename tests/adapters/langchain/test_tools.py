"""Tools that pass LangChain's own tests, and do what they say."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("langchain_tests")

from langchain_core.tools import BaseTool
from langchain_tests.integration_tests import ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

import mnesis
from mnesis.adapters.langchain import memory_tools
from mnesis.model import Message


@pytest.fixture(autouse=True)
def memory(request: pytest.FixtureRequest) -> Iterator[mnesis.Memory]:
    with mnesis.open("memory://", embedder="none") as memory:
        memory.remember(Message(text="Ana lives in Porto.", speaker="Kira", time="2026-03-01T09:00:00Z"))
        if request.instance:
            request.instance.memory = memory
        yield memory


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Recall:
    memory: mnesis.Memory

    @property
    def tool_constructor(self) -> BaseTool:
        return memory_tools(self.memory)[0]

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return {"query": "Where does Ana live?"}


class Remember:
    memory: mnesis.Memory

    @property
    def tool_constructor(self) -> BaseTool:
        return memory_tools(self.memory)[1]

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return {"text": "Otto prefers trains."}


class TestRecallAsMade(Recall, ToolsUnitTests):
    pass


class TestRememberAsMade(Remember, ToolsUnitTests):
    pass


@pytest.mark.anyio
class TestRecallAtWork(Recall, ToolsIntegrationTests):
    pass


@pytest.mark.anyio
class TestRememberAtWork(Remember, ToolsIntegrationTests):
    pass


def test_an_agent_remembers_and_recalls(memory: mnesis.Memory) -> None:
    recall, remember = memory_tools(memory, session="agent-7")
    assert recall.invoke({"query": "Where does Ana live?"}) == "2026-03-01 Kira: Ana lives in Porto."
    assert recall.invoke({"query": "zebra"}) == "Nothing is known of that."
    told = asyncio.run(remember.ainvoke({"text": "Otto prefers trains."}))
    [kept] = memory.episodes(limit=1)
    assert told == f"Remembered as {kept.id}."
    assert (kept.text, kept.actor, kept.session_id) == ("Otto prefers trains.", "agent", "agent-7")
    assert recall.invoke({"query": "What does Otto prefer?", "limit": 1}).endswith("agent: Otto prefers trains.")
