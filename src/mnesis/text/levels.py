"""One memory at three levels of detail, for a context that has no room for all of it: always its own words."""

import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from mnesis.text.content import flat
from mnesis.text.lexical import fold
from mnesis.text.sentences import Sentence, sentences
from mnesis.text.stopwords import ENGLISH
from mnesis.text.tokens import count_tokens

SENTENCE = 35
"""Tokens of the shortest level, at most."""
PAIR = 25
"""Tokens of it where it is more than one sentence."""
PARAGRAPH = 90
"""Tokens of the level between."""
MOST = 12
"""Sentences that may become part of a level, the best."""
CODE = 0.3
"""What words asked for count in code and tables, of what they count elsewhere."""
READ = 8_000
"""Characters of a text in which the shorter levels are looked for."""

Finder = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Levels:
    """`detailed` is the text, verbatim; `paragraph` and `sentence` are of its own words, in its order."""

    sentence: str
    paragraph: str
    detailed: str


def levels(text: str, query_terms: AbstractSet[str] | Sequence[str] = ()) -> Levels:
    """A text at three levels, the shorter ones what of it serves these words best (`lexical.terms` of a query).

    `sentence` has at most 35 tokens, `paragraph` at most 90. Both are whole sentences wherever one fits (two share the
    shortest level where they are 25 tokens together), else the part of the best sentence that serves best, with an
    ellipsis where something is left out. A text that fits into a level is that level. "" only for a text without a
    visible character.
    """
    head = text.strip()[:READ]
    size = count_tokens(head)
    if size <= SENTENCE and len(head) < READ:
        return Levels(text, text, text)
    finder = _finder(frozenset(query_terms))
    parts = _scored(head, finder)
    fits = size <= PARAGRAPH and len(head) < READ
    paragraph = text if fits else _several(parts, finder, PARAGRAPH, PARAGRAPH)
    return Levels(_several(parts, finder, PAIR, SENTENCE), paragraph, text)


# --- choosing -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    text: str
    at: int
    score: float


_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"\w [A-ZÀ-Þ]\w")
_HEADING = re.compile(r"#{1,6} |\*\*[^*]+\*\*:?$")
_CODE = ("```", "~~~", "|")


def _scored(text: str, finder: Finder | None) -> list[_Part]:
    """The sentences of a text with what each is worth: the words asked for that it holds, the seldom ones more, and
    half of those in the heading above it; then its place, numbers and names."""
    found = sentences(text)
    hits = [frozenset(finder.findall(fold(part.text))) if finder else frozenset() for part in found]
    counted: dict[str, int] = {}
    for one in hits:
        for word in one:
            counted[word] = counted.get(word, 0) + 1
    weight = {word: 1.0 + math.log(len(found) / times) for word, times in counted.items()}
    parts, above = [], 0.0
    for at, (part, one) in enumerate(zip(found, hits, strict=True)):
        asked = math.fsum(weight[word] for word in one) * (CODE if part.text.startswith(_CODE) else 1.0)
        heading = _is_heading(part.text)
        if heading:
            above = asked / 2
        lead = 0.0 if at else 0.1 if finder else 0.5
        parts.append(_Part(part.text, at, lead + asked + (0.0 if heading else above) + _worth(part, heading)))
    return parts


def _worth(part: Sentence, heading: bool) -> float:
    """What a sentence is worth whatever is asked; less than any word that was asked for."""
    text = part.text
    if heading or text.startswith(_CODE):
        return -0.8
    worth = min(0.5, len(text) / 200)
    worth += 0.2 if _NUMBER.search(text) else 0.0
    worth += 0.1 if _NAME.search(text) else 0.0
    worth -= 0.5 if text.endswith(("?", "？", "؟")) else 0.0
    return worth - (0.4 if len(text) < 24 and text.isascii() else 0.0)


def _is_heading(text: str) -> bool:
    return len(text) < 100 and (text.endswith((":", "：")) or _HEADING.match(text) is not None)


def _several(parts: Sequence[_Part], finder: Finder | None, limit: int, alone: int) -> str:
    """The best sentences within `limit` tokens, in order; the best one alone, cut to `alone`, where it is longer."""
    chosen: list[_Part] = []
    left = limit
    for part in sorted(parts, key=lambda part: (-part.score, part.at))[:MOST]:
        size = count_tokens(part.text)
        if not chosen and size > limit:
            return _cut(part.text, finder, alone)
        if size <= left and len(chosen) < 5:
            chosen.append(part)
            left -= size
    return " ".join(flat(part.text) for part in sorted(chosen, key=lambda part: part.at))


# --- cutting ------------------------------------------------------------------------------------------------------

_CLAUSE = re.compile(r"(?:[^,;:、，；：\s]|[,;:](?=\S)|\s(?![–—(]))+[,;:、，；：]?|[,;:、，；：]")


def _cut(text: str, finder: Finder | None, limit: int) -> str:
    """The text where it fits, else the run of its clauses that serves best, cut at a word where one is too long."""
    line = flat(text)
    if count_tokens(line) <= limit:
        return line
    spans = [found.span() for found in _CLAUSE.finditer(line)]
    worth = [len(set(finder.findall(fold(line[a:b])))) if finder else 0 for a, b in spans]
    first = last = max(range(len(spans)), key=lambda at: (worth[at], -at))
    while True:  # it grows to the side that serves more, the right one first
        sides = [(min(first, at), max(last, at)) for at in (last + 1, first - 1) if 0 <= at < len(spans)]
        sides = [side for side in sides if count_tokens(_run(line, spans, *side)) <= limit]
        if not sides:
            return _shortened(_run(line, spans, first, last), limit)
        first, last = max(sides, key=lambda side: worth[side[1] if side[0] == first else side[0]])


def _run(line: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> str:
    middle = line[spans[first][0] : spans[last][1]].strip()
    before, after = first > 0, last < len(spans) - 1
    return ("… " if before else "") + (middle.rstrip(" ,;:、，；：") + " …" if after else middle)


def _shortened(text: str, limit: int) -> str:
    while (size := count_tokens(text)) > limit:
        head = text[: max(1, min(len(text) - 2, len(text) * limit // size))]
        cut = head.rpartition(" ")[0] if " " in head[len(head) // 2 :] else head
        text = cut.rstrip(" ,;:…") + "…"
        if len(text) <= 2:
            break
    return text


# --- finding ------------------------------------------------------------------------------------------------------

_ENDING = re.compile(r"(?:ings?|ed|es|s|e|ly)$")


@lru_cache(maxsize=64)
def _finder(terms: frozenset[str]) -> Finder | None:
    """What finds words in folded text by their beginnings ("hik" finds "hiking" and "hiked"); a spaceless script's
    wherever they stand."""
    spaced = {_stem(term) for term in terms if term.isascii() and term not in ENGLISH}
    others = {re.escape(term) for term in terms if not term.isascii()}
    found = [rf"\b(?:{'|'.join(sorted(spaced, key=lambda one: (-len(one), one)))})"] if spaced else []
    found += sorted(others, key=lambda one: (-len(one), one))
    return re.compile("|".join(found)) if found else None


def _stem(term: str) -> str:
    bare = _ENDING.sub("", term) if len(term) > 4 else term
    return re.escape(bare) if len(bare) >= 4 else re.escape(bare) + r"(?:e?s|ed|ing|e)?\b"
