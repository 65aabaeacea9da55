"""Search by vector alone: how much of what a scan of everything finds, a search of a large scope finds too, and how
long each takes."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from mnesis.bench.metrics import percentile
from mnesis.model import EVERYTHING, Episode, Filter, Scope, Scored, Space, Where
from mnesis.stores.contract import Store

DEPTHS = (10, 100)
_ALL = Where("id", "ge", "")  # holds for all, but a filter makes the store look at everything


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Medians in milliseconds; `recall` by how many were asked for, the mean over the queries. What is as near as the
    last of the true ones counts as found."""

    recall: dict[int, float]
    search_ms: float
    whole_ms: float


def compared(store: Store, space: Space, scope: Scope, queries: NDArray[float32]) -> Neighbours:
    """Both searches, query by query."""

    def search(query: NDArray[float32], where: Filter) -> list[Scored]:
        return store.nearest(Episode, space, query, scope, where, max(DEPTHS))

    found, search_ms = _timed(lambda query: search(query, EVERYTHING), queries)
    true, whole_ms = _timed(lambda query: search(query, _ALL), queries)
    recall = {
        depth: float(np.mean([_share(some, best, depth) for some, best in zip(found, true, strict=True)]))
        for depth in DEPTHS
    }
    return Neighbours(recall, search_ms, whole_ms)


def _share(found: list[Scored], true: list[Scored], depth: int) -> float:
    wanted = true[:depth]
    return sum(one.score >= wanted[-1].score for one in found[:depth]) / len(wanted) if wanted else 1.0


def _timed(
    search: Callable[[NDArray[float32]], list[Scored]], queries: NDArray[float32]
) -> tuple[list[list[Scored]], float]:
    answers, took = [], []
    for query in queries:
        began = perf_counter()
        answers.append(search(query))
        took.append((perf_counter() - began) * 1e3)
    return answers, percentile(took, 0.5)
