"""Asking for facts: what holds, what held when, and what was believed when."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.errors import ProviderError
from mnesis.model import All, Entity, Fact, Filter, Scope, What, Where, as_utc, predicate_name, within
from mnesis.model.filter import AnyOf
from mnesis.providers.embedders.contract import Embedder
from mnesis.semantic.decay import faded
from mnesis.semantic.history import events_of, fold, folded
from mnesis.semantic.objects import plain
from mnesis.semantic.standing import bearers, canonical, members
from mnesis.stores.contract import Store
from mnesis.text.lexical import terms

DEPTH = 100
"""Facts that words and meaning bring each, at least."""
RANKS = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsAsked:
    """Which facts are wanted; all conditions hold together.

    `query` is looked for by words and by meaning. `subject` and `object` are names of entities, with their aliases and
    what was merged into them; `object` may also be the value itself. Without times: what is believed and not over. With
    `as_of`: what held at that moment of the world. With `known_at`: as it was believed here at that moment. `past`:
    what is over too.
    """

    query: str | None = None
    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    as_of: datetime | None = None
    known_at: datetime | None = None
    past: bool = False
    limit: int = 100


Check = Callable[[Fact], bool]


def facts(store: Store, embedder: Embedder | None, scope: Scope, asked: FactsAsked, now: datetime) -> list[Fact]:
    """The facts asked for, by relevance where there is a query, else the last said first; their confidence is that of
    `now` (of `known_at`, where that is given) and their subject bears its present name."""
    about = _about(store, scope, asked)
    if about is None:
        return []
    then = as_utc(asked.known_at) if asked.known_at else None
    where = within(scope, *about, *_times(asked, now))
    found: Iterable[Fact] = _found(store, embedder, scope, asked, where)
    if asked.as_of and not then:
        at = as_utc(asked.as_of)
        found = [one for one in found if _begun(one, at)]
    if then:
        found = [past for one in found if (past := as_known(one, then)) and _holds(past, asked, then)]
    matching = _object_check(store, scope, asked)
    kept = [one for one in found if matching(one)][: max(0, asked.limit)]
    return [faded(one, then or now) for one in named(store, scope, kept)]


def current(now: datetime) -> Filter:
    """Facts that are believed and not over."""
    return All((Where("known_until", "eq", None), _not_over(now)))


def as_known(fact: Fact, known_at: datetime) -> Fact | None:
    """The fact as it was believed at a moment of transaction time; None where it was not known yet."""
    events = [one for one in events_of(fact) if one.at <= known_at]
    state = fold(events)
    if state is None:
        return None
    moved = [one for one in events_of(fact) if one.what is What.REASSIGNED and one.at > known_at]
    then = replace(fact, entity_id=moved[0].from_entity) if moved and moved[0].from_entity else fact
    return folded(then, state, events)


# --- conditions ---------------------------------------------------------------------------------------------


def _about(store: Store, scope: Scope, asked: FactsAsked) -> list[Filter] | None:
    """Filters for subject and predicate; None where nobody bears the name."""
    parts: list[Filter] = []
    if asked.predicate is not None:
        parts.append(Where("predicate", "eq", predicate_name(asked.predicate)))
    if asked.subject is not None:
        meant = _meant(store, scope, asked.subject)
        if not meant:
            return None
        parts.append(Where("entity_id", "in", tuple(meant)))
    return parts


def _meant(store: Store, scope: Scope, name: str) -> frozenset[str]:
    """Every id that reads as an entity of this name."""
    return frozenset(members(store, scope, [one.id for one in bearers(store, scope, name)]))


def _times(asked: FactsAsked, now: datetime) -> list[Filter]:
    if asked.known_at:
        return [Where("created_at", "le", as_utc(asked.known_at))]
    believed = Where("known_until", "eq", None)
    if asked.as_of:
        begun = AnyOf((Where("valid_from", "eq", None), Where("valid_from", "le", as_utc(asked.as_of))))
        return [believed, begun, _not_over(as_utc(asked.as_of))]
    return [believed] if asked.past else [believed, _not_over(now)]


def _not_over(at: datetime) -> Filter:
    return AnyOf((Where("valid_until", "eq", None), Where("valid_until", "gt", at)))


def _holds(fact: Fact, asked: FactsAsked, then: datetime) -> bool:
    """What `_times` asks of rows, of a fact as it was believed then."""
    at = as_utc(asked.as_of) if asked.as_of else then
    begun = not asked.as_of or _begun(fact, at)
    over = fact.valid_until is not None and fact.valid_until <= at and not (asked.past and not asked.as_of)
    return fact.known_until is None and begun and not over


def _begun(fact: Fact, at: datetime) -> bool:
    """Whether a fact held already at a moment: from the beginning that is known, else from when it was first said. One
    of which only an end was told held before that end, and one that sets another right held all along."""
    if fact.valid_from is not None:
        return fact.valid_from <= at
    state = fold(events_of(fact))
    if state is None or state.own_until is not None or any(one.corrects for one in state.sayings):
        return True
    return state.first_said <= at


def _object_check(store: Store, scope: Scope, asked: FactsAsked) -> Check:
    if asked.object is None:
        return lambda fact: True
    wanted, meant = plain(asked.object), _meant(store, scope, asked.object)
    return lambda fact: plain(fact.object) == wanted or fact.object_id in meant


# --- finding ------------------------------------------------------------------------------------------------


def _found(store: Store, embedder: Embedder | None, scope: Scope, asked: FactsAsked, where: Filter) -> list[Fact]:
    if asked.query is None:
        sifted = any(one is not None for one in (asked.object, asked.known_at, asked.as_of))
        return store.find(Fact, where, order=("-confirmed_at", "id"), limit=None if sifted else asked.limit)
    depth = max(DEPTH, 2 * asked.limit)
    rankings = [[one.id for one in store.matching(Fact, terms(asked.query), scope, where, depth)]]
    if embedder:
        rankings.append(_near(store, embedder, scope, asked.query, where, depth))
    return store.get(Fact, _fused(rankings), within(scope))


def _near(store: Store, embedder: Embedder, scope: Scope, query: str, where: Filter, depth: int) -> list[str]:
    """Facts by meaning; none where no vector can be had, and words must do."""
    try:
        [vector] = embedder.embed([query])
    except ProviderError:
        return []
    return [one.id for one in store.nearest(Fact, embedder.space, vector, scope, where, depth)]


def _fused(rankings: Iterable[Sequence[str]]) -> list[str]:
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + 1 / (RANKS + rank)
    return sorted(scores, key=lambda id: (-scores[id], id))


def named(store: Store, scope: Scope, found: Sequence[Fact]) -> list[Fact]:
    """The facts with their subjects as these are called now."""
    ends = canonical(store, scope, {one.entity_id for one in found})
    names = store.pick(Entity, scope, sorted(set(ends.values())), ("name",))
    present = {id: names.get(end, (None,))[0] for id, end in ends.items()}
    return [replace(one, subject=present[one.entity_id] or one.subject) for one in found]
