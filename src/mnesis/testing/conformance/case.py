"""What every subject of the suite stands on: the store under test, and short ways to look into one."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from mnesis.model import EVERYTHING, RECORDS, Episode, Filter, Kind, Scope, Scored, Space
from mnesis.stores.contract import Store
from mnesis.testing.values import HERE, SPACE, unit
from mnesis.text.lexical import terms

relaxed = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.differing_executors,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
"""For random tests on a store: examples share it, several backends inherit the test, a busy machine may be slow."""

VOCABULARY = ("berlin", "otto", "runs", "running", "größe", "東京", "apple")
"""Words that random texts are made of."""


class StoreCase:
    """Gives each test an empty store; see `StoreConformance` for what a backend says about itself."""

    durable = False

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        raise NotImplementedError("a fixture named `store` gives the store under test, empty")

    def reopen(self, store: Store) -> Store:
        """A durable store: another store on the same files, whether the given one is still open or closed."""
        raise NotImplementedError("a durable store says how it is opened again")


def words(store: Store, query: str, *, kind: Kind = Episode, scope: Scope = HERE, limit: int = 100) -> list[str]:
    """Ids of the memories that a query finds by its words, best first."""
    return [one.id for one in matching(store, query, kind=kind, scope=scope, limit=limit)]


def matching(
    store: Store,
    query: str,
    *,
    kind: Kind = Episode,
    scope: Scope = HERE,
    where: Filter = EVERYTHING,
    limit: int = 100,
) -> list[Scored]:
    return store.matching(kind, terms(query), scope, where, limit)


def nearest(
    store: Store,
    *numbers: float,
    space: Space = SPACE,
    scope: Scope = HERE,
    where: Filter = EVERYTHING,
    limit: int = 100,
) -> list[Scored]:
    """Episodes by the cosine of their vectors with `unit(*numbers)`."""
    return store.nearest(Episode, space, unit(*numbers, dimension=space.dimension), scope, where, limit)


def seen(store: Store) -> dict[str, Any]:
    """Everything a reader can see of a store. Searches the VOCABULARY and three directions in every scope that holds
    anything.
    """
    records = {kind.__name__: store.find(kind) for kind in RECORDS}
    scopes = sorted({record.scope for found in records.values() for record in found})
    spaces = [use.space for use in store.spaces()]
    return {
        **records,
        "spaces": sorted((str(use.space), use.state, use.vectors) for use in store.spaces()),
        "counts": store.stats().records,
        "keys": store.stats().keys,
        "scopes": store.stats().scopes,
        "pending": {str(space): {(one.scope, one.text) for one in store.pending(space, 10_000)} for space in spaces},
        "words": {(scope, word): matching(store, word, scope=scope) for scope in scopes for word in VOCABULARY},
        "near": {
            (scope, str(space), axis): nearest(store, *axis, space=space, scope=scope)
            for scope in scopes
            for space in spaces
            for axis in ((1.0,), (0.0, 1.0), (1.0, -1.0))
        },
    }
