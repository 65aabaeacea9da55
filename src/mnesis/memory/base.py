"""What every verb works with, and how one memory is made from another."""

from types import TracebackType
from typing import Any, Self

from mnesis.errors import NotFound
from mnesis.model import Clock, Ending, Episode, Scope, as_utc, check_given, chosen, utc_now, within
from mnesis.providers.rerankers.contract import Reranker
from mnesis.retrieval.indexing import Indexer
from mnesis.steps.context.making import Contexts
from mnesis.steps.keeping import Keeper
from mnesis.steps.night.night import Night
from mnesis.steps.night.retention import Retention
from mnesis.steps.queueing import Queue
from mnesis.steps.rereading import Rereader
from mnesis.steps.teaching import Teacher
from mnesis.steps.understanding import Reading, Understander
from mnesis.steps.writing import Writer
from mnesis.stores.cold.contract import Archive
from mnesis.stores.cold.memory import NOTHING
from mnesis.stores.contract import Store


class Base:
    """One scope of one store, with what its verbs need."""

    def __init__(
        self,
        store: Store,
        indexer: Indexer,
        scope: Scope,
        clock: Clock = utc_now,
        *,
        reading: Reading | None = None,
        contexts: Contexts | None = None,
    ) -> None:
        self.store = store
        self.scope = scope
        self._indexer = indexer
        self._clock = clock
        self._reranker: Reranker | None = None
        self._retention = Retention()
        self._contexts = contexts or Contexts(store, indexer)
        self._reading = reading or Reading()
        writer = Writer(store, indexer, scope)
        self._understander = Understander(store, scope, clock, self._reading)
        self._teacher = Teacher(writer, clock)
        self._rereader = Rereader(writer, self._understander, clock)
        self._queue = Queue(store, scope, clock)

    def __repr__(self) -> str:
        return f"<Memory {self.store}, scope {self.scope}>"

    def _like(self, **other: Any) -> Self:
        """The same memory, but for what is given."""
        same: dict[str, Any] = {"reading": self._reading, "contexts": self._contexts, "scope": self.scope}
        made = type(self)(self.store, self._indexer, **{"clock": self._clock, **same, **other})
        made._reranker, made._retention = self._reranker, self._retention
        return made

    def within(self, scope: str | Scope) -> Self:
        """The memory of another scope in the same store; a plain name stays in this tenant."""
        return self._like(scope=scope if isinstance(scope, Scope) else Scope(self.scope.tenant, scope))

    def reranked(self, reranker: Reranker | None) -> Self:
        """The same memory, whose recall lets `reranker` order its best hits (None: its own order)."""
        made = self._like()
        made._reranker = reranker
        return made

    def retaining(self, archive: Archive | None, ending: Ending | str = "archive") -> Self:
        """The same memory, whose nights let memories go that way when their time is over. Raises InvalidInput."""
        made = self._like()
        made._retention = Retention(chosen(Ending, ending) or Ending.ARCHIVE, archive)
        return made

    def timed(self, clock: Clock) -> Self:
        """The same memory, by another clock."""
        return self._like(clock=clock)

    @property
    def archive(self) -> Archive:
        """Where memories of the store go by age."""
        return self._retention.archive or NOTHING

    def get(self, id: str) -> Episode:
        """The memory with this id, wherever it is. Raises NotFound."""
        check_given("id", id, str)
        for episode in self.store.get(Episode, [id], within(self.scope)):
            return episode
        for cold in self.archive.get(self.scope, [id]):
            return cold.episode
        raise NotFound(kind="memory", id=id)

    def close(self) -> None:
        """Let go of the store (of every scope opened from it). A second call does nothing."""
        self._contexts.close(as_utc(self._clock()))
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- what the verbs share --------------------------------------------------------------------------------

    def _rereader_of(self, scope: Scope) -> Rereader:
        return self.within(scope)._rereader

    def _night_of(self, scope: Scope) -> Night:
        other = self.within(scope)
        return Night(other._rereader, self._rereader_of, self._clock, self._retention, self._reading.llm)

    @property
    def _keeper(self) -> Keeper:
        return Keeper(self._teacher.writer, self._understander, self._clock, self.archive)
