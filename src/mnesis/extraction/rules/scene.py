"""Who and what a passage has spoken of so far: what "she", "it" or "my sister" mean in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mnesis.extraction.rules.kin import KIN, NAME, Kinship, gender_of, is_name
from mnesis.extraction.rules.lexicon import NAMES, bag, is_place, is_tool
from mnesis.extraction.rules.nouns import noun_phrase
from mnesis.model import EntityType, Named
from mnesis.text.stopwords import ENGLISH

_SPEAKER = frozenset(
    (
        "",
        "i",
        "we",
        "me",
        "i also",
        "we both",
        "us",
        "im",
        "both of us",
        "we all",
        "everything",
        "our team",
        "my team",
        "our family",
        "our household",
        "the whole family",
        "my family and i",
    )
)
_TOGETHER = frozenset(("we both", "both of us", "the two of us", "we two"))
_WITH_ME = re.compile(r"(?:.+ and (?:I|me|myself)|(?:I|me) and .+|(?:both|all) of us)$", re.IGNORECASE)
_PROPER = re.compile(rf"{NAME}$")
_BOTH = re.compile(rf"({NAME})(?:,? and |, )({NAME})$")
_NO_SUBJECT = ENGLISH | bag("""
    everyone everybody everything nobody nothing someone somebody something anyone people work life home dinner
    lunch breakfast traffic weather today tomorrow yesterday tonight love hope glad happy sorry thanks next last
    first once another today's parking coffee sleep summer winter spring autumn school christmas easter monday
    tuesday wednesday thursday friday saturday sunday money time things kids folks guess turns rent half tastes
    looks sounds smells feels seems living working being having yeah yep yup nah wow haha lol oh ah hey hi hello
    ok okay sure great cool awesome nice same absolutely definitely totally exactly true right congrats good art
    sports acting music nature family science math maths reading writing cooking dancing
    """)
_HE, _SHE = frozenset(("he", "his", "him")), frozenset(("she", "her", "hers"))


@dataclass(slots=True)
class Scene:
    """What has been mentioned; the latest last."""

    speaker: Named
    now: datetime
    people: list[Named] = field(default_factory=list)
    genders: dict[str, str] = field(default_factory=dict)
    relatives: dict[str, tuple[Named, ...]] = field(default_factory=dict)
    """By how they are called: "sister"."""
    group: tuple[Named, ...] = ()
    thing: Named | None = None
    place: Named | None = None
    sentence_subject: list[Named] = field(default_factory=list)
    mentioned: Named | None = None

    def meet(self, name: str, gender: str = "") -> Named:
        """A person, known from now on; a first name is the full one said before."""
        known = self.known(name)
        person = known or Named(name=name, type=EntityType.PERSON)
        self.people = [one for one in self.people if one.name != person.name] + [person]
        self.genders[person.name] = gender or self.genders.get(person.name) or gender_of(name)
        self.mentioned = person
        return person

    def known(self, name: str) -> Named | None:
        low = name.lower()
        things = [self.thing] if self.thing else []
        for one in [*self.people, *things]:
            if one.name.lower() == low or one.name.lower().split(" ")[0] == low:
                return one
        return None

    def join(self, one: Kinship) -> tuple[Named, ...]:
        """The people of a kinship, met."""
        people = tuple(self.meet(name, one.gender) for name in one.names)
        self.relatives[one.label] = people
        if len(people) > 1:
            self.group = people
        return people

    def owner(self, word: str) -> Named | None:
        """Whose sister: "my" is the speaker's, "his" somebody's, a name its bearer's."""
        low = word.lower()
        if low in ("my", "our", "mine", "ours", "i", "we"):
            return self.speaker
        if low in ("his", "her", "hers", "he", "she"):
            return self.person("m" if low in ("his", "he") else "f")
        if low in ("their", "theirs", "they"):
            return None
        name = re.sub(r"['’]s?$", "", word)
        return self.known(name) or (self.meet(name) if is_name(name) else None)

    def person(self, gender: str) -> Named | None:
        """The only one whom "he" or "she" can mean, or the latest of those whose gender is known."""
        sure = [one for one in self.people if self.genders.get(one.name) == gender]
        if sure:
            return sure[-1]
        maybe = [one for one in self.people if not self.genders.get(one.name)]
        return maybe[-1] if len(maybe) == 1 else None

    def subjects(self, words: str, kin: Sequence[Kinship], text: str) -> list[Named]:
        """Whom or what a subject means; [] where it cannot be told."""
        low = words.lower().replace("’", "'").strip(" ,")
        if low in _TOGETHER and self.mentioned and self.mentioned.type is EntityType.PERSON:
            return [self.speaker, self.mentioned]
        if low in _SPEAKER:
            return [self.speaker]
        if _WITH_ME.match(words):
            other = re.match(rf"({NAME}) and (?:I|me)$", words)
            beside = (
                [other[1]]
                if other and is_name(other[1])
                else [name for one in kin if _said(one, text) in low for name in one.names]
            )
            return [self.speaker, *(self.meet(name) for name in beside)]
        if low in _HE or low in _SHE:
            found = self.person("m" if low in _HE else "f")
            return [found] if found else []
        if low in ("it", "this", "that", "which", "who", "they"):
            return self._pointed(low)
        return self._related(low, kin, text) or self._called(words.strip(" ,"))

    def _pointed(self, low: str) -> list[Named]:
        if low == "they":
            return list(self.group) or (self.people if len(self.people) == 2 else [])
        if low in ("who", "which"):
            return [self.mentioned] if self.mentioned else []
        return [self.thing] if self.thing else []

    def _related(self, low: str, kin: Sequence[Kinship], text: str) -> list[Named]:
        several = [one for one in kin if _said(one, text) in low] if " and " in low else []
        if len(several) > 1:
            return [self.meet(name, one.gender) for one in several for name in one.names]
        for one in kin:
            said = text[one.start : one.end].lower()
            if said in low or (said.startswith(low) and " " in low):
                return [self.meet(name, one.gender) for name in one.names]
        owned = re.match(r"(?:my|our) (?:\w+ )?([\w-]+)$", low)
        if owned and owned[1] in self.relatives:
            return list(self.relatives[owned[1]])
        return []

    def _called(self, words: str) -> list[Named]:
        words = re.sub(r"^(?:Little|Old|Young|Big|Baby|Dear|Poor|Aunt|Uncle|Grandma|Grandpa) (?=[A-Z])", "", words)
        both = _BOTH.match(words)
        if both and all(is_name(name) for name in both.groups()):
            return [self.meet(name) for name in both.groups()]
        if words.lower() in KIN:
            return []
        named = re.match(rf"({NAME}), (?:our|my|the|a|an) [\w -]+,?$", words)
        words = named[1] if named else words
        if re.fullmatch(r"[a-z]\w*(?:[-_.][a-z0-9]\w*)+", words):
            return [self.known(words) or Named(name=words, type=EntityType.PROJECT)]
        plain = words.removeprefix("the ").removeprefix("The ")
        if words.lower() in NAMES:
            return [self.meet(words if words[0].isupper() else words.title())]
        if (
            _PROPER.match(plain)
            and is_name(plain)
            and plain.lower() not in _NO_SUBJECT
            and plain.split(" ")[0].lower() not in ENGLISH
        ):
            return [self.known(plain) or Named(name=plain, type=_guess(plain))]
        return self._described(words)

    def _described(self, words: str) -> list[Named]:
        """ "The staging box", "our API", "Zofia's christening": a thing by its description."""
        noun = noun_phrase(words)
        if (
            noun is None
            or noun.end < len(words.rstrip())
            or noun.text.lower() in KIN
            or noun.text.split(" ")[-1].lower() in KIN
        ):
            return []
        if noun.determiner in ("the", "our", "my") or "'s " in noun.text or "’s " in noun.text:
            called = re.match(r".+ ([A-Z][\w-]+)$", noun.text)
            project = re.search(r"\b(?:project|app|service|api|tool|library|site|bot)\b", noun.text)
            if called and project and called[1] != noun.text:
                return [Named(name=called[1], type=EntityType.PROJECT)]
            return [Named(name=noun.text, type=EntityType.OTHER)]
        return []


def _said(one: Kinship, text: str) -> str:
    return text[one.start : one.end].lower()


def _guess(name: str) -> EntityType:
    if name.lower().split(" ")[0] in NAMES:
        return EntityType.PERSON
    if is_tool(name):
        return EntityType.TOOL
    return EntityType.LOCATION if is_place(name) else EntityType.CONCEPT
