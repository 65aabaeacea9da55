"""Noun phrases: where the thing that is spoken of ends, and what of it is worth keeping."""

import re
from dataclasses import dataclass

from mnesis.extraction.rules.lexicon import bag

TIME = "|"
"""Stands where a text named a time (see `times`); no phrase goes over it."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase without its article or possessive, and where it ends in the text it was read from."""

    text: str
    end: int
    determiner: str = ""

    @property
    def proper(self) -> bool:
        """Whether it is written as a name."""
        return any(word[0].isupper() for word in self.text.split() if word != "I")


_TOKEN = re.compile(r"[^\s,;:!?()|\"“”—–…]+")
_DETERMINER = bag("""
    a an the my our his her their its your some this that these those another any one such both all of most
    """)
_STOP = bag("""
    in on at for with from to by since until till as about because cause when while where which who whose that
    if so but after before during near than into onto over under through via without within between among
    against per like despite instead rather except plus though although unless whenever wherever whether how
    what why around across along behind beside besides beyond towards toward upon inside outside off out up down
    i we he she they you it me us him them is are was were am be been has have had does did do will would can
    could should may might must isn't aren't wasn't i'm i've i'll we're we've he's she's they're it's don't
    doesn't that's not n't full now nowadays originally currently again anymore lately recently too also
    already together alone badly myself himself herself ourselves themselves
    really instead there here then still just mostly mainly even only actually today tomorrow yesterday tonight
    soon later once twice daily weekly almost always often sometimes usually never every each since ago right
    pretty very somewhere anyway btw lol haha though thanks please fulltime full-time part-time remotely atm rn
    tbh imo yet and or & + / - aka either neither nor
    """)
_INSIDE = frozenset(
    ("of", "de", "la", "the", "van", "von", "der", "da", "do", "and", "&", "for", "in", "y", "e", "del", "on")
)
_PUNCTUATED = re.compile(r"^(?:[A-Z]\.)+$|^(?:St|Dr|Mr|Mrs|Ms|Mt|No|Inc|Ltd|Co)\.$")
_LIST = re.compile(
    r"\s*(?:,\s*(?:and|or|&|plus)?|\band|&|\bor|\bplus|\+)\s+(?:also |a bit of "
    r"|then )?(?=\S)",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"^[a-z]+(?:ing|ed)$")
_DOING = bag(
    "doing working being making running selling using playing learning studying leading called named based located"
)
_WORD_AFTER = re.compile(r" ([a-z]{3,})(?=[\s.,;!)]|$)")
_NAMING = frozenset(("called", "named", "titled"))
_MIDWAY = bag("""
    all both most a an this that these those my our his her their your any some every each
    """)
_COUNTING = bag("""
    one two three four five six seven eight nine ten several many twice once
    """)
_LONGEST = 8


def noun_phrase(text: str, at: int = 0) -> Noun | None:
    """The noun phrase that begins at `at`; None where there is none."""
    words: list[str] = []
    determiner = ""
    end = at
    for token in _TOKEN.finditer(text, at):
        gap = text[end : token.start()]
        word = token.group()
        bare = word.rstrip(".'’")
        low = bare.lower().replace("’", "'")
        if gap.strip() or len(words) >= _LONGEST or not bare:
            break
        if not words and (low in _DETERMINER or (low == "own" and determiner)):
            determiner = determiner or low
            end = token.end()
            continue
        if words and low in _NAMING and (named := noun_phrase(text, token.end())) and named.text[0].isupper():
            return Noun(named.text, named.end)
        if words and (low in _MIDWAY or (low in _COUNTING and words[-1][0].isupper())):
            break
        if low in _STOP and not _belongs(text, words, token):
            break
        if (low == "of" and not words) or (words and _parts(text, words, token)):
            break
        closed = word.endswith(".") and not _PUNCTUATED.search(word)
        words.append(bare if closed or not _PUNCTUATED.search(word) else word)
        end = token.end() if not closed else token.start() + len(bare)
        if closed:
            break
    while words and words[-1].lower() in _INSIDE and words[-1] != "van":
        end = text.rindex(words.pop(), at, end)
    said = " ".join(words).strip("*_'‘’`")
    return Noun(said, end, determiner) if said else None


def _parts(text: str, words: list[str], token: re.Match[str]) -> bool:
    """Whether a participle after a name tells of it ("Ana working late"), not inside it as in "Oslo shipping fair"."""
    if not words[-1][0].isupper() or not _PARTICIPLE.search(token.group()):
        return False
    later = _WORD_AFTER.match(text, token.end())
    return (
        later is None
        or token.group() in _DOING
        or later[1] in _STOP
        or later[1] in _DETERMINER
        or later[1].endswith("ly")
    )


def _belongs(text: str, words: list[str], token: re.Match[str]) -> bool:
    """Whether a small word stands inside a name: "Lumen & Bark", "Dungeons and Dragons"."""
    if not words or not words[-1][0].isupper():
        return False
    inside = token.group() in ("&", "and", "+")
    return inside and token.group() == "&" and text[token.end() : token.end() + 2].strip()[:1].isupper()


def noun_phrases(text: str, at: int = 0) -> tuple[list[Noun], int]:
    """The noun phrases of a list ("a, b and c") that begins at `at`, and where it ends."""
    found: list[Noun] = []
    while phrase := noun_phrase(text, at):
        found.append(phrase)
        link = _LIST.match(text, phrase.end)
        if link is None or len(found) > 9:
            return found, phrase.end
        at = link.end()
    return found, found[-1].end if found else at
