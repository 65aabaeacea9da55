"""What is known, asked on the command line."""

from pathlib import Path

import pytest

from .conftest import Mnesis


@pytest.fixture
def berlin(mnesis: Mnesis) -> str:
    """The id of the fact that Otto lives in Berlin, who lived in Hamburg before, and works at Acme."""
    mnesis("learn", "--fact", "Otto", "works at", "Acme", "--since", "2019")
    mnesis("learn", "--fact", "Otto", "lives in", "Hamburg", "--since", "2019")
    ran = mnesis("learn", "--fact", "Otto", "lives in", "Berlin", "--since", "2026-03", "--json")
    assert ran.code == 0, ran.err
    [fact] = ran.json["facts"]
    return str(fact["id"])


def test_facts_stand_below_what_they_are_about(mnesis: Mnesis, berlin: str) -> None:
    mnesis("learn", "--fact", "Anna", "likes", "tea")
    lines = mnesis("facts").out.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == ["Anna", "Otto"]
    [line] = [line for line in lines if "Berlin" in line]
    assert line.split() == ["is", "in", "Berlin", "since", "March", "2026", berlin[-7:]]
    assert "Hamburg" not in "".join(lines)


def test_facts_as_json(mnesis: Mnesis, berlin: str) -> None:
    [fact] = mnesis("facts", "--about", "Otto", "--predicate", "lives in", "--json").json["facts"]
    assert fact["id"] == berlin
    assert (fact["subject"], fact["predicate"], fact["object"]) == ("Otto", "located_in", "Berlin")
    assert (fact["valid_from"], fact["valid_until"]) == ("2026-03-01T00:00:00.000Z", None)
    assert fact["confidence"] == 1
    assert fact["known_until"] is None


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), {"Acme", "Berlin"}),
        (("Who works at Acme?", "--limit", "1"), {"Acme"}),
        (("--past",), {"Acme", "Berlin", "Hamburg"}),
        (("--as-of", "2026-02"), {"Acme", "Hamburg"}),
        (("--as-of", "2026-03"), {"Acme", "Berlin"}),
        (("--as-of", "2018"), set()),
        (("--known-at", "2020"), set()),
        (("--object", "berlin"), {"Berlin"}),
        (("--about", "Nobody"), set()),
    ],
)
def test_facts_narrow(mnesis: Mnesis, berlin: str, options: tuple[str, ...], expected: set[str]) -> None:
    ran = mnesis("facts", *options, "--json")
    assert {one["object"] for one in ran.json["facts"]} == expected
    assert ran.code == (0 if expected else 1)


def test_a_month_holds_its_last_moment_and_not_the_next(mnesis: Mnesis, berlin: str) -> None:
    there = mnesis("facts", "--predicate", "located_in", "--as-of", "2026-02-28", "--json").json["facts"]
    assert [one["object"] for one in there] == ["Hamburg"]


def test_facts_say_where_there_may_be_more(mnesis: Mnesis, berlin: str) -> None:
    assert "--limit" in mnesis("facts", "--limit", 1).err
    assert mnesis("facts", "--limit", 5).err == ""


def test_why_tells_the_story(mnesis: Mnesis) -> None:
    mnesis("remember", "I live in Hamburg.", "--speaker", "Otto", "--session", "phone", "--time", "2026-01-05T10:00Z")
    mnesis("remember", "I moved to Berlin.", "--speaker", "Otto", "--session", "phone", "--time", "2026-03-02T10:00Z")
    [fact] = mnesis("facts", "--predicate", "lives in", "--json").json["facts"]
    shown = mnesis("why", fact["id"][-7:])
    assert shown.code == 0, shown.err
    for part in ("Otto lives in Berlin", "confidence", fact["id"], "2026-03-02 10:00  said", "session phone"):
        assert part in shown.out
    assert "Took the place of\n  Otto lives in Hamburg" in shown.out
    story = mnesis("why", fact["id"], "--json").json
    [evidence] = [one["evidence"] for one in story["happened"] if one["evidence"]]
    assert evidence["quote"] in "I moved to Berlin."
    assert [one["object"] for one in story["replaced"]] == ["Hamburg"]
    assert f"= {story['confidence']:.2f}" in story["formula"]
    gone = mnesis("why", story["replaced"][0]["id"])
    assert "Gave way to\n  Otto lives in Berlin" in gone.out


def test_why_of_nothing(mnesis: Mnesis, berlin: str) -> None:
    ran = mnesis("why", "01JMZK7Q3V8T5X2N9R4C6B1D0E")
    assert ran.code == 1
    assert "No fact with id" in ran.err
    assert mnesis("why", "XXXXXXX", "--json").error["type"] == "NotFound"


def test_entities(mnesis: Mnesis, berlin: str) -> None:
    found = mnesis("entities", "--json").json["entities"]
    assert {one["name"]: one["type"] for one in found}.items() >= {"Acme": "organization", "Berlin": "location"}.items()
    assert (
        mnesis("entities", "acme", "--type", "organization").out.splitlines()[1].startswith("Acme\torganization\t1\t")
    )
    assert mnesis("entities", "--type", "tool").code == 1


def test_relations(mnesis: Mnesis, berlin: str) -> None:
    near = mnesis("relations", "Otto", "--json").json
    names = {one["id"]: one["name"] for one in near["entities"]}
    assert near["centre"]["name"] == "Otto"
    told = {(names[one["source"]], one["type"], names[one["target"]]) for one in near["relations"]}
    assert told == {("Otto", "works_at", "Acme"), ("Otto", "located_in", "Berlin")}
    assert mnesis("relations", "Otto", "--as-of", "2020").out.count("Hamburg") == 1
    lines = mnesis("relations", "Otto", "--type", "works_at").out.splitlines()
    assert [line.split()[:4] for line in lines] == [["Otto", "works", "at", "Acme"]]


def test_relations_of_a_stranger(mnesis: Mnesis, berlin: str) -> None:
    ran = mnesis("relations", "Nobody")
    assert (ran.code, ran.out) == (1, "")
    assert "Nobody" in ran.err


def test_graph(mnesis: Mnesis, berlin: str, tmp_path: Path) -> None:
    drawn = mnesis("graph", "Otto").out
    assert drawn.startswith('digraph "Otto" {')
    assert drawn.count(" -> ") == 2
    file = tmp_path / "otto.svg"
    ran = mnesis("graph", "Otto", "--output", file, "--json")
    assert ran.json == {"path": str(file), "format": "svg", "entities": 3, "relations": 2}
    assert file.read_text("utf-8").startswith("<svg ")
    assert mnesis("graph", "Otto", "--format", "json").json == mnesis("relations", "Otto", "--json").json
    assert mnesis("graph", "Otto", "--json").json == mnesis("relations", "Otto", "--json").json
    assert mnesis("graph", "Otto", "--format", "dot", "--json").code == 2
