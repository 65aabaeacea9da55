"""A memory as the chat store of LlamaIndex's `Memory`: what LlamaIndex asks of its own, and what it is here for."""

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("llama_index.core")

from llama_index.core.base.llms.types import (
    ChatMessage,
    ImageBlock,
    MessageRole,
    TextBlock,
    ThinkingBlock,
    ToolCallBlock,
)
from llama_index.core.memory import Memory as LlamaMemory
from llama_index.core.storage.chat_store.base_db import MessageStatus

import mnesis
from mnesis.adapters.llama_index import MnesisChatStore

ACTIVE, ARCHIVED = MessageStatus.ACTIVE, MessageStatus.ARCHIVED


@pytest.fixture
def memory() -> Iterator[mnesis.Memory]:
    with mnesis.open("memory://", embedder="none") as opened:
        yield opened


@pytest.fixture
def store(memory: mnesis.Memory) -> MnesisChatStore:
    return MnesisChatStore(memory=memory)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def said(*texts: str, first: str = "user") -> list[ChatMessage]:
    roles = ["user", "assistant"] if first == "user" else ["assistant", "user"]
    return [ChatMessage(role=roles[at % 2], content=text) for at, text in enumerate(texts)]


def texts(messages: list[ChatMessage]) -> list[str | None]:
    return [one.content for one in messages]


KINDS = [
    ChatMessage(role="system", content="Be brief."),
    ChatMessage(
        role="user", content="How far is Faro?", additional_kwargs={"name": "Ines", "n": [1, None, {"a": 0.5}]}
    ),
    ChatMessage(
        role="user", blocks=[TextBlock(text="Look: "), ImageBlock(image=b"\x89PNG", image_mimetype="image/png")]
    ),
    ChatMessage(
        role="assistant",
        blocks=[
            ThinkingBlock(content="hm"),
            ToolCallBlock(tool_call_id="c", tool_name="route", tool_kwargs={"to": "Faro"}),
        ],
    ),
    ChatMessage(role="tool", content="3 h", additional_kwargs={"tool_call_id": "c"}),
    ChatMessage(role="assistant", content="Three hours. 🚆"),
    ChatMessage(role="user", content=""),
]


def test_every_kind_of_message_comes_back_as_it_was(tmp_path: Path) -> None:
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory:
        run(MnesisChatStore(memory=memory).add_messages("s", KINDS))
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory:
        assert run(MnesisChatStore(memory=memory).get_messages("s")) == KINDS
        remembered = [(one.actor, one.text) for one in memory.timeline()]
        assert remembered == [("user", "How far is Faro?"), ("user", "Look: "), ("agent", "Three hours. 🚆")]


def test_adding_getting_counting(store: MnesisChatStore) -> None:
    assert run(store.get_messages("nobody")) == []
    run(store.add_message("s", said("a")[0]))
    run(store.add_messages("s", said("b", "c", "d", first="assistant")))
    assert texts(run(store.get_messages("s"))) == ["a", "b", "c", "d"]
    assert texts(run(store.get_messages("s", limit=2, offset=1))) == ["b", "c"]
    assert texts(run(store.get_messages("s", offset=3))) == ["d"]
    assert texts(run(store.get_messages("s", limit=0))) == []
    assert run(store.count_messages("s")) == 4
    run(store.add_message("t/1", said("other")[0]))
    assert run(store.get_keys()) == ["s", "t/1"]


def test_active_and_archived(store: MnesisChatStore) -> None:
    run(store.add_messages("s", said("a", "b", "c", "d")))
    assert texts(run(store.archive_oldest_messages("s", 2))) == ["a", "b"]
    assert texts(run(store.get_messages("s"))) == ["c", "d"]
    assert texts(run(store.get_messages("s", status=ARCHIVED))) == ["a", "b"]
    assert texts(run(store.get_messages("s", status=None))) == ["a", "b", "c", "d"]
    assert [run(store.count_messages("s", status=one)) for one in (ACTIVE, ARCHIVED, None)] == [2, 2, 4]
    run(store.add_message("s", said("e")[0], status=ARCHIVED))
    assert texts(run(store.get_messages("s", status=None))) == ["a", "b", "c", "d", "e"]
    assert texts(run(store.delete_oldest_messages("s", 1))) == ["c"]
    assert texts(run(store.archive_oldest_messages("s", 9))) == ["d"]
    assert run(store.archive_oldest_messages("s", 1)) == []
    assert run(store.archive_oldest_messages("s", 0)) == []
    assert texts(run(store.get_messages("s", status=None))) == ["a", "b", "d", "e"]
    run(store.delete_messages("s", status=ACTIVE))
    assert run(store.count_messages("s", status=None)) == 4
    run(store.delete_messages("s"))
    assert run(store.get_messages("s", status=None)) == []
    assert run(store.get_keys()) == []


def test_set_replaces_all_and_remembers_what_stays_as_it_was(store: MnesisChatStore) -> None:
    run(store.add_messages("s", said("I moved to Porto.", "Nice", "ok")))
    run(store.archive_oldest_messages("s", 1))
    before = {one.text: one.id for one in store.memory.timeline()}
    run(store.set_messages("s", [*said("I moved to Porto.", "Nice"), *said("And now?")]))
    assert texts(run(store.get_messages("s", status=None))) == ["I moved to Porto.", "Nice", "And now?"]
    assert run(store.count_messages("s", status=ARCHIVED)) == 0
    after = {one.text: one.id for one in store.memory.timeline()}
    assert len(store.memory.timeline()) == 4
    assert before.items() <= after.items()
    run(store.delete_message("s", 0))
    assert store.memory.facts() == []


def test_a_deleted_message_is_taken_back_and_an_emptied_conversation_is_not(store: MnesisChatStore) -> None:
    run(store.add_messages("s", said("I moved to Porto.", "Nice", "I like figs.")))
    gone = run(store.delete_message("s", 0))
    assert gone.content == "I moved to Porto."
    assert run(store.delete_message("s", 7)) is None
    assert run(store.delete_message("none", 0)) is None
    assert [one.predicate for one in store.memory.facts()] == ["likes"]
    run(store.delete_messages("s"))
    assert [one.predicate for one in store.memory.facts()] == ["likes"]


def test_a_store_that_only_stores(memory: mnesis.Memory) -> None:
    run(MnesisChatStore(memory=memory, remember=False).add_messages("s", said("I moved to Porto.")))
    assert memory.episodes() == []
    assert MnesisChatStore(memory=memory).model_dump() == {"remember": True}


def test_many_tasks_add_at_once(store: MnesisChatStore) -> None:
    async def add() -> None:
        await asyncio.gather(*(store.add_messages("s", said(f"{at}a", f"{at}b")) for at in range(12)))

    run(add())
    there = texts(run(store.get_messages("s")))
    assert sorted(map(str, there)) == sorted(f"{at}{part}" for at in range(12) for part in "ab")
    assert [str(one)[:-1] for one in there[::2]] == [str(one)[:-1] for one in there[1::2]]


# --- under LlamaIndex's Memory -------------------------------------------------------------------------------


def test_memory_puts_and_gets(store: MnesisChatStore) -> None:
    chat = LlamaMemory(token_limit=1000, session_id="ines", sql_store=store)
    for message in said("one", "two"):
        chat.put(message)
    assert texts(chat.get_all()) == ["one", "two"]
    assert texts(run(chat.aget())) == ["one", "two"]
    chat.set(said("three"))
    assert texts(chat.get()) == ["three"]
    chat.reset()
    assert chat.get() == []


def test_memory_with_a_history_to_begin_with(store: MnesisChatStore) -> None:
    chat = LlamaMemory.from_defaults(session_id="ines", chat_history=said("Seeded"), chat_store=store)
    assert chat.sql_store is store
    assert texts(chat.get()) == ["Seeded"]


def test_what_overflows_is_archived(store: MnesisChatStore) -> None:
    chat = LlamaMemory(
        token_limit=1000, token_flush_size=700, chat_history_token_ratio=0.9, session_id="ines", sql_store=store
    )
    run(chat.aput_messages(said("x " * 500, "y " * 500, "z " * 500)))
    [left] = run(chat.aget())
    assert left.role is MessageRole.USER
    assert "z " in str(left.content)
    assert run(store.count_messages("ines", status=ARCHIVED)) == 2
    assert len(run(chat.aget_all())) == 3
