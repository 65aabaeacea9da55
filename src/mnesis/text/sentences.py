"""Where sentences begin and end, in any script; code blocks and list items stay whole."""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands: `source[start:end] == text`."""

    text: str
    start: int
    end: int


_FENCE = re.compile(r"^(```|~~~).*?(?:^\1[^\S\n]*$|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)]|#{1,6}|>|\|)\s")
_END = re.compile(  # a mark comes first, so that the search goes from mark to mark
    r"[.!?…。！？｡।॥؟۔።](?:"
    r"(?<=[.!?…])(?<![.!?…].)[.!?…]*+(?:[\"'”’)\]»]*+(?=\s)|(?=[\"'“‘(\[]?[\u3040-\u9fff]))"
    r"|(?<=[。！？｡])[。！？｡]*[」』”’）]*|(?<=[।॥؟۔።])[।॥؟۔።]*)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Mt|vs|etc|e\.g|i\.e|cf|al|approx|dept|est|fig|no|nr|vol|pp?|inc|ltd|co|corp"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|a\.m|p\.m|u\.s|u\.k|z\.B|d\.h|bzw|ca|Sra?|Dra|Mme|M)"
    r"|(?<![^\W\d_])[^\W\d_])\.$",
    re.IGNORECASE,
)
_LOWER_NEXT = re.compile(r"\s*[a-zà-öø-ÿ]")
_SELDOM_LAST = re.compile(r"\b(?:etc|a\.m|p\.m|inc|ltd|co|corp|jr|sr|u\.s|u\.k|I)\.$")


def sentences(text: str) -> list[Sentence]:
    """The sentences of `text` in order, without surrounding white space; together they hold all its visible characters.

    A line break ends a sentence; a fenced code block, a heading, a quote, a table row or a list item is one sentence.
    """
    return list(_sentences(text))


@lru_cache(maxsize=16)
def _sentences(text: str) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    at = 0
    for fence in _FENCE.finditer(text) if "```" in text or "~~~" in text else ():
        found += _prose(text, at, fence.start())
        found += _trimmed(text, fence.start(), fence.end())
        at = fence.end()
    return tuple(found + _prose(text, at, len(text)))


def _prose(text: str, start: int, end: int) -> list[Sentence]:
    found: list[Sentence] = []
    for line in _LINE.finditer(text, start, end):
        if _ITEM.match(text, *line.span()):
            found += _trimmed(text, line.start(), line.end())
        else:
            found += _split(text, line.start(), line.end())
    return found


def _split(text: str, start: int, end: int) -> list[Sentence]:
    found: list[Sentence] = []
    begin = start
    for mark in _END.finditer(text, start, end):
        if not _goes_on(text, begin, mark.end(), end):
            found += _trimmed(text, begin, mark.end())
            begin = mark.end()
    return found + _trimmed(text, begin, end)


def _goes_on(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether the mark that ends at `stop` belongs to an abbreviation, an initial or an interrupted sentence."""
    if text[stop - 1] not in ".…":
        return False
    if _LOWER_NEXT.match(text, stop, end):
        return True
    tail = text[max(begin, stop - 12) : stop]
    return bool(_ABBREVIATION.search(tail)) and not _SELDOM_LAST.search(tail)


def _trimmed(text: str, start: int, end: int) -> list[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Sentence(text[start:end], start, end)] if start < end else []
