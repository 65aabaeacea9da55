"""How near things are to where one starts, by all ways between them.

Personalised PageRank (Page, Brin, Motwani & Winograd 1998; Haveliwala 2002): a walker goes along an edge with
probability `damping`, chosen in proportion to its weight, and otherwise starts again at a seed, chosen in proportion to
its weight; from where no edge leads, always the latter. With S the seeds' shares and W the weights, rows summing to 1,

    rank = (1 - damping) * S + damping * (rank W + (what stands where no edge leads) * S)

by power iteration until the ranks move by less than 1e-9 in all. The damping of 0.5 keeps near the seeds, as HippoRAG
found best for finding passages (Gutiérrez et al. 2024).
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy import float64
from numpy.typing import NDArray

DAMPING = 0.5
_MOST = 100
_ENOUGH = 1e-9

Floats = NDArray[float64]
Link = tuple[str, str, float]
"""Two nodes and the weight of what is between them, above 0; walked both ways."""


def pagerank(links: Iterable[Link], seeds: Mapping[str, float], damping: float = DAMPING) -> dict[str, float]:
    """The rank of every node of the links and seeds: shares that sum to 1. Seeds have weights above 0; {} without
    seeds."""
    if not seeds:
        return {}
    ways = list(links)
    names = list(dict.fromkeys((*seeds, *(end for one, other, _ in ways for end in (one, other)))))
    number = {name: at for at, name in enumerate(names)}
    start = np.zeros(len(names))
    start[[number[name] for name in seeds]] = list(seeds.values())
    start /= start.sum()
    ranks = _settled(*_ends(ways, number), start, damping)
    return {name: float(rank) for name, rank in zip(names, ranks, strict=True)}


def _ends(ways: list[Link], number: Mapping[str, int]) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Every link both ways: from, to, weight."""
    one = np.array([number[a] for a, _, _ in ways], dtype=np.intp)
    other = np.array([number[b] for _, b, _ in ways], dtype=np.intp)
    weight = np.array([w for _, _, w in ways], dtype=float64)
    return np.concatenate((one, other)), np.concatenate((other, one)), np.concatenate((weight, weight))


def _settled(
    source: NDArray[np.intp],
    target: NDArray[np.intp],
    weight: NDArray[float64],
    start: NDArray[float64],
    damping: float,
) -> NDArray[float64]:
    total = np.bincount(source, weight, minlength=len(start))
    share = weight / total[source]
    stuck = total == 0
    ranks = start
    for _ in range(_MOST):
        walked = np.bincount(target, ranks[source] * share, minlength=len(start)) + ranks[stuck].sum() * start
        moved: Floats = (1 - damping) * start + damping * walked
        if np.abs(moved - ranks).sum() < _ENOUGH:
            return moved
        ranks = moved
    return ranks
