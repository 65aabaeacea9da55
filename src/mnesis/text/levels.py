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
PARAGRAPH = 90
"""Tokens of the level between."""
READ = 8_000
"""Characters of a text in which the shorter levels are looked for."""


@dataclass(frozen=True, slots=True)
class Levels:
    """`detailed` is the text, verbatim; `paragraph` and `sentence` are of its own words, in its order."""

    sentence: str
    paragraph: str
    detailed: str


def levels(text: str, query_terms: AbstractSet[str] | Sequence[str] = ()) -> Levels:
    """A text at three levels, the shorter ones what of it serves these words best (`lexical.terms` of a query).

    `sentence` has at most 35 tokens, `paragraph` at most 90; both are whole sentences where one fits, else the part of
    the best sentence that serves best, with an ellipsis where something is left out. A text that fits into a level is
    that level. "" only for a text without a visible character.
    """
    if len(text) <= 4 * PARAGRAPH or count_tokens(text) <= PARAGRAPH:  # a cheap guess first: most texts are short
        size = count_tokens(text)
        if size <= SENTENCE:
            return Levels(text, text, text)
        if size <= PARAGRAPH:
            return Levels(_best(text, query_terms, SENTENCE), text, text)
    parts = _scored(text[:READ], _finder(frozenset(query_terms)))
    return Levels(_one(parts, query_terms), _several(parts, query_terms), text)


# --- choosing -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    text: str
    at: int
    score: float
    tokens: int = 0


_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"\w [A-ZÀ-Þ]\w")
_HEADING = re.compile(r"#{1,6} |\*\*[^*]+\*\*:?$")
_CODE = ("```", "~~~", "|")


def _best(text: str, terms: AbstractSet[str] | Sequence[str], limit: int) -> str:
    return _one(_scored(text, _finder(frozenset(terms))), terms)


def _scored(text: str, finder: re.Pattern[str] | None) -> list[_Part]:
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
        asked = math.fsum(weight[word] for word in one)
        heading = _is_heading(part.text)
        if heading:
            above = asked / 2
        parts.append(_Part(part.text, at, asked + (0.0 if heading else above) + _worth(part, at, heading)))
    return parts


def _worth(part: Sentence, at: int, heading: bool) -> float:
    """What a sentence is worth whatever is asked; less than any word that was asked for."""
    text = part.text
    if heading or text.startswith(_CODE):
        return -0.8
    worth = 0.5 if at == 0 else 0.0
    worth += 0.2 if _NUMBER.search(text) else 0.0
    worth += 0.1 if _NAME.search(text) else 0.0
    worth -= 0.5 if text.endswith(("?", "？", "؟")) else 0.0
    return worth - (0.4 if len(text) < 24 and text.isascii() else 0.0)


def _is_heading(text: str) -> bool:
    return len(text) < 100 and (text.endswith((":", "：")) or _HEADING.match(text) is not None)


def _one(parts: list[_Part], terms: AbstractSet[str] | Sequence[str]) -> str:
    best = max(parts, key=lambda part: (part.score, -part.at), default=None)
    return "" if best is None else _cut(best.text, terms, SENTENCE)


def _several(parts: list[_Part], terms: AbstractSet[str] | Sequence[str]) -> str:
    chosen: list[_Part] = []
    left = PARAGRAPH
    for part in sorted(parts, key=lambda part: (-part.score, part.at))[:12]:
        size = count_tokens(part.text)
        if size <= left and len(chosen) < 5:
            chosen.append(part)
            left -= size + 1
    if not chosen:
        best = max(parts, key=lambda part: (part.score, -part.at), default=None)
        return "" if best is None else _cut(best.text, terms, PARAGRAPH)
    return " ".join(flat(part.text) for part in sorted(chosen, key=lambda part: part.at))


# --- cutting ------------------------------------------------------------------------------------------------------

_CLAUSE = re.compile(r"(?<=[,;:、，；：])\s*|\s+(?=[–—(])|\n+")


def _cut(text: str, terms: AbstractSet[str] | Sequence[str], limit: int) -> str:
    """The text where it fits, else the run of its clauses that serves best, cut at a word where one is too long."""
    line = flat(text)
    if count_tokens(line) <= limit:
        return line
    finder = _finder(frozenset(terms))
    clauses = [piece for piece in _CLAUSE.split(line) if piece]
    worth = [len(set(finder.findall(fold(piece)))) if finder else 0 for piece in clauses]
    first = last = max(range(len(clauses)), key=lambda at: (worth[at], -at))
    if not any(worth):
        first = last = 0
    while True:  # it grows to the side that serves more, the right one first
        sides = [at for at in (last + 1, first - 1) if 0 <= at < len(clauses)]
        grown = [at for at in sides if count_tokens(_run(clauses, min(first, at), max(last, at), line)) <= limit]
        if not grown:
            break
        at = max(grown, key=lambda at: worth[at])
        first, last = min(first, at), max(last, at)
    return _shortened(_run(clauses, first, last, line), limit)


def _run(clauses: Sequence[str], first: int, last: int, line: str) -> str:
    middle = line[_start(clauses, first, line) : _start(clauses, last, line) + len(clauses[last])]
    return ("… " if first else "") + (middle if last == len(clauses) - 1 else middle.rstrip(" ,;:、，；：") + " …")


def _start(clauses: Sequence[str], which: int, line: str) -> int:
    at = 0
    for piece in clauses[:which]:
        at = line.index(piece, at) + len(piece)
    return line.index(clauses[which], at)


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
def _finder(terms: frozenset[str]) -> re.Pattern[str] | None:
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
