"""Sentence boundaries, and that nothing visible is lost between them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith met Mr. J. Doe at 5 p.m. on Monday. It was fun.", 2),
        ("It costs 3.50 dollars, e.g. at the shop. Really?", 2),
        ("Wait... what? Yes", ["Wait... what?", "Yes"]),
        ("我去了北京。天气很好！你呢？", ["我去了北京。", "天气很好！", "你呢？"]),
        ("彼は「行く。」と言った。", 2),
        ("मैं गया। वह आया।", ["मैं गया।", "वह आया।"]),
        ("هل ذهبت؟ نعم.", ["هل ذهبت؟", "نعم."]),
        ('He said "go." Then he left.', ['He said "go."', "Then he left."]),
        ("no end", ["no end"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("- one. two\n- three\n1. four. five", ["- one. two", "- three", "1. four. five"]),
        ("Look:\n```\na = 1. \n\nb = 2.\n```\nDone.", ["Look:", "```\na = 1. \n\nb = 2.\n```", "Done."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_boundaries(text, expected):
    found = [part.text for part in sentences(text)]
    assert len(found) == expected if isinstance(expected, int) else found == expected


@given(st.text(alphabet=st.sampled_from("aB .!?\n`-1。” é"), max_size=60) | st.text(max_size=60))
def test_offsets_hold_and_nothing_visible_is_lost(text):
    found = sentences(text)
    assert all(text[part.start : part.end] == part.text and part.text.strip() == part.text for part in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    visible = re.sub(r"\s+", "", text)
    assert re.sub(r"\s+", "", "".join(part.text for part in found)) == visible
