"""Asking a memory what matters now, and what there is."""

from collections.abc import Iterator, Sequence
from typing import Unpack

from mnesis.episodic.identity import new_id
from mnesis.memory.base import Base
from mnesis.model import (
    EVERYTHING,
    LISTED,
    All,
    Context,
    Episode,
    Fact,
    Filter,
    Moment,
    Not,
    Preference,
    Procedure,
    Recall,
    Scope,
    Session,
    Where,
    as_utc,
    check_given,
    within,
)
from mnesis.reflection.digests import DIGESTS
from mnesis.reflection.digests import SESSION as REFLECTIONS
from mnesis.retrieval.layers import search_layers
from mnesis.retrieval.question import Question
from mnesis.retrieval.search import Engine
from mnesis.steps.about import Times, moments
from mnesis.steps.context.asked import ContextAsked, context_asked
from mnesis.steps.context.episodic import Reach
from mnesis.steps.exporting import everything
from mnesis.steps.layering import layers

MEMORIES = All((LISTED, Not(DIGESTS)))
"""Episodes as people mean them: what happened, not what stands by for it or was written about a day afterwards."""


class Asking(Base):
    """Asking a memory what matters now, and what there is."""

    def recall(
        self,
        query: str,
        *,
        limit: int = 10,
        where: Filter = EVERYTHING,
        deep: bool | None = None,
        also: Sequence[str | Scope] = (),
        **times: Unpack[Times],
    ) -> Recall:
        """The memories that matter for a query, best first, each with its evidence and why it is there.

        `where` narrows before anything is ranked. `deep` looks into the archive as well; None does so where the query
        names a time it has something of, or little is found here. `also` names other scopes of the tenant to look into;
        each hit says its own (`hit.memory.scope`). The keyword `as_of` hides what happened later, and is then also the
        moment that "last week" counts from, unless `now` says otherwise. Raises InvalidInput for an empty query or a
        limit below 1, SpaceMismatch where the store was embedded by another model when this was opened.
        """
        then, asked = moments(times, self._clock)
        known = All((where, Where("timestamp", "le", then))) if then else where
        question = Question(query, self.scope, asked, known, limit)
        _, *others = layers(self.scope, also)
        embedder, notices = self._indexer.ready()
        found = search_layers(Engine(self.store, embedder, self._reranker), self.archive, question, others, deep)
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

    def warm(self) -> None:
        """Do now what the first `recall` and the first `remember` would wait for: load the model, where there is one,
        the vectors of this scope, the tables of the rules. Raises what `recall` raises."""
        self.recall("Who said what, and when?", limit=1, deep=False)
        self._reading.extractor.warm()

    def context(self, query: str, **asked: Unpack[ContextAsked]) -> Context:
        """What to give to a language model for this message: a block of text, messages for a chat API, and a ledger of
        what each token bought, within a budget that is never exceeded.

        The keywords are those of `ContextAsked`: `budget`, `model`, `session`, `system`, `goal`, `history`,
        `sensitive`, `shared`, `folder`, `limit`, `deep`, `now`, `also`. Raises InvalidInput, SpaceMismatch.
        """
        wanted = context_asked(query, asked, as_utc(self._clock()))
        return self._contexts.make(wanted, self.scope, Reach(self.archive, self._reranker))

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

    def scopes(self) -> dict[str, int]:
        """The names of the scopes of this tenant that hold something, in order, and how many memories each has; none of
        what only frameworks keep. Raises ArchiveError."""
        memories = self.store.scopes(Episode, self.scope.tenant)
        known = (self.store.scopes(kind, self.scope.tenant) for kind in (Fact, Preference, Procedure))
        left = (one.name for one in self.archive.scopes() if one.tenant == self.scope.tenant)
        return {name: memories.get(name, 0) for name in sorted({*memories, *left}.union(*known))}

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
