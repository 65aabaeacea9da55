"""Cutting a session into runs of turns that belong together.

Every place between two turns has a depth: how long the pause is there, and how little the words before have in common
with those after (TextTiling; Hearst 1997), or the meanings where vectors are known. The cuts with the greatest sum of
depths win, among those that leave segments of a handy size (dynamic programming).
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from mnesis.episodic.consolidation.contract import Segment
from mnesis.episodic.keys import question_of
from mnesis.model import Episode
from mnesis.text.content import content

SMALLEST, LARGEST = 600, 2_000
"""Tokens of a segment. A twentieth of it must still be a sentence; and what is much longer is about many things. Where
a session or a turn has fewer or more, so has its segment."""
APART = timedelta(days=7)
"""A pause that always parts."""
WINDOW = 4
"""Turns before and after a place that are compared."""
CUT = 0.6
"""What a cut must be worth."""


def segments(turns: Sequence[Episode], vectors: Mapping[str, NDArray[np.float32]] | None = None) -> list[Segment]:
    """The turns of one session, oldest first, as runs that belong together: each turn once, in order.

    `vectors` are those of turns, by episode id, of length one; they are used where most turns have one.
    """
    found: list[Segment] = []
    for start, stop in _stretches(turns):
        stretch = turns[start:stop]
        ends = _ends([max(1, one.token_count) for one in stretch], _depths(stretch, vectors or {}))
        found += [Segment(tuple(stretch[a:b])) for a, b in zip([0, *ends], ends, strict=False)]
    return found


def _stretches(turns: Sequence[Episode]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(turns)):
        if turns[at].timestamp - turns[at - 1].timestamp >= APART:
            yield start, at
            start = at
    if turns:
        yield start, len(turns)


def _ends(sizes: Sequence[int], depths: Sequence[float]) -> list[int]:
    """Where segments end. `depths[i]` is what a cut before turn i is worth; the best sum from the left."""
    before = [0, *np.cumsum(sizes).tolist()]
    best, last = [0.0], [0]
    for end in range(1, len(sizes) + 1):
        worth, start = -math.inf, end - 1
        for at in range(end - 1, -1, -1):
            size = before[end] - before[at]
            if size > LARGEST and at < end - 1:
                break
            value = best[at] - _misfit(size) + (depths[at] - CUT if at else 0.0)
            if value > worth:
                worth, start = value, at
        best.append(worth)
        last.append(start)
    ends = []
    at = len(sizes)
    while at:
        ends.append(at)
        at = last[at]
    return ends[::-1]


def _misfit(size: int) -> float:
    """What it costs that a segment is too small."""
    return 0.0 if size >= SMALLEST else 1.5 * (1 - size / SMALLEST)


def _depths(turns: Sequence[Episode], vectors: Mapping[str, NDArray[np.float32]]) -> list[float]:
    """Of the place before each turn, 0 to about 2.5; an answer is not parted from its question."""
    words = [Counter(content(one.text)) for one in turns]
    meant = vectors if sum(one.id in vectors for one in turns) > len(turns) / 2 else {}
    found = [0.0]
    for at in range(1, len(turns)):
        before, after = slice(max(0, at - WINDOW), at), slice(at, at + WINDOW)
        unlike = 1 - _cosine(sum(words[before], Counter()), sum(words[after], Counter()))
        if meant:
            unlike = (unlike + 2 * (1 - _alike(turns[before], turns[after], meant))) / 2
        asked = question_of(turns[at - 1].text) is not None
        found.append(unlike + _pause(turns[at].timestamp - turns[at - 1].timestamp) - 0.4 * asked)
    return found


def _pause(gap: timedelta) -> float:
    """0 up to ten minutes, 1 for two hours, 2 for a day."""
    minutes = gap.total_seconds() / 60
    return min(2.0, math.log(minutes / 10) / math.log(12)) if minutes > 10 else 0.0


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = math.fsum(one[word] * other[word] for word in one.keys() & other.keys())
    lengths = math.fsum(n * n for n in one.values()) * math.fsum(n * n for n in other.values())
    return shared / math.sqrt(lengths) if lengths else 0.0


def _alike(before: Sequence[Episode], after: Sequence[Episode], vectors: Mapping[str, NDArray[np.float32]]) -> float:
    sides = [[vectors[one.id] for one in side if one.id in vectors] for side in (before, after)]
    if not all(sides):
        return 0.5
    one, other = (np.mean(side, axis=0) for side in sides)
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.dot(one, other)) / lengths if lengths else 0.5
