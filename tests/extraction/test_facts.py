"""What the rules read out of single sentences: "subject predicate object", in the order of the words."""

from datetime import UTC, datetime

import pytest

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.model import Claim, Named

NOW = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)


def claims(text: str, speaker: str | None = None) -> tuple[Claim, ...]:
    passage = Passage(id="1", text=text, actor="user", speaker=speaker, time=NOW)
    return RulesExtractor().extract([passage])[0].claims


def told(text: str) -> list[str]:
    return [f"{one.subject.name} {one.predicate} {value(one)}" + " (over)" * one.ended for one in claims(text)]


def value(one: Claim) -> str:
    return one.object.name if isinstance(one.object, Named) else one.object


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I live in Turin.", ["user located_in Turin"]),
        ("We're based out of Bremen these days.", ["user located_in Bremen"]),
        ("i moved to oslo, and i love skiing", ["user located_in oslo", "user likes skiing"]),
        ("I used to live in Cali.", ["user located_in Cali (over)"]),
        (
            "I don't live in Perth any more, I'm in Hobart now.",
            ["user located_in Perth (over)", "user located_in Hobart"],
        ),
        ("I was born in Riga and grew up in Tartu.", ["user born_in Riga", "user born_in Tartu"]),
        ("Hi, I'm Milan, 38, Serbian.", ["user named Milan"]),
        ("My name is Ingrid and I'm 52.", ["user named Ingrid", "user age 52"]),
        (
            "I speak Greek, Turkish and a bit of Arabic.",
            ["user speaks Greek", "user speaks Turkish", "user speaks Arabic"],
        ),
        ("My birthday is on the 4th of June.", ["user birthday 4 June"]),
        ("My e-mail is io@example.org.", ["user email io@example.org"]),
    ],
)
def test_who_and_where(text: str, said: list[str]) -> None:
    assert told(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I work as a welder at Fincantieri.", ["user role welder", "user works_at Fincantieri"]),
        ("I'm CTO of Hooli.", ["user role CTO", "user works_at Hooli"]),
        ("I quit my job at Initech on Monday.", ["user works_at Initech (over)"]),
        ("I joined Pied Piper as a designer.", ["user works_at Pied Piper", "user role designer"]),
        ("I'm a second-year law student at Leuven.", ["user studies law", "user studies_at Leuven"]),
        ("I report to Gudrun.", ["user manager Gudrun"]),
        ("I run the recycling project.", ["user leads recycling project"]),
        ("Heron is a scheduler for buses.", ["Heron is_a scheduler for buses"]),
        ("Heron is written in Elixir and runs on Fly.io.", ["Heron written_in Elixir", "Heron deployed_on Fly.io"]),
        ("We switched from Trello to Linear.", ["user uses Trello (over)", "user uses Linear"]),
        ("The hosting costs 40 euros a month.", ["hosting costs 40 euros a month"]),
        ("I've founded a company called Umbra.", ["user created Umbra"]),
    ],
)
def test_work_and_things(text: str, said: list[str]) -> None:
    assert told(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I love chess and hate cardio.", ["user likes chess", "user dislikes cardio"]),
        ("I can't stand olives.", ["user dislikes olives"]),
        ("huge fan of Nina Simone", ["user likes Nina Simone"]),
        ("My favourite colour is teal.", ["user favorite teal"]),
        ("I play the oboe and do judo.", ["user hobby oboe", "user hobby judo"]),
        ("I gave up fencing in 2020.", ["user hobby fencing (over)"]),
        (
            "I'm vegan and allergic to soy and celery.",
            ["user diet vegan", "user allergic_to soy", "user allergic_to celery"],
        ),
        ("I have asthma and take montelukast.", ["user has_condition asthma", "user takes_medication montelukast"]),
        ("I sold my kayak.", ["user owns kayak (over)"]),
        ("I bought a used Volvo last year.", ["user owns used Volvo"]),
        ("We adopted a whippet.", ["user pet whippet"]),
    ],
)
def test_tastes_health_and_belongings(text: str, said: list[str]) -> None:
    assert told(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I'm going to walk the Camino in May.", ["user plans walk the Camino"]),
        ("We decided to sell the barn.", ["user decided sell the barn"]),
        ("We're flying to Porto on Friday.", ["user plans fly to Porto"]),
        ("We went to Crete last summer.", ["user visited Crete"]),
        ("The recital is on 3 May at 6pm.", ["recital scheduled_for 2025-05-03T18:00"]),
        ("Our retro has been moved to Monday.", ["retro scheduled_for 2025-03-17"]),
        ("dentist appointment tomorrow at 10:30", ["dentist appointment scheduled_for 2025-03-13T10:30"]),
        ("The essay is due on Friday.", ["essay deadline 2025-03-14"]),
        ("I have to hand in the essay by 2 April.", ["essay deadline 2025-04-02"]),
    ],
)
def test_what_happens(text: str, said: list[str]) -> None:
    assert told(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "I don't live in Turin.",
        "If I lived in Turin I'd eat more chocolate.",
        "I might move to Turin.",
        "I wish I worked at Pixar.",
        "Do you live in Turin?",
        "Apparently Vera works at Pixar.",
        "Vera said she lives in Turin.",
        'He wrote "I live in Turin and work at Pixar".',
        "For example, I live in Turin.",
        "In the film I work at Pixar.",
        "Sure, and I'm the pope. /s",
        "People in Turin love coffee.",
        "I almost bought a Volvo.",
        "I'm in a meeting.",
        "I have a question.",
        "I love this idea, it works at scale.",
        "I work from home.",
        "That was a mistake, I own it.",
        "I'm allergic to meetings.",
        "Run the tests and push to main.",
        "```\nlocation = 'Turin'\n```",
        "2025-01-01 10:00:00 INFO user lives in Turin",
        "Translate this: I live in Turin.",
        "Good morning! How are you?",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    assert told(text) == []


def test_entities_have_types() -> None:
    by_name = {}
    for one in claims("I live in Turin, I work at Fincantieri, I use Emacs and I'm leading Heron with my aunt Pia."):
        if isinstance(one.object, Named):
            by_name[one.object.name] = one.object.type.value
    assert by_name == {
        "Turin": "location",
        "Fincantieri": "organization",
        "Emacs": "tool",
        "Heron": "project",
        "Pia": "person",
    }


def test_a_claim_has_the_very_words() -> None:
    text = "Well, it rained. I moved to Turin in May, and my aunt Pia came along."
    assert [one.quote for one in claims(text)] == ["I moved to Turin in May", "my aunt Pia came along."]
    assert all(one.quote in text for one in claims(text))


def test_a_speaker_is_the_subject() -> None:
    assert [one.subject.name for one in claims("I live in Turin.", speaker="Vera")] == ["Vera"]


def test_who_is_no_person_is_not_read() -> None:
    extractor = RulesExtractor()
    for actor in ("agent", "tool", "system"):
        passage = Passage(id="1", text="I live in Turin.", actor=actor, speaker=None, time=NOW)
        assert not extractor.extract([passage])[0]
    assert extractor.extract([]) == []
    assert extractor.name == "rules/1"
