"""No text makes the rules raise, and none takes more than its length."""

import random
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.clauses import clauses
from mnesis.extraction.rules.extractor import RulesExtractor

NOW = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
WORDS = """
I I'm we my the a an and but or not if when since until in on at for with to from of is was are have had do
did will would sister brother Ana Tom dog cat called named live lived moving moved Lisbon Oslo work works
worked Acme nurse engineer like love hate don't no longer anymore yesterday Friday tomorrow last next month
year 2019 3pm 12 May deadline due meeting use Python Kestrel written depends runs he she it they who which
said think maybe call me birthday favorite color , . ? ! : ; " ( ) - — ’s 's | && #1 é ß 東京 @ x@y.zz +49 $12
10% 1. * > ``` Yes No actually sorry
""".split()  # noqa: SIM905


def read(text: str, before: str | None = None) -> None:
    turns = (Turn(text=before, actor="agent", speaker=None, time=NOW),) if before is not None else ()
    RulesExtractor().extract([Passage(id="1", text=text, actor="user", speaker=None, time=NOW, before=turns)])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.none() | st.text(max_size=80))
def test_any_text_is_read(text: str, before: str | None) -> None:
    read(text, before)
    for one in clauses(text):
        assert text[one.start : one.end] == one.text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_order_of_words_is_read(words: list[str], before: list[str]) -> None:
    read(" ".join(words), " ".join(before) + "?")


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "I live in Oslo and my ",
        "my sister ",
        "the very ",
        ", and I ",
        "I'm Ana, ",
        '"',
        "(",
        "A. ",
        "since 2019 ",
        "Ana and Tom and ",
        "x@y.",
        "12:",
        "not ",
        "I have a cat called ",
        "the meeting is on ",
    ],
)
def test_a_long_text_is_read_in_steps_that_grow_with_it(piece: str) -> None:
    """Twice the text, about twice the work: a pattern that backtracks would need four times or more."""

    def steps(text: str) -> int:
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            read(text)
        finally:
            sys.setprofile(None)
        return counted

    short, long = (steps((piece * 20_000)[:size]) for size in (4_000, 16_000))
    assert long < 8 * short + 50_000
    read((piece * 100_000)[:100_000])


def test_shuffled_sentences_are_read() -> None:
    rng = random.Random(7)
    for _ in range(100):
        read(" ".join(rng.choices(WORDS, k=60)))
