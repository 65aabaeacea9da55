"""LangChain's chat history, kept in a memory and remembered by it."""

import json
from collections.abc import Sequence

from langchain_core.chat_history import BaseChatMessageHistory
from langchain_core.messages import BaseMessage, message_to_dict, messages_from_dict

from mnesis.adapters.log import Entry, Log
from mnesis.adapters.shelf import Shelf
from mnesis.adapters.turns import Turn, Turns
from mnesis.errors import InvalidInput
from mnesis.memory import Memory

_ACTORS = {"human": "user", "HumanMessageChunk": "user", "ai": "agent", "AIMessageChunk": "agent"}


class MnesisChatMessageHistory(BaseChatMessageHistory):
    """The messages of one session, exactly and in order, for any number of processes.

    What people and models say in them is also remembered as episodes of the session, so that `recall`, `context` and
    `facts` know it in every other session (not with `remember` False). `clear` empties the list and keeps the memory
    of it; `memory.forget(Where("session_id", "eq", …))` erases that too.
    """

    def __init__(self, memory: Memory, session_id: str, *, remember: bool = True) -> None:
        self.memory = memory
        self.session_id = session_id
        self._remember = remember
        self._log = Log(Shelf(memory, "langchain", "chat"), Turns(memory, session_id, "langchain"), session_id)

    @property
    def messages(self) -> list[BaseMessage]:  # type: ignore[override]  # an attribute there, which is never set here
        """The messages, oldest first."""
        return messages_from_dict([json.loads(one.data) for one in self._log.tail()])

    def add_messages(self, messages: Sequence[BaseMessage]) -> None:
        """Add messages, all or none, in this order. Raises InvalidInput for one that is not JSON, as the artifact of a
        tool may be."""
        self._log.append([Entry(_packed(one), turn=turn_of(one) if self._remember else None) for one in messages])

    def clear(self) -> None:
        """Empty the list."""
        self._log.clear()


def turn_of(message: BaseMessage) -> Turn | None:
    """What somebody says in a message; None for tools, system prompts and whatever else has no words of theirs."""
    actor = _ACTORS.get(message.type)
    text = str(message.text)
    return Turn(text, actor, message.name) if actor and text.strip() else None


def _packed(message: BaseMessage) -> bytes:
    try:
        return json.dumps(message_to_dict(message)).encode()
    except (TypeError, ValueError) as error:
        raise InvalidInput(what=f"message of type {message.type}", problem=f"is not JSON: {error}") from error
