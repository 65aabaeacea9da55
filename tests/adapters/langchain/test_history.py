"""A chat history gives every message back as it was, and its words are remembered."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("langchain_core")

from langchain_core.documents import Document
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.runnables import RunnableLambda
from langchain_core.runnables.history import RunnableWithMessageHistory

import mnesis
from mnesis.adapters.langchain import MnesisChatMessageHistory
from mnesis.model import Where

CALL = {"name": "search", "args": {"query": "boats", "deep": {"n": [1, None]}}, "id": "c1", "type": "tool_call"}
USAGE = {"input_tokens": 3, "output_tokens": 5, "total_tokens": 8}
EVERY: list[BaseMessage] = [
    SystemMessage("Be brief.", id="s1"),
    HumanMessage("My sister Ana lives in Porto.", name="Kira", id="h1", additional_kwargs={"seen": True}),
    HumanMessage([{"type": "text", "text": "What is this?"}, {"type": "image", "url": "file:///a.png"}]),
    AIMessage(
        "", tool_calls=[CALL], invalid_tool_calls=[{**CALL, "args": "{", "error": "cut", "type": "invalid_tool_call"}]
    ),
    ToolMessage("two boats", tool_call_id="c1", artifact={"rows": [1, 2]}, status="error"),
    AIMessage("Two boats \U0001f6f6 \0.", response_metadata={"model": "m"}, usage_metadata=USAGE),
    AIMessageChunk("half an ans", tool_call_chunks=[]),
    FunctionMessage("7", name="add"),
    ChatMessage("aside", role="narrator"),
    RemoveMessage("h1"),
]


@pytest.fixture(params=["memory", "file"])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[mnesis.Memory]:
    url = "memory://" if request.param == "memory" else str(tmp_path / "chat.db")
    with mnesis.open(url, embedder="none") as memory:
        yield memory


def test_every_kind_of_message_comes_back_exactly(memory: mnesis.Memory) -> None:
    history = MnesisChatMessageHistory(memory, "kira")
    history.add_messages(EVERY[:4])
    for one in EVERY[4:]:
        history.add_message(one)
    again = MnesisChatMessageHistory(memory, "kira").messages
    assert again == EVERY
    assert [type(one) for one in again] == [type(one) for one in EVERY]
    assert MnesisChatMessageHistory(memory, "otto").messages == []


def test_what_is_said_is_remembered_and_found_elsewhere(memory: mnesis.Memory) -> None:
    MnesisChatMessageHistory(memory, "kira").add_messages(EVERY)
    kept = memory.episodes(order=("position",))
    assert [(one.actor, one.speaker, one.session_id) for one in kept[:1]] == [("user", "Kira", "kira")]
    assert [one.actor for one in kept] == ["user", "user", "agent", "agent"]
    assert kept[1].text == "What is this?"
    assert memory.recall("Where does my sister live?")[0].text == "My sister Ana lives in Porto."
    assert "Porto" in {fact.object for fact in memory.facts()}


def test_a_history_may_be_kept_without_being_remembered(memory: mnesis.Memory) -> None:
    history = MnesisChatMessageHistory(memory, "kira", remember=False)
    history.add_messages(EVERY)
    assert history.messages == EVERY
    assert memory.episodes() == []


def test_clearing_empties_the_list_and_keeps_the_memory(memory: mnesis.Memory) -> None:
    history = MnesisChatMessageHistory(memory, "kira")
    history.add_user_message("My sister Ana lives in Porto.")
    history.clear()
    history.clear()
    assert history.messages == []
    assert len(memory.episodes()) == 1
    history.add_ai_message("Good to know.")
    assert [one.text for one in history.messages] == ["Good to know."]
    memory.forget(Where("session_id", "eq", "kira"))
    assert memory.episodes() == []


def test_a_message_that_is_no_json_is_refused_with_all_that_came_with_it(memory: mnesis.Memory) -> None:
    history = MnesisChatMessageHistory(memory, "kira")
    odd = ToolMessage("x", tool_call_id="c", artifact=object())
    with pytest.raises(mnesis.errors.InvalidInput, match="message of type tool"):
        history.add_messages([HumanMessage("hello"), odd])
    assert history.messages == []
    assert memory.episodes() == []
    history.add_message(ToolMessage("x", tool_call_id="c", artifact=[Document("words", id="d")]))  # as its fields
    assert history.messages[0].artifact[0]["page_content"] == "words"  # type: ignore[attr-defined]


def test_writers_at_once_lose_nothing(memory: mnesis.Memory) -> None:
    def write(who: int) -> None:
        history = MnesisChatMessageHistory(memory, "all")
        for number in range(10):
            history.add_messages([HumanMessage(f"{who}: {number} a"), AIMessage(f"{who}: {number} b")])

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    told = [one.text for one in MnesisChatMessageHistory(memory, "all").messages]
    assert len(told) == 80
    assert all(told[at][:-2] == told[at + 1][:-2] for at in range(0, 80, 2))  # what came together stands together
    assert [one for one in told if one.startswith("2:")] == [f"2: {n} {x}" for n in range(10) for x in "ab"]


def test_another_process_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    code = (
        "import sys, mnesis\n"
        "from mnesis.adapters.langchain import MnesisChatMessageHistory\n"
        "with mnesis.open(sys.argv[1], embedder='none') as memory:\n"
        "    history = MnesisChatMessageHistory(memory, 'kira')\n"
        "    history.add_ai_message('heard: ' + history.messages[-1].text)\n"
    )
    with mnesis.open(path, embedder="none") as memory:
        history = MnesisChatMessageHistory(memory, "kira")
        history.add_user_message("hello")
        subprocess.run([sys.executable, "-c", code, str(path)], check=True)
        assert [one.text for one in history.messages] == ["hello", "heard: hello"]


@pytest.mark.filterwarnings("ignore:.*RunnableWithMessageHistory.*")
def test_a_runnable_has_it_as_its_history(memory: mnesis.Memory) -> None:
    def answer(given: Any) -> AIMessage:
        return AIMessage(f"{len(given)} so far")

    chain = RunnableWithMessageHistory(
        RunnableLambda(answer), lambda session_id: MnesisChatMessageHistory(memory, session_id)
    )
    kira: Any = {"configurable": {"session_id": "kira"}}
    assert chain.invoke([HumanMessage("one")], kira).text == "1 so far"

    async def go() -> None:
        assert (await chain.ainvoke([HumanMessage("two")], kira)).text == "3 so far"
        history = MnesisChatMessageHistory(memory, "kira")
        assert [one.text for one in await history.aget_messages()] == ["one", "1 so far", "two", "3 so far"]
        await history.aadd_messages([HumanMessage("three")])
        await history.aclear()
        assert await history.aget_messages() == []

    asyncio.run(go())
    assert len(memory.episodes()) == 5
