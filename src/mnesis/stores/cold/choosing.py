"""Which archived memories are worth ranking for a query: the same choice for every archive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

import numpy as np
from numpy import bool_, float64, intp
from numpy.typing import NDArray

Holds = Callable[[list[int]], list[bool]]
"""For some rows, whether the filter holds for each."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a query sees of n memories, arrays of shape (n,): the cosine of each (nan where it has no vector of the
    space asked for), what the words add up to that it shares with the query, and when it was, in seconds since 1970."""

    cosine: NDArray[float64]
    words: NDArray[float64]
    time: NDArray[float64]


def choose(look: Look, spans: Sequence[tuple[datetime, datetime]], limit: int, holds: Holds) -> list[int]:
    """Rows, each once: up to `limit` of the nearest, of those whose shared words are rarest, and of those within a
    span [start, end), of these the likeliest first."""
    near = _falling(look.cosine, ~np.isnan(look.cosine), limit, holds)
    worded = _falling(look.words, look.words > 0, limit, holds)
    likely = np.nan_to_num(look.cosine, nan=0.0) + look.words / max(float(look.words.max(initial=0.0)), 1e-9)
    then = _falling(likely, _within(look.time, spans), limit, holds)
    return list(dict.fromkeys((*near, *worded, *then)))


def rarity(memories: int, holding: int) -> float:
    """What a word is worth that `holding` of so many memories have: its idf, as `Store.matching` counts it."""
    return log(1 + (memories - holding + 0.5) / (holding + 0.5))


def _within(time: NDArray[float64], spans: Sequence[tuple[datetime, datetime]]) -> NDArray[bool_]:
    inside = np.zeros(len(time), dtype=bool_)
    for start, end in spans:
        inside |= (time >= start.timestamp()) & (time < end.timestamp())
    return inside


def _falling(score: NDArray[float64], allowed: NDArray[bool_], limit: int, holds: Holds) -> list[int]:
    """The best `limit` of the allowed rows for which the filter holds, equals in the order of rows."""
    rows: NDArray[intp] = np.flatnonzero(allowed)
    kept: list[int] = []
    step = max(limit, 0)
    while len(kept) < limit and len(rows):
        head, rows = _split(score, rows, step)
        kept += [row for row, held in zip(head, holds(head), strict=True) if held]
        step *= 2  # a rare condition is not looked for in small steps
    return kept[: max(limit, 0)]


def _split(score: NDArray[float64], rows: NDArray[intp], step: int) -> tuple[list[int], NDArray[intp]]:
    """The best `step` rows in order, and the others."""
    if len(rows) > 2 * step:
        least = np.partition(score[rows], len(rows) - step)[len(rows) - step]
        above = score[rows] >= least
        first, rest = rows[above], rows[~above]
    else:
        first, rest = rows, rows[:0]
    return [int(row) for row in first[np.argsort(-score[first], kind="stable")]], rest
