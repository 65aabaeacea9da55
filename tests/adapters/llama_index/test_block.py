"""A memory as a block of LlamaIndex's `Memory`: what it tells before an answer, in another conversation too."""

import asyncio
from collections.abc import Iterator

import pytest

pytest.importorskip("llama_index.core")

from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.chat_engine import SimpleChatEngine
from llama_index.core.llms import MockLLM
from llama_index.core.memory import Memory as LlamaMemory

import mnesis
from mnesis.adapters.llama_index import MnesisChatStore, MnesisMemoryBlock, memory_of


@pytest.fixture
def memory() -> Iterator[mnesis.Memory]:
    with mnesis.open("memory://", embedder="none") as opened:
        yield opened


def user(text: str) -> ChatMessage:
    return ChatMessage(role="user", content=text)


def told(block: MnesisMemoryBlock, *messages: ChatMessage) -> str:
    return asyncio.run(block.aget(list(messages), session_id="s"))


def test_it_tells_what_matters_for_the_last_message(memory: mnesis.Memory) -> None:
    memory.remember("I moved to Porto.", session="long ago")
    memory.remember("The bees are on the roof.", session="long ago")
    block = MnesisMemoryBlock(memory=memory)
    assert "Porto" in told(block, user("Where do I live?"))
    assert "roof" in told(
        block, user("Hello"), ChatMessage(role="assistant", content="Hi"), user("Where are the bees?")
    )
    assert told(block) == ""
    assert told(block, ChatMessage(role="assistant", content="Hi")) == ""
    assert told(block, user(" ")) == ""
    assert asyncio.run(block.aget()) == ""


def test_it_does_not_tell_what_the_history_says(memory: mnesis.Memory) -> None:
    chat = memory_of(memory, "s")
    memory.remember("The wasps are in the shed.", session="long ago")
    chat.put(user("The bees are on the roof."))
    chat.put(ChatMessage(role="assistant", content="I see, bees."))
    system, *rest = chat.get("Where are bees and wasps?")
    assert [one.content for one in rest] == ["The bees are on the roof.", "I see, bees."]
    assert "wasps are in the shed" in str(system.content)
    assert "roof" not in str(system.content)


def test_it_keeps_to_its_budget(memory: mnesis.Memory) -> None:
    memory.remember_many(f"Bees of hive {number} like clover number {number}." for number in range(80))
    small, large = (told(MnesisMemoryBlock(memory=memory, budget=budget), user("bees")) for budget in (150, 1_000))
    assert 0 < len(small.split()) <= 150
    assert len(small) * 3 < len(large)


def test_what_leaves_the_history_is_remembered(memory: mnesis.Memory) -> None:
    block = MnesisMemoryBlock(memory=memory)
    store = MnesisChatStore(memory=memory, remember=False)
    chat = LlamaMemory.from_defaults(
        session_id="s", token_limit=100, token_flush_size=40, memory_blocks=[block], chat_store=store
    )
    chat.put(user("I moved to Porto."))
    assert memory.episodes() == []
    for number in range(6):
        chat.put(ChatMessage(role="assistant", content=f"answer {number} " * 10))
        chat.put(user(f"question {number} " * 10))
    assert [one.object for one in memory.facts()] == ["Porto"]
    assert {one.session_id for one in memory.episodes()} == {"s"}


def test_serialised_it_is_without_the_memory(memory: mnesis.Memory) -> None:
    block = MnesisMemoryBlock(memory=memory, budget=7)
    data = block.model_dump()
    assert data["budget"] == 7
    assert "memory" not in data
    assert MnesisMemoryBlock(memory=memory, **data) == block


def test_a_chat_engine_knows_what_was_said_to_another(memory: mnesis.Memory) -> None:
    for session, text in (("one", "My bees are called Apis and Mellifera."), ("two", "What are my bees called?")):
        engine = SimpleChatEngine.from_defaults(llm=MockLLM(), memory=memory_of(memory, session))
        answer = str(engine.chat(text))
        assert ("- " in answer and "Apis and Mellifera" in answer) == (session == "two")
    assert [one.session_id for one in memory.timeline() if one.actor == "user"] == ["one", "two"]
