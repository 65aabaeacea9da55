"""Which archived memories are worth ranking for a query: the same choice for every archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

import numpy as np
from numpy import bool_, float64, intp
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Look:
    """What a query sees of n memories, arrays of shape (n,): whether the filter holds for each; the cosine of each (nan
    where it has no vector of the space asked for); what the words add up to that it shares with the query; and when it
    was, in seconds since 1970."""

    allowed: NDArray[bool_]
    cosine: NDArray[float64]
    words: NDArray[float64]
    time: NDArray[float64]


def choose(look: Look, spans: Sequence[tuple[datetime, datetime]], limit: int) -> list[int]:
    """Of the rows allowed, each once: up to `limit` of the nearest, of those whose shared words are rarest, and of
    those within a span [start, end), of these the likeliest first."""
    near = _best(look.cosine, look.allowed & ~np.isnan(look.cosine), limit)
    worded = _best(look.words, look.allowed & (look.words > 0), limit)
    likely = np.nan_to_num(look.cosine, nan=0.0) + look.words / max(float(look.words.max(initial=0.0)), 1e-9)
    then = _best(likely, look.allowed & _within(look.time, spans), limit)
    return list(dict.fromkeys((*near, *worded, *then)))


def rarity(memories: int, holding: int) -> float:
    """What a word is worth that `holding` of so many memories have: its idf, as `Store.matching` counts it."""
    return log(1 + (memories - holding + 0.5) / (holding + 0.5))


def _within(time: NDArray[float64], spans: Sequence[tuple[datetime, datetime]]) -> NDArray[bool_]:
    inside = np.zeros(len(time), dtype=bool_)
    for start, end in spans:
        inside |= (time >= start.timestamp()) & (time < end.timestamp())
    return inside


def _best(score: NDArray[float64], allowed: NDArray[bool_], limit: int) -> list[int]:
    """The `limit` allowed rows of the highest score, best first, equals in the order of rows."""
    rows: NDArray[intp] = np.flatnonzero(allowed)
    if 0 < limit < len(rows):
        least = np.partition(score[rows], len(rows) - limit)[len(rows) - limit]
        rows = rows[score[rows] >= least]
    best = rows[np.argsort(-score[rows], kind="stable")]
    return [int(row) for row in best[: max(limit, 0)]]
