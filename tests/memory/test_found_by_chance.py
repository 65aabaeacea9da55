"""What random lives of memories (`test_life.py`) have found once: each in a few steps."""

from datetime import timedelta
from pathlib import Path

import pytest

import mnesis
from mnesis.memory import Memory
from mnesis.model import Compression, Message
from mnesis.testing.embedder import HashEmbedder

from .nights import START, TALK, HandClock, archived, made, raw, tell
from .reading import files_with

SECRET = "Yes, the Quorvald from Zyxburg is just what I wanted, thank you."


def test_what_archived_memories_stand_in_is_not_deleted(sleeper: Memory, hands: HandClock, path: Path) -> None:
    """Or an erasure of these would not find the way to what was made of it."""
    [secret] = tell(sleeper, SECRET)
    tell(sleeper, *TALK[:2], session="other")
    hands.to_day(1.5)
    sleeper.sleep()
    hands.to_day(9)
    sleeper.sleep()
    assert secret in archived(sleeper)
    deleting = sleeper.retaining(sleeper.archive, "delete")
    hands.to_day(120)
    deleting.sleep()
    deleting.prune(1.0, apply=True)
    assert {one.session_id for one in made(sleeper, Compression.COMPRESSED)} == {"main", "other"}
    sleeper.forget(secret)
    assert files_with(path.parent, "quorvald", "zyxburg") == []


@pytest.mark.parametrize("closing", ["before", "after"])
def test_no_word_of_an_archived_memory_stays_in_the_summary_of_its_session(
    sleeper: Memory, hands: HandClock, path: Path, closing: str
) -> None:
    [secret, *_] = tell(sleeper, SECRET, *TALK[:2])
    if closing == "before":
        sleeper.close_session("main")
    for night in (1.5, 9):
        hands.to_day(night)
        sleeper.sleep()
    if closing == "after":
        sleeper.close_session("main")
    sleeper.forget(secret)
    assert files_with(path.parent, "quorvald", "zyxburg") == []
    assert sleeper.sessions()[0].summary


def test_an_archived_repeat_of_what_is_forgotten_stands_for_itself(sleeper: Memory, hands: HandClock) -> None:
    [first] = tell(sleeper, TALK[0], session="one")
    [again] = tell(sleeper, TALK[0], session="two", day=0.2)
    hands.to_day(2)
    sleeper.sleep(steps=["repeats"])
    hands.to_day(9)
    sleeper.sleep(steps=["expire"])
    assert again in archived(sleeper)
    assert sleeper.get(again).folded_into == first
    sleeper.forget(first)
    assert sleeper.get(again).folded_into is None
    assert [hit.id for hit in sleeper.recall("the carriage to Lisbon", deep=True)] == [again]
    sleeper.restore(again)
    hands.to_day(12)
    sleeper.sleep(steps=["compress"])
    assert sleeper.get(again).folded_into in {one.id for one in made(sleeper, Compression.COMPRESSED)}


def test_what_was_pruned_yesterday_is_not_kept_once_more(sleeper: Memory, hands: HandClock) -> None:
    message = Message(text=TALK[0], time=START, importance=1)
    pruned = sleeper.remember(message).id
    hands.now = START + timedelta(days=3)
    tell(sleeper, TALK[1], day=3)
    assert sleeper.prune(1.0, apply=True).gone == 1
    assert pruned in archived(sleeper)
    told = sleeper.remember(message)
    assert (told.id, told.created) == (pruned, False)
    assert pruned not in raw(sleeper)


def test_what_was_made_of_an_archived_secret_needs_consent(sleeper: Memory, hands: HandClock, path: Path) -> None:
    """Though its words alone do not say that it is one."""
    tell(sleeper, "I am allergic to quorvald.", *TALK[:1])
    for night in (1.5, 9):
        hands.to_day(night)
        sleeper.sleep()
    assert sleeper.archived()
    with mnesis.open(path, embedder=HashEmbedder(64), clock=hands) as again:
        [summary] = made(again, Compression.COMPRESSED)
        assert "quorvald" in summary.text
        assert not summary.standby
        asked = "What am I allergic to, and where did the train go?"
        assert "quorvald" not in again.context(asked).block
        assert "quorvald" in again.context(asked, sensitive=True).block


def test_a_fact_does_not_outlive_its_words_where_others_of_them_were_deleted_by_age(
    sleeper: Memory, hands: HandClock, path: Path
) -> None:
    deleting = sleeper.retaining(sleeper.archive, "delete")
    [first] = tell(sleeper, "I live in Zyxburg with two cats.", session="one")
    [again] = tell(sleeper, "I live in Zyxburg with two cats.", session="two", day=0.2)
    hands.to_day(2)
    deleting.sleep()
    hands.to_day(9)
    deleting.sleep()
    assert raw(sleeper) == {first}
    assert [one.object for one in sleeper.facts(predicate="located_in")] == ["Zyxburg"]
    sleeper.forget(first)
    assert again not in raw(sleeper)
    assert sleeper.facts() == []
    assert files_with(path.parent, "zyxburg") == []
