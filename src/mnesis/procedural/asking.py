"""Asking for practice: what is wanted, how a task is done, and what goes wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mnesis.model import EVERYTHING, Filter, Preference, PreferenceCategory, Procedure, Scope, Where, as_utc, within
from mnesis.procedural.preferring import confirmed_at, faded
from mnesis.providers.embedders.contract import Embedder
from mnesis.stores.contract import Store
from mnesis.text.lexical import terms

DEPTH = 50
"""Procedures that words and meaning bring each."""
NEAR = 0.35
"""The cosine from which nearness in meaning alone is a match."""
LEXICAL, COVERAGE = 0.4, 0.5
"""What BM25 (over the best) and the share of the query's words weigh beside a cosine, as in recall."""
PRESENT: Filter = Where("superseded_by", "eq", None)
"""Procedures that no other has taken the place of."""


def preferences(
    store: Store, scope: Scope, now: datetime, category: PreferenceCategory | None = None
) -> list[Preference]:
    """What is wanted at `now`, strongest first: strengths have faded since they were last confirmed, and what was
    withdrawn or has faded to nothing is left out."""
    where = EVERYTHING if category is None else Where("category", "eq", category)
    found = [at_present(one, now) for one in store.find(Preference, within(scope, where))]
    return sorted((one for one in found if one.strength > 0), key=lambda one: (-one.strength, one.category, one.key))


def at_present(preference: Preference, now: datetime) -> Preference:
    """The preference with the strength it has at `now`."""
    return replace(preference, strength=faded(preference.strength, confirmed_at(preference), as_utc(now)))


def procedures(
    store: Store,
    scope: Scope,
    query: str | None = None,
    *,
    embedder: Embedder | None = None,
    limit: int = 10,
    superseded: bool = False,
) -> list[Procedure]:
    """How a task is done: the procedures for `query`, best first; without one all of them, most trusted first.

    Found by words and, where there is an embedder of the store's space, by meaning; what matches better and what has
    worked comes first: the score is (cosine + 0.4 BM25/best + 0.5 coverage) * (1 + confidence) / 2. Those that were
    superseded are left out unless asked for. Raises ProviderError where the embedder fails.
    """
    where = EVERYTHING if superseded else PRESENT
    if query is None:
        order = ("-confidence", "-last_used")
        return store.find(Procedure, within(scope, where), order=order, limit=limit)
    scores = _matches(store, scope, where, query, embedder)
    found = store.get(Procedure, list(scores), within(scope, where))
    ranked = sorted(found, key=lambda one: (-scores[one.id] * (1.0 + one.confidence) / 2.0, one.id))
    return ranked[: max(limit, 0)]


def _matches(store: Store, scope: Scope, where: Filter, query: str, embedder: Embedder | None) -> dict[str, float]:
    """How well procedures match a query, by id."""
    by_words = store.matching(Procedure, terms(query), scope, where, DEPTH)
    best = by_words[0].score if by_words else 1.0
    scores = {one.id: LEXICAL * one.score / best + COVERAGE * one.coverage for one in by_words}
    if embedder is None:
        return scores
    vector = embedder.embed([query])[0]
    cosines = {one.id: one.score for one in store.nearest(Procedure, embedder.space, vector, scope, where, DEPTH)}
    cosines |= store.cosines(Procedure, embedder.space, vector, scope, list(scores.keys() - cosines.keys()))
    near = {id: max(0.0, cosine) for id, cosine in cosines.items() if id in scores or cosine >= NEAR}
    return {id: scores.get(id, 0.0) + near.get(id, 0.0) for id in scores.keys() | near.keys()}


def failing(store: Store, scope: Scope, *, limit: int | None = None) -> Sequence[Procedure]:
    """Procedures that have failed and are still in use, most failed first, least trusted first among equals."""
    failed = within(scope, PRESENT, Where("failure_count", "gt", 0))
    return store.find(Procedure, failed, order=("-failure_count", "confidence"), limit=limit)
