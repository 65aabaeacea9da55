"""Names in a text: who is spoken of, and the text without them."""

import re
from collections.abc import Collection, Sequence

from mnesis.text.dates_english import MONTHS, WEEKDAYS
from mnesis.text.stopwords import ENGLISH

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’-](?=[^\W\d_]))*")
_LETTER = "[A-ZÀ-ÖØ-ÞĀ-ž]"
_REST = r"\w*(?:['’-][A-Z]\w+)*"
_PROPER = re.compile(rf"{_LETTER}(?<![\w@#/.].){_REST}(?: (?:(?:of|de|da|von|van|der|la|the) )?{_LETTER}{_REST})*")
_FIRST = re.compile(r"(?:^|[.!?…]['\"”’)]*\s+|[\n:]\s*['\"“(]?)$")
_OWNED = r"(?:['’]s|['’](?=\s|$))?"
_CASELESS = re.compile("[\u0590-\u1fff\u3040-\ud7ff\uf900-\ufaff]")
_GENERIC = frozenset(("user", "assistant", "agent", "system", "human", "bot", "ai"))
_QUESTION_WORDS = frozenset(
    ("english", "internet", "ok", "okay", "yes", "hi", "hello", "hey", "thanks", "god", "mom", "dad")
)


def speakers_named(text: str, speakers: Collection[str]) -> list[str]:
    """The speakers a text names, in the order of their first mention, by full name or by a first name that only one of
    them has, possessive or not, whatever the case.

    A name that is also an ordinary English word ("Will", "Mark", "May") counts only with a capital that does not open a
    sentence, unless it is the full name of several words. Roles ("user", "assistant") are no names.
    """
    found: dict[str, int] = {}
    for speaker, name in _short_names(speakers):
        for match in _pattern([name]).finditer(text):
            if _meant(text, match, name):
                found[speaker] = min(found.get(speaker, len(text)), match.start())
                break
    return sorted(found, key=found.__getitem__)


def strip_names(text: str, names: Collection[str], *, unknown: bool = False, pronoun: str = "") -> str:
    """`text` without these people's names (full or first), with `pronoun` ("they", "their" for possessives) or nothing
    in their place; with `unknown`, without any capitalised name inside a sentence.

    "What did Rosalind build?" becomes "What did build?". Gaps, doubled "and" and stray commas are closed. The
    text comes back as it was where nothing else would remain.
    """
    wanted = [name for _, name in _short_names(names)]
    if unknown:
        wanted += [name for name in proper_nouns(text) if name not in wanted]
    if not wanted:
        return text

    def replacement(match: re.Match[str]) -> str:
        if not _meant(text, match, match["name"]):
            return match.group()
        return ("their" if match.group() != match["name"] else pronoun) if pronoun else ""

    stripped = _tidy(_pattern(wanted).sub(replacement, text))
    rest = [word.lower() for word in _WORD.findall(stripped)]
    return stripped if any(word not in ENGLISH and word != pronoun for word in rest) else text


def proper_nouns(text: str) -> list[str]:
    """Capitalised names inside the sentences of a text, each once, in order; neighbours together ("New York").

    A capital that opens a sentence proves nothing and is skipped, unless the same word is capitalised elsewhere inside
    one. Months, weekdays, "I" and a few words always written with a capital are not names. [] for text all in capitals.
    """
    if text.isupper():
        return []
    found: dict[str, None] = {}
    for match in _PROPER.finditer(text):
        words = match.group().split(" ")
        if _FIRST.search(text, max(0, match.start() - 4), match.start()):
            words = _opening(words)
        words = [word for word in words if word] if any(_is_name(word) for word in words) else []
        while words and not _is_name(words[0]):
            words.pop(0)
        if words:
            found[" ".join(words)] = None
    return list(found)


def _opening(words: Sequence[str]) -> list[str]:
    """The words of a capitalised run that opens a sentence, without the first where it is a common word or alone."""
    return [] if len(words) == 1 else list(words[1:] if words[0].lower() in ENGLISH else words)


def _is_name(word: str) -> bool:
    low = word.lower()
    ordinary = low in ENGLISH or low in _QUESTION_WORDS or low in MONTHS or low in WEEKDAYS
    return len(word) > 1 and not ordinary


def _short_names(speakers: Collection[str]) -> list[tuple[str, str]]:
    """(speaker, a name to look for), longest first: the full name, and the first where only one speaker bears it."""
    people = [name for name in dict.fromkeys(speakers) if name.strip() and name.lower() not in _GENERIC]
    firsts = [_first_of(name) for name in people]
    pairs = [(person, person) for person in people]
    pairs += [(p, f) for p, f in zip(people, firsts, strict=True) if f != p and len(f) > 1 and firsts.count(f) == 1]
    return sorted(pairs, key=lambda pair: -len(pair[1]))


def _first_of(name: str) -> str:
    return name.split()[0] if name.split() else name


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    parts = []
    for name in sorted(names, key=len, reverse=True):
        escaped = r"\s+".join(map(re.escape, name.split()))
        parts.append(escaped if _CASELESS.search(name) else rf"(?<!\w){escaped}(?!\w)")
    return re.compile(rf"(?P<name>{'|'.join(parts)}){_OWNED}", re.IGNORECASE)


def _meant(text: str, match: re.Match[str], name: str) -> bool:
    """Whether a match is the person and not the ordinary word written the same."""
    if " " in name or name.lower() not in _AMBIGUOUS:
        return True
    said = match["name"]
    return said[:1].isupper() and not (
        _FIRST.search(text, max(0, match.start() - 4), match.start()) and match.group() == said
    )


_ORDINARY = """
mark rose grace hope faith joy bill rob art pat sue jack frank drew grant dawn summer autumn sky ruby amber lily daisy
violet ivy olive ginger pearl rich dean guy chase hunter carter mason miles chance christian angel star
"""
_AMBIGUOUS = ENGLISH | frozenset(MONTHS) | frozenset(_ORDINARY.split())

_TIDY = (
    (re.compile(r"\b(?:and|or|with|by|to|from|for|of|about) (?=[?.!,]|$)", re.IGNORECASE), ""),
    (re.compile(r"\b(and|or) (?=(?:and|or)\b)", re.IGNORECASE), ""),
    (re.compile(r"^(?:\s*(?:,|and\b|or\b))+\s*", re.IGNORECASE), ""),
    (
        re.compile(r"\b(did|does|do|is|are|was|were|has|have|will|would|can|could|should) (?:and|or) ", re.IGNORECASE),
        r"\1 ",
    ),
    (re.compile(r" ([?.!,;:])"), r"\1"),
    (re.compile(r",(?=[?.!,])"), ""),
    (re.compile(r"\b(they|their) and (?:they|their)\b"), r"\1"),
    (re.compile(r"\b(to|with|for|from|by|about|of|than) they\b", re.IGNORECASE), r"\1 them"),
    (re.compile(r"[ \t]{2,}"), " "),
)


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]{2,}", " ", text)
    for pattern, repair in _TIDY:
        text = pattern.sub(repair, text)
    return text.strip()
