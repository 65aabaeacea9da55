"""What a memory tells before an answer, as a block of LlamaIndex's `Memory`."""

import asyncio
from dataclasses import replace
from typing import Any

from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.memory import BaseMemoryBlock
from pydantic import ConfigDict, Field, SkipValidation

from mnesis.adapters.llama_index.words import turn_of
from mnesis.adapters.shelf import Shelf
from mnesis.adapters.turns import Said, Turn, Turns
from mnesis.memory import Memory
from mnesis.text.tokens import count_tokens

_NO_SESSION = "llama-index"
_ROLES = {"user": "user", "agent": "assistant"}
_BEFORE = 20
"""Messages before the one to be answered that are not told once more."""
_FRAME = 8
"""Tokens that a chat API adds to a message, about."""


class MnesisMemoryBlock(BaseMemoryBlock[str]):
    """What matters for the message that is to be answered: memories, facts, preferences, procedures.

    What leaves the chat history for this block is remembered as episodes. With a `MnesisChatStore`, which remembers
    everything when it is said, give `accept_short_term_memory=False` as well (`memory_of` does). Serialised, it is
    without the memory.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: str = Field(default="long_term_memory", description="The name of the memory block.")
    memory: SkipValidation[Memory] = Field(exclude=True, repr=False)
    budget: int = Field(default=1_000, description="Tokens of the block, about.")

    async def _aget(
        self, messages: list[ChatMessage] | None = None, session_id: str | None = None, **block_kwargs: Any
    ) -> str:
        """The block of `Memory.context` for the last message of the user, without what is said in those before it; ""
        where there is none or nothing to tell."""
        said = [(turn.actor, turn.text) for one in messages or () if (turn := turn_of(one)) and turn.text.strip()]
        asked = next((at for at in reversed(range(len(said))) if said[at][0] == "user"), None)
        if asked is None:
            return ""
        before = [{"role": _ROLES[actor], "content": text} for actor, text in said[:asked]][-_BEFORE:]
        return await asyncio.to_thread(self._told, said[asked][1], before, session_id)

    async def _aput(self, messages: list[ChatMessage]) -> None:
        """Remember what was said in messages that left the chat history."""
        left = Said([_said(one) for one in messages])
        turns = Turns(self.memory, _NO_SESSION, "llama-index")
        await asyncio.to_thread(turns.remember, Shelf(self.memory), lambda: left)

    def _told(self, query: str, before: list[dict[str, str]], session: str | None) -> str:
        shown = sum(count_tokens(one["content"]) + _FRAME for one in before) + count_tokens(query)
        asked = self.memory.context(query, budget=self.budget + shown, session=session, history=before)
        return asked.block


def _said(message: ChatMessage) -> Turn | None:
    """What is said in a message, in the session that LlamaIndex names in it."""
    turn, session = turn_of(message), message.additional_kwargs.get("session_id")
    return replace(turn, session=str(session)) if turn and session else turn
