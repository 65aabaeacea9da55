"""The words of a text that carry meaning, and texts cut to a length."""

import re

from mnesis.text.lexical import tokens
from mnesis.text.stopwords import ENGLISH, GRAMS
from mnesis.text.tokens import count_tokens

_COMMON = ENGLISH | GRAMS
_SPACE = re.compile(r"\s+")


def content(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, as an index holds them."""
    return frozenset(tokens(text)) - _COMMON


def flat(text: str) -> str:
    """The text on one line, each white space a blank."""
    return _SPACE.sub(" ", text).strip()


def clipped(text: str, limit: int) -> str:
    """`text` on one line, cut at a word (where the script has words) so that it is at most `limit` characters long,
    with an ellipsis."""
    line = flat(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:") + "…"


def clipped_to(text: str, limit: int) -> str:
    """`text` on one line, cut at a word where it is more than `limit` tokens, with an ellipsis."""
    line = flat(text)
    length = len(line)
    while (count := count_tokens(line)) > limit and length > 8:
        length = min(length - 1, max(8, length * limit // count))
        line = clipped(text, length)
    return line
