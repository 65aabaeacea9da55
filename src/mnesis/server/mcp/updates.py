"""Subscriptions: clients are told when the text of a resource has changed, whoever changed it."""

from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup
from mcp import types
from mcp.server.session import ServerSession
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, ResourceUpdated
from mcp.shared.exceptions import MCPError

from mnesis.errors import MnesisError
from mnesis.memory import Memory
from mnesis.model import Scope
from mnesis.stores.feed import newest

PAUSE = 1.0
"""Seconds between two looks at the feed."""
MOST = 1_000
"""Subscriptions of the older protocol in a scope; it does not say when a client is gone, so the oldest give way."""

Read = Callable[[Memory, str], str]


@dataclass(slots=True)
class Watch:
    """The resources of one scope that somebody wants to hear of."""

    memory: Memory
    read: Read
    bus: InMemorySubscriptionBus = field(default_factory=InMemorySubscriptionBus)
    sessions: OrderedDict[tuple[str, str], ServerSession] = field(default_factory=OrderedDict)
    """Of the older protocol, by who they are and the URI."""
    listened: Counter[str] = field(default_factory=Counter)
    """Of the newer one: how many listen to a URI."""
    known: dict[str, bytes] = field(default_factory=dict)
    number: int = -1
    coming: int = 0
    """How many are about to be among these."""
    handler: ListenHandler = field(init=False)

    def __post_init__(self) -> None:
        self.handler = ListenHandler(self.bus)

    @property
    def uris(self) -> set[str]:
        return {uri for _, uri in self.sessions} | set(+self.listened)

    @contextmanager
    def listening(self, uris: Sequence[str]) -> Iterator[None]:
        self.listened.update(uris)
        try:
            yield
        finally:
            self.listened.subtract(uris)

    def begin(self, uris: Sequence[str]) -> None:
        """What these say now is known. Raises MCPError for a resource that there is not."""
        self.memory.store.announce(True)
        if self.number < 0:
            self.number = self._last()
        self.known |= {uri: self._mark(uri) for uri in uris}

    def changed(self) -> list[str]:
        """Those that say something else than when they were looked at last; one that is gone does too."""
        last = self._last()
        if last == self.number:
            return []
        self.number = last
        marks = {uri: self._mark_or_gone(uri) for uri in self.uris}
        changed = [uri for uri, mark in marks.items() if mark != self.known.get(uri)]
        self.known = marks
        return changed

    def _last(self) -> int:
        return newest(self.memory.store, self.memory.scope)

    def _mark(self, uri: str) -> bytes:
        return blake2b(self.read(self.memory, uri).encode(), digest_size=16).digest()

    def _mark_or_gone(self, uri: str) -> bytes:
        try:
            return self._mark(uri)
        except MCPError:
            return b""

    async def tell(self, uris: Sequence[str]) -> None:
        for uri in uris:
            await self.bus.publish(ResourceUpdated(uri=uri))
            for (_, wanted), session in list(self.sessions.items()):
                if wanted == uri:
                    await session.send_resource_updated(uri)


@dataclass(slots=True)
class Updates:
    """The subscriptions of a server. Lives as long as it runs, on its event loop."""

    tasks: TaskGroup
    read: Read
    watches: dict[Scope, Watch] = field(default_factory=dict)

    async def subscribe(self, memory: Memory, uri: str, who: str, session: ServerSession) -> None:
        """By the older protocol."""
        watch = await self._watch(memory, [uri])
        watch.sessions[who, uri] = session
        while len(watch.sessions) > MOST:
            watch.sessions.popitem(last=False)

    def unsubscribe(self, scope: Scope, uri: str, who: str) -> None:
        if watch := self.watches.get(scope):
            watch.sessions.pop((who, uri), None)

    async def listen(self, memory: Memory, ctx: Any, asked: types.SubscriptionsListenRequestParams) -> None:
        """By the newer one: runs as long as the client listens."""
        uris = asked.notifications.resource_subscriptions or []
        watch = await self._watch(memory, uris)
        with watch.listening(uris):
            await watch.handler(ctx, asked)

    async def _watch(self, memory: Memory, uris: Sequence[str]) -> Watch:
        watch = self.watches.get(memory.scope)
        if watch is None:
            watch = self.watches[memory.scope] = Watch(memory, self.read)
            self.tasks.start_soon(self._run, watch)
        watch.coming += 1
        try:
            await to_thread.run_sync(watch.begin, uris)
        finally:
            watch.coming -= 1
        return watch

    async def _run(self, watch: Watch) -> None:
        """As long as somebody wants to hear of the scope, or is about to."""
        while watch.coming or watch.uris:
            await anyio.sleep(PAUSE)
            if watch.uris:
                try:
                    await watch.tell(await to_thread.run_sync(watch.changed))
                except MnesisError:
                    continue  # the store does not answer; it is asked again
        del self.watches[watch.memory.scope]


@asynccontextmanager
async def running(read: Read) -> AsyncIterator[Updates]:
    """The subscriptions of a server, while it runs."""
    async with anyio.create_task_group() as tasks:
        yield Updates(tasks, read)
        tasks.cancel_scope.cancel()
