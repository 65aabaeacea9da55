"""Who is who to whom, and whom "she" means."""

from datetime import UTC, datetime

import pytest

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.extraction.rules.kin import kinships
from mnesis.model import Named

NOW = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)


def told(text: str, *before: str) -> list[str]:
    turns = tuple(Turn(text=one, actor="user", speaker=None, time=NOW) for one in before)
    passage = Passage(id="1", text=text, actor="user", speaker=None, time=NOW, before=turns)
    found = RulesExtractor().extract([passage])[0].claims
    return [
        f"{one.subject.name} {one.predicate} {one.object.name if isinstance(one.object, Named) else one.object}"
        + " (over)" * one.ended
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "names", "predicate"),
    [
        ("my aunt Pia sings", ("Pia",), "relative"),
        ("Pia, my aunt, sings", ("Pia",), "relative"),
        ("Pia is my aunt", ("Pia",), "relative"),
        ("my aunt's name is Pia", ("Pia",), "relative"),
        ("a friend of mine called Kim", ("Kim",), "friend"),
        ("we have three kids, Ada, Bo and Cy", ("Ada", "Bo", "Cy"), "child"),
        ("our cat Mog sleeps", ("Mog",), "pet"),
        ("my boss is Edda", ("Edda",), "manager"),
        ("my little brother tom works", ("Tom",), "sibling"),
    ],
)
def test_kin_is_named_in_many_ways(text: str, names: tuple[str, ...], predicate: str) -> None:
    assert [(one.names, one.predicate) for one in kinships(text)] == [(names, predicate)]


@pytest.mark.parametrize("text", ["my aunt sings", "my brother is German", "my sister and I", "the cat sat there"])
def test_kin_without_a_name_is_nobody(text: str) -> None:
    assert not kinships(text)


def test_facts_of_relatives() -> None:
    assert told("My aunt Pia is a vet, she lives in Bari and her husband Ugo is 70.") == [
        "user relative Pia",
        "Pia role vet",
        "Pia located_in Bari",
        "Pia partner Ugo",
        "Ugo age 70",
    ]


def test_a_relative_clause_is_about_the_one_before_it() -> None:
    assert told("My brother Tom, who lives in Oslo, is a pilot.") == [
        "user sibling Tom",
        "Tom located_in Oslo",
        "Tom role pilot",
    ]


def test_pronouns_reach_back_to_earlier_turns() -> None:
    assert told("She works at Pixar.", "My cousin Amelie is visiting.") == ["Amelie works_at Pixar"]
    assert told("She works at Pixar.") == []


def test_former_partners_are_over() -> None:
    assert told("My ex-husband Ugo lives in Bari.") == ["user partner Ugo (over)", "Ugo located_in Bari"]
    assert told("Ugo and I broke up.") == ["user partner Ugo (over)"]


def test_a_wedding_says_two_things() -> None:
    assert told("I got engaged to Ugo.") == ["user partner Ugo", "user relationship_status engaged"]
