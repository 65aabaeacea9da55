"""Texts nobody means: every tool stays linear, so that one message cannot stall a writer."""

from datetime import UTC, datetime

import pytest

from mnesis.text import dates, forms, lexical, names, phrases, sentences, summary, tokens

NOW = datetime(2023, 8, 16, tzinfo=UTC)
TOOLS = (
    lexical.index_text,
    lexical.terms,
    sentences.sentences,
    tokens.count_tokens,
    dates.has_time_words,
    lambda text: dates.time_spans(text, NOW),
    names.proper_nouns,
    lambda text: names.speakers_named(text, ["Ada Lee", "Ben"]),
    lambda text: names.strip_names(text, ["Ada Lee", "Ben"], unknown=True),
    summary.summary,
    phrases.sections,
    forms.is_question,
    forms.is_acknowledgement,
    forms.has_code,
)
PIECES = [
    "?",
    "\n",
    " ",
    "1",
    "1 ",
    "a.",
    "a(",
    "`",
    "```\n",
    "'",
    "A ",
    "Abc ",
    "no, ",
    "1/",
    "in the ",
    "字",
    "ที่",
    "🙂",
    "한",
    "ة",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_run_of_one_thing_takes_seconds_in_no_tool(piece):
    text = piece * (40_000 // len(piece))  # a quadratic tool would need minutes here, and the run would not end
    for tool in TOOLS:
        tool(text)
