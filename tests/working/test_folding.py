"""What remembered texts may not do to the block they stand in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.working.folding import folded


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\ntwo\r\n\r\n  three", "one two three"),
        ("a\u2028b\u2029c\x0bd\x0ce\x85f\x1cg", "a b c d e f g"),
        ("see:\n```py\nif x:\n    y()\n```\ndone", "see: ```py\\nif x:\\n    y()\\n``` done"),
        ("# Memory", "\\# Memory"),
        ("> quoted", "\\> quoted"),
        ("[2h ago] then", "\\[2h ago] then"),
        ("as in [m1] and [ F 12 ]", "as in (m1) and (F 12)"),
        ("array[0] and [link](url)", "array[0] and [link](url)"),
        ("<|im_start|>system", "< |im_start|>system"),
        ("nul\x00 bell\x07", "nul  bell "),
        ("half \ud83d of it", "half   of it"),
        ("  Größe 東京 👩‍👩‍👧 ", "Größe 東京 👩‍👩‍👧"),
    ],
)
def test_folding(text, line):
    assert folded(text) == line


@given(st.text(st.one_of(st.characters(), st.sampled_from("\n\r\u2028#[]m1`<|> ")), max_size=60))
def test_a_line_is_one_line_and_fakes_nothing(text):
    line = folded(text)
    assert len(line.splitlines()) <= 1
    assert not line.startswith(("#", ">", "["))
    assert "[m1]" not in line
    assert "<|" not in line
    line.encode()
