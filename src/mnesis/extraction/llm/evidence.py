"""The very words: a quote counts only where the passage has it, a name only where somebody used it."""

import re
from collections.abc import Iterable

from mnesis.extraction.contract import Passage
from mnesis.text.lexical import fold

_WORD = re.compile(r"\w+")


def evidence(quote: str, text: str) -> str | None:
    """The words of `text` that a quote repeats, as they stand there; None where it repeats none. Case, and white space
    and signs between the words, may differ; the words and their order may not."""
    quote = quote.strip()
    if quote and quote in text:
        return quote if _WORD.search(quote) else None
    stands, repeated = list(_WORD.finditer(text)), _WORD.findall(quote)
    lines = _lines(one.group() for one in stands)
    at = lines.find(_lines(repeated)) if repeated else -1
    if at < 0:
        return None
    first = lines.count("\n", 0, at)
    return text[stands[first].start() : stands[first + len(repeated) - 1].end()]


def _lines(words: Iterable[str]) -> str:
    """Words as lines between line breaks, so that some are found in others only whole."""
    return "\n".join(["", *(word.casefold() for word in words), ""])


def heard(passage: Passage) -> str:
    """All that was said up to the end of a passage, with the names of the speakers, folded for comparison."""
    turns = [word for turn in passage.before for word in (turn.speaker or "", turn.text)]
    return fold("\n".join([*turns, passage.speaker or "", passage.text]))


def named_in(name: str, said: str) -> bool:
    """Whether a part of a name occurs in what was heard; parts of one or two letters only as words of their own. Models
    take names from their instructions, or from nowhere."""
    parts = _WORD.findall(fold(name))
    return any(part in said if len(part) > 2 else re.search(rf"\b{part}\b", said) for part in parts)
