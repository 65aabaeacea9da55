"""What may fill the place of an object: the common part of all kinds."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mnesis.extraction.rules.frames import Frame
from mnesis.extraction.rules.lexicon import WORDS, bag, last_word
from mnesis.extraction.rules.nouns import Noun, noun_phrase, noun_phrases
from mnesis.extraction.rules.times import Timed
from mnesis.model import EntityType, Named


@dataclass(frozen=True, slots=True)
class Slot:
    """The words after a verb and its preposition, with the frame they belong to."""

    text: str
    frame: Frame
    timed: Timed
    several: bool
    """Whether "a, b and c" is read as three objects."""
    shouts: bool = False
    """Whether the passage is written without capitals, so that none proves nothing."""


Filler = tuple[Named | str, int]
"""An object, and where the words it was read from end."""
Kind = Callable[[Slot], list[Filler]]
Accept = Callable[[Noun, Slot], bool]


_VAGUE = bag("""
    it this that them these those something anything everything nothing someone somebody anyone thing things
    stuff one ones lot lots bit way ways day time times both same other others another more most much many few
    everyone nobody all none mine yours his hers ours theirs what which kind sort idea ideas point part rest
    such some any place places here there people guy guys man woman person mess joke fact life world end
    """)
_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
    """
_TENS = "thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {word: str(at) for at, word in enumerate(_ONES.split())} | {
    word: str(10 * at) for at, word in enumerate(_TENS.split(), 3)
}


def vague(noun: Noun) -> bool:
    return last_word(noun.text) in _VAGUE or noun.text.lower() in _VAGUE or len(noun.text) < 2


def of(accept: Accept, kind: EntityType | None = None) -> Kind:
    """A kind of object: noun phrases that `accept` accepts, as entities of a type or as plain values."""

    def read(slot: Slot) -> list[Filler]:
        nouns = noun_phrases(slot.text)[0] if slot.several else [one] if (one := noun_phrase(slot.text)) else []
        found: list[Filler] = []
        for noun in nouns:
            if vague(noun) or not accept(noun, slot):
                break
            found.append((Named(name=noun.text, type=kind) if kind else noun.text, noun.end))
        return found

    return read


def named_like(noun: Noun, slot: Slot) -> bool:
    """Written as a name; in a text without capitals, short and without an article."""
    return noun.proper or (slot.shouts and not noun.determiner and len(noun.text.split()) <= 2)


def always(noun: Noun, slot: Slot) -> bool:
    return True


def matching(pattern: str) -> Kind:
    """What a pattern finds anywhere in the words."""
    compiled = re.compile(pattern)

    def read(slot: Slot) -> list[Filler]:
        match = compiled.search(slot.text)
        return [(match.group().strip(), match.end())] if match else []

    return read


def listed(kind: str, *extra: str) -> Kind:
    """One or several of the words of a kind, at the very place."""
    words = "|".join(sorted(map(re.escape, (*WORDS[kind], *extra)), key=len, reverse=True))
    pattern = re.compile(rf"(?:a |an |my |the |some )?({words})(?![\w-])", re.IGNORECASE)
    link = re.compile(r"\s*(?:,|and|,\s*and|&|plus)\s+(?=\w)")

    def read(slot: Slot) -> list[Filler]:
        found: list[Filler] = []
        at = 0
        while match := pattern.match(slot.text, at):
            found.append((match[1], match.end()))
            following = link.match(slot.text, match.end())
            if following is None:
                break
            at = following.end()
        return found

    return read
