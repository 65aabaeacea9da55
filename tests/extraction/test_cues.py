"""A text that meets an expression has a word of its cues, over every phrasing in the tables of these tests."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnesis.extraction.rules import corrections, cues, demands, moods, quotes, reader, recipes, times

PAIRS = {
    "hypothetical": (moods._HYPOTHETICAL, cues.HYPOTHETICAL),
    "hearsay": (moods._HEARSAY, cues.HEARSAY),
    "negated": (moods._NEGATED, cues.NEGATED),
    "righting": (corrections._SIGNAL, cues.RIGHTING),
    "pasted": (quotes._PASTED, cues.PASTED),
    "standing": (demands._STANDING, cues.STANDING),
    "once": (demands._ONCE, cues.ONCE),
    "once for all": (demands._HARD_ONCE, cues.ONCE),
    "moved": (reader._MOVED, cues.MOVED),
}
TABLES = Path(__file__).with_name("phrasings")


def _texts() -> Iterator[str]:
    for table in sorted(TABLES.iterdir()):
        for line in table.read_text("utf-8").splitlines():
            yield line
            yield from re.split(r"[,;:.!?\"]+\s*", line)


@pytest.mark.parametrize("name", PAIRS)
def test_what_meets_an_expression_has_a_word_of_its_cues(name: str) -> None:
    expression, words = PAIRS[name]
    met = [text for text in _texts() if expression.search(text)]
    assert met
    assert [text for text in met if words.isdisjoint(cues.words_of(text))] == []


def test_what_names_a_time_or_tells_a_recipe_is_never_passed_over() -> None:
    for text in _texts():
        assert times._may_tell_time(text) or times._CUE.search(text) is None
        assert recipes._may_tell(text) or recipes._HINT.search(text) is None


def test_words_are_lower_case_and_parted_at_apostrophes() -> None:
    assert cues.words_of("I don’t, she'd_2go") == {"i", "don", "t", "she", "d", "go"}
