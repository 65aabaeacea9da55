"""The very words: a quote counts only where the passage has it."""

import re

_WORD = re.compile(r"\w+")


def evidence(quote: str, text: str) -> str | None:
    """The words of `text` that a quote repeats, as they stand there; None where it repeats none. Case, and white space
    and signs between the words, may differ; the words and their order may not."""
    quote = quote.strip()
    if quote and quote in text:
        return quote if _WORD.search(quote) else None
    words = _WORD.findall(quote)
    if not words or sum(map(len, words)) > len(text):
        return None
    pattern = r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)"
    found = re.search(pattern, text, re.IGNORECASE)
    return found.group() if found else None
