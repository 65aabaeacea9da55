"""`Memory`: the verbs, and the order of their steps. Each step is a room's; there is no logic here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from mnesis.episodic.identity import new_id
from mnesis.episodic.sessions import close
from mnesis.errors import NotFound
from mnesis.model import (
    EVERYTHING,
    All,
    Clock,
    Episode,
    Filter,
    Forgotten,
    Ingested,
    Message,
    Moment,
    Recall,
    Remembered,
    Scope,
    Session,
    Where,
    as_message,
    as_utc,
    check_given,
    utc_now,
    within,
)
from mnesis.providers.embedders.contract import Embedder
from mnesis.providers.rerankers.contract import Reranker
from mnesis.retrieval.indexing import Indexer
from mnesis.retrieval.question import Question
from mnesis.retrieval.search import Engine, search
from mnesis.steps.forgetting import Forgetter
from mnesis.steps.keeping import Keeper, batches
from mnesis.stores.contract import Progress, Stats, Store


class Memory:
    """One scope of one store: tell it what happened, ask it what matters now.

    Safe to share between threads. Open one with `mnesis.open`; use it as a context manager or `close` it.
    """

    def __init__(
        self, store: Store, indexer: Indexer, scope: Scope, clock: Clock = utc_now, reranker: Reranker | None = None
    ) -> None:
        self.store = store
        self.scope = scope
        self._indexer = indexer
        self._clock = clock
        self._reranker = reranker
        self._keeper = Keeper(store, indexer, scope, clock)

    def __repr__(self) -> str:
        return f"<Memory {self.store}, scope {self.scope}>"

    def within(self, scope: str | Scope) -> "Memory":
        """The memory of another scope in the same store; a plain name stays in this tenant."""
        there = scope if isinstance(scope, Scope) else Scope(self.scope.tenant, scope)
        return Memory(self.store, self._indexer, there, self._clock, self._reranker)

    def reranked(self, reranker: Reranker | None) -> "Memory":
        """The same memory, whose recall lets `reranker` order its best hits (None: its own order)."""
        return Memory(self.store, self._indexer, self.scope, self._clock, reranker)

    # --- telling ---------------------------------------------------------------------------------------------

    def remember(
        self,
        message: str | Message,
        *,
        actor: str = "user",
        session: str = "main",
        time: Moment | None = None,
        speaker: str | None = None,
    ) -> Remembered:
        """Keep one message, word for word. It is durable when this returns.

        Give a `Message` for everything else one can say about it; the keywords are for plain text. The very same
        message (scope, session, actor, speaker, time, text) is kept once. A session that was closed is open again.
        What kept the words from getting vectors (no model, another one than the store's) is a notice. Raises
        InvalidInput.
        """
        said = as_message(message, actor=actor, session=session, time=time, speaker=speaker)
        kept = self._keeper.keep([said])
        return Remembered(self.get(kept.seen[0].episode.id), created=bool(kept.new), notices=kept.notices)

    def remember_many(
        self, messages: Iterable[str | Message], *, progress: Callable[[int], None] | None = None
    ) -> Ingested:
        """Keep a stream of messages (or plain texts) of any length, in batches that are each kept whole or not at all.

        Running it again after an interruption adds what is missing and nothing twice. `progress` is called with the
        number of messages read so far. Raises InvalidInput at the first message that is not valid; the batches
        before it are kept. An error of the stream itself passes, once everything before it is kept.
        """
        added = duplicates = 0
        sessions: set[str] = set()
        notices: dict[str, None] = {}
        for batch in batches(messages):
            kept = self._keeper.keep(batch)
            added += len(kept.new)
            duplicates += len(batch) - len(kept.new)
            sessions.update(one.episode.session_id for one in kept.seen)
            notices.update(dict.fromkeys(kept.notices))
            if progress:
                progress(added + duplicates)
        return Ingested(added, duplicates, len(sessions), tuple(notices))

    # --- asking ----------------------------------------------------------------------------------------------

    def recall(
        self,
        query: str,
        *,
        limit: int = 10,
        as_of: Moment | None = None,
        where: Filter = EVERYTHING,
        now: Moment | None = None,
    ) -> Recall:
        """The memories that matter for a query, best first, each with its evidence and why it is there.

        `as_of` hides what happened later, and is then also the moment that "last week" counts from, unless `now`
        says otherwise. `where` narrows before anything is ranked. Raises InvalidInput for an empty query or a limit
        below 1, SpaceMismatch where the store was embedded by another model when this was opened.
        """
        then = None if as_of is None else as_utc(as_of)
        asked = as_utc(now) if now is not None else then or as_utc(self._clock())
        known = All((where, Where("timestamp", "le", then))) if then else where
        question = Question(query, self.scope, asked, known, limit)
        embedder, notices = self._indexer.ready()
        found = search(Engine(self.store, embedder, self._reranker), question)
        return Recall(
            id=new_id(self._clock),
            query=query,
            scope=self.scope,
            asked_at=asked,
            as_of=then,
            hits=found.hits,
            notices=(*notices, *found.notices),
            took_ms=found.took_ms,
        )

    def get(self, id: str) -> Episode:
        """The memory with this id. Raises NotFound."""
        check_given("id", id, str)
        for episode in self.store.get(Episode, [id], within(self.scope)):
            return episode
        raise NotFound(kind="memory", id=id)

    def episodes(
        self, where: Filter = EVERYTHING, *, order: Sequence[str] = ("-timestamp",), limit: int | None = 50
    ) -> list[Episode]:
        """Memories by a filter, newest first by default. Raises UnknownField, UnknownOperator, InvalidInput."""
        check_given("limit", limit, int | None)
        return self.store.find(Episode, within(self.scope, where), order=order, limit=limit)

    def timeline(
        self, *, since: Moment | None = None, until: Moment | None = None, limit: int | None = 50
    ) -> list[Episode]:
        """What happened from `since` (included) to `until` (not included), oldest first."""
        parts = [] if since is None else [Where("timestamp", "ge", as_utc(since))]
        parts += [] if until is None else [Where("timestamp", "lt", as_utc(until))]
        return self.episodes(All(tuple(parts)), order=("timestamp",), limit=limit)

    def sessions(self, *, limit: int | None = 50) -> list[Session]:
        """Sessions, the latest started first."""
        check_given("limit", limit, int | None)
        return self.store.find(Session, within(self.scope), order=("-started_at",), limit=limit)

    def scan(self) -> Iterator[Session | Episode]:
        """Everything in the scope, sessions first, then episodes in the order they came; one consistent view each."""
        yield from self.store.scan(Session, within(self.scope))
        yield from self.store.scan(Episode, within(self.scope))

    # --- keeping order ---------------------------------------------------------------------------------------

    def close_session(self, id: str) -> Session:
        """End a session: its end time and a summary in its own words. Raises NotFound."""
        check_given("id", id, str)
        here = within(self.scope)
        for session in self.store.get(Session, [id], here):
            turns = self.store.find(Episode, within(self.scope, Where("session_id", "eq", id)), order=("timestamp",))
            self.store.apply(close(session, turns, self._clock))
            return self.store.get(Session, [id], here)[0]
        raise NotFound(kind="session", id=id)

    def forget(self, what: str | Filter) -> Forgotten:
        """Erase memories for good: one by id, or all that a filter holds for. An id that is not there is no error.

        Rows, index entries and vectors go, and what others remember of them: questions lent to the turns after them,
        summaries of their sessions, sessions left empty. A line in the audit trail says how many went and when, not
        what.
        """
        check_given("what to forget", what, str | Filter)
        where = Where("id", "eq", what) if isinstance(what, str) else what
        return Forgetter(self.store, self.scope, self._clock).forget(where)

    def stats(self) -> Stats:
        """What this scope holds, and what the whole store takes on disk."""
        return replace(self.store.stats(self.scope), bytes=self.store.stats().bytes)

    def check(self) -> list[str]:
        """What is wrong with the store, in words; [] is healthy."""
        return self.store.check()

    def reindex(self, progress: Progress | None = None) -> int:
        """Rebuild the derived indexes from the rows; the number of keys indexed."""
        return self.store.reindex(progress)

    def reembed(self, embedder: Embedder | None = None, progress: Progress | None = None) -> int:
        """Fill in missing vectors, or move the whole store to another embedder, while reads go on.

        The number of texts embedded. Can be broken off and run again.
        """
        return self._indexer.reembed(embedder, progress)

    def close(self) -> None:
        """Let go of the store (of every scope opened from it). A second call does nothing."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
