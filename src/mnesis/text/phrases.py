"""Finds the phrases of `phrases.txt` in a text, quickly: each word leads to the few patterns it may be part of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+")
_FOREIGN = re.compile(r"[\u0370-\uffff]")
_FENCED = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE)
_READ = 4_000


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of the file: the section it belongs to, the words one of which must be there, and the pattern."""

    section: str
    cues: tuple[str, ...]
    pattern: str


def _read() -> list[Phrase]:
    found: list[Phrase] = []
    section = ""
    for line in files("mnesis.text").joinpath("phrases.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line[1:-1]
        elif line and not line.startswith("#"):
            cues, _, pattern = line.partition("=> ")
            found.append(Phrase(section, tuple(cues.split()), pattern))
    return found


PHRASES: Sequence[Phrase] = tuple(_read())


def alternatives(section: str) -> str:
    """The patterns of a section as one."""
    return "|".join(phrase.pattern for phrase in PHRASES if phrase.section == section)


_ENTRIES = [(one.section, re.compile(one.pattern)) for one in PHRASES if one.section != "acknowledgement"]
_BY_CUE: dict[str, list[int]] = {}
_FOREIGN_ONES: list[int] = []
for _at, _phrase in enumerate(one for one in PHRASES if one.section != "acknowledgement"):
    for _cue in _phrase.cues:
        _BY_CUE.setdefault(_cue, []).append(_at)
    if not _phrase.cues:
        _FOREIGN_ONES.append(_at)


@lru_cache(maxsize=32)
def sections(text: str) -> frozenset[str]:
    """The sections that have a phrase in the first 4,000 characters of a text, code blocks left out."""
    found: set[str] = set()
    plain = text[:_READ]
    if "```" in plain or "~~~" in plain:
        plain = _FENCED.sub("", plain)
    for line in plain.replace("’", "'").lower().splitlines():
        bare = line.strip()
        places = {place for word in _BY_CUE.keys() & _WORD.findall(bare) for place in _BY_CUE[word]}
        if not bare.isascii() and _FOREIGN.search(bare):
            places.update(_FOREIGN_ONES)
        for place in places:
            section, pattern = _ENTRIES[place]
            if section not in found and pattern.search(bare):
                found.add(section)
    return frozenset(found)
