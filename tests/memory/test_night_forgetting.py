"""What is forgotten is in no shorter memory, no archive and no file either."""

from pathlib import Path

import pytest

from mnesis.errors import NotFound
from mnesis.memory import Memory
from mnesis.model import Compression, Episode, Where

from .nights import START, TALK, HandClock, archived, made, raw, tell
from .reading import files_with

SECRET = "I decided to marry Quorvald in Zyxburg, and I love him very much."
WORDS = ("quorvald", "zyxburg")


def test_a_raw_turn_that_is_forgotten_leaves_what_was_made_of_it(sleeper: Memory, hands: HandClock, path: Path) -> None:
    tell(sleeper, *TALK)
    [secret] = tell(sleeper, SECRET, day=0.006)
    hands.to_day(2)
    sleeper.sleep()
    hands.to_day(2.5)
    [before] = made(sleeper, Compression.COMPRESSED)
    assert "Quorvald" in before.text
    sleeper.forget(secret)
    [after] = made(sleeper, Compression.COMPRESSED)
    assert (after.id, after.covers, after.standby) == (before.id, len(TALK), True)
    assert files_with(path.parent, *WORDS) == []
    assert sleeper.check() == []


def test_nothing_is_left_where_all_that_it_was_made_of_is_forgotten(sleeper: Memory, hands: HandClock) -> None:
    tell(sleeper, SECRET, *TALK[:2], session="trip")
    kept = tell(sleeper, *TALK[3:], session="other")
    hands.to_day(2)
    sleeper.sleep()
    assert len(made(sleeper, Compression.COMPRESSED)) == 2
    sleeper.forget(Where("session_id", "eq", "trip"))
    [left] = made(sleeper, Compression.COMPRESSED)
    assert left.session_id == "other"
    assert raw(sleeper) == set(kept)


@pytest.mark.parametrize("day", [9, 17, 110], ids=["archived", "distilled", "distilled alone"])
def test_what_is_in_the_archive_is_forgotten_everywhere(
    sleeper: Memory, hands: HandClock, path: Path, day: float
) -> None:
    [secret] = tell(sleeper, SECRET, importance=5)
    others = tell(sleeper, *TALK, day=0.01)
    for night in (1.5, 8, 9, 10, 17, 100, 110):
        hands.to_day(night)
        if night <= day:
            sleeper.sleep()
    assert secret in archived(sleeper)
    assert sleeper.forget(secret).erased == 1
    assert not set(others) - archived(sleeper)
    assert files_with(path.parent, *WORDS) == []
    assert sleeper.recall("Whom do I marry in Zyxburg?", deep=True, limit=20).hits
    with pytest.raises(NotFound):
        sleeper.get(secret)


def test_a_shorter_memory_goes_with_all_that_it_was_made_of(sleeper: Memory, hands: HandClock, path: Path) -> None:
    tell(sleeper, SECRET, *TALK[:3], session="trip")
    kept = tell(sleeper, *TALK[3:], session="other")
    for night in (1.5, 8, 9, 10):
        hands.to_day(night)
        sleeper.sleep()
    [trip] = [one for one in made(sleeper, Compression.COMPRESSED) if one.session_id == "trip"]
    assert not trip.standby
    sleeper.forget(trip.id)
    assert archived(sleeper) == set(kept)
    assert {one.session_id for one in made(sleeper, Compression.COMPRESSED)} == {"other"}
    assert files_with(path.parent, *WORDS) == []


def test_a_filter_that_meets_only_the_shorter_memory_changes_nothing(sleeper: Memory, hands: HandClock) -> None:
    tell(sleeper, *TALK)
    hands.to_day(2)
    sleeper.sleep()
    before = made(sleeper, Compression.COMPRESSED)
    assert sleeper.forget(Where("compression", "eq", "compressed")).erased == 0
    assert made(sleeper, Compression.COMPRESSED) == before


def test_repeats_of_what_is_forgotten_stand_for_themselves(sleeper: Memory, hands: HandClock) -> None:
    text = "The wifi password of the cabin is on the fridge door."
    [first] = tell(sleeper, text, session="one")
    [again] = tell(sleeper, text, session="two", day=0.2)
    hands.to_day(2)
    sleeper.sleep(steps=["repeats"])
    assert sleeper.get(again).folded_into == first
    sleeper.forget(first)
    assert sleeper.get(again).folded_into is None
    assert [hit.id for hit in sleeper.recall("Where is the wifi password?", limit=3).hits] == [again]


def test_what_is_told_of_the_time_by_a_filter_is_remade(sleeper: Memory, hands: HandClock) -> None:
    tell(sleeper, *TALK)
    tell(sleeper, SECRET, day=0.5)
    hands.to_day(2)
    sleeper.sleep(steps=["compress"])
    sleeper.forget(Where("timestamp", "gt", START.replace(hour=20)))
    found = made(sleeper, Compression.COMPRESSED)
    assert "Quorvald" not in "".join(one.text for one in found)
    assert (
        sum(one.covers for one in found) == len(TALK) == sleeper.store.count(Episode, Where("compression", "eq", "raw"))
    )
