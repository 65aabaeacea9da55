"""Pictures of what is near."""

from xml.etree import ElementTree

import mnesis
from mnesis.cli.drawing import dot, laid_out, svg
from mnesis.memory import Memory
from mnesis.model import Claim, EntityType, Named
from mnesis.semantic.graph import Neighbourhood

SVG = "{http://www.w3.org/2000/svg}"


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
