"""The OpenAI Agents SDK: a memory as the `Session` of a runner."""

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mnesis.adapters.log import Entry, Log
from mnesis.adapters.shelf import Shelf
from mnesis.adapters.turns import Turn, Turns, flat
from mnesis.errors import InvalidInput
from mnesis.memory import Memory

if TYPE_CHECKING:
    from agents import TResponseInputItem
    from agents.memory import SessionSettings

_ACTORS = {"user": "user", "assistant": "agent"}


class MnesisSession:
    """One conversation of the SDK, kept in a memory: give it to `Runner.run(agent, text, session=…)`.

    The items are kept exactly, in order, for any number of processes. What user and assistant say in them is also
    remembered as episodes of the session `session_id`, so that `recall`, `context` and `facts` know it in every other
    conversation. `pop_item` takes an item back: what was remembered of it is forgotten. `clear_session` empties the
    conversation and keeps the memory of it; `memory.forget(Where("session_id", "eq", …))` erases that too.

    Without `remember` nothing but the items is kept. It meets `agents.memory.Session`, and needs nothing of the SDK.
    """

    def __init__(
        self,
        session_id: str,
        memory: Memory,
        *,
        session_settings: "SessionSettings | None" = None,
        remember: bool = True,
    ) -> None:
        self.session_id = session_id
        self.session_settings = session_settings
        self.memory = memory
        self._remember = remember
        self._log = Log(Shelf(memory, "openai-agents"), Turns(memory, session_id, "openai-agents"), session_id)

    async def get_items(self, limit: int | None = None) -> "list[TResponseInputItem]":
        """The last `limit` items, in order; None: as many as `session_settings` says, or all."""
        if limit is None and self.session_settings is not None:
            limit = self.session_settings.limit
        wanted = None if limit is None or limit < 0 else limit
        entries = await asyncio.to_thread(self._log.tail, wanted) if wanted != 0 else []
        return [json.loads(one.data) for one in entries]

    async def add_items(self, items: "list[TResponseInputItem]") -> None:
        """Add items behind all others, together. Raises InvalidInput for one that is no JSON."""
        await asyncio.to_thread(self._add, list(items))

    async def pop_item(self) -> "TResponseInputItem | None":
        """Take the last item back; None where there is none."""
        return await asyncio.to_thread(self._pop)

    async def clear_session(self) -> None:
        """Empty the conversation."""
        await asyncio.to_thread(self._log.clear)

    def _add(self, items: list[Any]) -> None:
        self._log.append([Entry(_packed(one), turn=_turn(one) if self._remember else None) for one in items])

    def _pop(self) -> Any:
        entry = self._log.pop()
        return None if entry is None else json.loads(entry.data)


def _packed(item: Any) -> bytes:
    try:
        return json.dumps(item).encode()
    except (TypeError, ValueError) as error:
        raise InvalidInput(what="item of a session", problem=f"is no JSON: {error}") from error


def _turn(item: Any) -> Turn | None:
    """What somebody says in an item; None for tools, reasoning and whatever else has no words of theirs."""
    if not isinstance(item, Mapping) or item.get("type", "message") != "message":
        return None
    actor = _ACTORS.get(str(item.get("role")))
    text = flat(item.get("content"))
    return Turn(text, actor) if actor and text else None
