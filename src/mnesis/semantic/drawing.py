"""A neighbourhood to look at: as text for Graphviz, as SVG that needs nothing else, and as JSON."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from mnesis.model import Entity, predicate_of, to_iso
from mnesis.semantic.graph import Neighbourhood
from mnesis.semantic.layout import Point, layout
from mnesis.semantic.walking import Edge

_LONG = 28
"""Characters of a name that a picture shows."""
_MARGIN, _CHARACTER, _HEIGHT = 24, 7.2, 26


def as_json(near: Neighbourhood) -> dict[str, Any]:
    """What JSON can hold: `centre` (an id), `nodes` (id, name, type, hops, importance, mentions, aliases), `edges`
    (source, type, target, label, fact, confidence, valid_from, valid_until) and `capped` (ids). Missing values are
    null, times ISO 8601."""
    return {
        "centre": near.centre.id,
        "nodes": [
            {
                "id": one.id,
                "name": one.name,
                "type": one.type.value,
                "hops": near.hops[one.id],
                "importance": one.importance,
                "mentions": one.mention_count,
                "aliases": list(one.aliases),
            }
            for one in near.nodes
        ],
        "edges": [
            {
                "source": edge.source,
                "type": edge.type,
                "target": edge.target,
                "label": edge.label,
                "fact": edge.fact,
                "confidence": edge.confidence,
                "valid_from": to_iso(edge.valid_from) if edge.valid_from else None,
                "valid_until": to_iso(edge.valid_until) if edge.valid_until else None,
            }
            for edge in near.edges
        ],
        "capped": sorted(near.capped),
    }


def as_dot(near: Neighbourhood) -> str:
    """The neighbourhood in Graphviz's language."""
    lines = ["digraph memory {", '  node [shape=box, style=rounded, fontname="sans-serif"];']
    for one in near.nodes:
        more = ", penwidth=2" if one.id == near.centre.id else ""
        lines.append(f"  {_quoted(one.id)} [label={_quoted(one.name)}, tooltip={_quoted(one.type)}{more}];")
    for edge in near.edges:
        lines.append(f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(_words(edge))}];")
    return "\n".join([*lines, "}", ""])


def as_svg(near: Neighbourhood) -> str:
    """The neighbourhood as a picture: a whole SVG document, the same for the same neighbourhood, light or dark as the
    reader's screen is. Names are shortened; a tooltip has them whole."""
    nodes = {one.id: one for one in near.nodes}
    widest = max(map(_width, near.nodes))
    places = layout(near.hops, [(edge.source, edge.target) for edge in near.edges], widest)
    between: Mapping[frozenset[str], list[Edge]] = defaultdict(list)
    for edge in near.edges:
        between[frozenset((edge.source, edge.target))].append(edge)
    left, top = (min(place[at] for place in places.values()) for at in (0, 1))
    right, bottom = (max(place[at] for place in places.values()) for at in (0, 1))
    side = widest / 2 + _MARGIN
    box = (left - side, top - _HEIGHT - _MARGIN, right - left + 2 * side, bottom - top + 2 * (_HEIGHT + _MARGIN))
    size = f'viewBox="{" ".join(f"{number:.0f}" for number in box)}" width="{box[2]:.0f}" height="{box[3]:.0f}"'
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{_text(f'What is known around {near.centre.name}')}</title>",
        f"<style>{_STYLE}</style>",
        _ARROW,
        *(line for edges in between.values() for line in _edges(edges, places, nodes)),
        *(_node(one, places[one.id], near.hops[one.id]) for one in nodes.values()),
        "</svg>",
        "",
    ]
    return "\n".join(drawn)


_STYLE = """
svg{background:#fff;font:13px system-ui,sans-serif}
line{stroke:#8a94a6;stroke-width:1.3}
rect{fill:#f4f6fa;stroke:#7b8798;stroke-width:1.2}
text{fill:#1d2430;text-anchor:middle;dominant-baseline:central}
.edge{fill:#4b5667;font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:4px}
.centre rect{stroke-width:2.6}
.person rect{fill:#e3efff}.organization rect{fill:#fdeedd}.project rect{fill:#e5f6e6}
.location rect{fill:#f9e6ef}.tool rect{fill:#ece8fb}.concept rect{fill:#fbf6d9}
#arrow path{fill:#8a94a6}
@media (prefers-color-scheme:dark){
svg{background:#14181f}
line{stroke:#697386}
rect{fill:#242b36;stroke:#8591a5}
text{fill:#eceff4}
.edge{fill:#b5bfce;stroke:#14181f}
.person rect{fill:#1d3557}.organization rect{fill:#553a1c}.project rect{fill:#1f4526}
.location rect{fill:#53263c}.tool rect{fill:#372c63}.concept rect{fill:#4a431a}
#arrow path{fill:#697386}
}
"""
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 1 9 5 0 9z"/></marker></defs>'
)


def _node(one: Entity, place: Point, hops: int) -> str:
    x, y = place
    name = _short(one.name)
    width = _width(one)
    told = f"{one.name} ({one.type})" + (f": {one.description}" if one.description else "")
    kind = f"{one.type} centre" if hops == 0 else str(one.type)
    box = f'<rect x="{x - width / 2:.1f}" y="{y - _HEIGHT / 2:.1f}" width="{width:.1f}" height="{_HEIGHT}" rx="8"/>'
    text = f'<text x="{x:.1f}" y="{y:.1f}">{_text(name)}</text>'
    return f"<g class={quoteattr(kind)}><title>{_text(told)}</title>{box}{text}</g>"


def _edges(edges: Sequence[Edge], places: Mapping[str, Point], nodes: Mapping[str, Entity]) -> list[str]:
    """The edges between two entities: a line each way that is needed, and their words above one another."""
    ways = {(edge.source, edge.target): edge for edge in edges}
    drawn = [_line(places[source], places[target], _width(nodes[target])) for source, target in ways]
    (x1, y1), (x2, y2) = places[edges[0].source], places[edges[0].target]
    top = (y1 + y2) / 2 - 7 * (len(edges) - 1)
    words = [
        f'<text class="edge" x="{(x1 + x2) / 2:.1f}" y="{top + 14 * at:.1f}">{_text(_words(edge))}</text>'
        for at, edge in enumerate(edges)
    ]
    return [*drawn, *words]


def _line(start: Point, end: Point, width: float) -> str:
    """An arrow that ends at the box of this width at which it points."""
    (x1, y1), (x2, y2) = start, end
    aside, rise = abs(x2 - x1), abs(y2 - y1)
    inside = min(width / 2 / aside if aside else 1.0, _HEIGHT / 2 / rise if rise else 1.0, 1.0)
    x, y = x2 - (x2 - x1) * inside, y2 - (y2 - y1) * inside
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x:.1f}" y2="{y:.1f}" marker-end="url(#arrow)"/>'


def _words(edge: Edge) -> str:
    return edge.label or predicate_of(edge.type).name.replace("_", " ")


def _width(one: Entity) -> float:
    """Of the box around its name."""
    return len(_short(one.name)) * _CHARACTER + 18


def _short(name: str) -> str:
    return name if len(name) <= _LONG else f"{name[: _LONG - 1]}…"


def _text(said: str) -> str:
    """A text as XML may hold it: escaped, without the characters that XML has not."""
    return escape("".join(one if _in_xml(ord(one)) else "\ufffd" for one in said))


def _in_xml(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _quoted(said: str) -> str:
    """A text as Graphviz quotes it: its backslashes start no escapes, its ends of line are kept."""
    plain = said.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace("\r", "").replace("\n", "\\n").replace("\0", "") + '"'
