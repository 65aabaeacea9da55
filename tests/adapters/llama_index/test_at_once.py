"""Two at one conversation: as if one had come after the other."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("llama_index.core")

from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.storage.chat_store.base_db import MessageStatus

import mnesis
from mnesis.adapters.llama_index import MnesisChatStore, MnesisMemoryBlock


def said(*texts: str) -> list[ChatMessage]:
    return [ChatMessage(role="user", content=text) for text in texts]


OPERATIONS: dict[str, Callable[[MnesisChatStore], Any]] = {
    "add": lambda store: store.add_messages("s", said("new a", "new b")),
    "add archived": lambda store: store.add_message("s", said("old")[0], MessageStatus.ARCHIVED),
    "set": lambda store: store.set_messages("s", said("b", "set")),
    "delete": lambda store: store.delete_message("s", 1),
    "delete last": lambda store: store.delete_message("s", -1),
    "delete active": lambda store: store.delete_messages("s", MessageStatus.ACTIVE),
    "delete all": lambda store: store.delete_messages("s"),
    "delete oldest": lambda store: store.delete_oldest_messages("s", 2),
    "archive": lambda store: store.archive_oldest_messages("s", 2),
    "get": lambda store: store.get_messages("s", None),
}


def begun(memory: mnesis.Memory) -> MnesisChatStore:
    store = MnesisChatStore(memory=memory)
    asyncio.run(store.add_messages("s", said("a", "b", "c")))
    asyncio.run(store.archive_oldest_messages("s", 1))
    return store


def state(store: MnesisChatStore) -> Any:
    lists = [asyncio.run(store.get_messages("s", status)) for status in (None, *MessageStatus)]
    remembered = sorted(one.text for one in store.memory.episodes(limit=None))
    return [[one.content for one in each] for each in lists], remembered


@pytest.mark.parametrize("other", OPERATIONS)
@pytest.mark.parametrize("one", OPERATIONS)
def test_one_after_the_other(one: str, other: str, serial: Callable[..., int]) -> None:
    def run(name: str) -> Callable[[MnesisChatStore], Any]:
        return lambda store: asyncio.run(OPERATIONS[name](store))

    assert serial(begun, run(one), run(other), state)


@pytest.mark.parametrize("one", OPERATIONS)
def test_cut_off_and_repeated(one: str, cut: Callable[..., int]) -> None:
    assert cut(begun, lambda store: asyncio.run(OPERATIONS[one](store)), state)


def test_the_block_cut_off_and_repeated(cut: Callable[..., int]) -> None:
    def put(block: MnesisMemoryBlock) -> None:
        messages = said("out of a", "out of b")
        messages[0].additional_kwargs["session_id"] = "other"
        asyncio.run(block.aput(messages))

    def remembered(block: MnesisMemoryBlock) -> list[str]:
        return sorted(one.text for one in block.memory.episodes(limit=None))

    assert cut(lambda memory: MnesisMemoryBlock(memory=memory), put, remembered)
