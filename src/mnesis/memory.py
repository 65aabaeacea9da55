"""`Memory`: the verbs, and the order of their steps. Each step is a room's; there is no logic here."""

import pathlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from types import TracebackType
from typing import Any, Self, Unpack

from mnesis.episodic.identity import new_id
from mnesis.episodic.sessions import close
from mnesis.errors import NotFound
from mnesis.jobs.pool import Pool
from mnesis.jobs.schedule import Plan
from mnesis.jobs.task import Handler
from mnesis.model import (
    EVERYTHING,
    LISTED,
    All,
    Audit,
    Claim,
    Clock,
    Compacted,
    Context,
    Ending,
    Entity,
    EntityType,
    Episode,
    Fact,
    Filter,
    Forgotten,
    Ingested,
    Job,
    JobState,
    Learned,
    Message,
    Moment,
    Not,
    Outcome,
    Preference,
    PreferenceCategory,
    Procedure,
    Recall,
    Recipe,
    Reflection,
    Remembered,
    Scope,
    Session,
    Slept,
    Step,
    Story,
    Where,
    Wish,
    as_day,
    as_message,
    as_utc,
    check_given,
    chosen,
    meaning,
    utc_now,
    within,
)
from mnesis.procedural.asking import failing as most_failed
from mnesis.procedural.asking import preferences, procedures
from mnesis.providers.embedders.contract import Embedder
from mnesis.providers.rerankers.contract import Reranker
from mnesis.reflection.digests import DIGESTS
from mnesis.reflection.digests import SESSION as REFLECTIONS
from mnesis.retrieval.deep import search_deep
from mnesis.retrieval.indexing import Indexer
from mnesis.retrieval.question import Question
from mnesis.retrieval.search import Engine
from mnesis.semantic.asking import facts
from mnesis.semantic.graph import Neighbourhood, Path, follow, neighbours, paths
from mnesis.semantic.lookup import find, meant
from mnesis.semantic.story import why
from mnesis.semantic.walking import Edge, Walk
from mnesis.steps.about import About, asking
from mnesis.steps.archiving import Restorer
from mnesis.steps.context.asked import ContextAsked, context_asked
from mnesis.steps.context.episodic import Reach
from mnesis.steps.context.making import Contexts
from mnesis.steps.duties import Duties, chosen_kinds
from mnesis.steps.exporting import everything
from mnesis.steps.forgetting import Forgetter
from mnesis.steps.keeping import Keeper, batches
from mnesis.steps.night.consolidating import Consolidator
from mnesis.steps.night.course import Watching
from mnesis.steps.night.night import Night
from mnesis.steps.night.pruning import Pruned, Pruner
from mnesis.steps.night.retention import Retention
from mnesis.steps.night.sleeping import Sleeper
from mnesis.steps.queueing import Queue
from mnesis.steps.reflecting import Reflector
from mnesis.steps.rereading import Extracted, Rereader
from mnesis.steps.teaching import Teacher
from mnesis.steps.understanding import Reading, Understander, When
from mnesis.steps.writing import Writer
from mnesis.stores.cold.contract import Archive
from mnesis.stores.cold.memory import NOTHING
from mnesis.stores.contract import Progress, Stats, Store

MEMORIES = All((LISTED, Not(DIGESTS)))
"""Episodes as people mean them: what happened, not what stands by for it or was written about a day afterwards."""


class Memory:
    """One scope of one store: tell it what happened, ask it what matters now.

    Safe to share between threads. Open one with `mnesis.open`; use it as a context manager or `close` it.
    """

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

    def _like(self, **other: Any) -> "Memory":
        """The same memory, but for what is given."""
        same: dict[str, Any] = {"reading": self._reading, "contexts": self._contexts, "scope": self.scope} | other
        made = Memory(self.store, self._indexer, clock=self._clock, **same)
        made._reranker, made._retention = self._reranker, self._retention
        return made

    def within(self, scope: str | Scope) -> "Memory":
        """The memory of another scope in the same store; a plain name stays in this tenant."""
        return self._like(scope=scope if isinstance(scope, Scope) else Scope(self.scope.tenant, scope))

    @property
    def _keeper(self) -> Keeper:
        return Keeper(self._teacher.writer, self._understander, self._clock, self.archive)

    def reranked(self, reranker: Reranker | None) -> "Memory":
        """The same memory, whose recall lets `reranker` order its best hits (None: its own order)."""
        made = self._like()
        made._reranker = reranker
        return made

    def retaining(self, archive: Archive | None, ending: Ending | str = "archive") -> "Memory":
        """The same memory, whose nights let memories go that way when their time is over. Raises InvalidInput."""
        made = self._like()
        made._retention = Retention(chosen(Ending, ending) or Ending.ARCHIVE, archive)
        return made

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
        deep: bool | None = None,
    ) -> Recall:
        """The memories that matter for a query, best first, each with its evidence and why it is there.

        `as_of` hides what happened later, and is then also the moment that "last week" counts from, unless `now`
        says otherwise. `where` narrows before anything is ranked. `deep` looks into the archive as well; None does so
        where the query names a time it has something of, or little is found here. Raises InvalidInput for an empty
        query or a limit below 1, SpaceMismatch where the store was embedded by another model when this was opened.
        """
        then = None if as_of is None else as_utc(as_of)
        asked = as_utc(now) if now is not None else then or as_utc(self._clock())
        known = All((where, Where("timestamp", "le", then))) if then else where
        question = Question(query, self.scope, asked, known, limit)
        embedder, notices = self._indexer.ready()
        found = search_deep(Engine(self.store, embedder, self._reranker), self.archive, question, deep)
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

    def context(self, query: str, **asked: Unpack[ContextAsked]) -> Context:
        """What to give to a language model for this message: a block of text, messages for a chat API, and a ledger of
        what each token bought, within a budget that is never exceeded.

        The keywords are those of `ContextAsked`: `budget`, `model`, `session`, `system`, `goal`, `history`,
        `sensitive`, `shared`, `folder`, `limit`, `deep`, `now`. Raises InvalidInput, SpaceMismatch.
        """
        wanted = context_asked(query, asked, as_utc(self._clock()))
        return self._contexts.make(wanted, self.scope, Reach(self.archive, self._reranker))

    def get(self, id: str) -> Episode:
        """The memory with this id, wherever it is. Raises NotFound."""
        check_given("id", id, str)
        for episode in self.store.get(Episode, [id], within(self.scope)):
            return episode
        for cold in self.archive.get(self.scope, [id]):
            return cold.episode
        raise NotFound(kind="memory", id=id)

    def episodes(
        self, where: Filter = EVERYTHING, *, order: Sequence[str] = ("-timestamp",), limit: int | None = 50
    ) -> list[Episode]:
        """Memories by a filter, newest first by default; not the digests that `reflect` keeps. Raises UnknownField,
        UnknownOperator, InvalidInput."""
        check_given("limit", limit, int | None)
        return self.store.find(Episode, within(self.scope, MEMORIES, where), order=order, limit=limit)

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
        told = within(self.scope, Where("id", "ne", REFLECTIONS))
        return self.store.find(Session, told, order=("-started_at",), limit=limit)

    def scan(self) -> Iterator[Session | Episode]:
        """Everything in the scope, sessions first, then archived episodes, oldest first, then those here in the order
        they came; one consistent view each. What was derived from them is left out, since it can be made anew; shorter
        memories come last where they are all that is left of what was said."""
        yield from self.store.scan(Session, within(self.scope, Where("id", "ne", REFLECTIONS)))
        yield from everything(self.store, self.archive, self.scope, Not(DIGESTS))

    # --- knowing ---------------------------------------------------------------------------------------------

    def facts(self, query: str | None = None, **about: Unpack[About]) -> list[Fact]:
        """What is known: by relevance to `query`, else the last said first.

        Believed now and not over, unless other times are given: `as_of`, what held in the world then; `known_at`, what
        was believed here then; `past`, what is over too. `subject`, `predicate` and `object` narrow it; names are
        understood with their aliases, predicates with their synonyms. `limit` is 50; None is all. Confidence has faded
        as the specification says. Raises InvalidInput.
        """
        asked = asking(query, about)
        embedder = self._indexer.ready()[0] if query else None
        return facts(self.store, embedder, self.scope, asked, as_utc(self._clock()))

    def why(self, id: str) -> Story:
        """The whole story of a fact: every word it stands on, what it replaced and what replaced it. Raises
        NotFound."""
        check_given("id", id, str)
        return why(self.store, self.scope, id, as_utc(self._clock()), self.archive)

    def entities(
        self, query: str | None = None, *, type: EntityType | str | None = None, limit: int = 50
    ) -> list[Entity]:
        """People, places, tools, …: those of a name first, then those found by words; without `query` those that matter
        most first. Raises InvalidInput for an unknown type."""
        return find(self.store, self.scope, query, chosen(EntityType, type), limit)

    def relations(
        self,
        entity: str,
        *,
        types: Sequence[str] = (),
        hops: int = 1,
        as_of: Moment | None = None,
        known_at: Moment | None = None,
        limit: int = 200,
    ) -> Neighbourhood:
        """What is within some hops (1 to 3) of an entity, given by name or id, over relationships of these types (none:
        all) that hold at `as_of` (now), as believed at `known_at` (now). Raises NotFound, InvalidInput."""
        centre = meant(self.store, self.scope, entity)
        walk = self._walk(types, as_of, known_at)
        return neighbours(self.store, self.scope, centre.id, walk, hops=hops, limit=limit)

    def paths(self, one: str, other: str, *, types: Sequence[str] = (), max_hops: int = 4) -> tuple[Path, ...]:
        """How two entities are connected: the shortest paths. Raises NotFound, InvalidInput."""
        start, end = (meant(self.store, self.scope, name).id for name in (one, other))
        return paths(self.store, self.scope, start, end, self._walk(types), max_hops=max_hops)

    def follow(self, entity: str, types: Sequence[str]) -> tuple[tuple[Edge, ...], ...]:
        """Where a chain of relationships leads from an entity: ("works_on", "uses") asks what the things use that it
        works on. Raises NotFound, InvalidInput."""
        start = meant(self.store, self.scope, entity)
        return follow(self.store, self.scope, start.id, types, self._walk())

    def preferences(self, category: PreferenceCategory | str | None = None) -> list[Preference]:
        """How things are wanted, strongest first. Raises InvalidInput for an unknown category."""
        return preferences(self.store, self.scope, as_utc(self._clock()), chosen(PreferenceCategory, category))

    def procedures(self, query: str | None = None, *, failing: bool = False, limit: int = 10) -> list[Procedure]:
        """How a task is done: for `query`, by words and meaning, what has worked first; without one, all; `failing`,
        those that have failed, most failed first."""
        if failing:
            return list(most_failed(self.store, self.scope, limit=limit))
        embedder = self._indexer.ready()[0] if query else None
        return procedures(self.store, self.scope, query, embedder=embedder, limit=limit)

    def _walk(self, types: Sequence[str] = (), as_of: Moment | None = None, known_at: Moment | None = None) -> Walk:
        return Walk(
            as_of=as_utc(as_of or self._clock()),
            known_at=None if known_at is None else as_utc(known_at),
            types=tuple(types),
        )

    # --- teaching --------------------------------------------------------------------------------------------

    def learn(self, what: str | Message | Claim | Wish | Recipe) -> Learned:
        """Words, kept and understood at once, or a fact, preference or procedure given outright; what came of it, and
        which procedures read differently now. Raises InvalidInput."""
        check_given("what to learn", what, str | Message | Claim | Wish | Recipe)
        if isinstance(what, Claim | Wish | Recipe):
            return self._teacher.teach(what)
        kept = self._like(reading=replace(self._reading, when=When.INLINE))._keeper.keep([as_message(what)])
        return replace(kept.lesson.learned(kept.seen[0].episode.id), notices=kept.notices)

    def correct(
        self,
        id: str,
        value: str | None = None,
        *,
        valid_from: Moment | None = None,
        valid_until: Moment | None = None,
    ) -> Learned:
        """Set right what a fact or preference says, or when a fact holds. With nothing but the id: it was wrong, and is
        believed no more. Raises NotFound, InvalidInput."""
        check_given("id", id, str)
        times = [None if one is None else as_utc(one) for one in (valid_from, valid_until)]
        return self._teacher.correct(id, value, *times)

    def outcome(self, procedure: str, how: Outcome | str, note: str | None = None) -> Procedure:
        """Tell how a procedure went: success, failure, partial. Raises NotFound, InvalidInput."""
        return self._teacher.outcome(procedure, chosen(Outcome, how) or Outcome.PARTIAL, note)

    def merge(self, one: str, other: str) -> Audit:
        """Let the entity `other` be `one` (ids or names). The line by whose id it is undone. Raises NotFound,
        InvalidInput."""
        return self._teacher.merge(one, other)

    def split(self, entity: str, facts: Sequence[str], name: str, *, type: EntityType | str | None = None) -> Audit:
        """A new entity of this name takes these facts (ids) from `entity`: two things had one name. The line by whose
        id it is undone. Raises NotFound, InvalidInput."""
        return self._teacher.split(entity, facts, name, chosen(EntityType, type))

    def undo(self, audit_id: str) -> Audit:
        """Take back a merge or a split. Raises NotFound, InvalidInput where it was undone before."""
        return self._teacher.undo(audit_id)

    def extract(
        self,
        where: Filter = EVERYTHING,
        *,
        again: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Extracted:
        """Do what waits to be understood. `again`: read all memories once more that the filter holds for, with the
        extractor of today, and tell what that changes (`dry_run`: would change)."""
        if again:
            return self._rereader.again(where, dry_run=dry_run, progress=progress)
        return self._rereader.waiting(self._rereader_of)

    def _rereader_of(self, scope: Scope) -> Rereader:
        return self.within(scope)._rereader

    def reflect(
        self, day: Moment | date | None = None, folder: pathlib.Path | str | None = None, *, sensitive: bool = False
    ) -> Reflection:
        """Look back on a day in UTC (today): its main points in words that were said, what was learnt, what recurs.

        With a `folder`, MEMORY.md and USER.md are written there, each line with a pointer to its evidence, and edits of
        them are read back first, as corrections. Done again it changes nothing. Raises InvalidInput where the folder is
        another scope's.
        """
        reflector = Reflector(self._teacher.writer, self._understander, self._clock)
        when = None if day is None else as_day(day)
        where = None if folder is None else pathlib.Path(folder)
        return reflector.reflect(when, where, llm=self._reading.llm, sensitive=sensitive)

    # --- work ------------------------------------------------------------------------------------------------

    def work(
        self,
        kinds: Sequence[str] = (),
        *,
        threads: int = 1,
        stop: threading.Event | None = None,
        pause: float | None = 1.0,
    ) -> int:
        """Do the jobs that wait, of these kinds (none: all that `handlers` names) and of every scope of the store; how
        many were done. With `stop` it goes on until that is set, looking for new ones every `pause` seconds (None:
        until none is ready); then jobs are ended, or given back. Raises InvalidInput for a kind nobody does."""
        handlers = chosen_kinds(self.handlers(), kinds)
        pool = Pool(self.store, handlers, name=new_id(self._clock), threads=threads, clock=self._clock)
        return pool.run(stop, pause=pause)

    def handlers(self) -> dict[str, Handler]:
        """Who does the jobs of which kind, in every scope of the store: for a `Worker` of your own."""
        return Duties(self._rereader_of, self._night_of).handlers()

    def jobs(
        self, state: JobState | str | None = None, kind: str | None = None, *, limit: int | None = 50
    ) -> list[Job]:
        """Jobs in this state and of this kind (None: any), the last added first. Raises InvalidInput."""
        return self._queue.listed(chosen(JobState, state), kind, limit)

    def job(self, id: str) -> Job:
        """One job: how far it is, what came of it, why it failed. Raises NotFound."""
        return self._queue.get(id)

    def retry(self, id: str) -> Job:
        """Let a dead or cancelled job be done again, from its last checkpoint. Raises NotFound, InvalidInput."""
        return self._queue.retry(id)

    def cancel(self, id: str, *, for_good: bool = False) -> Job:
        """Let a job that waits or runs not be done to its end; what it has saved stays. Of a schedule only this time is
        left out, or, `for_good`, all that would follow. Raises NotFound, InvalidInput where it has ended."""
        return self._queue.cancel(id, for_good=for_good)

    def schedule(
        self, kind: str, cron: str, *, key: str | None = None, payload: Mapping[str, Any] | None = None
    ) -> Job:
        """Let work of a kind be done again and again, at the times that `cron` says, in UTC; the job of the next one.
        What the kind and `key` were scheduled as before is replaced. What was missed is done once. Raises
        InvalidInput."""
        return self._queue.plan(Plan(kind=kind, cron=cron, key=key, payload=payload or {}))

    # --- the night -------------------------------------------------------------------------------------------

    def sleep(
        self, *, steps: Sequence[Step | str] = (), dry_run: bool = False, progress: Watching | None = None
    ) -> Slept:
        """A night now: what waits is understood, repeats are folded, what is a day old is compressed, what was
        compressed a week ago distilled, the days since the last night summed up, and what is past its time leaves.

        `steps` narrows it to some of these. Broken off or killed, it goes on the next time where it was. Raises Busy
        where another program is at a night of this scope. `dry_run` only tells what is due now.
        """
        if dry_run:
            return self._night_of(self.scope).preview([Step(one) for one in steps], progress)
        return Sleeper(self.store, self.scope, self._clock, self._night_of).sleep(steps, progress)

    def compact(self, session: str, *, keep: int = 10) -> Compacted:
        """Compress the turns of a session now, whatever their age, all but the last `keep`. They stay, and are found as
        before; a context has the shorter form."""
        check_given("session", session, str)
        return Consolidator(self._teacher.writer, self._clock, self._reading.llm).compact(session, keep)

    def prune(self, below: float = 0.2, *, apply: bool = False, progress: Progress | None = None) -> Pruned:
        """What is worth less than `below` (0 to 1) to keep, by its importance, age, evidence, repeats and outcome,
        least first; with `apply` it leaves as what is past its time does. Never what is younger than a day, nor all that
        something known stands on. Broken off and done again it goes on. Raises InvalidInput, ArchiveError."""
        return Pruner(self._teacher.writer, self._clock, self._retention).prune(below, apply=apply, progress=progress)

    def _night_of(self, scope: Scope) -> Night:
        other = self.within(scope)
        return Night(other._rereader, self._rereader_of, self._clock, self._retention, self._reading.llm)

    def archived(self, where: Filter = EVERYTHING, *, limit: int | None = 50) -> list[Episode]:
        """Memories that left by age, oldest first. Raises ArchiveError, and what `episodes` does."""
        check_given("limit", limit, int | None)
        return [one.episode for one in islice(self.archive.scan(self.scope, where), limit and max(limit, 0))]

    def restore(self, what: str | Filter) -> tuple[str, ...]:
        """Bring archived memories back, one by id or all that a filter holds for, for 30 days at least; their ids,
        oldest first. An id that is not there is no error. Raises ArchiveError."""
        check_given("what to restore", what, str | Filter)
        return Restorer(self.store, self.archive, self.scope, self._clock).restore(meaning(what))

    @property
    def archive(self) -> Archive:
        """Where memories of the store go by age."""
        return self._retention.archive or NOTHING

    # --- keeping order ---------------------------------------------------------------------------------------

    def close_session(self, id: str) -> Session:
        """End a session: its end time and a summary in its own words. Raises NotFound."""
        check_given("id", id, str)
        here = within(self.scope)
        for session in self.store.get(Session, [id], here):
            theirs = within(self.scope, Where("session_id", "eq", id), LISTED)
            turns = self.store.find(Episode, theirs, order=("timestamp",))
            self.store.apply(close(session, turns, self._clock))
            return self.store.get(Session, [id], here)[0]
        raise NotFound(kind="session", id=id)

    def forget(self, what: str | Filter) -> Forgotten:
        """Erase memories for good, in the archive too: one by id, or all that a filter holds for. An id that is not
        there is no error.

        Rows, index entries and vectors go, and what others remember of them: questions lent to the turns after them,
        shorter memories made of them (made anew of what is left), summaries of their sessions, sessions left empty. A
        shorter memory goes with all that it was made of. A line in the audit trail says how many went and when, not
        what.
        """
        check_given("what to forget", what, str | Filter)
        forgetter = Forgetter(self.store, self.scope, self._clock, self._reading, self.archive)
        forgotten = forgetter.forget(forgetter.meant(what) if isinstance(what, str) else what)
        if forgotten.erased:
            self._rereader.after_erasure(self._rereader_of)
        return forgotten

    def stats(self) -> Stats:
        """What this scope holds, what the whole store takes on disk, and what the archive of the scope takes."""
        cold = {"archive": self.archive.extent(self.scope).bytes}
        return replace(self.store.stats(self.scope), bytes={**self.store.stats().bytes, **cold})

    def check(self) -> list[str]:
        """What is wrong with the store and its archive, in words; [] is healthy."""
        return [*self.store.check(), *self.archive.check()]

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
        self._contexts.close(as_utc(self._clock()))
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
