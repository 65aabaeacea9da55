"""Whether a sentence says only what others say: its numbers, names, dates and negations must stand in them, and most of
its other words."""

import re
from collections.abc import Sequence
from datetime import datetime

from mnesis.model import Point
from mnesis.text.dates import time_spans
from mnesis.text.lexical import fold, tokens
from mnesis.text.names import proper_nouns
from mnesis.text.stopwords import ENGLISH, GRAMS

SHARE = 0.5
"""The share of a sentence's words of content that must stand in its sources."""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|no longer|\w+n't|nicht|kein\w*|nie|niemals|nunca"
    r"|não|nao|jamais|ne|pas|niet|geen|non|sin|sem|ohne|sans)\b|[不没無沒]|ない|ません|\bне\b",
    re.IGNORECASE,
)
_COUNTS = ("zero one two three four five six seven eight nine ten eleven twelve", "0 1 2 3 4 5 6 7 8 9 10 11 12")
_AS_DIGITS = dict(zip(*(names.split() for names in _COUNTS), strict=True))
_ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
_OURS = frozenset(("user", "users", "agent", "assistant"))


def proven(text: str, sources: Sequence[Point], now: datetime) -> bool:
    """Whether the sources prove the text. Strict: what is doubtful is not proven."""
    said = " ".join(f"{one.who}: {one.text}" for one in sources)
    plain = _without_dates(text, said, now)
    return (
        bool(sources)
        and plain is not None
        and _numbers(plain) <= _numbers(said)
        and _names(plain) <= _words(said) | _OURS
        and _opens(plain) <= _stems(said) | _OURS
        and bool(_NEGATION.search(fold(text))) == bool(_NEGATION.search(fold(" ".join(one.text for one in sources))))
        and _covered(plain, said)
    )


def _without_dates(text: str, said: str, now: datetime) -> str | None:
    """The text without the times it names; None where the sources do not name one of them, in the same words or in
    others for the same time."""
    spans = time_spans(text, now)
    known = {(span.start, span.end) for span in time_spans(said, now)}
    for span in reversed(spans):
        if (span.start, span.end) not in known and fold(span.words) not in fold(said):
            return None
        text = text[: span.at] + text[span.until :]
    return text


def _numbers(text: str) -> set[str]:
    """Numbers in digits, small ones in words too."""
    found = {_plain(one) for one in _NUMBER.findall(text)}
    return found | {_AS_DIGITS[word] for word in fold(text).split() if word in _AS_DIGITS and word != "one"}


def _plain(number: str) -> str:
    return number.replace(",", "")


def _names(text: str) -> set[str]:
    """Every word written with a capital inside a sentence, folded."""
    inside = {word for name in proper_nouns(text) for word in name.split()}
    inside |= {word for word in _WORD.findall(text)[1:] if not word.islower()}
    return {bare for word in inside if (bare := _bare(word)) not in ENGLISH}


def _opens(text: str) -> set[str]:
    """The first word, which may be a name for all that its capital tells."""
    return _stems(" ".join(_WORD.findall(text)[:1]))


def _words(text: str) -> set[str]:
    return {_bare(word) for word in _WORD.findall(text)}


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", fold(word))


def _covered(text: str, said: str) -> bool:
    wanted, there = _stems(text) - _OURS, _stems(said)
    return len(wanted & there) >= SHARE * len(wanted)


def _stems(text: str) -> set[str]:
    return {_ENDING.sub("", word) for word in tokens(text) if word not in ENGLISH and word not in GRAMS}
