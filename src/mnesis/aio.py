"""`AsyncMemory`: the same verbs for asyncio, one line each, over a thread pool."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from mnesis.memory import Memory
from mnesis.model import Clock, Ending, Scope
from mnesis.providers.rerankers.contract import Reranker
from mnesis.stores.cold.contract import Archive

P = ParamSpec("P")
T = TypeVar("T")


def _awaited(
    verb: Callable[Concatenate[Memory, P], T],
) -> Callable[Concatenate["AsyncMemory", P], Coroutine[Any, Any, T]]:
    """A verb of Memory, run in a thread; for type checkers too it takes and gives what the verb does."""

    @wraps(verb)
    async def in_a_thread(self: "AsyncMemory", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(verb, self.sync, *args, **kwargs)

    return in_a_thread


class AsyncMemory:
    """A `Memory` whose verbs are awaited. Arguments, results and errors are those of the verb of the same name."""

    def __init__(self, memory: Memory) -> None:
        self.sync = memory

    def __repr__(self) -> str:
        return f"<AsyncMemory of {self.sync}>"

    def within(self, scope: str | Scope) -> "AsyncMemory":
        return AsyncMemory(self.sync.within(scope))

    def reranked(self, reranker: Reranker | None) -> "AsyncMemory":
        return AsyncMemory(self.sync.reranked(reranker))

    def retaining(self, archive: Archive | None, ending: Ending | str = "archive") -> "AsyncMemory":
        return AsyncMemory(self.sync.retaining(archive, ending))

    def timed(self, clock: Clock) -> "AsyncMemory":
        return AsyncMemory(self.sync.timed(clock))

    remember = _awaited(Memory.remember)
    remember_many = _awaited(Memory.remember_many)
    recall = _awaited(Memory.recall)
    warm = _awaited(Memory.warm)
    context = _awaited(Memory.context)
    get = _awaited(Memory.get)
    episodes = _awaited(Memory.episodes)
    timeline = _awaited(Memory.timeline)
    sessions = _awaited(Memory.sessions)
    scopes = _awaited(Memory.scopes)
    facts = _awaited(Memory.facts)
    why = _awaited(Memory.why)
    entities = _awaited(Memory.entities)
    relations = _awaited(Memory.relations)
    paths = _awaited(Memory.paths)
    follow = _awaited(Memory.follow)
    preferences = _awaited(Memory.preferences)
    procedures = _awaited(Memory.procedures)
    learn = _awaited(Memory.learn)
    correct = _awaited(Memory.correct)
    outcome = _awaited(Memory.outcome)
    feedback = _awaited(Memory.feedback)
    judged = _awaited(Memory.judged)
    merge = _awaited(Memory.merge)
    split = _awaited(Memory.split)
    undo = _awaited(Memory.undo)
    extract = _awaited(Memory.extract)
    reflect = _awaited(Memory.reflect)
    sleep = _awaited(Memory.sleep)
    compact = _awaited(Memory.compact)
    prune = _awaited(Memory.prune)
    work = _awaited(Memory.work)
    jobs = _awaited(Memory.jobs)
    job = _awaited(Memory.job)
    retry = _awaited(Memory.retry)
    cancel = _awaited(Memory.cancel)
    schedule = _awaited(Memory.schedule)
    close_session = _awaited(Memory.close_session)
    archived = _awaited(Memory.archived)
    restore = _awaited(Memory.restore)
    forget = _awaited(Memory.forget)
    stats = _awaited(Memory.stats)
    check = _awaited(Memory.check)
    reindex = _awaited(Memory.reindex)
    reembed = _awaited(Memory.reembed)
    close = _awaited(Memory.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
