"""What comes up on several occasions recurs, and is believed more where it was only inferred."""

from datetime import timedelta

import pytest

from mnesis.extraction.contract import Passage
from mnesis.model import Claim, EntityType, Fact, Findings, Named, SourceType, within
from mnesis.semantic.learner import Learner
from mnesis.steps.writing import Decided

from .desk import Desk


def infer(desk: Desk, text: str, session: str, confidence: float = 0.4) -> str:
    """Something that an extractor only suspects; the episode behind it."""
    episode = desk.say(text, session=session)
    claim = Claim(
        subject=Named(name="Otto", type=EntityType.PERSON),
        predicate="uses",
        object=Named(name="Helix", type=EntityType.TOOL),
        quote=text,
        confidence=confidence,
        source_type=SourceType.INFERRED,
    )
    passage = Passage(id=episode.id, text=text, actor="user", speaker=None, time=episode.timestamp)
    found = [(passage, Findings(extractor="test/1", claims=(claim,)))]
    learner = Learner(desk.store, desk.scope, desk.clock)
    desk.writer.write(lambda: Decided(learner.changes(found), None))
    return episode.id


def helix(desk: Desk) -> Fact:
    [fact] = desk.store.find(Fact, within(desk.scope))
    return fact


def test_three_occasions_earn_one_step_once(desk: Desk) -> None:
    episodes = []
    for number in range(3):
        assert desk.reflect().promoted == ()
        episodes.append(infer(desk, f"Opened file {number} in Helix.", f"s{number}"))
        desk.clock.advance(days=1)
    [promoted] = desk.reflect().promoted
    assert (promoted.before, promoted.after, promoted.episodes) == (0.4, 0.6, tuple(episodes))
    fact = helix(desk)
    assert (fact.confidence, fact.source_type) == (0.6, SourceType.INFERRED)
    assert fact.confirmed_at is not None
    assert fact.confirmed_at < desk.clock() - timedelta(hours=12)
    before = desk.everything()
    assert desk.reflect().promoted == ()
    assert desk.everything() == before


def test_six_occasions_earn_two_steps_and_never_more_than_the_scale_gives(desk: Desk) -> None:
    for number in range(12):
        infer(desk, f"Opened file {number} in Helix.", f"s{number}")
    [promoted] = desk.reflect().promoted
    assert promoted.after == 0.8
    assert desk.reflect().promoted == ()
    assert helix(desk).confidence == 0.8


def test_one_long_talk_is_one_occasion(desk: Desk) -> None:
    for number in range(9):
        infer(desk, f"Opened file {number} in Helix.", "one")
    done = desk.reflect()
    assert (done.promoted, done.recurring) == ((), ())


def test_what_was_stated_is_believed_as_it_is(desk: Desk) -> None:
    for number in range(3):
        desk.say("I love jazz.", session=f"s{number}")
    done = desk.reflect()
    assert done.promoted == ()
    [fact] = desk.facts("likes")
    assert fact.confidence == 1.0


def test_what_recurs_has_a_section_of_its_own(desk: Desk) -> None:
    for number in range(3):
        desk.say("My sister Ana lives in Munich.", session=f"s{number}")
    found = desk.reflect().recurring
    assert {(one.kind, one.text, one.occasions) for one in found} >= {("entity", "Ana", 3), ("entity", "Munich", 3)}
    assert all(len(one.episodes) == 3 for one in found)
    section = desk.page().partition("## What recurs")[2].partition("\n## ")[0]
    assert "- Munich: on 3 occasions [entity:" in section


@pytest.mark.parametrize("sensitive", [False, True])
def test_what_recurs_and_is_sensitive(desk: Desk, sensitive: bool) -> None:
    for number in range(3):
        desk.say("I'm allergic to peanuts.", session=f"s{number}")
    done = desk.reflect(sensitive=sensitive)
    assert bool(done.recurring) is sensitive
    assert ("peanuts" in desk.page()) is sensitive
