"""Pictures of a neighbourhood: well-formed whatever things are called, and readable."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.model import EntityType
from mnesis.semantic.drawing import as_dot, as_json, as_svg
from mnesis.semantic.graph import Neighbourhood
from mnesis.semantic.layout import layout
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


def around(
    names: Mapping[str, str], links: list[tuple[str, str, str]], hops: Mapping[str, int] | None = None
) -> Neighbourhood:
    nodes = tuple(make_entity(id, name=name, type=EntityType.PERSON) for id, name in names.items())
    far = hops or {id: min(at, 1) for at, id in enumerate(names)}
    edges = tuple(
        Edge(source=a, type=type, target=b, fact=None, confidence=0.9, valid_from=START) for a, type, b in links
    )
    return Neighbourhood(nodes[0], nodes, far, edges)


@pytest.fixture
def hostile() -> Neighbourhood:
    names = {f"n{at}": name for at, name in enumerate(HOSTILE)}
    return around(names, [("n0", f"<{name}", id) for id, name in names.items() if id != "n0"])


def test_hostile_names_stay_text(hostile: Neighbourhood) -> None:
    drawn = ET.fromstring(as_svg(hostile))
    kinds = {element.tag.removeprefix(SVG) for element in drawn.iter()}
    assert kinds == {"svg", "title", "style", "defs", "marker", "path", "line", "text", "g", "rect"}
    assert len(drawn.findall(f"{SVG}style")) == 1
    titles = [title.text or "" for title in drawn.iter(f"{SVG}title")]
    assert any('<script>alert("x")</script>' in title for title in titles)
    assert not any(name.startswith("on") or "href" in name for element in drawn.iter() for name in element.attrib)


def test_dot_quotes_what_it_is_given(hostile: Neighbourhood) -> None:
    text = as_dot(hostile)
    assert text.count("\n") == len(hostile.nodes) + len(hostile.edges) + 3
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    assert "evil" not in bare
    assert "script" not in bare
    assert bare.count("->") == len(hostile.edges)


def test_json_holds_everything(hostile: Neighbourhood) -> None:
    told = json.loads(json.dumps(as_json(hostile)))
    assert [node["name"] for node in told["nodes"]] == list(HOSTILE)
    assert [(edge["source"], edge["target"]) for edge in told["edges"]] == [("n0", f"n{at}") for at in range(1, 9)]
    assert told["edges"][0]["valid_from"] == "2026-02-11T09:30:00.000Z"
    assert told["edges"][0]["valid_until"] is None
    assert told["centre"] == "n0"


def test_a_picture_is_the_same_every_time_and_works_in_the_dark(hostile: Neighbourhood) -> None:
    assert as_svg(hostile) == as_svg(hostile)
    assert "@media (prefers-color-scheme:dark)" in as_svg(hostile)


def test_one_entity_alone_is_a_picture() -> None:
    drawn = ET.fromstring(as_svg(around({"n0": "Otto"}, [])))
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["Otto"]


def test_several_edges_between_two_are_told_one_above_the_other() -> None:
    drawn = ET.fromstring(as_svg(around({"a": "Ana", "b": "Bob"}, [("a", "friend", "b"), ("b", "works_on", "a")])))
    words = {text.text: float(text.attrib["y"]) for text in drawn.iter(f"{SVG}text") if text.get("class") == "edge"}
    assert words.keys() == {"friend", "works on"}
    assert abs(words["friend"] - words["works on"]) >= 12
    assert len(list(drawn.iter(f"{SVG}line"))) == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 24), min_size=1, max_size=24), st.floats(40, 260))
def test_boxes_do_not_cover_one_another(parents: list[int], width: float) -> None:
    links = [(f"n{min(parent, at)}", f"n{at + 1}") for at, parent in enumerate(parents)]
    hops = {"n0": 0}
    for near, far in links:
        hops[far] = hops[near] + 1
    places = list(layout(dict(sorted(hops.items(), key=lambda item: item[1])), links, width).values())
    for at, (x, y) in enumerate(places):
        for other_x, other_y in places[:at]:
            assert abs(x - other_x) > width or abs(y - other_y) > 26


def test_the_centre_stands_in_the_middle() -> None:
    assert layout({"a": 0, "b": 1, "c": 1}, [("a", "b"), ("c", "a")], 80)["a"] == (0.0, 0.0)
    assert layout({"a": 0}, [], 80) == {"a": (0.0, 0.0)}
