"""Who is who to whom: "my sister Ana", "Ana, my sister", "a friend of mine called Kim", "our cat Miso"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from mnesis.extraction.rules.cues import words_of
from mnesis.extraction.rules.lexicon import NAMES, NOT_NAMES, WORDS
from mnesis.extraction.rules.verbs import FINITE


def _read() -> dict[str, tuple[str, str]]:
    """Label to predicate and gender ("m", "f", "")."""
    found: dict[str, tuple[str, str]] = {}
    for line in files("mnesis.extraction.rules").joinpath("kin.txt").read_text("utf-8").splitlines():
        predicate, _, words = line.partition(": ")
        for word in words.split() if not line.startswith("#") else ():
            label, _, gender = word.partition("/")
            for form in {label, label.replace("-", " ")}:
                found[form] = (predicate, gender)
                found[_plural(form)] = (predicate, gender)
    return found


def _plural(word: str) -> str:
    special = {"child": "children", "wife": "wives", "baby": "babies", "grandchild": "grandchildren"}
    if word.endswith("-in-law") or word.endswith(" in law"):
        return word[: -len("-in-law")] + "s" + word[-len("-in-law") :]
    return special.get(word, word + "s")


KIN = _read()


def _meaning(label: str) -> tuple[str, str]:
    """Predicate and gender of a label, of its last word where it has several ("best friend")."""
    return KIN.get(label) or KIN.get(label.rsplit(" ", 1)[-1], ("knows", ""))


PETS = WORDS["pet"] | {word + "s" for word in WORDS["pet"]} | {"puppies", "ponies", "kitties"}


@dataclass(frozen=True, slots=True)
class Kinship:
    """A phrase that names somebody by what they are to another; `owner` is a word ("my", "his") or a name."""

    owner: str
    label: str
    names: tuple[str, ...]
    start: int
    end: int
    ended: bool = False
    label_at: int = 0
    ages: tuple[str, ...] = ()
    """As many as there are names, where ages are told: "Ada (7) and Bo (4)"."""

    @property
    def predicate(self) -> str:
        return "pet" if self.label in PETS and self.label not in KIN else _meaning(self.label)[0]

    @property
    def gender(self) -> str:
        return _meaning(self.label)[1]


def _any(words: Iterator[str] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace("é", "é")


_WORD = r"[^\W\d_][\w-]*(?:['’][A-Z]\w+)?"
_CAP = r"(?-i:[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĘĚĞİŁŃŇŐŒŘŚŞŠŤŪŮŻŽ])(?:[\w-]|['’](?-i:[A-Z])|(?<=\b\w)\.)*"
NAME = rf"(?:(?-i:Dr|Mr|Mrs|Ms|Prof)\.? )?{_CAP}"
NAME += rf"(?: (?:(?:van|von|de|da|der|den|al|bin|el|di|del|dos|la|le|ten|ter) ){{0,2}}{_CAP}){{0,2}}"
"""A name of one to three words, each with a capital."""
_LOWER = "|".join(sorted(name for name in NAMES if len(name) > 2 and name.isascii() and name not in FINITE))
_ONE = rf"(?:{NAME}|(?:{_LOWER})\b)"
_AGED = r"(?: \(\d{1,2}\)|,? (?:who is |who['’]s |aged )?\d{1,2}(?: years old)?(?=[,.;!?)]|$| and\b))?"
_NAMES = rf"[\"“'‘]?(?P<names>{_ONE}{_AGED}(?:(?:,? (?:and|&) |, ){_ONE}{_AGED})*)"
_ADJECTIVE = (
    r"(?:older|younger|little|big|elder|eldest|youngest|oldest|twin|half|best|closest|close|good|old"
    r"|oldest|dear"
    r"|dearest|new"
    r"|late|first|second|third|lovely|wonderful|amazing|baby|middle|only|favou?rite|direct|current|former"
    r"|previous|ex|then"
    r"|step|adopted|foster|great|long-time|longtime|childhood|college|school|uni|university|work"
    r"|high-school|gym"
    r"|running"
    r"|maternal|paternal|beloved|sweet|two|three|four|five|six|[\w-]+-year-old|\d+ year old|teenage"
    r"|newborn|kid"
    r"|ancient|fat"
    r"|grumpy|crazy|poor|rescue|black|white|ginger|orange|grey|gray|brown|tabby|tiny|huge|elderly|silly|lazy"
    r"|darling|upstairs"
    r"|downstairs|next-door|spanish|french|german|italian|dutch|irish|piano|guitar|violin|line|team|immediate"
    r"|former|married"
    r"|single|pregnant|senior|junior|engineering|other|own|estranged|biological|birth)"
)
_KIN = f"(?P<label>{_any(list(KIN))})"
_PET = f"(?P<label>{_any(list(PETS))})"
_BEING = f"(?P<label>{_any([*KIN, *PETS])})"
_OWNER = rf"(?P<owner>my|our|his|her|their|{NAME}['’]s)"
_EX = (
    r"(?P<ex>ex[- ]|former |late (?=husband|wife|partner|dog|cat)|old (?=boss|manager|flatmate|roommate"
    r"|housemate|colleague|coworker|supervisor))?"
)
_ADJS = rf"(?:{_ADJECTIVE},? ){{0,3}}"
_CALLED = (
    r"(?:,? (?:who is |who['’]s |who we |that we |we |I )?(?:is |are |was )?(?:called|named|call|nicknamed"
    r"|by the name of)| named)"
)
_COUNT = r"(?:a|an|one|two|three|four|five|six|\d|another|some|several|twin)"
_FLAGS = re.IGNORECASE

_PARENT = r"(?:mum|mom|dad|mother|father|mama|papa)"
_GATES = {"OWNED": "my our his her their s", "PARENT": "mum mom dad mother father mama papa"}


def _gated(pattern: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """A pattern with the words of which a text must have one; none where it begins with none and "::"."""
    words, parted, rest = pattern.partition(" :: ")
    gate = frozenset(_GATES.get(words, words).split()) if parted else frozenset()
    return gate, re.compile(rest if parted else pattern, _FLAGS)


_PATTERNS = tuple(
    _gated(pattern)
    for pattern in (
        rf"OWNED :: (?<!you['’]re )(?<!you are )\b{_OWNER} {_EX}{_ADJS}{_EX.replace('ex>', 'ex2>')}"
        rf"{_BEING}(?: of (?:\w+ ){{1,3}}(?:years|months)(?=,))?(?:{_CALLED} |, | \(|: "
        rf"| ){_NAMES}(?!['’]s (?:a |the )?(?:mom|dad|mum|house))",
        rf"name names :: \b{_OWNER} {_EX}{_ADJS}{_BEING}(?:['’]s?)? names? (?:is|are|was|were) {_NAMES}",
        rf"called named :: \b{_OWNER} {_EX}{_ADJS}{_BEING}(?:['’]s| is| was| are)(?: (?:a|an) (?:boy|girl"
        rf"|man|woman|guy|lady|kid"
        rf"|colleague))? (?:called|named) {_NAMES}",
        rf"is s was :: \b{_OWNER} {_EX}{_ADJS}(?P<label>manager|boss|supervisor|team lead|line manager"
        rf"|friend|partner|wife"
        rf"|husband|mentor"
        rf"|girlfriend|boyfriend|roommate|flatmate|therapist|dentist|landlord)(?:['’]s| is"
        rf"| was)(?: now| still| currently)? (?:an? (?:guy|woman|man|boy|girl) called )?{_NAMES}",
        rf"is s :: \b{_OWNER} {_EX}{_ADJS}{_BEING}(?:['’]s| is) (?=(?:{_LOWER})\b){_NAMES}",
        rf"and :: \b(?P<names>{NAME} and {NAME}), {_OWNER} {_EX}{_ADJS}{_BEING}(?:(?<=s)|(?<=ren))(?=[,.!]|$)",
        rf"OWNED :: \b(?P<names>{NAME})(?:(?:,| is| was|['’]s|,? who is|,? who['’]s| has been"
        rf"|['’]s been)(?: still| now"
        rf"| also)?(?: one of)? |\s\(){_OWNER} {_EX}{_ADJS}{_BEING}\b(?!['’-])",
        rf"he she :: \b(?P<pronoun>he|she)(?: is|['’]s|['’]s been| has been|['’]ll always be)(?: still"
        rf"| now| also| no longer)?"
        rf"(?: one of)? (?P<owner>my|our) {_ADJS}{_KIN}\b(?!['’-])(?! {_CAP})",
        rf"from at in :: \b{_OWNER} {_EX}{_ADJS}{_BEING} (?:from|at|in) [\w-]+(?: [\w-]+)?, {_NAMES}(?=,)",
        rf"are :: \b{_OWNER} {_EX}{_ADJS}{_BEING}(?<=s|n) are (?=[^.,;]+ (?:and|&) ){_NAMES}",
        rf"a an :: \b(?P<names>{NAME}), an? {_ADJS}{_KIN},",
        rf"(?:^|; )(?:yes,? |yeah,? |just )?(?:one|two|three|four|an?) {_ADJS}{_KIN}(?:{_CALLED} |, |: ){_NAMES}",
        rf"called named :: ^{_COUNT} [^.;!?]{{0,40}}?\ban? {_PET}{_CALLED} {_NAMES}",
        rf"PARENT :: \b(?P<owner>I)(?:['’]m| am) (?:(?:a|the|proud|single|happy) )*{_PARENT} (?:of"
        rf"|to) {_NAMES}",
        rf"PARENT :: ^(?:(?:a|proud|single|happy) )*{_PARENT} (?:of|to) {_NAMES}",
        rf"PARENT :: \b(?P<owner>I)(?:['’]m| am) (?P<names>{NAME})['’]s {_PARENT}\b",
        rf"my our :: \b(?P<owner>my|our) (?:\w+-year-old|eldest|youngest|oldest|firstborn), {_NAMES},",
        rf"PARENT :: \b(?<!['’]s )(?P<label>mum|mom|dad|mama|papa|mother|father)(?:['’]s name is|['’]s called"
        rf"| is called) {_NAMES}",
        rf"and :: \b(?P<names>{NAME} and {NAME})(?: are|,| were) {_OWNER} {_EX}{_ADJS}{_BEING}\b(?!['’-])",
        rf"mine ours his hers theirs :: \b(?:{_COUNT}|my|the) {_ADJS}{_KIN} of (?P<owner>mine|ours|his"
        rf"|hers|theirs)(?:{_CALLED}|,|:)? {_NAMES}",
        rf"mine ours his hers theirs :: \b(?P<names>{NAME})(?: from [\w-]+)?(?:,| is| was"
        rf"|['’]s) (?:{_COUNT}) {_ADJS}{_KIN} of (?P<owner>mine|ours|his|hers"
        rf"|theirs)",
        rf"\b(?P<owner>I|we|he|she|they|{NAME})(?:['’]ve| have| has|['’]s)?(?: also| now| just"
        rf"| recently)?(?: got"
        rf"| have| has| had| adopted| bought| welcomed| foster)? {_COUNT} {_ADJS}{_BEING}(?: now| too"
        rf"| as well| at home)?(?:{_CALLED} |, "
        rf"|: | - "
        rf"| ){_NAMES}",
        rf"had welcomed have has expecting :: \b(?P<owner>I|we|he|she|they|{NAME}"
        rf"|my [\w-]+ {NAME})(?:['’]ve| have| has)? (?:just |recently )?(?:had"
        rf"|welcomed|have|has|are expecting) (?:a|their|our) (?:baby |little |newborn )?(?P<label>boy|girl"
        rf"|son"
        rf"|daughter|baby)(?:{_CALLED}|,|:)? {_NAMES}",
        rf"the :: \b(?P<owner>I|we)\b[^.;!?]{{1,30}}? the {_PET}, {_NAMES}",
        rf"the :: \bthe {_PET}, {_NAMES}(?=,(?! (?:is|isn't|was|belongs)\b))",
        rf"^{_COUNT} {_ADJS}{_PET}(?: at home| here| in the house)?: {_NAMES}",
        rf"^{_COUNT} {_ADJS}{_PET}, {_NAMES}(?=[.!]?$)",
        rf"with :: \b(?P<owner>I|we)\b[^.;!?]{{1,40}}? with (?:my |our )?{_COUNT} {_ADJS}{_PET}(?:,"
        rf"|:) {_NAMES}",
        rf"have ve :: \b(?P<owner>I|we)(?:['’]ve| have)[^.;!?]{{3,80}}? and {_COUNT} {_ADJS}{_BEING}"
        rf"(?:{_CALLED} |, |: ){_NAMES}",
        rf"and :: \b(?P<names>{NAME}) and (?P<owner>I) (?:are|aren['’]t|were|are not|have been"
        rf"|['’]re) (?:still "
        rf"|no longer |now |both |best |good |close |old )*(?P<label>flatmates|roommates|housemates"
        rf"|friends|twins"
        rf"|colleagues|coworkers|cousins|siblings|neighbours|neighbors|teammates)\b",
        rf"with :: \b(?P<owner>I|we|he|she|they)\b[^.;!?]{{1,60}}? with (?:a|an) {_ADJS}(?P<label>friend"
        rf"|colleague|cousin"
        rf"|coworker)(?:{_CALLED}|,) {_NAMES}",
        rf"called named nicknamed :: \b(?P<owner>I|we|he|she"
        rf"|they)\b[^.;!?]{{1,40}}? (?:{_COUNT}) (?:[\w-]+ ){{0,2}}{_PET}{_CALLED} {_NAMES}",
    )
)
_HINTS = frozenset(part for label in (*KIN, *PETS) for part in re.split(r"[ -]", label) if len(part) > 1) - {
    "in",
    "of",
    "good",
} | {"eldest", "youngest", "oldest"}
_NUMBER = re.compile(r"\d{1,2}")
_PARTED = re.compile(r",? (?:and|&) |, ")
_NEVER = FINITE | {
    "and",
    "who",
    "the",
    "is",
    "was",
    "but",
    "so",
    "not",
    "i",
    "we",
    "he",
    "she",
    "they",
    "it",
    "also",
    "just",
    "no",
    "yes",
}
_EPITHET = re.compile(r"^(?:Little|Old|Young|Big|Baby|Dear|Poor|Sweet|Grandma|Grandpa|Aunt|Uncle) (?=[A-Z])")


@lru_cache(maxsize=64)
def kinships(text: str) -> tuple[Kinship, ...]:
    """The phrases of a sentence that say who is who to whom, apart from each other, in order."""
    words = words_of(text)
    if _HINTS.isdisjoint(words) and "-year-old" not in text:
        return ()
    found: list[Kinship] = []
    for gate, pattern in _PATTERNS:
        for match in pattern.finditer(text) if not gate or not gate.isdisjoint(words) else ():
            one = _kinship(match)
            if one.names and not any(
                set(one.names) & set(other.names) or (one.label_at < other.end and other.label_at < one.end)
                for other in found
            ):
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _kinship(match: re.Match[str]) -> Kinship:
    said = match.groupdict()
    names, ages = _aged(match["names"]) if said.get("names") else ((match["pronoun"].lower(),), ())
    label = (said.get("label") or "child").lower()
    if label == "child" and not said.get("label") and len(names) > 1:
        label = "children"
    plural = label not in ("wife",) and label.endswith(("s", "children", "wives"))
    several = plural or (label in KIN and KIN[label][0] == "parent" and label == "parents")
    end = match.end() if several or len(names) < 2 else match.start("names") + len(names[0])
    kept = names if several else names[:1]
    ended = bool(said.get("ex") or said.get("ex2"))
    owner = re.sub(r"^my [\w-]+ ", "", said.get("owner") or "my")
    ended = ended or label == "ex" or bool(re.search(r"\b(?:aren['’]t|are not|no longer)\b", match.group()))
    place = match.start("names" if said.get("names") else "pronoun")
    where = min(match.start("label") if said.get("label") else place, place)
    start = match.start()
    called = kept if said.get("pronoun") else tuple(map(as_name, kept))
    return Kinship(owner, _single(label), called, start, end, ended, where, ages[: len(kept)])


def _aged(said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a list, and the age of each where the list tells any."""
    names: list[str] = []
    ages: list[str] = []
    for piece in _PARTED.split(said):
        number = _NUMBER.search(piece)
        name = re.split(r",| \(| who| aged|$", piece, maxsplit=1)[0]
        if number and piece[: number.start()].strip("(") in ("", "who is ", "who's ", "who’s ", "aged ") and ages:
            ages[-1] = number.group()
        elif is_name(name):
            names.append(name)
            ages.append(number.group() if number else "")
    return tuple(names), tuple(ages) if any(ages) else ()


_SINGULAR = {_plural(one): one for one in (*WORDS["pet"], *KIN) if not one.endswith("s")}


def _single(label: str) -> str:
    return _SINGULAR.get(label, label)


def is_name(words: str) -> bool:
    """Whether a capitalised run may name a person (or a pet)."""
    low = words.lower()
    if low in ("dr", "mr", "mrs", "ms", "prof", "mme"):
        return False
    return low not in NOT_NAMES and low not in _NEVER and low.split(" ")[0] not in _NEVER and len(words) > 1


def as_name(words: str) -> str:
    named = _EPITHET.sub("", words)
    return named if any(letter.isupper() for letter in named) else named.title()


def gender_of(name: str) -> str:
    """ "m", "f", or "" where the name does not tell."""
    first = name.lower().split(" ")[0]
    man, woman = first in WORDS["man"], first in WORDS["woman"]
    return "" if man == woman else "m" if man else "f"
