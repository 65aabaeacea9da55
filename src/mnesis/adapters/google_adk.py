"""Google's Agent Development Kit: a memory as the memory service of a runner."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from mnesis.adapters.extras import needed
from mnesis.adapters.shelf import Document, Edit, Place, Shelf, empty
from mnesis.adapters.turns import Ids, Said, Turn, Turns
from mnesis.errors import InvalidInput
from mnesis.memory import Memory
from mnesis.model import Hit, Scope, from_iso, to_iso
from mnesis.retrieval.search import NOTHING_CLOSE
from mnesis.steps.forgetting import Going

with needed("The memory service of Google ADK", "google-adk", "google"):
    from google.adk.events.event import Event
    from google.adk.memory.base_memory_service import BaseMemoryService, SearchMemoryResponse
    from google.adk.memory.memory_entry import MemoryEntry
    from google.adk.sessions.session import Session
    from google.genai.types import Content, Part

_NO_SESSION = "unknown session"
_EVENTS, _MEMORIES = "events", "memories"
_LONGEST = 200


class MnesisMemoryService(BaseMemoryService):
    """What was said in the sessions of an application, remembered for each of its users apart.

    Every (app_name, user_id) has a scope of its own below the scope of `memory`, whatever letters they are made of.
    Words are kept, those of the user and of agents; function calls, blobs and thoughts are not. An event is remembered
    once, however often its session is added, and not again after `delete_memory`. A search gives at most `limit`.
    """

    def __init__(self, memory: Memory, *, limit: int = 10) -> None:
        self.memory = memory
        self.limit = limit

    def of(self, app_name: str, user_id: str) -> Memory:
        """The memory of one user of one application: for `context`, `facts` and all other verbs."""
        parts = "/".join(quote(one, safe="", errors="surrogatepass") for one in (app_name, user_id))
        name = f"{self.memory.scope.name}/adk/{parts}"
        if len(name) > _LONGEST:
            name = f"{self.memory.scope.name[:100]}/adk/{blake2b(name.encode(), digest_size=32).hexdigest()}"
        return self.memory.within(Scope(self.memory.scope.tenant, name))

    async def add_session_to_memory(self, session: Session) -> None:
        """Remember what was said in a session and is not remembered yet."""
        await self.add_events_to_memory(
            app_name=session.app_name, user_id=session.user_id, events=session.events, session_id=session.id
        )

    async def add_events_to_memory(
        self,
        *,
        app_name: str,
        user_id: str,
        events: Sequence[Event],
        session_id: str | None = None,
        custom_metadata: Mapping[str, object] | None = None,
    ) -> None:
        """Remember what was said in some events. `custom_metadata` comes back with what they are remembered as."""
        said = [
            _Told(event.id or "", event.author, text, datetime.fromtimestamp(event.timestamp, UTC), custom_metadata)
            for event in events
            if (text := _words(event.content))
        ]
        memory = self.of(app_name, user_id)
        await asyncio.to_thread(_remember, memory, session_id or _NO_SESSION, said)

    async def add_memory(
        self,
        *,
        app_name: str,
        user_id: str,
        memories: Sequence[MemoryEntry],
        custom_metadata: Mapping[str, object] | None = None,
    ) -> None:
        """Remember these, as said at their `timestamp` (none: now). Raises InvalidInput for one that is no time."""
        said = [
            _Told(
                one.id or "",
                one.author,
                text,
                from_iso(one.timestamp) if one.timestamp else None,
                {**(custom_metadata or {}), **one.custom_metadata},
            )
            for one in memories
            if (text := _words(one.content))
        ]
        await asyncio.to_thread(_remember, self.of(app_name, user_id), _NO_SESSION, said)

    async def search_memory(self, *, app_name: str, user_id: str, query: str) -> SearchMemoryResponse:
        """What matters for a query, best first; nothing where nothing comes close to it."""
        if not query.strip():
            return SearchMemoryResponse()
        memories = await asyncio.to_thread(_search, self.of(app_name, user_id), query, self.limit)
        return SearchMemoryResponse(memories=memories)

    async def delete_memory(self, *, app_name: str, user_id: str, memory_id: str | None = None) -> None:
        """Forget one memory, by the id that a search gave. One that is not there is no error."""
        if memory_id:
            await asyncio.to_thread(_forget, self.of(app_name, user_id), memory_id)


class _Told:
    """Words of an event, by its id ("" where it has none)."""

    __slots__ = ("author", "event", "metadata", "text", "time")

    def __init__(
        self, event: str, author: str | None, text: str, time: datetime | None, metadata: Mapping[str, object] | None
    ) -> None:
        self.event, self.author, self.text, self.time = event, author, text, time
        self.metadata = dict(metadata or {})
        try:
            json.dumps(self.metadata)
        except (TypeError, ValueError) as error:
            raise InvalidInput(what="custom_metadata", problem=f"is no JSON: {error}") from error

    def turn(self) -> Turn:
        return Turn(self.text, "user" if self.author in (None, "user") else "agent", time=self.time)


def _shelf(memory: Memory) -> Shelf:
    return Shelf(memory, "google-adk")


def _remember(memory: Memory, session: str, said: Sequence[_Told]) -> None:
    shelf = _shelf(memory)
    named: dict[Place, _Told] = {((_EVENTS, session), one.event): one for one in said if one.event}
    nameless = [one for one in said if not one.event]

    def decide() -> Said:
        there = shelf.versions(named)
        new = {place: one for place, one in named.items() if place not in there}
        wanted = [*new.values(), *nameless]

        def edit(ids: Ids) -> Edit:
            noted = [_noted(id, one) for id, one in zip(ids, wanted, strict=True) if id]
            return Edit([*noted, *map(empty, new)], seen=dict.fromkeys(new, 0))

        return Said([one.turn() for one in wanted], edit)

    if said:
        Turns(memory, session, "google-adk").remember(shelf, decide, once=True)


def _noted(id: str, said: _Told) -> Document:
    """What is known of a memory beside its words."""
    return Document(namespace=(_MEMORIES,), key=id, value={"author": said.author, "metadata": said.metadata})


def _search(memory: Memory, query: str, limit: int) -> list[MemoryEntry]:
    answer = memory.recall(query, limit=limit)
    if NOTHING_CLOSE in answer.notices:
        return []
    noted = _shelf(memory).get_many(((_MEMORIES,), one.id) for one in answer)
    return [_entry(one, kept.value if (kept := noted.get(((_MEMORIES,), one.id))) else {}) for one in answer]


def _entry(hit: Hit, noted: Mapping[str, Any]) -> MemoryEntry:
    of_user = hit.memory.actor == "user"
    return MemoryEntry(
        id=hit.id,
        content=Content(role="user" if of_user else "model", parts=[Part(text=hit.text)]),
        author=noted.get("author") or ("user" if of_user else hit.memory.actor),
        timestamp=to_iso(hit.timestamp),
        custom_metadata=noted.get("metadata") or {},
    )


def _forget(memory: Memory, id: str) -> None:
    noted = Edit(deletes=[((_MEMORIES,), id)])
    memory._forgotten(lambda: Going(memory._forgetter.meant(id), _shelf(memory).changes(noted)))


def _words(content: Content | None) -> str:
    parts = content.parts or () if content else ()
    return "\n".join(part.text for part in parts if part.text and not part.thought).strip()
