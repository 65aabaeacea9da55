"""Conversations of LlamaIndex, kept in a memory."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.storage.chat_store.base_db import AsyncDBChatStore, MessageStatus
from pydantic import ConfigDict, Field, SkipValidation

from mnesis.adapters.llama_index.words import turn_of
from mnesis.adapters.log import Entry, Log
from mnesis.adapters.shelf import Shelf
from mnesis.adapters.turns import Turns
from mnesis.memory import Memory

PARTS = tuple(one.value for one in MessageStatus)


class MnesisChatStore(AsyncDBChatStore):
    """The chat store of LlamaIndex's `Memory`: give it as `chat_store` to `Memory.from_defaults`.

    Messages come back as they were, in order, for any number of processes. What user and assistant say in them is also
    remembered as episodes of the session that the key names. A message that is deleted alone is taken back: what was
    remembered of it is forgotten; emptying a conversation keeps the memory of it. Serialised, it is without the memory.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    memory: SkipValidation[Memory] = Field(exclude=True, repr=False)
    remember: bool = Field(default=True, description="Whether what is said is remembered as episodes.")

    @classmethod
    def class_name(cls) -> str:
        """The name of the class."""
        return "MnesisChatStore"

    # --- reading ---------------------------------------------------------------------------------------------

    async def get_messages(
        self,
        key: str,
        status: MessageStatus | None = MessageStatus.ACTIVE,
        limit: int | None = None,
        offset: int | None = None,
    ) -> list[ChatMessage]:
        """Messages of a conversation in order, the first `limit` from `offset` on; status None: of any."""
        there = await asyncio.to_thread(self._log(key, status).tail)
        start = offset or 0
        return _messages(there[start:] if limit is None else there[start : start + limit])

    async def count_messages(self, key: str, status: MessageStatus | None = MessageStatus.ACTIVE) -> int:
        """How many messages there are."""
        return len(await asyncio.to_thread(self._log(key, status).tail))

    async def get_keys(self) -> list[str]:
        """The conversations there are."""
        names = await asyncio.to_thread(self._shelf.namespaces)
        return sorted({name[0] for name in names})

    # --- writing ---------------------------------------------------------------------------------------------

    async def add_message(self, key: str, message: ChatMessage, status: MessageStatus = MessageStatus.ACTIVE) -> None:
        """Add a message behind all others."""
        await self.add_messages(key, [message], status)

    async def add_messages(
        self, key: str, messages: list[ChatMessage], status: MessageStatus = MessageStatus.ACTIVE
    ) -> None:
        """Add messages behind all others, together."""
        await asyncio.to_thread(self._log(key, status).append, self._entries(messages))

    async def set_messages(
        self, key: str, messages: list[ChatMessage], status: MessageStatus = MessageStatus.ACTIVE
    ) -> None:
        """Make these the messages of a conversation, whatever the status of those before. What stays is remembered as
        it was."""
        await asyncio.to_thread(self._set, key, list(messages), status)

    async def delete_message(self, key: str, idx: int) -> ChatMessage | None:
        """Take back the active message at an index; None where there is none."""
        return await asyncio.to_thread(self._delete, key, idx)

    async def delete_messages(self, key: str, status: MessageStatus | None = None) -> None:
        """Empty a conversation, or its messages of one status."""
        await asyncio.to_thread(self._log(key, status).clear)

    async def delete_oldest_messages(self, key: str, n: int) -> list[ChatMessage]:
        """Take the first active messages out of a conversation."""
        return _messages(await asyncio.to_thread(self._log(key, MessageStatus.ACTIVE).shift, n))

    async def archive_oldest_messages(self, key: str, n: int) -> list[ChatMessage]:
        """Let the first active messages be archived ones."""
        archived = MessageStatus.ARCHIVED.value
        return _messages(await asyncio.to_thread(self._log(key, MessageStatus.ACTIVE).move, n, archived))

    # --- how -------------------------------------------------------------------------------------------------

    @property
    def _shelf(self) -> Shelf:
        return Shelf(self.memory, "llama-index")

    def _log(self, key: str, status: MessageStatus | None) -> Log:
        turns = Turns(self.memory, key, "llama-index")
        return Log(self._shelf, turns, key, status.value if status else "", PARTS)

    def _entries(self, messages: Sequence[ChatMessage]) -> list[Entry]:
        return [Entry(_packed(one), turn=turn_of(one) if self.remember else None) for one in messages]

    def _set(self, key: str, messages: Sequence[ChatMessage], status: MessageStatus) -> None:
        entries = self._entries(messages)

        def renewed(before: Sequence[Entry]) -> Sequence[Entry]:
            known: dict[bytes, list[Entry]] = defaultdict(list)
            for one in reversed(before):
                known[one.data].append(one)
            there = [known[one.data].pop() if known[one.data] else None for one in entries]
            return [replace(one, episode=old.episode if old else None) for one, old in zip(entries, there, strict=True)]

        self._log(key, None).replace(renewed, status.value)

    def _delete(self, key: str, idx: int) -> ChatMessage | None:
        entry = self._log(key, MessageStatus.ACTIVE).remove(idx)
        return None if entry is None else _message(entry)


def _packed(message: ChatMessage) -> bytes:
    return json.dumps(message.model_dump(mode="json")).encode()


def _message(entry: Entry) -> ChatMessage:
    given: dict[str, Any] = json.loads(entry.data)
    return ChatMessage.model_validate(given)


def _messages(entries: Sequence[Entry]) -> list[ChatMessage]:
    return [_message(one) for one in entries]
