"""Pictures of what is near."""

import re
from xml.etree import ElementTree

import mnesis
from mnesis.cli.drawing import dot, laid_out, svg
from mnesis.memory import Memory
from mnesis.model import Claim, EntityType, Named
from mnesis.semantic.graph import Neighbourhood
from mnesis.semantic.walking import Edge
from mnesis.testing.values import START, make_entity

SVG = "{http://www.w3.org/2000/svg}"


HOSTILE = (
    '<script>alert("x")</script>',
    "]]>&amp;<!--",
    "a\x01b\ufffe\x85",
    '"; evil [label=x] //',
    "back\\slash\\",
    "two\nlines",
    "عربى 日本 🦜",
    "x" * 500,
    "</style><style>*{display:none}",
)


def hostile() -> Neighbourhood:
    """Names that want out of the picture."""
    nodes = tuple(make_entity(f"n{at}", name=name, type=EntityType.PERSON) for at, name in enumerate(HOSTILE))
    edges = tuple(
        Edge(source="n0", type=f"<{one.name}", target=one.id, fact=None, confidence=0.9, valid_from=START)
        for one in nodes[1:]
    )
    return Neighbourhood(nodes[0], nodes, {one.id: min(at, 1) for at, one in enumerate(nodes)}, edges)


def tell(memory: Memory, subject: str, predicate: str, object: str) -> None:
    named = Named(name=subject, type=EntityType.PERSON)
    memory.learn(Claim(subject=named, predicate=predicate, object=object, quote=""))


def circle(memory: Memory) -> Neighbourhood:
    for number in range(14):
        tell(memory, "Otto", "friend", f"Friend number {number}")
        tell(memory, f"Friend number {number}", "located_in", f"Town {number % 5}")
    for predicate in ("works_at", "member_of"):
        tell(memory, "Otto", predicate, 'Acme "<&>" \x1b[31m')
    return memory.relations("Otto", hops=2)


def test_no_two_boxes_of_a_neighbourhood_touch() -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        near = circle(memory)
    boxes = list(laid_out(near).values())
    assert len(boxes) == len(near.nodes) == 21
    for at, one in enumerate(boxes):
        for other in boxes[:at]:
            apart = abs(one.x - other.x) >= (one.width + other.width) / 2 or abs(one.y - other.y) >= 30
            assert apart, (one, other)


def test_svg_is_well_formed_and_names_everything() -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        near = circle(memory)
    picture = svg(near)
    assert svg(near) == picture
    root = ElementTree.fromstring(picture)
    texts = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert {f"Friend number {number}" for number in range(14)} <= set(texts)
    assert texts.count("lives in") == 14
    assert any(text.startswith('Acme "<&>" \N{REPLACEMENT CHARACTER}') for text in texts)
    x, y, width, height = map(float, root.attrib["viewBox"].split())
    for box in laid_out(near).values():
        assert x <= box.x - box.width / 2
        assert box.x + box.width / 2 <= x + width
        assert y <= box.y <= y + height


def test_dot_quotes_names() -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        near = circle(memory)
    drawn = dot(near)
    assert '[label="Acme \\"<&>\\" \N{REPLACEMENT CHARACTER}[31m", fillcolor=' in drawn
    assert drawn.count(" -> ") == len(near.edges)
    assert drawn.endswith("}\n")


def test_an_entity_alone_is_a_picture_too() -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        tell(memory, "Otto", "likes", "tea")
        near = memory.relations("Otto")
    assert ElementTree.fromstring(svg(near)).tag == f"{SVG}svg"


def test_hostile_names_stay_text() -> None:
    drawn = ElementTree.fromstring(svg(hostile()))
    assert {element.tag.removeprefix(SVG) for element in drawn.iter()} == {"svg", "title", "path", "text", "g", "rect"}
    assert any('<script>alert("x")' in (one.text or "") for one in drawn.iter(f"{SVG}title"))
    assert not any(name.startswith("on") or "href" in name for element in drawn.iter() for name in element.attrib)


def test_dot_keeps_hostile_names_in_their_quotes() -> None:
    near = hostile()
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", dot(near))
    assert "evil" not in bare
    assert "script" not in bare
    assert bare.count("->") == len(near.edges)
