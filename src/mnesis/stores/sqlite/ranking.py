"""From scores of keys to the best memories: filter first, limit second, ties by id."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import float32, intp
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Owned:
    """A memory (its `no`) for which the filter holds, found at a place of a score array by a key of this kind."""

    place: int
    memory: int
    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    """One of the best, by its id."""

    place: int
    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Owners:
    """`at` says whose the keys at some places (None: at any) are, where the filter holds, in the order of the keys;
    `ids` what those memories are called."""

    at: Callable[[NDArray[intp] | None], Iterable[Owned]]
    ids: Callable[[Sequence[int]], Mapping[int, str]]


Choice = Callable[[NDArray[float32], Owners, int], list[Found]]
"""Chooses the best memories by scores: `best` or `quick`."""

_WIDER = 20


def _few(limit: int) -> int:
    return 2 * limit + 16


def best(scores: NDArray[float32], owners: Owners, limit: int) -> list[Found]:
    """The `limit` memories with the highest scores, each at its best place, ties by id.

    Asks for the owners of a few of the highest places first. Where a filter leaves too few of them, it asks for so many
    as should do, and where those are too many, or did not do, for all that the filter holds for.
    """
    if limit < 1 or not len(scores):
        return []
    few = size = _few(limit)
    while size <= _WIDER * few:
        places = top(scores, size)
        found = _by_memory(scores, owners.at(places))
        if len(found) >= limit or len(places) == len(scores):
            return _ranked(scores, found, owners, limit)
        size *= 2 * limit // max(len(found), 1) + 1
    return _ranked(scores, _by_memory(scores, owners.at(None)), owners, limit)


def quick(scores: NDArray[float32], owners: Owners, limit: int) -> list[Found]:
    """The same from a few of the highest places alone: fewer than `limit` where those belong to too few memories."""
    return _ranked(scores, _by_memory(scores, owners.at(top(scores, _few(limit)))), owners, limit)


def top(scores: NDArray[float32], size: int) -> NDArray[intp]:
    """The places of the `size` highest scores, with all that tie with the last of them, in rising order."""
    if size >= len(scores):
        return np.arange(len(scores))
    candidates = np.arange(len(scores))
    sample = scores[::64]
    rank = size // 32 + 8
    if rank < len(sample):  # a bound that is probably a little below the last of the highest spares sorting them all
        bound = np.partition(sample, len(sample) - rank)[len(sample) - rank]
        above = np.flatnonzero(scores >= bound)
        if len(above) >= size:
            candidates = above
    among = scores[candidates]
    last = np.partition(among, len(among) - size)[len(among) - size]
    return np.asarray(candidates[among >= last])


def _by_memory(scores: NDArray[Any], owned: Iterable[Owned]) -> dict[int, Owned]:
    """The best place of each memory, the first of equals."""
    found: dict[int, Owned] = {}
    for one in owned:
        if one.memory not in found or scores[one.place] > scores[found[one.memory].place]:
            found[one.memory] = one
    return found


def _ranked(scores: NDArray[Any], owned: Mapping[int, Owned], owners: Owners, limit: int) -> list[Found]:
    best = sorted(owned.values(), key=lambda one: -scores[one.place])
    if limit < len(best):
        last = scores[best[limit - 1].place] if limit > 0 else math.inf
        best = [one for one in best if scores[one.place] >= last]
    ids = owners.ids([one.memory for one in best])
    found = [Found(one.place, ids[one.memory], one.kind) for one in best]
    return sorted(found, key=lambda one: (-scores[one.place], one.id))[:limit]
