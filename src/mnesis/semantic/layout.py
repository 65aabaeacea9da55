"""Where the nodes of a small graph stand in a picture: rings by hops, then pushed and pulled a little."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy import float64
from numpy.typing import NDArray

Point = tuple[float, float]

_ROUNDS = 120
_TALL = 64.0
"""Distance between lines of text that do not touch."""


def layout(hops: Mapping[str, int], links: Sequence[tuple[str, str]], width: float) -> dict[str, Point]:
    """A place for every node: the centre at 0, 0, the others around it, further out by hops and beside those they are
    linked with. `width` is that of the widest node; nodes overlap in none but very large graphs. Deterministic.

    Rings are drawn by angle, children shared out within their parent's sector (Eades 1992), then nodes that stand too
    near push each other away and links pull (Fruchterman & Reingold 1991), with less and less force.
    """
    names = list(hops)
    if len(names) == 1:
        return {names[0]: (0.0, 0.0)}
    spots = _rings(hops, links, width)
    number = {name: at for at, name in enumerate(names)}
    ends = np.array([(number[a], number[b]) for a, b in links if a != b], dtype=np.intp).reshape(-1, 2)
    fixed = number[next(name for name in names if hops[name] == 0)]
    apart = np.array([width + 20.0, _TALL])
    for round in range(_ROUNDS):
        cool = 1.0 - round / _ROUNDS
        spots += _pulled(spots, ends, width + 90.0) * 0.05 * cool
        spots += _pushed(spots, apart) * 0.5
        spots -= spots[fixed]
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, spots, strict=True)}


def _rings(hops: Mapping[str, int], links: Sequence[tuple[str, str]], width: float) -> NDArray[float64]:
    parents: dict[str, str] = {}
    for one, other in links:
        for near, far in ((one, other), (other, one)):
            if hops[far] == hops[near] + 1:
                parents.setdefault(far, near)
    children: dict[str, list[str]] = {name: [] for name in hops}
    for child, parent in parents.items():
        children[parent].append(child)
    sectors = _sectors(hops, children)
    radii = _radii(hops, width)
    spots = [
        (math.cos(sectors[name]) * radii[hops[name]], math.sin(sectors[name]) * radii[hops[name]] * 0.7)
        for name in hops
    ]
    return np.array(spots, dtype=float64)


def _radii(hops: Mapping[str, int], width: float) -> list[float]:
    """How far out the nodes of each hop stand: one beyond the other, and far enough for all of them."""
    radii = [0.0]
    for hop in range(1, max(hops.values()) + 1):
        many = sum(1 for other in hops.values() if other == hop)
        radii.append(max(radii[-1] + width + 60.0, many * (width + _TALL) / 2 / (2 * math.pi)))
    return radii


def _sectors(hops: Mapping[str, int], children: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The angle of every node: the middle of a sector as wide as what hangs on it."""
    weight: dict[str, int] = {}
    for name in sorted(hops, key=lambda name: -hops[name]):
        weight[name] = max(1, sum(weight[child] for child in children[name]))
    roots = [name for name in hops if hops[name] == 0]
    angles: dict[str, float] = {}
    waiting = [(root, 0.0, 2 * math.pi) for root in roots]
    for name, start, wide in waiting:
        angles[name] = start + wide / 2
        for child in children[name]:
            part = wide * weight[child] / weight[name]
            waiting.append((child, start, part))
            start += part
    return {name: angles.get(name, 0.0) for name in hops}


def _pushed(spots: NDArray[float64], apart: NDArray[float64]) -> NDArray[float64]:
    """How far each node goes so that no other's box covers it."""
    between = spots[:, None, :] - spots[None, :, :]
    overlap = apart - np.abs(between)
    covered: NDArray[np.bool_] = np.logical_and(overlap[:, :, 0] > 0, overlap[:, :, 1] > 0)
    np.fill_diagonal(covered, False)
    order = np.arange(len(spots))
    side = np.where(between == 0, np.sign(order[:, None] - order[None, :])[:, :, None], np.sign(between))
    easier = overlap.argmin(axis=2)  # the axis along which less has to be moved
    push = np.where(np.arange(2) == easier[:, :, None], overlap * side, 0.0)
    moved: NDArray[float64] = np.where(covered[:, :, None], push, 0.0).sum(axis=1)
    return moved


def _pulled(spots: NDArray[float64], ends: NDArray[np.intp], length: float) -> NDArray[float64]:
    """How far links that are longer or shorter than `length` move their ends."""
    moved = np.zeros_like(spots)
    one, other = ends[:, 0], ends[:, 1]
    between = spots[other] - spots[one]
    far = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)[:, None]
    pull = between * (far - length) / far
    np.add.at(moved, one, pull)
    np.add.at(moved, other, -pull)
    return moved
