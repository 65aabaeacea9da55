"""Which turns repeat which, and what becomes of those folded into one that goes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.episodic.repeating import by_itself, fold, said, times, without, words
from mnesis.model import Compression, Episode, Expect, Put, Scope, Touch

THEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def turn(text: str, id: str = "a", **other: object) -> Episode:
    made = Episode(id=id, scope=Scope("t", "s"), timestamp=THEN, session_id="one", summary=text, created_at=THEN)
    return replace(made, **other)  # type: ignore[arg-type]


def same(one: str, other: str) -> bool:
    return said(turn(one)) is not None and said(turn(one)) == said(turn(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I moved to Berlin last month.", "I moved to Berlin last month!"),
        ("I moved to Berlin last month.", "i  MOVED to berlin, last month"),
        ("I don't like olives at all.", "I do not like the olives at all"),
        ("I’m really happy with the new desk", "I am happy with the new desk."),
        ("The build on main is green again.", "the build on main is really green again"),
        ("我每天早上喝一杯茶", "我每天早上喝一杯茶。"),
    ],
)
def test_the_same_said_once_more(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I like olives on pizza", "I don't like olives on pizza"),
        ("I like olives on pizza", "I never like olives on pizza"),
        ("We meet at 5 in the lobby", "We meet at 6 in the lobby"),
        ("We meet at 5:30 in the lobby", "We meet at 5.30 in the lobby"),
        ("It was -5 degrees in town", "It was 5 degrees in town"),
        ("Alice hired Bob for the job", "Bob hired Alice for the job"),
        ("We moved from Ghent to Lille", "We moved from Lille to Ghent"),
        ("You fixed the build on main", "You fixed the build on main?"),
        ("The staging server has crashed badly", "The production server has crashed badly"),
        ("I still live in Berlin now", "I live in Berlin now"),
        ("We will sell it to US soon", "We will sell it to us soon"),
        ("Please ask if Will can come", "Please ask if will can come"),
        ("That is such a good plan 👍", "That is such a good plan 👎"),
        ("Yes, I like the blue one", "No, I like the blue one"),
        ("J'ai mangé à la maison", "J'ai mange a la maison"),
        ("Use C++ for the new parser", "Use C for the new parser"),
    ],
)
def test_what_differs_in_a_word_that_weighs_is_something_else(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize("text", ["yes", "Me too!", "He left.", "ok, sure", "👍", "…"])
def test_what_is_short_says_nothing_by_itself(text: str) -> None:
    assert said(turn(text)) is None


@pytest.mark.parametrize(
    "other", [{"actor": "agent"}, {"speaker": "Otto"}, {"tags": ("work",)}, {"parent_id": "x"}, {"outcome": "failure"}]
)
def test_who_says_it_and_what_is_known_of_it_counts(other: dict[str, Any]) -> None:
    assert said(turn("The build is green again")) != said(turn("The build is green again", **other))


def test_tomorrow_is_another_day_every_day() -> None:
    text = "I will see the dentist tomorrow"
    later = THEN + timedelta(days=7)
    assert times(turn(text)) != times(turn(text, timestamp=later))
    assert times(turn(text)) == times(turn(text, timestamp=THEN + timedelta(hours=1)))
    assert times(turn("I was born on 7 May 1990")) == times(turn("I was born on 7 May 1990", timestamp=later))
    assert times(turn("I like olives on pizza")) == times(turn("I like olives on pizza", timestamp=later))


def test_an_answer_is_not_found_by_itself() -> None:
    asked, told = turn("Do you like it here?", position=0), turn("It is warm here.", position=0)
    answer = turn("I like it here a lot", position=1)
    assert not by_itself(answer, asked)
    assert by_itself(answer, told)
    assert not by_itself(answer, None)
    assert by_itself(asked, None)


SOME = "i we you like hate see the old red car house at in berlin with bob"
_WORDS = st.lists(st.sampled_from(SOME.split()), min_size=4)


@given(_WORDS, st.data())
def test_a_negation_or_a_number_more_never_says_the_same(text: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    more = data.draw(st.sampled_from(["not", "never", "no", "don't", "nobody", "without", "7", "1,200", "-3", "12:30"]))
    assert words(" ".join(text)) != words(" ".join([*text[:at], more, *text[at:]]))


@given(_WORDS, st.integers(0, 10**6), st.integers(0, 10**6))
def test_another_number_never_says_the_same(text: list[str], one: int, other: int) -> None:
    assert (words(f"{' '.join(text)} {one}") == words(f"{' '.join(text)} {other}")) == (one == other)


# --- folding ------------------------------------------------------------------------------------------------


def three() -> list[Episode]:
    end = THEN + timedelta(days=9)
    return [
        turn("x", "c", timestamp=THEN + timedelta(days=2), expires_at=end),
        turn("x", "a", importance=4, expires_at=THEN + timedelta(days=7)),
        turn("x", "b", timestamp=THEN + timedelta(days=1), importance=6, expires_at=THEN + timedelta(days=8)),
    ]


def test_the_oldest_stands_for_all_as_long_as_the_last_of_them() -> None:
    changes = fold(three())
    [set_] = [one for one in changes if isinstance(one, Touch)]
    assert (set_.id, set_.fields["covers"], set_.fields["importance"]) == ("a", 2, 6)
    assert set_.fields["expires_at"] == THEN + timedelta(days=9)
    puts = [(one.record, one.keys) for one in changes if isinstance(one, Put) and isinstance(one.record, Episode)]
    assert [(one.id, one.folded_into, keys) for one, keys in puts] == [("b", "a", ()), ("c", "a", ())]
    assert {one.id for one in changes if isinstance(one, Expect)} == {"a", "b", "c"}


def test_what_stands_for_others_goes_on_doing_so() -> None:
    c, a, b = three()
    changes = fold([replace(b, covers=3, folded_into="shorter"), a, c])
    [set_] = [one for one in changes if isinstance(one, Touch)]
    assert (set_.id, set_.fields["covers"]) == ("b", 5)


def test_what_a_shorter_memory_was_made_of_folds_no_more() -> None:
    c, a, b = three()
    assert fold([a, replace(b, folded_into="shorter"), replace(c, folded_into="shorter")]) == []
    assert fold([a]) == []


# --- when others go -----------------------------------------------------------------------------------------


def folded() -> list[Episode]:
    c, a, b = three()
    return [replace(a, covers=2), replace(b, folded_into="a"), replace(c, folded_into="a")]


def test_the_next_stands_for_the_rest_when_the_first_goes() -> None:
    puts = [one for one in without({"a"}, folded()) if isinstance(one, Put)]
    (first, keys), (rest, none) = [(one.record, one.keys) for one in puts]
    assert isinstance(first, Episode)
    assert isinstance(rest, Episode)
    assert (first.id, first.folded_into, first.covers) == ("b", None, 1)
    assert keys is not None
    assert [one.memory_id for one in keys] == ["b"]
    assert (rest.id, rest.folded_into, none) == ("c", "b", ())


def test_a_repeat_that_goes_counts_no_more() -> None:
    [set_] = [one for one in without({"b"}, folded()) if isinstance(one, Touch)]
    assert (set_.id, set_.fields) == ("a", {"covers": 1})
    assert without({"a", "b", "c"}, folded()) == []


def test_the_turns_of_a_shorter_memory_keep_their_keys_without_it() -> None:
    shorter = turn("short", "s", compression=Compression.COMPRESSED, covers=1)
    assert without({"s"}, [shorter, turn("x", "a", folded_into="s")]) == []
