"""What becomes of claims, rule by rule, and what is then believed of which time."""

from collections.abc import Sequence

import pytest

from mnesis.errors import Conflict
from mnesis.extraction.contract import Passage
from mnesis.model import Claim, Fact, Findings, Put, Relationship, SourceType, Space, What, as_utc, to_iso, within
from mnesis.semantic.asking import FactsAsked, facts
from mnesis.semantic.history import events_of
from mnesis.semantic.learner import Learner
from mnesis.semantic.telling import fact_texts
from mnesis.stores.contract import Store

from .talk import Talk, claim, day


def objects(talk: Talk, predicate: str, subject: str = "user", **times: str) -> list[str]:
    """What is believed, at the times given."""
    asked = FactsAsked(subject=subject, predicate=predicate, **{name: day(at) for name, at in times.items()})
    return sorted(one.object for one in facts(talk.store, None, talk.scope, asked, as_utc(talk.clock())))


Said = Sequence[tuple[str, Sequence[Claim]]]
Expected = Sequence[tuple[dict[str, str], list[str]]]

MOVED = [
    ("2024-02-03", [claim("user", "lives in", "Porto")]),
    ("2024-09-16", [claim("user", "located_in", "Braga", valid_from="2024-08-01")]),
]
STORIES: dict[str, tuple[Said, str, Expected]] = {
    "the world changed": (
        MOVED,
        "located_in",
        [
            ({"as_of": "2024-05-01"}, ["Porto"]),
            ({"as_of": "2024-08-01"}, ["Braga"]),
            ({"as_of": "2024-10-01", "known_at": "2024-06-01"}, ["Porto"]),
            ({"known_at": "2024-01-01"}, []),
            ({}, ["Braga"]),
        ],
    ),
    "left, and then started": (
        [
            ("2023-04-12", [claim("user", "works_at", "Ericsson")]),
            (
                "2024-03-05",
                [
                    claim("user", "works_at", "Ericsson", ended=True, valid_until="2024-02-26"),
                    claim("user", "works_at", "Nokia", valid_from="2024-03-04"),
                ],
            ),
        ],
        "works_at",
        [
            ({"as_of": "2023-12-01"}, ["Ericsson"]),
            ({"as_of": "2024-03-01"}, []),
            ({"as_of": "2024-04-01"}, ["Nokia"]),
            ({"as_of": "2024-04-01", "known_at": "2023-12-01"}, ["Ericsson"]),
        ],
    ),
    "two at once, said so": (
        [
            ("2025-01-20", [claim("user", "works_at", "city library")]),
            ("2025-05-11", [claim("user", "works_at", "Papelote", also=True)]),
        ],
        "works_at",
        [({"as_of": "2025-06-01"}, ["Papelote", "city library"])],
    ),
    "until a year": (
        [
            (
                "2026-03-02",
                [
                    claim("user", "located_in", "Rome", ended=True, valid_until="2020-01-01"),
                    claim("user", "located_in", "Oslo"),
                ],
            )
        ],
        "located_in",
        [({"as_of": "2018-05-01"}, ["Rome"]), ({"as_of": "2026-04-01"}, ["Oslo"]), ({}, ["Oslo"])],
    ),
    "a move that is to come": (
        [
            (
                "2025-08-15",
                [
                    claim("user", "located_in", "Ljubljana", valid_from="2025-10-01"),
                    claim("user", "located_in", "Trieste"),
                ],
            )
        ],
        "located_in",
        [
            ({"as_of": "2025-09-01"}, ["Trieste"]),
            ({"as_of": "2025-11-01"}, ["Ljubljana"]),
            ({}, ["Ljubljana", "Trieste"]),
        ],
    ),
    "used to, after all": (
        [
            ("2024-01-01", [claim("user", "located_in", "Porto")]),
            ("2025-01-01", [claim("user", "located_in", "Rome", ended=True, valid_until="2025-01-01")]),
        ],
        "located_in",
        [({}, ["Porto"])],
    ),
    "came back": (
        [
            ("2023-01-01", [claim("user", "located_in", "Rome")]),
            ("2024-01-01", [claim("user", "located_in", "Oslo")]),
            ("2025-01-01", [claim("user", "located_in", "Rome")]),
        ],
        "located_in",
        [
            ({"as_of": "2023-06-01"}, ["Rome"]),
            ({"as_of": "2024-06-01"}, ["Oslo"]),
            ({"as_of": "2025-06-01"}, ["Rome"]),
            ({}, ["Rome"]),
        ],
    ),
    "set right": (
        [
            ("2025-05-05T16:00", [claim("user", "located_in", "Galway")]),
            ("2025-05-05T16:02", [claim("user", "located_in", "Salthill", corrects=True, instead_of="Galway")]),
        ],
        "located_in",
        [
            ({"as_of": "2025-06-01"}, ["Salthill"]),
            ({"as_of": "2020-01-01"}, ["Salthill"]),
            ({"as_of": "2025-06-01", "known_at": "2025-05-05T16:01"}, ["Galway"]),
        ],
    ),
    "a correction counts as a statement, and a later one replaces it": (
        [
            ("2025-05-05", [claim("user", "located_in", "Galway")]),
            ("2025-05-06", [claim("user", "located_in", "Salthill", corrects=True)]),
            ("2025-09-01", [claim("user", "located_in", "Cork")]),
        ],
        "located_in",
        [({"as_of": "2025-05-20"}, ["Salthill"]), ({}, ["Cork"])],
    ),
    "a deadline moves": (
        [
            ("2025-03-03", [claim("audit report", "deadline", "2025-03-28")]),
            ("2025-03-17", [claim("audit report", "due date", "2025-04-11")]),
        ],
        "deadline",
        [
            ({"as_of": "2025-03-20"}, ["2025-04-11"]),
            ({"as_of": "2025-03-20", "known_at": "2025-03-10"}, ["2025-03-28"]),
        ],
    ),
    "a date moves before it came": (
        [
            (
                "2025-01-02",
                [claim("offsite", "scheduled_for", "2025-02-05", valid_from="2025-02-05", valid_until="2025-02-06")],
            ),
            (
                "2025-01-07",
                [claim("offsite", "scheduled_for", "2025-02-12", valid_from="2025-02-12", valid_until="2025-02-13")],
            ),
        ],
        "scheduled_for",
        [({"as_of": "2025-02-05"}, []), ({"as_of": "2025-02-12"}, ["2025-02-12"]), ({}, ["2025-02-12"])],
    ),
    "a date that has passed stays": (
        [
            (
                "2025-01-02",
                [claim("dentist", "scheduled_for", "2025-01-05", valid_from="2025-01-05", valid_until="2025-01-06")],
            ),
            (
                "2025-03-07",
                [claim("dentist", "scheduled_for", "2025-03-12", valid_from="2025-03-12", valid_until="2025-03-13")],
            ),
        ],
        "scheduled_for",
        [({"as_of": "2025-01-05T12:00"}, ["2025-01-05"]), ({}, ["2025-03-12"])],
    ),
    "a weaker source does not overturn": (
        [
            ("2025-01-01", [claim("user", "located_in", "Bergen")]),
            ("2025-02-01", [claim("user", "located_in", "Oslo", confidence=0.6, source_type=SourceType.INFERRED)]),
        ],
        "located_in",
        [({}, ["Bergen"]), ({"as_of": "2025-03-01"}, ["Bergen"])],
    ),
    "a stronger source overturns": (
        [
            ("2025-01-01", [claim("user", "located_in", "Oslo", confidence=0.6, source_type=SourceType.INFERRED)]),
            ("2025-02-01", [claim("user", "located_in", "Bergen")]),
        ],
        "located_in",
        [({}, ["Bergen"]), ({"as_of": "2025-01-15"}, ["Oslo"])],
    ),
    "a weaker end does not end": (
        [
            ("2025-01-01", [claim("user", "works_at", "Acme")]),
            ("2025-02-01", [claim("user", "works_at", "Acme", ended=True, confidence=0.4)]),
        ],
        "works_at",
        [({}, ["Acme"])],
    ),
    "quit, without saying what": (
        [
            ("2025-01-01", [claim("user", "works_at", "Acme")]),
            ("2025-02-01", [claim("user", "works_at", "", ended=True)]),
        ],
        "works_at",
        [({}, []), ({"as_of": "2025-01-15"}, ["Acme"])],
    ),
    "an end of what was never heard of": (
        [("2024-10-13", [claim("user", "partner", "Leo", ended=True, valid_until="2024-08-01")])],
        "partner",
        [({}, []), ({"as_of": "2024-05-01"}, ["Leo"])],
    ),
    "many values add up": (
        [
            ("2023-08-08", [claim("user", "uses", "Notion")]),
            ("2023-11-20", [claim("user", "uses", "Obsidian")]),
            ("2024-06-02", [claim("user", "uses", "Notion", ended=True)]),
        ],
        "uses",
        [({"as_of": "2024-01-15"}, ["Notion", "Obsidian"]), ({"as_of": "2024-07-01"}, ["Obsidian"])],
    ),
    "in one breath": (
        [("2025-01-01", [claim("user", "works_at", "Acme"), claim("user", "works_at", "Globex")])],
        "works_at",
        [({}, ["Acme", "Globex"])],
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_stories(store: Store, name: str) -> None:
    said, predicate, expected = STORIES[name]
    talk = Talk(store)
    for at, claims in said:
        talk.say(at, *claims)
    subject = said[0][1][0].subject.name
    assert [objects(talk, predicate, subject, **times) for times, _ in expected] == [held for _, held in expected]
    assert store.check() == []


@pytest.mark.parametrize("name", STORIES)
def test_stories_told_backwards_end_alike(store: Store, name: str) -> None:
    said, predicate, expected = STORIES[name]
    if name == "quit, without saying what":
        pytest.skip("what it ends must have been heard")
    talk = Talk(store)
    for at, claims in reversed(said):
        talk.say(at, *claims)
    subject = said[0][1][0].subject.name
    present = [(times, held) for times, held in expected if "known_at" not in times]
    assert [objects(talk, predicate, subject, **times) for times, _ in present] == [held for _, held in present]


def test_likes_and_dislikes_end_each_other(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-07-01", claim("user", "loves", "sushi"), claim("user", "likes", "tea"))
    talk.say("2025-02-10", claim("user", "hates", "Sushi"))
    assert objects(talk, "likes", as_of="2024-09-01") == ["sushi", "tea"]
    assert objects(talk, "likes", as_of="2025-03-01") == ["tea"]
    assert objects(talk, "dislikes", as_of="2025-03-01") == ["Sushi"]
    assert objects(talk, "dislikes", as_of="2024-09-01") == []


def test_the_same_again_is_confirmed(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "likes", "the sea", confidence=0.6, source_type=SourceType.INFERRED))
    again = talk.say("2024-05-01", claim("user", "likes", "Sea", quote="I do like the sea!"))
    fact = talk.fact(predicate="likes")
    assert (fact.confidence, fact.confirmed_at, fact.source_type) == (1.0, day("2024-05-01"), SourceType.STATED)
    confirmed = events_of(fact)[-1]
    assert (confirmed.what, confirmed.episode, confirmed.quote) == (What.CONFIRMED, again, "I do like the sea!")


def test_a_plan_is_retimed(store: Store) -> None:
    talk = Talk(store)
    run = "run a marathon"
    talk.say("2025-03-01", claim("user", "plans", run, valid_from="2025-10-01", valid_until="2025-11-01"))
    talk.say("2025-04-01", claim("user", "plans", run, valid_from="2026-05-01", valid_until="2026-06-01"))
    fact = talk.fact(predicate="plans")
    assert (fact.valid_from, fact.valid_until) == (day("2026-05-01"), day("2026-06-01"))
    assert [one.what for one in events_of(fact)] == [What.STATED, What.RETIMED]
    talk.say("2027-01-01", claim("user", "plans", run, valid_from="2027-10-01", valid_until="2027-11-01"))
    assert len(talk.facts(predicate="plans")) == 2


def test_learning_twice_adds_nothing(store: Store) -> None:
    talk = Talk(store)
    for _ in range(2):
        for at, claims in MOVED:
            talk.say(at, *claims)
    before = [store.find(kind) for kind in (Fact,)]
    talk.tell(MOVED)
    assert [store.find(kind) for kind in (Fact,)] == before
    assert len(talk.facts()) == 2


def test_a_batch_is_as_good_as_one_by_one(store: Store) -> None:
    one, other = Talk(store), Talk(store)
    other.scope = type(one.scope)("local", "other")
    told = [turn for name in ("came back", "set right", "the world changed") for turn in STORIES[name][0]]
    one.still = other.still = True
    for at, claims in sorted(told, key=lambda turn: turn[0]):
        one.say(at, *claims)
    other.tell(sorted(told, key=lambda turn: turn[0]))
    alike = [
        sorted((f.object, str(f.valid_from), str(f.valid_until), f.known_until is None) for f in talk.facts())
        for talk in (one, other)
    ]
    assert alike[0] == alike[1]


def test_what_comes_late_between_two_parts_them(store: Store) -> None:
    talk = Talk(store)
    talk.still = True
    talk.say("2023-01-01", claim("user", "located_in", "Rome"))
    talk.say("2025-01-01", claim("user", "located_in", "Rome"))
    assert len(talk.facts()) == 1
    talk.clock.advance(days=1)
    talk.say("2024-01-01", claim("user", "located_in", "Oslo"))
    windows = sorted((str(one.valid_from)[:10], str(one.valid_until)[:10], one.object) for one in talk.facts())
    assert windows == [
        ("2024-01-01", "2025-01-01", "Oslo"),
        ("2025-01-01", "None", "Rome"),
        ("None", "2024-01-01", "Rome"),
    ]


def test_two_who_learn_at_once_do_not_miss_each_other(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "located_in", "Porto"))
    talk.clock.now = day("2024-04-01")
    told = [
        (Passage(id=id, text=place, actor="user", speaker=None, time=day(at)), Findings(extractor="x", claims=(said,)))
        for id, place, at in (("e1", "Braga", "2024-02-01"), ("e2", "Faro", "2024-03-01"))
        for said in [claim("user", "located_in", place)]
    ]
    first, second = (Learner(store, talk.scope, talk.clock).changes([one]) for one in told)
    store.apply(first)
    with pytest.raises(Conflict):
        store.apply(second)
    store.apply(Learner(store, talk.scope, talk.clock).changes(told[1:]))
    assert objects(talk, "located_in") == ["Faro"]


def test_edges_follow_their_facts(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "works_at", "Acme", label="day job"), claim("user", "likes", "tea"))
    fact = talk.fact(predicate="works_at")
    [edge] = store.find(Relationship)
    assert (edge.source_id, edge.target_id, edge.type) == (fact.entity_id, fact.object_id, "works_at")
    assert edge.properties == {"fact": fact.id, "label": "day job"}
    talk.say("2024-06-01", claim("user", "works_at", "Acme", ended=True))
    [edge] = store.find(Relationship)
    assert edge.properties["valid_until"] == to_iso(day("2024-06-01"))
    talk.say("2025-01-01", claim("user", "works_at", "Acme"))
    [edge] = store.find(Relationship)
    assert edge.properties["fact"] != fact.id
    assert "valid_until" not in edge.properties


def test_facts_are_found_by_the_words_that_episodes_share(store: Store) -> None:
    talk = Talk(store)
    said = claim("user", "works_at", "Acme", valid_from="2024-01-01")
    talk.say("2024-02-01", said)
    [text] = fact_texts(Findings(extractor="x", claims=(said,)))
    found = store.matching(Fact, ["acme", "january"], talk.scope, within(talk.scope), 5)
    assert [one.id for one in found] == [talk.fact().id]
    assert {one.text for one in store.pending(Space("any", "1", 4), 10)} >= {text}


def test_names_and_junk(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "named", "Otto"), claim("user", "likes", "tea"))
    talk.say("2024-01-02", claim("Otto", "likes", "jazz"))
    assert {one.entity_id for one in talk.facts()} == {talk.facts()[0].entity_id}
    assert objects(talk, "likes", "Otto") == ["jazz", "tea"]
    passage = Passage(id="e9", text="?", actor="user", speaker=None, time=day("2024-02-01"))
    junk = Findings(extractor="x", claims=(claim(" ", "likes", "tea"), claim("user", "likes", " ")))
    learnt = Learner(store, talk.scope, talk.clock).learn([(passage, junk)])
    assert [one for one in learnt.changes if isinstance(one, Put) and isinstance(one.record, Fact)] == []
    assert len(learnt.notices) == 1


def test_health_is_sensitive(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "allergic_to", "peanuts"), claim("user", "likes", "chess"))
    assert [one.sensitive for one in talk.facts()] == [True, False]


def test_nothing_found_costs_no_look_at_the_store(store: Store) -> None:
    talk = Talk(store)
    store.close()
    passage = Passage(id="e9", text="?", actor="user", speaker=None, time=day("2024-02-01"))
    assert Learner(store, talk.scope, talk.clock).changes([(passage, Findings(extractor="x"))]) == []
