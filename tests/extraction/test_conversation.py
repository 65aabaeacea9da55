"""What an answer says by answering, and what a correction sets right."""

from datetime import UTC, datetime

import pytest

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.model import Claim, Named, SourceType

NOW = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)


def reply(asked: str, text: str) -> list[Claim]:
    before = (Turn(text=asked, actor="agent", speaker=None, time=NOW),)
    passage = Passage(id="1", text=text, actor="user", speaker=None, time=NOW, before=before)
    return list(RulesExtractor().extract([passage])[0].claims)


def told(found: list[Claim]) -> list[str]:
    return [f"{one.predicate} {one.object.name if isinstance(one.object, Named) else one.object}" for one in found]


@pytest.mark.parametrize(
    ("asked", "text", "said"),
    [
        ("Where do you live now?", "Turin, since May", ["located_in Turin"]),
        ("Great! And what do you do?", "plumber", ["role plumber"]),
        ("How old are you?", "61", ["age 61"]),
        ("Any allergies I should know of?", "Soy and celery.", ["allergic_to Soy", "allergic_to celery"]),
        ("Which editor do you use?", "helix", ["uses helix"]),
        ("When is your birthday?", "March 3rd", ["birthday March 3"]),
        ("Where do you live now?", "none of your business", []),
        ("How was the trip?", "Turin", []),
    ],
)
def test_a_bare_answer_fills_the_question(asked: str, text: str, said: list[str]) -> None:
    assert told(reply(asked, text)) == said


def test_an_answer_has_its_time() -> None:
    assert reply("Where do you live now?", "Turin, since May")[0].valid_from == datetime(2024, 5, 1, tzinfo=UTC)


def test_a_yes_confirms() -> None:
    (one,) = reply("Do you still work at Initech?", "Yes, still there")
    assert told([one]) == ["works_at Initech"]
    assert (one.confidence, one.source_type) == (0.9, SourceType.STATED)
    assert reply("Do you still work at Initech?", "No idea what you mean") == []


def test_not_any_more_ends() -> None:
    (one,) = reply("Do you still work at Initech?", "No, not anymore.")
    assert one.ended
    assert one.valid_until == NOW


@pytest.mark.parametrize(
    ("noted", "text", "right", "wrong"),
    [
        ("Noted, you live in Gent.", "No, it's Ghent, not Gent.", "located_in Ghent", "Gent"),
        ("Got it, you live in Bucharest.", "I meant Budapest, not Bucharest.", "located_in Budapest", "Bucharest"),
        (
            "I've noted that your recital is on 3 May.",
            "Actually it's the 5th.",
            "scheduled_for 2025-05-05",
            "2025-05-03",
        ),
    ],
)
def test_a_correction_replaces_what_was_noted(noted: str, text: str, right: str, wrong: str) -> None:
    (one,) = reply(noted, text)
    assert told([one]) == [right]
    assert (one.corrects, one.instead_of, one.source_type) == (True, wrong, SourceType.CORRECTED)


def test_a_correction_in_one_breath() -> None:
    (one,) = reply("Hm?", "Actually I'm 34, not 35.")
    assert (told([one]), one.corrects, one.instead_of) == (["age 34"], True, "35")


def test_the_agents_own_words_claim_nothing() -> None:
    assert reply("You live in Turin and work at Initech.", "Thanks!") == []
