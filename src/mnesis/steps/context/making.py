"""One context from beginning to end: what the session is at, what the sources know, what working memory makes of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache

from mnesis.model import Context, Scope
from mnesis.retrieval.indexing import Indexer
from mnesis.retrieval.stopwatch import Stopwatch
from mnesis.steps.context.asked import Asked
from mnesis.steps.context.boards import Boards
from mnesis.steps.context.episodic import Reach
from mnesis.steps.context.gathering import Gathered, gather
from mnesis.steps.context.secrecy import Secrets
from mnesis.steps.context.state import CODEC, State
from mnesis.steps.context.view import View
from mnesis.steps.layering import layers
from mnesis.stores.contract import Store
from mnesis.working.assemble import Assembled, assemble
from mnesis.working.contract import Counter, Request
from mnesis.working.counting import estimate

Count = Callable[[str | None], Counter]
"""The counter for a model by its name, or for any."""


class Contexts:
    """Makes contexts of the scopes of one store, and knows what each session is at. Safe to share between threads."""

    def __init__(self, store: Store, indexer: Indexer, count: Count | None = None) -> None:
        self._store = store
        self._indexer = indexer
        self._count = count or cache(lambda model: estimate())
        self._boards = Boards(store, CODEC)
        self._secrets = Secrets(store)

    def make(self, asked: Asked, scope: Scope, reach: Reach) -> Context:
        """See `Memory.context`."""
        watch = Stopwatch()
        embedder, unready = self._indexer.ready()
        view = View(self._store, scope, embedder, asked.query, asked.now, self._secrets.of(scope), self._secrets.behind)
        before = self._boards.read(scope, asked.session) if asked.session else None
        watch.lap("board")
        found = gather((view, *self._others(view, asked)), asked, before, reach, watch)
        request = Request(
            query=asked.query,
            offers=found.offers,
            turns=found.talk.known_as(found.offers),
            system=asked.system,
            goal=found.state.goal,
            allowed=asked.allowed,
        )
        assembled = assemble(request, asked.budget, self._count(asked.model), summarise=found.talk.summary(view))
        made = _context(asked, scope, assembled, found)
        watch.lap("assemble")
        if asked.session:
            self._keep(asked, made, found, before)
            watch.lap("keep")
        return replace(made, notices=(*unready, *made.notices), took_ms=watch.taken())

    def _others(self, view: View, asked: Asked) -> list[View]:
        """The same look at the other scopes that are asked for."""
        _, *others = layers(view.scope, asked.also)
        return [replace(view, scope=one, secret=self._secrets.of(one)) for one in others]

    def _keep(self, asked: Asked, made: Context, found: Gathered, before: State | None) -> None:
        """A new session or goal is written at once, the rest when there is time: it can be found out again."""
        new = before is None or found.state.goal != before.goal
        self._boards.keep(made.scope, made.session or "", found.state, asked.now, at_once=new)

    def close(self, now: datetime) -> None:
        """Write what waits."""
        self._boards.flush(now)


def _context(asked: Asked, scope: Scope, made: Assembled, found: Gathered) -> Context:
    return Context(
        query=asked.query,
        scope=scope,
        session=asked.session,
        asked_at=asked.now,
        block=made.block,
        messages=made.messages,
        lines=made.lines,
        ledger=made.ledger,
        budget=made.budget,
        tokens=made.tokens,
        counted_by=made.counted_by,
        injections=found.injections,
        notices=(*found.notices, *made.notices),
    )
