"""Several scopes looked into at once, the narrowest first: which they are, and how what they know is put together."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, zip_longest
from typing import TypeVar

from mnesis.errors import InvalidInput
from mnesis.model import Fact, Preference, PreferenceCategory, Procedure, Scope, check_given
from mnesis.procedural import asking as practice
from mnesis.providers.embedders.contract import Embedder
from mnesis.semantic import asking as knowledge
from mnesis.semantic.asking import FactsAsked
from mnesis.stores.contract import Store

T = TypeVar("T")

Named = str | Scope
"""A scope, or its name in the tenant at hand."""


def layers(home: Scope, also: Sequence[Named]) -> tuple[Scope, ...]:
    """The scopes to look into: this one, then the others, each once. Raises InvalidInput for another tenant's."""
    if isinstance(also, Named):
        raise InvalidInput(what="also", problem="must be a list of scopes")
    named: dict[Scope, None] = {home: None}
    for one in also:
        check_given("also", one, str | Scope)
        scope = one if isinstance(one, Scope) else Scope(home.tenant, one)
        if scope.tenant != home.tenant:
            raise InvalidInput(what="also", problem="must be scopes of the same tenant")
        named[scope] = None
    return tuple(named)


def facts(
    store: Store, embedder: Embedder | None, scopes: Sequence[Scope], asked: FactsAsked, now: datetime
) -> list[Fact]:
    """The facts of all scopes: the best of each in turn where there is a query, else the last said first."""
    found = [knowledge.facts(store, embedder, scope, asked, now) for scope in scopes]
    if len(found) == 1:
        return found[0]
    both = interleaved(found) if asked.query else sorted(chain(*found), key=_said, reverse=True)
    return both[: max(0, asked.limit)]


def _said(fact: Fact) -> datetime:
    return fact.confirmed_at or fact.created_at


def preferences(
    store: Store, scopes: Sequence[Scope], now: datetime, category: PreferenceCategory | None = None
) -> list[Preference]:
    """What is wanted, strongest first: of one category and key what the scope named first says."""
    wanted: dict[tuple[str, str], Preference] = {}
    for scope in scopes:
        for one in practice.preferences(store, scope, now, category):
            wanted.setdefault((one.category, one.key), one)
    return sorted(wanted.values(), key=lambda one: (-one.strength, one.category, one.key))


def procedures(
    store: Store, scopes: Sequence[Scope], query: str | None, embedder: Embedder | None, limit: int
) -> list[Procedure]:
    """The procedures of all scopes: the best of each in turn where there is a query, else the most trusted first."""
    found = [practice.procedures(store, scope, query, embedder=embedder, limit=limit) for scope in scopes]
    both = interleaved(found) if query is not None else sorted(chain(*found), key=_trusted, reverse=True)
    return both[: max(limit, 0)]


def _trusted(procedure: Procedure) -> tuple[float, bool, datetime]:
    used = procedure.last_used
    return procedure.confidence, used is not None, used or procedure.updated_at


def failing(store: Store, scopes: Sequence[Scope], limit: int) -> list[Procedure]:
    """Those that have failed, most failed first."""
    found = chain(*(practice.failing(store, scope, limit=limit) for scope in scopes))
    return sorted(found, key=lambda one: (-one.failure_count, one.confidence))[: max(limit, 0)]


def interleaved(rows: Sequence[Sequence[T]]) -> list[T]:
    """The first of each row, then the second of each, and so on: ranks compare where scores do not."""
    return [one for rank in zip_longest(*rows) for one in rank if one is not None]
