"""A neighbourhood as a picture: SVG, or DOT for Graphviz. The entity in the middle, what is near it around it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import cos, hypot, pi, sin

from rich.cells import cell_len

from mnesis.cli.output import visible
from mnesis.cli.wording import phrase
from mnesis.model import Entity, EntityType
from mnesis.semantic.graph import Neighbourhood
from mnesis.semantic.walking import Edge

FILLS: Mapping[EntityType, str] = {
    EntityType.PERSON: "#dbeafe",
    EntityType.ORGANIZATION: "#fde68a",
    EntityType.PROJECT: "#ddd6fe",
    EntityType.CONCEPT: "#e5e7eb",
    EntityType.LOCATION: "#bbf7d0",
    EntityType.TOOL: "#fed7aa",
    EntityType.OTHER: "#f3f4f6",
}
INK, LINE, QUIET = "#111827", "#9ca3af", "#4b5563"
LONGEST = 28
"""Characters of a name that are drawn."""
HEIGHT, GAP, MARGIN = 30.0, 26.0, 28.0
"""Of a box, between boxes, around the picture; in pixels, as everything here."""
RING, FLAT = 150.0, 0.72
"""The least distance between rings, and how much flatter than wide they are, as names are wide and not high."""

_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What `visible` leaves and an XML document may not hold."""


def dot(near: Neighbourhood) -> str:
    """The neighbourhood in Graphviz' language."""
    lines = [
        f"digraph {_string(near.centre.name)} {{",
        "  graph [rankdir=LR]",
        '  node [shape=box, style="rounded,filled", fontname="sans-serif"]',
        '  edge [fontname="sans-serif", fontsize=10, color="#9ca3af"]',
    ]
    for one in near.nodes:
        bold = ", penwidth=2" if one.id == near.centre.id else ""
        lines.append(f"  {_string(one.id)} [label={_string(one.name)}, fillcolor={_string(FILLS[one.type])}{bold}]")
    types = {one.id: one.type for one in near.nodes}
    for edge in near.edges:
        label = _string(says(edge, types))
        lines.append(f"  {_string(edge.source)} -> {_string(edge.target)} [label={label}]")
    return "\n".join([*lines, "}", ""])


def says(edge: Edge, types: Mapping[str, EntityType]) -> str:
    """The words on an edge."""
    return edge.label or phrase(edge.type, types.get(edge.source))


def _string(text: str) -> str:
    return json.dumps(visible(text), ensure_ascii=False)


# --- SVG ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """Where an entity is drawn: its middle and its width."""

    x: float
    y: float
    width: float

    def border(self, x: float, y: float, away: float = 3.0) -> tuple[float, float]:
        """The point where a line from the middle to (x, y) leaves the box."""
        dx, dy = x - self.x, y - self.y
        if not dx and not dy:
            return self.x, self.y
        reach = min((self.width / 2 + away) / (abs(dx) or 1e-9), (HEIGHT / 2 + away) / (abs(dy) or 1e-9), 1.0)
        return self.x + dx * reach, self.y + dy * reach


def svg(near: Neighbourhood) -> str:
    """The neighbourhood as one SVG document; the same every time."""
    boxes = laid_out(near)
    left, right = (f(one.x + side * one.width / 2 for one in boxes.values()) for f, side in ((min, -1), (max, 1)))
    top, bottom = (f(one.y for one in boxes.values()) for f in (min, max))
    x, y = left - MARGIN, top - HEIGHT / 2 - MARGIN
    width, height = right - left + 2 * MARGIN, bottom - top + HEIGHT + 2 * MARGIN
    types = {one.id: one.type for one in near.nodes}
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.0f} {y:.0f} {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" font-family="system-ui, sans-serif">',
        f"<title>{_text(near.centre.name)} and what is near</title>",
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" fill="white"/>',
    ]
    edges = [_edge(edge, boxes, lane, types) for edge, lane in _lanes(near.edges)]
    lines += [line for line, _ in edges] + [label for _, label in edges]
    lines += [_box(one, boxes[one.id], near.centre.id == one.id) for one in near.nodes]
    return "\n".join([*lines, "</svg>", ""])


def laid_out(near: Neighbourhood) -> dict[str, Box]:
    """A box for every entity: each on the ring of its hops, within the part of the ring of the one it hangs on, which
    is as large as what hangs on that one."""
    hanging = _tree(near)
    weight: dict[str, float] = {}
    for one in sorted(near.nodes, key=lambda node: -near.hops[node.id]):
        weight[one.id] = max(_width(one) + GAP, sum(weight[child] for child in hanging[one.id]))
    radii = _radii(near, weight[near.centre.id])
    sectors = {near.centre.id: (-pi / 2, 3 * pi / 2)}
    boxes: dict[str, Box] = {}
    nodes = {one.id: one for one in near.nodes}
    waiting = [near.centre.id]
    for id in waiting:
        start, end = sectors[id]
        angle, radius = (start + end) / 2, radii[near.hops[id]]
        boxes[id] = Box(radius * cos(angle), radius * FLAT * sin(angle), _width(nodes[id]))
        share = (end - start) / max(sum(weight[child] for child in hanging[id]), 1.0)
        for child in hanging[id]:
            sectors[child] = (start, start + share * weight[child])
            start = sectors[child][1]
        waiting += hanging[id]
    return boxes


def _tree(near: Neighbourhood) -> dict[str, list[str]]:
    """Which entities hang on which: each on the first nearer one that it has an edge with."""
    hanging: dict[str, list[str]] = {one.id: [] for one in near.nodes}
    placed = {near.centre.id}
    for edge in near.edges:
        for inner, outer in ((edge.source, edge.target), (edge.target, edge.source)):
            if outer not in placed and near.hops[outer] == near.hops[inner] + 1:
                hanging[inner].append(outer)
                placed.add(outer)
    return hanging


def _radii(near: Neighbourhood, around: float) -> list[float]:
    """The radius of each ring: wide enough for all that is on it, and apart from the ring within."""
    rings: list[list[Entity]] = [[] for _ in range(max(near.hops.values()) + 1)]
    for one in near.nodes:
        rings[near.hops[one.id]].append(one)
    radii = [0.0]
    for inner, ring in pairwise(rings):
        widest = (max(map(_width, inner)) + max(map(_width, ring), default=0.0)) / 2
        radii.append(max(radii[-1] + max(RING, widest + 90.0), around / (2 * pi * FLAT)))
    return radii


def _width(one: Entity) -> float:
    return 7.6 * cell_len(_name(one)) + 26.0


def _name(one: Entity) -> str:
    name = visible(one.name)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _lanes(edges: Sequence[Edge]) -> list[tuple[Edge, int]]:
    """Every edge with its lane: those between the same two, whichever way, get 0, 1, 2, …"""
    taken: dict[frozenset[str], int] = {}
    found = []
    for edge in edges:
        pair = frozenset((edge.source, edge.target))
        found.append((edge, taken.get(pair, 0)))
        taken[pair] = taken.get(pair, 0) + 1
    return found


def _edge(edge: Edge, boxes: Mapping[str, Box], lane: int, types: Mapping[str, EntityType]) -> tuple[str, str]:
    """The line of an edge, bent where it is not the first between its ends, and its words in the outer half."""
    one, other = boxes[edge.source], boxes[edge.target]
    dx, dy = other.x - one.x, other.y - one.y
    sign = 1 if edge.source < edge.target else -1  # so that the way of an edge does not change its side
    bend = sign * 34.0 * ((lane + 1) // 2) * (1 if lane % 2 else -1) / (hypot(dx, dy) or 1.0)
    bx, by = (one.x + other.x) / 2 - dy * bend, (one.y + other.y) / 2 + dx * bend
    (x1, y1), (x2, y2) = one.border(bx, by, 1.0), other.border(bx, by, 2.0)
    far = 0.58 if hypot(other.x, other.y) >= hypot(one.x, one.y) else 0.42
    near = 1 - far
    x, y = (near * near * a + 2 * near * far * b + far * far * c for a, b, c in ((x1, bx, x2), (y1, by, y2)))
    line = f'<path d="M{x1:.1f} {y1:.1f}Q{bx:.1f} {by:.1f} {x2:.1f} {y2:.1f}" fill="none" stroke="{LINE}"/>'
    return line + _tip((bx, by), (x2, y2)), _label(x, y, says(edge, types))


def _tip(before: tuple[float, float], at: tuple[float, float]) -> str:
    """The head of an arrow that comes from one point and ends at another."""
    dx, dy = at[0] - before[0], at[1] - before[1]
    length = hypot(dx, dy) or 1.0
    dx, dy = dx / length, dy / length
    sides = ((at[0] - 9 * dx + side * 3.6 * dy, at[1] - 9 * dy - side * 3.6 * dx) for side in (1, -1))
    return f'<path d="M{at[0]:.1f} {at[1]:.1f}' + "".join(f"L{x:.1f} {y:.1f}" for x, y in sides) + f'z" fill="{LINE}"/>'


def _label(x: float, y: float, text: str) -> str:
    """Words on a line, which they hide."""
    width = 5.8 * cell_len(visible(text)) + 4.0
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - 7:.1f}" width="{width:.1f}" height="14" fill="white"/>'
        f'<text x="{x:.1f}" y="{y + 3.5:.1f}" text-anchor="middle" font-size="11" fill="{QUIET}">{_text(text)}</text>'
    )


def _box(one: Entity, box: Box, centre: bool) -> str:
    weight = ' font-weight="bold"' if centre else ""
    about = ", ".join(filter(None, (one.type.value, *one.aliases, one.description)))
    return (
        f"<g><title>{_text(f'{one.name}: {about}')}</title>"
        f'<rect x="{box.x - box.width / 2:.1f}" y="{box.y - HEIGHT / 2:.1f}" width="{box.width:.1f}"'
        f' height="{HEIGHT:.0f}" rx="9" fill="{FILLS[one.type]}" stroke="{INK if centre else LINE}"/>'
        f'<text x="{box.x:.1f}" y="{box.y + 4.5:.1f}" text-anchor="middle" font-size="13" fill="{INK}"{weight}>'
        f"{_text(_name(one))}</text></g>"
    )


def _text(text: str) -> str:
    """A text as XML may hold it: escaped, without the characters that XML has not."""
    return escape(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text).replace("\n", " ")))
