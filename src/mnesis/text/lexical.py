"""What a lexical index is given, and the terms a query is cut into.

`index_text` normalises; a tokenizer that splits at what is neither letter nor number (SQLite's `unicode61`, or
`tokens` here) does the rest. Decisions:

- Case, width, accents and ligatures are folded (NFKD, marks U+0300–U+036F dropped, NFC, casefold).
- Scripts written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) and Hangul (its particles cling to the noun)
  become overlapping bigrams. Han and Hangul runs also yield their single characters, because there one character is
  often a word; the query side decides which of them to ask for.
- Vowel signs of Thai, Hindi and their neighbours are combining marks, at which `unicode61` would split the word: each
  is moved, one to one, to the private use area, which `unicode61` takes for letters.
- Arabic and Hebrew lose their vowel points; alef, ya, kaf and ta marbuta have one form; the Arabic article is cut
  (the prefixes of light10; Larkey, Ballesteros & Connell 2007). Digits of every script become 0–9.
"""

import re
import unicodedata
from functools import lru_cache

from mnesis.text.stopwords import ENGLISH, GRAMS

_PRIVATE = 0xE000 - 0x0900
_JOINERS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

_TYPOGRAPHY = (("’", "'"), ("‘", "'"), ("“", " "), ("”", " "), ("–", " "), ("—", " "), ("…", " "), ("\u00a0", " "))
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u093c\u09bc\u0a3c\ufe00-\ufe0f" + _JOINERS + "]+")
_COMPLEX = re.compile("[\u0590-\u1aff\u20d0-\u20ff\u2190-\u2bff\ua8e0-\ua8f1\U0001f000-\U0001faff]")
_ARTICLE = re.compile("(?<![\u0621-\u064a])(?:[وبكف]ال|لل|ال)(?=[\u0621-\u064a]{3})")

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af々〆"
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_HANGUL = "\uac00-\ud7a3"
_SOUTH_EAST = "\u0e01-\u0e2e\u0e2f-\u0e4e\u0e81-\u0edf\u1000-\u109f\u1780-\u17d3\u17d7\u17dc\ua9e0-\ua9ef\uaa60-\uaa7f"
_MOVED = "\ue400-\uf0ff"  # private places of the marks of U+0D00–U+19FF
_SPACELESS = re.compile(
    f"(?P<east>[{_HAN}{_KANA}]+)|(?P<hangul>[{_HANGUL}]+)|(?P<south>[{_SOUTH_EAST}][{_SOUTH_EAST}{_MOVED}]*)"
)
_CLUSTER = re.compile(f".[{_MOVED}]*", re.DOTALL)
_IS_HAN = re.compile(f"[{_HAN}]")

_TOKEN = re.compile(r"(?:[^\W_]+|[\ue000-\uf8ff]+)+")
_NEGATED = re.compile(r"\b[a-z]+n['’]t\b", re.IGNORECASE)
_CLITIC = re.compile(r"(?<=\w)['’](?:s|re|ve|ll|d|m)\b", re.IGNORECASE)
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")


def _character_table() -> dict[int, str | int | None]:
    """What becomes of single characters outside the Latin world."""
    table: dict[int, str | int | None] = {}
    for code in range(0x0590, 0x1B00):
        category = unicodedata.category(chr(code))
        if category == "Nd":
            table[code] = str(unicodedata.digit(chr(code)))
        elif category in ("Mn", "Mc"):
            table[code] = code + _PRIVATE if code >= 0x0900 else None
    symbols = (*range(0x2190, 0x2C00), *range(0x1F000, 0x1FB00))
    table.update(dict.fromkeys(symbols, " "))
    table.update(dict.fromkeys((*range(0x20D0, 0x2100), 0x0640)))
    table.update({ord("ٱ"): "ا", ord("ى"): "ي", ord("ی"): "ي", ord("ک"): "ك", ord("ة"): "ه", ord("ە"): "ه"})
    return table


_CHARACTERS = _character_table()


def index_text(text: str) -> str:
    """`text` as a lexical index is given it: folded, with spaceless scripts as bigrams. Idempotent enough to be safe,
    but meant to be called once. Punctuation stays where it is harmless."""
    text = fold(text)
    return text if text.isascii() else _SPACELESS.sub(_index_grams, text)


def fold(text: str) -> str:
    """`text` with every difference of form removed that a search should not see; spaceless scripts stay whole."""
    if text.isascii():
        return text.lower()
    for written, plain in _TYPOGRAPHY:
        text = text.replace(written, plain)
    if text.isascii():
        return text.lower()
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    text = unicodedata.normalize("NFC", text).casefold()
    if _COMPLEX.search(text):
        text = _ARTICLE.sub("", text.translate(_CHARACTERS))
    return text


def tokens(text: str) -> list[str]:
    """The tokens an index holds for `text`, in order, before stemming; what `unicode61` makes of `index_text`."""
    return _TOKEN.findall(index_text(text))


@lru_cache(maxsize=1024)
def _terms(query: str) -> tuple[str, ...]:
    kept = {word.lower() for word in _ACRONYM.findall(query)} if not query.isupper() else set()
    if "May" in query:
        kept.add("may")
    plain = _CLITIC.sub("", _NEGATED.sub(" ", query))
    found = _cut(plain) or _cut(query)
    content = [term for term in found if (term not in ENGLISH or term in kept) and term not in GRAMS]
    return tuple(dict.fromkeys(content or found))


def terms(query: str) -> list[str]:
    """The distinct terms to look up for `query`, in order, each a single token as an index holds it before stemming.

    English function and question words and the commonest grammatical bigrams of Chinese and Japanese are left out,
    unless nothing else remains; a word in capitals (IT, WHO, US) or "May" is never one of them. [] for a query
    without letters or digits.
    """
    return list(_terms(query))


def _cut(query: str) -> list[str]:
    """The tokens of a query, stop words included."""
    return _TOKEN.findall(_SPACELESS.sub(_query_grams, fold(query)))


def _index_grams(match: re.Match[str]) -> str:
    run = match.group()
    if match.lastgroup == "south":
        return f" {' '.join(_bigrams(_CLUSTER.findall(run)))} "
    single = run if match.lastgroup == "hangul" else _IS_HAN.findall(run)
    return f" {' '.join((*_bigrams(run), *single)) if len(run) > 1 else run} "


def _query_grams(match: re.Match[str]) -> str:
    """Bigrams, and single characters where they may be words: any Han, a Hangul run of two at most."""
    run = match.group()
    if match.lastgroup == "south":
        return f" {' '.join(_bigrams(_CLUSTER.findall(run)))} "
    single = _IS_HAN.findall(run) if match.lastgroup == "east" else run[:1] if len(run) == 2 else ""
    return f" {' '.join((*_bigrams(run), *single)) if len(run) > 1 else run} "


def _bigrams(units: str | list[str]) -> list[str]:
    if len(units) == 1:
        return list(units)
    return [units[at] + units[at + 1] for at in range(len(units) - 1)]
