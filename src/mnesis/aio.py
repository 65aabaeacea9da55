"""`AsyncMemory`: the same verbs for asyncio, one line each, over a thread pool."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from mnesis.memory import Memory
from mnesis.model import Episode, Filter, Forgotten, Ingested, Recall, Remembered, Scope, Session
from mnesis.providers.rerankers.contract import Reranker
from mnesis.stores.contract import Stats

P = ParamSpec("P")
T = TypeVar("T")


class AsyncMemory:
    """A `Memory` whose verbs are awaited. Arguments, results and errors are those of the verb of the same name."""

    def __init__(self, memory: Memory) -> None:
        self.sync = memory

    def within(self, scope: str | Scope) -> "AsyncMemory":
        return AsyncMemory(self.sync.within(scope))

    def reranked(self, reranker: Reranker | None) -> "AsyncMemory":
        return AsyncMemory(self.sync.reranked(reranker))

    async def remember(self, *args: Any, **kwargs: Any) -> Remembered:
        return await _call(self.sync.remember, *args, **kwargs)

    async def remember_many(self, *args: Any, **kwargs: Any) -> Ingested:
        return await _call(self.sync.remember_many, *args, **kwargs)

    async def recall(self, *args: Any, **kwargs: Any) -> Recall:
        return await _call(self.sync.recall, *args, **kwargs)

    async def get(self, id: str) -> Episode:
        return await _call(self.sync.get, id)

    async def episodes(self, *args: Any, **kwargs: Any) -> list[Episode]:
        return await _call(self.sync.episodes, *args, **kwargs)

    async def timeline(self, **kwargs: Any) -> list[Episode]:
        return await _call(self.sync.timeline, **kwargs)

    async def sessions(self, **kwargs: Any) -> list[Session]:
        return await _call(self.sync.sessions, **kwargs)

    async def close_session(self, id: str) -> Session:
        return await _call(self.sync.close_session, id)

    async def forget(self, what: str | Filter) -> Forgotten:
        return await _call(self.sync.forget, what)

    async def stats(self) -> Stats:
        return await _call(self.sync.stats)

    async def check(self) -> list[str]:
        return await _call(self.sync.check)

    async def reindex(self, *args: Any, **kwargs: Any) -> int:
        return await _call(self.sync.reindex, *args, **kwargs)

    async def reembed(self, *args: Any, **kwargs: Any) -> int:
        return await _call(self.sync.reembed, *args, **kwargs)

    async def close(self) -> None:
        await _call(self.sync.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def _call(verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.to_thread(verb, *args, **kwargs)
