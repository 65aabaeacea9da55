"""Figures of one ranking against its gold, and of many. Pure; every formula is the published one.

A ranking is a sequence of names, best first, each once; gold is a set of names that is not empty.
"""

import math
from collections.abc import Collection, Iterable, Sequence

import numpy as np

CUTS = (5, 10, 20, 50)

LEVEL = 0.95
RESAMPLES = 2_000
SEED = 20_240_101


def recall_at(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """The fraction of the gold within the first `k`."""
    return len(set(ranked[:k]) & set(gold)) / len(set(gold))


def any_at(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """1.0 where at least one of the gold is within the first `k`, else 0.0."""
    return float(not set(gold).isdisjoint(ranked[:k]))


def all_at(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """1.0 where all of the gold is within the first `k`, else 0.0."""
    return float(set(gold) <= set(ranked[:k]))


def ndcg_at(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Järvelin & Kekäläinen 2002 with binary gains and discount log2(rank + 1). The ideal ranking has all the gold
    first, found or not, and is cut at `k` as the ranking is."""
    wanted = set(gold)
    found = sum(1 / math.log2(rank + 1) for rank, name in enumerate(ranked[:k], start=1) if name in wanted)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(wanted), k) + 1))
    return found / ideal


def first_places(names: Iterable[str]) -> list[str]:
    """Each name once, where it came first: turns by their sessions give the ranking of sessions."""
    return list(dict.fromkeys(names))


def measures(ranked: Sequence[str], gold: Collection[str]) -> dict[str, float]:
    """Every figure of one question by name: `recall@5`, `any@5`, `all@5`, …, `ndcg@10`."""
    figures = {
        f"{name}@{k}": measure(ranked, gold, k)
        for name, measure in (("recall", recall_at), ("any", any_at), ("all", all_at))
        for k in CUTS
    }
    return figures | {"ndcg@10": ndcg_at(ranked, gold, 10)}


def mean(values: Sequence[float]) -> float:
    """The plain mean; NaN of nothing."""
    return math.fsum(values) / len(values) if values else math.nan


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie, interpolated; NaN of nothing."""
    return float(np.quantile(values, share)) if values else math.nan


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % confidence interval of the mean by percentile bootstrap over the values (Efron 1979), 2,000 resamples
    with a fixed seed: the same values give the same interval. NaN of nothing."""
    if not values:
        return math.nan, math.nan
    sample = np.asarray(values)
    rows = np.random.default_rng(SEED).integers(0, len(sample), (RESAMPLES, len(sample)))
    low, high = np.quantile(sample[rows].mean(axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
