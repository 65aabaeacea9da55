"""What may fill the place of an object: reads it off the words that follow a verb, or finds that it does not fit."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mnesis.extraction.rules.frames import Frame, Tense
from mnesis.extraction.rules.kin import KIN, is_name
from mnesis.extraction.rules.lexicon import LANGUAGES_USED, NAMES, WORDS, among, is_job, is_place, is_tool, last_word
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

_ORG, _PLACE, _PERSON = EntityType.ORGANIZATION, EntityType.LOCATION, EntityType.PERSON
_TOOL, _PROJECT, _OTHER = EntityType.TOOL, EntityType.PROJECT, EntityType.OTHER

_VAGUE = frozenset(
    """
    it this that them these those something anything everything nothing someone somebody anyone thing things stuff one
    ones lot lots bit way ways day time times both same other others another more most much many few everyone nobody all
    none mine yours his hers ours theirs what which kind sort idea ideas point part rest such some any place places here
    there people guy guys man woman person mess joke fact life world end
    """.split()  # noqa: SIM905
)
_NUMBERS = {
    word: str(at)
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty".split()
    )
} | {word: str(10 * at) for at, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}


def _vague(noun: Noun) -> bool:
    return last_word(noun.text) in _VAGUE or noun.text.lower() in _VAGUE or len(noun.text) < 2


def _of(accept: Accept, kind: EntityType | None = None) -> Kind:
    """A kind of object: noun phrases that `accept` accepts, as entities of a type or as plain values."""

    def read(slot: Slot) -> list[Filler]:
        nouns = noun_phrases(slot.text)[0] if slot.several else [one] if (one := noun_phrase(slot.text)) else []
        found: list[Filler] = []
        for noun in nouns:
            if _vague(noun) or not accept(noun, slot):
                break
            found.append((Named(name=noun.text, type=kind) if kind else noun.text, noun.end))
        return found

    return read


def _named_like(noun: Noun, slot: Slot) -> bool:
    """Written as a name; in a text without capitals, short and without an article."""
    return noun.proper or (slot.shouts and not noun.determiner and len(noun.text.split()) <= 2)


# --- where ---------------------------------------------------------------------------------------------------------

_NO_PLACE = re.compile(r"^(?:mid|late|early|the )?(?:january|february|march|april|may|june|july|august|september"
r"|october|november|december|monday|english|french|spanish|german)\b", re.IGNORECASE)
_NOW = re.compile(r"\b(?:now|these days|currently|at the moment|atm|nowadays|right now|for good|since|permanently"
r"|full[- ]time)\b", re.IGNORECASE)
_REGION = re.compile(r",\s+((?:[A-Z][\w.'’-]+ ?){1,3})(?=[,.!?;)]|\s+(?:and|but|now|with|since|for|as|where|in)\b"
r"|\s*\||\s*$)")
_ADDRESS = re.compile(r"\b(?:street|st|road|rd|avenue|ave|lane|straat|straße|strasse|platz|square|district"
r"|neighbou?rhood|village|valley|island|county|borough)$", re.IGNORECASE)


def _place(noun: Noun, slot: Slot) -> bool:
    if _NO_PLACE.match(noun.text) or noun.text.lower() in NAMES and not is_place(noun.text):
        return False
    known = is_place(noun.text) or is_place(f"the {noun.text}")
    return known or (_named_like(noun, slot) and noun.determiner in ("", "the") and "'s" not in noun.text)


def _places(accept: Accept) -> Kind:
    """A place; "Portland, Oregon" as one."""
    plain = _of(accept, _PLACE)

    def read(slot: Slot) -> list[Filler]:
        found = plain(slot)
        if len(found) != 1 or not isinstance(found[0][0], Named):
            return found
        first, end = found[0]
        region = _REGION.match(slot.text, end)
        if region is None or not is_place(region[1].strip()) or slot.several:
            return found
        return [(Named(name=first.name, type=_PLACE), region.end(1))]

    return read


def _here(noun: Noun, slot: Slot) -> bool:
    """ "I'm in Oslo now": a place that words of now tell from a visit."""
    lasting = slot.timed.long is not None or any(when.tie in ("since", "ever since") for when in slot.timed.whens)
    staying = bool(_NOW.search(slot.text, noun.end)) or bool(_NOW.search(slot.timed.text))
    return (staying or lasting) and slot.frame.tense is not Tense.PAST and _place(noun, slot)


def _known_place(noun: Noun, slot: Slot) -> bool:
    return is_place(noun.text) or is_place(f"the {noun.text}")


def _leaving(noun: Noun, slot: Slot) -> bool:
    later = slot.frame.tense in (Tense.GOING, Tense.FUTURE)
    told = any(later or not when.is_day for when in slot.timed.whens)
    return told and _known_place(noun, slot)


def _travelled(noun: Noun, slot: Slot) -> bool:
    """A place for a visit: a known one, or a name where days are told."""
    if not noun.proper or noun.determiner not in ("", "the") or _eventful(noun, slot) or noun.text.lower() in NAMES:
        return _known_place(noun, slot)
    return _known_place(noun, slot) or (slot.frame.verb in ("visit", "tour", "travel", "fly") and "'s" not in noun.text)


def _settled(noun: Noun, slot: Slot) -> bool:
    """ "We're staying in Jena": for good, no days being told."""
    return slot.frame.tense in (Tense.GOING, Tense.PRESENT) and not slot.timed.whens and not slot.timed.long and _place(noun, slot)


def _trip(noun: Noun, slot: Slot) -> bool:
    """ "We were in Kyoto in April": a place, and a stretch of days that is over."""
    return bool(slot.timed.whens) and not slot.timed.long and _known_place(noun, slot)


def _home(slot: Slot) -> list[Filler]:
    match = re.match(r"((?:[A-ZÀ-Þ][\w'’-]*)(?: [A-ZÀ-Þ][\w'’-]*)*) (?:my |our )?home\b", slot.text)
    return [(Named(name=match[1], type=_PLACE), match.end())] if match else []


# --- who -----------------------------------------------------------------------------------------------------------

_AGE = re.compile(r"(?:now |about |only |just |almost )?(?:(?P<digits>\d{1,3})"
r"|(?P<word>[a-z]+)(?:[- ](?P<one>[a-z]+))?)\b(?P<unit>[ -]years?[ -]olds?|[ -]year[ -]old|[ -]?yo\b| y/o"
r"| yrs old| months? old| weeks? old)?(?P<rest>.*)", re.IGNORECASE)
_AGE_ENDS = re.compile(r"\W*(?:$|[.,!;)|]|and\b|but\b|now\b|already\b|this\b|today\b|with\b|years? young|in\b"
r"|next\b|on\b|last\b|yesterday|so\b|as\b|not\b|from\b|btw\b|lol\b|soon)", re.IGNORECASE)


def _count(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"])
    tens, one = _NUMBERS.get(match["word"].lower(), ""), _NUMBERS.get((match["one"] or "").lower(), "0")
    return int(tens) + (int(one) if tens and int(tens) >= 20 and 0 < int(one) < 10 else 0) if tens else -1


def _age(slot: Slot) -> list[Filler]:
    match = _AGE.match(slot.text)
    if match is None or (match["word"] or "").lower() == "one":
        return []
    unit = match["unit"] or ""
    if "month" in unit or "week" in unit:
        return []
    age = _count(match)
    bare = match["rest"] if match["unit"] or not match["one"] or match["one"].lower() in _NUMBERS else " " + match["one"] + match["rest"]
    ends = bool(_AGE_ENDS.match(bare)) and not bare.startswith((":", "%", "."))  or bare in ("", ".")
    return [(str(age), len(slot.text) - len(bare))] if 0 < age < 121 and (unit or ends) else []


_DATE = re.compile(
    r"(?:on )?(?:the )?(?P<said>\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z][a-z]{2,8}(?:,? \d{4})?"
    r"|[A-Z][a-z]{2,8} (?:the )?\d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)", re.IGNORECASE
)


def date_said(text: str) -> str | None:
    """A day as it is said, ordinals plain: "the 3rd of May" is "3 May"."""
    match = _DATE.match(text)
    if match is None:
        return None
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\b(?:of|the) |,", "", match["said"])


def _nationality(slot: Slot) -> list[Filler]:
    match = re.match(r"(?:originally |actually |half |part |a |an )?((?:[A-Z]\w+|[a-z]+)(?: [A-Z]?\w+)?)", slot.text)
    for words in (match[1], match[1].split()[0]) if match else ():
        if words.lower() in WORDS["nationality"] and "half" not in slot.text[:8]:
            after = slot.text[match.start(1) + len(words) :] if match else ""
            if not re.match(r"\W*(?:$|[.,!|;)(]|and\b|but\b|by\b|so\b|living|born|from|with|who|as\b|too\b"
            r"|citizen|person|guy|woman|man\b|girl)", after):
                continue
            return [(words, len(slot.text) - len(after))]
    return []


def _language(noun: Noun, slot: Slot) -> bool:
    return noun.text.lower() in WORDS["language"] - {"a bit", "some"}


_HEART = re.compile(r"(widower|widow|single|married|divorced|engaged|widowed|newly single|recently divorced"
r"|happily married|separated)\b(?! (?:to|room|in|with|use|page|file|point|source|mother|mom|dad|parent"
r"|\w+er\b))", re.IGNORECASE)


def _heart(slot: Slot) -> list[Filler]:
    match = _HEART.match(slot.text)
    if match is None or "separated" in match[1].lower():
        return []
    said = match[1].lower().split()[-1]
    return [("widowed" if said.startswith("widow") else said, match.end())]


def _hitched(slot: Slot) -> list[Filler]:
    match = re.match(r"(?:be|get)? ?(married|engaged|divorced|hitched)\b", slot.frame.rest, re.IGNORECASE)
    if match is None or slot.frame.tense in (Tense.FUTURE, Tense.GOING):
        return []
    return [(match[1].lower().replace("hitched", "married"), 0)]


def _person(noun: Noun, slot: Slot) -> bool:
    low = noun.text.lower()
    if low in NAMES:
        return True
    return noun.proper and not noun.determiner and is_name(noun.text) and not is_place(noun.text) and not is_tool(noun.text) and noun.text[0].isupper() and "'s" not in noun.text


def _anybody(noun: Noun, slot: Slot) -> bool:
    return _person(noun, slot) and len(noun.text.split()) <= 3


# --- work ----------------------------------------------------------------------------------------------------------


def _company(noun: Noun, slot: Slot) -> bool:
    low = noun.text.lower()
    if low in NAMES or low in WORDS["noncompany"] or last_word(low) in WORDS["noncompany"] or is_place(noun.text):
        return False
    return _named_like(noun, slot) or (noun.determiner in ("a", "an", "the", "my", "this") and _institution(noun.text))


def _institution(words: str) -> bool:
    low = words.lower().split(" of ")[0]
    return among(low, "organization") or " ".join(low.split()[-2:]) in WORDS["organization"]


def _company_proper(noun: Noun, slot: Slot) -> bool:
    if not (noun.proper and noun.text[0].isupper() and _company(noun, slot)) or noun.determiner == "my":
        return False
    firm = slot.frame.verb == "leave" or bool(re.search(r"\bas (?:a|an|the|their)\b", slot.text))
    return not among(noun.text, "group") and (firm or not is_tool(noun.text) or bool(slot.timed.whens))


def _company_here(noun: Noun, slot: Slot) -> bool:
    """ "I'm at Globex now": a name, and words of now or of how long."""
    if slot.frame.tense is Tense.FORMER:
        return noun.proper and _company(noun, slot)
    stays = bool(_NOW.search(slot.text, noun.end)) or slot.timed.long or any(w.tie in ("since", "until", "till", "from") for w in slot.timed.whens)
    also = re.match(r" (?:as|working|doing)\b", slot.text[noun.end :])
    return bool(stays or also) and noun.proper and noun.text.lower() not in NAMES and _company(noun, slot)


def _company_long(noun: Noun, slot: Slot) -> bool:
    lasting = slot.timed.long is not None or any(when.tie == "since" for when in slot.timed.whens)
    return lasting and _company_proper(noun, slot) and slot.frame.tense is Tense.PERFECT


_TITLE = re.compile(r"(.*\b(?:ceo|cto|cfo|coo|cpo|president|chair|chairman|co-?founder|founder|owner|director|vp|head)) of ((?:[A-Z][\w&.'’-]*)(?: (?:[A-Z&][\w.'’-]*))*)$", re.IGNORECASE)


def _jobs(slot: Slot) -> list[Filler]:
    """An occupation; "CEO of Acme" ends before "of"."""
    found = _of(_job)(slot)
    if found and (titled := _TITLE.match(str(found[0][0]))) and titled[2][0].isupper() and not titled[1].lower().endswith("head"):
        return [(titled[1], found[0][1] - len(titled[2]) - 4)]
    return found


_UNARTICLED = re.compile(r"(?:(?:co-?)?head|chief|ceo|cto|cfo|coo|cpo|vp|vice|director|lead|president|treasurer|captain|chair\w*|freelance\w*|self-employed|unemployed|co-?founder|founder|senior|junior|mayor|secretary|editor|principal|part-time|full-time|acting|deputy)\b", re.IGNORECASE)


def _title(slot: Slot) -> list[Filler]:
    """An occupation that needs no article: "head of data"."""
    return _jobs(slot) if _UNARTICLED.match(slot.text) else []


def _job(noun: Noun, slot: Slot) -> bool:
    joking = re.search(r"\ball (?:at once|in one|rolled)|\bof (?:laundry|the house|my own|chaos)\b"
    r"|\bat heart\b", slot.text)
    return not joking and is_job(noun.text) and noun.determiner not in ("her", "his", "their", "this", "that", "my", "our")


def _job_any(noun: Noun, slot: Slot) -> bool:
    return noun.determiner not in ("the", "my", "our") or is_job(noun.text)


def _led(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    if noun is None or _vague(noun) or not (noun.determiner in ("a", "an", "the", "our", "my", "their", "this") or noun.proper):
        return []
    last = last_word(noun.text)
    if last in WORDS["group"] or (last in WORDS["organization"] and slot.frame.verb != "run"):
        return [(Named(name=noun.text, type=_ORG), noun.end)]
    if last in WORDS["organization"] or last in _LEDS:
        return [(noun.text, noun.end)]
    if noun.proper and not is_tool(noun.text) and not is_place(noun.text) and noun.text.lower() not in NAMES:
        return [(Named(name=noun.text, type=_PROJECT), noun.end)]
    return []


_LEDS = frozenset(
    """
    department division unit project projects workshop workshops guesthouse business store podcast blog newsletter program
    programme office migration rewrite redesign initiative course class classes account accounts section kitchen channel
    site branch region community meetup operations sales marketing product design engineering effort practice
    hostel b&b startup campaign expedition squads platform rollout launch campsite stall truck service community garden
    """.split()  # noqa: SIM905
)


def _subject_taught(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    if noun is None or _vague(noun) or noun.determiner or last_word(noun.text) in ("kids", "children", "students", "classes", "grade", "school", "him", "her"):
        return []
    return [(f"{noun.text} teacher", noun.end)]


def _projects(slot: Slot) -> list[Filler]:
    """A project with what it is about: "documentary about ferries"."""
    found = _of(_project, _PROJECT)(slot)
    about = re.match(r" (?:about|on) (?=[a-z])", slot.text[found[0][1] :]) if found else None
    noun = noun_phrase(slot.text, found[0][1] + about.end()) if about else None
    one = found[0][0] if found else None
    if noun and isinstance(one, Named) and not noun.determiner and about:
        return [(Named(name=f"{one.name}{about.group()}{noun.text}", type=_PROJECT), noun.end)]
    return found


def _project_now(noun: Noun, slot: Slot) -> bool:
    """ "I'm on Skua now": a name that is neither tool nor place."""
    return bool(_NOW.search(slot.text, noun.end)) and noun.proper and noun.text[0].isupper() and not noun.determiner and not is_tool(noun.text) and not is_place(noun.text) and noun.text.lower() not in NAMES


def _project(noun: Noun, slot: Slot) -> bool:
    cued = re.search(r"\b(?:project|app|api|service|engine|library|platform|website|site|game|tool|compiler"
    r"|migration|rewrite|redesign|dashboard|pipeline|integration|plugin|sdk|documentary|film|movie|play|musical"
    r"|exhibition|comic|mod|backend|frontend|module|thesis|dissertation|novel|book|album|paper|prototype|system"
    r"|framework|bot|product)$", noun.text, re.IGNORECASE)
    if re.fullmatch(r"(?:\w+ )?(?:project|thing|book|game|app|script|paper|song|movie|film|story|website|design)", noun.text, re.IGNORECASE) and not noun.proper and noun.determiner in ("a", "an"):
        return False
    named = noun.proper and noun.text.lower() not in NAMES and not is_place(noun.text) and not noun.text.isupper()
    return bool(named or (cued and noun.determiner in ("a", "an", "the", "our", "my", "their")))


# --- study ---------------------------------------------------------------------------------------------------------


def _field(noun: Noun, slot: Slot) -> bool:
    return not noun.determiner and last_word(noun.text) not in ("hard", "home", "abroad", "law school", "school", "lot", "night") and len(noun.text.split()) <= 4


_SCHOOL = re.compile(r"\b(?:university|universit\w+|univ|uni|college|institute|school|academy|conservator\w+"
r"|polytechnic|politecnico|tech|eth|mit|ucla|ucl|lse|eth|epfl|tu|ku|uva|nyu|hogeschool|hochschule|fachhochschule"
r"|sciences po|sorbonne|oxford|cambridge|harvard|stanford|yale|princeton|berkeley|caltech|cornell|columbia|brown"
r"|dartmouth|georgetown|purdue|rutgers|iit|ntu|nus|anu|unsw|eton|juilliard|parsons|bocconi|humboldt"
r"|insead)\b", re.IGNORECASE)


def _school(noun: Noun, slot: Slot) -> bool:
    if noun.text.lower() in WORDS["noncompany"]:
        return False
    return noun.proper or bool(_SCHOOL.search(noun.text)) and noun.determiner in ("a", "an", "the") or slot.shouts and not noun.determiner


def _school_sure(noun: Noun, slot: Slot) -> bool:
    return noun.proper and bool(_SCHOOL.search(noun.text))


def _student(slot: Slot) -> list[Filler]:
    """ "law student": what is studied."""
    match = re.match(r"((?:[a-zA-Z]+ ){1,2})(?:student|undergrad|major)\b", slot.text)
    if match is None or match[1].split()[0].lower() in ("good", "bad", "former", "poor", "straight-a", "lifelong", "high", "exchange", "college", "university", "the", "an"):
        return []
    return [(match[1].strip(), match.end())]


def _learnt(noun: Noun, slot: Slot) -> bool:
    low = noun.text.lower()
    return not noun.determiner and (low in WORDS["language"] or is_tool(low))


def _group(noun: Noun, slot: Slot) -> bool:
    return last_word(noun.text.split(" of ")[0]) in WORDS["group"] or noun.text.split(" ")[0].lower() in ("team",) and noun.proper


def _group_any(noun: Noun, slot: Slot) -> bool:
    return _group(noun, slot) or noun.proper


# --- things --------------------------------------------------------------------------------------------------------

_ABSTRACT = frozenset(
    """
    mistake problem issue decision responsibility fault error bug ticket meeting question idea story truth week day
    process budget outcome result roadmap backlog domain feature code codebase project migration copy shit stage space
    """.split()  # noqa: SIM905
)
_BRAND = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, WORDS['brand']), key=len, reverse=True))})\b", re.IGNORECASE)


def _brand(words: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in words) and _BRAND.search(words) is not None


def _thing(words: str) -> bool:
    low = words.lower()
    return among(low, "thing") or " ".join(low.split()[-2:]) in WORDS["thing"] or _brand(words)


def _owned(noun: Noun, slot: Slot) -> bool:
    return last_word(noun.text) not in _ABSTRACT and noun.determiner not in ("the", "this", "that", "your", "his", "her", "their")


def _possession(noun: Noun, slot: Slot) -> bool:
    return noun.determiner in ("", "a", "an", "my", "our", "this", "some", "another", "the") and _thing(noun.text) and not re.match(r"\W+(?:appointment|trouble|issues?|problems?|insurance|accident|lesson|ride|sitter|for rent|to fix|in the)", slot.text[noun.end :])


def _bought(noun: Noun, slot: Slot) -> bool:
    return _possession(noun, slot) or (noun.determiner in ("a", "an") and noun.proper and not re.search(r"\b(?:ticket|coffee|beer|pizza|lunch|sandwich|gift|present|round|drink|bottle|bag|pass|book|flight)s?\b", noun.text.lower()))


def _goods(noun: Noun, slot: Slot) -> bool:
    return noun.determiner in ("my", "our", "the", "his", "her", "their") and (_thing(noun.text) or (noun.determiner != "the" and noun.proper))


def _goods_placed(slot: Slot) -> list[Filler]:
    """What is sold; a house with the place where it stands."""
    found = _of(_goods)(slot)
    if len(found) == 1 and last_word(str(found[0][0])) in ("house", "flat", "apartment", "cabin", "cottage", "villa", "condo", "farm"):
        place = re.match(r" in ([A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)", slot.text[found[0][1] :])
        if place:
            return [(f"{found[0][0]} in {place[1]}", found[0][1] + place.end())]
    return found


def _vehicle(noun: Noun, slot: Slot) -> bool:
    return noun.determiner in ("a", "an", "my") and _thing(noun.text) and not re.search(r"\b(?:taxi|uber|bus"
    r"|truck for)\b", slot.text)


def _animal(slot: Slot) -> list[Filler]:
    from mnesis.extraction.rules.kin import PETS

    nouns, _ = noun_phrases(slot.text) if slot.several else ([one] if (one := noun_phrase(slot.text)) else [], 0)
    found: list[Filler] = []
    for noun in nouns:
        words = noun.text.lower()
        two = " ".join(words.split()[-2:])
        fits = (last_word(words) in PETS or two in PETS) and noun.determiner in ("", "a", "an", "another")
        bare = noun.determiner in ("a", "an", "another") or words.split()[0] in _NUMBERS or words.split()[0].isdigit()
        after = slot.text[noun.end : noun.end + 14].lower()
        if not fits or not bare or re.match(r",? (?:called|named|in my|person|allergy|sitter|video|food)"
        r"|, [a-z]*$", after):
            break
        found.append((noun.text, noun.end))
    return found


def _tool(noun: Noun, slot: Slot) -> bool:
    if is_tool(noun.text):
        return noun.proper or noun.determiner in ("", "a", "an")
    return noun.proper and noun.determiner in ("", "the") and noun.text[0].isupper() and not is_place(noun.text) and noun.text.lower() not in NAMES and not re.search(r"\b(?:version|mode|style|time|English|German)\b", noun.text)


def _tool_known(noun: Noun, slot: Slot) -> bool:
    return is_tool(noun.text) and (noun.proper or noun.determiner == "")


def _part(noun: Noun, slot: Slot) -> bool:
    return is_tool(noun.text) or noun.proper or bool(re.search(r"\b(?:service|api|library|database|queue|server|backend|plugin|module|broker|gateway|cluster)$", noun.text)) and noun.determiner in ("the", "our", "a")


_NAME_OF = re.compile(r"(?:(?:a|an|my|our|this|some|the) )?(?:[\w'’|-]+ ){0,6}?(?:called|named"
r"|titled) [\"“'‘]?(?P<name>(?:[A-Z0-9][\w'’.-]*)(?: (?:of |the |and |& )?[A-Z0-9][\w'’.-]*)*|\w+)")


def _made(slot: Slot) -> list[Filler]:
    match = _NAME_OF.match(slot.text)
    if match:
        return [(Named(name=match["name"].strip(".'’"), type=_PROJECT), match.end())]
    noun = noun_phrase(slot.text)
    fits = noun and noun.text[0].isupper() and noun.determiner in ("", "the") and not is_place(noun.text) and noun.text.lower() not in NAMES and noun.text.lower() not in WORDS["language"]
    if not fits or noun is None or slot.frame.verb in ("write", "make", "develop", "author", "start") and is_tool(noun.text):
        return []
    kind = _ORG if slot.frame.verb in ("found", "cofound", "co-found", "cofounder") else _PROJECT
    return [(Named(name=noun.text, type=kind), noun.end)]


def _whole(noun: Noun, slot: Slot) -> bool:
    return noun.proper and noun.text[0].isupper() or bool(re.search(r" (?:platform|suite|project|stack|pipeline"
    r"|monorepo|system|product)$", noun.text))


_MONEY = re.compile(r"(?:about |around |roughly |nearly |almost |over |only |just |like |me "
r"|us )*((?:[$€£¥]\s?\d[\d.,]*\d?k?m?|\d[\d.,]*\s?(?:k|m|million|thousand|grand)?\s?(?:euros?|eur|dollars?|usd"
r"|bucks|pounds?|gbp|quid|francs?|chf|yen|kr(?:onor|oner)?|sek|nok|dkk|zł|złoty|rupees|reais|cents?"
r"|[€$£]))(?:\s?(?:/|a |an |per |each )\s?(?:month|mo|year|yr|week|day|hour|person|seat|user|head|night|piece"
r"|kilo|kg|litre|liter|gram)?)?)", re.IGNORECASE)


def _money(slot: Slot) -> list[Filler]:
    match = _MONEY.match(slot.text)
    return [(match[1].strip().rstrip(".,"), match.end())] if match else []


_STATUS = re.compile(rf"(?:now |currently |still |finally |officially |already |back )*({'|'.join(sorted(map(re.escape, WORDS['status']), key=len, reverse=True))})\b(?! (?:to|with|of|for me|music|tv"
rf"|in the|inside|serious))", re.IGNORECASE)


def _status(slot: Slot) -> list[Filler]:
    match = _STATUS.match(slot.text)
    return [(match[1].lower(), match.end())] if match else []


_KIND_OF_THING = re.compile(
    r"\b(?:service|cli|tool|app|application|library|framework|platform|website|web ?site|site|bot|api|database|server|script|plugin|package|module"
    r"|system|engine|compiler|parser|dashboard|game|startup|start-up|company|project|product|newsletter|podcast|band|blog|magazine|restaurant|bakery"
    r"|shop|store|agency|consultancy|nonprofit|non-profit|ngo|charity|club|model|dataset|language|editor|client|wrapper|daemon|worker|proxy|gateway"
    r"|extension|bank|school|university|town|village|city|suburb|neighbou?rhood|protocol|format|runtime|orm|sdk|microservice|monorepo|repo|repository"
    r"|pipeline|crawler|scraper|linter|tracker|planner|scheduler|builder|generator|converter|manager|monitor|store|cache|queue|broker|renderer|simulator"
    r"|emulator|interpreter|debugger|profiler|formatter|assistant|agent|chatbot|utility|program|prototype|fork|firm|studio|brand|label|cooperative|co-op"
    r"|event|festival|conference|drug|medication|breed|film|movie|book|novel|series|show|album|song|board game|card game|hotel|museum|foundation|fund)$",
    re.IGNORECASE,
)


def _what(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    if noun is None or _vague(noun) or last_word(noun.text) in ("mess", "pain", "joke", "nightmare", "dream", "disaster", "star", "genius", "hero", "beast", "delight", "gem", "must", "success", "failure", "lifesaver", "blast", "no-go", "winner", "blessing"):
        return []
    after = re.match(r" for ([a-z][\w-]*)", slot.text[noun.end :])
    tail = f" for {after[1]}" if after and after[1] not in ("the", "my", "our", "me", "us", "a", "now", "your") else ""
    if is_job(noun.text) or last_word(noun.text) in KIN or not _KIND_OF_THING.search(noun.text):
        return []
    return [(noun.text + tail, noun.end + len(tail))]


# --- tastes and health ---------------------------------------------------------------------------------------------

_TASTELESS = frozenset(
    """
    you him her them me us your my idea feeling thought fact way weekend job look sound kid kids wife husband mom mum dad
    family brother sister son daughter bf gf boyfriend girlfriend partner answer response suggestion version work code
    option approach plan question design ones reply design result results draft output proposal tone
    """.split()  # noqa: SIM905
)
_CLAUSAL = re.compile(r"(?:it|that|this|how|when|what|the way|the fact|the idea|to hear|you|him|her|them|me|us"
r"|myself|where|who|if)\b", re.IGNORECASE)


_KNOWN_TO_ALL = frozenset(
    """
    ocean sea beach outdoors mountains countryside rain snow cold heat sun summer winter gym theatre theater opera cinema violin
    piano guitar cello forest woods desert city
    """.split()  # noqa: SIM905
)
_IDLE_DOING = re.compile(
    r"(?:be|hav|see|gett|mak|hold|shar|learn|help|find|work|talk|tak|do|go|bring|know|meet|giv|look|break|com|us|tell|hear|try|keep|feel"
    r"|spend|say|ask|show|think|putt|sitt|liv|connect|interact|watching (?:them|him|her|it|you)|prepp|exploring new ways|discover"
    r"|challeng|support|inspir|express|creat|grow|improv|combin)ing\b"
)


def _doing(noun: Noun, slot: Slot) -> bool:
    """Whether a gerund names a pastime by itself ("hiking", "baking bread"), not a passing joy ("seeing them win")."""
    low = noun.text.lower()
    if _IDLE_DOING.match(low):
        return False
    if " " in low or low in WORDS["activity"]:
        return True
    return re.match(r"\W*(?:$|[.,!|;]|and\b|or\b|but\b|so\b|a lot|too\b|these|every|in the\b|at\b|lately|with my\b)", slot.text[noun.end :]) is not None


def _taste(noun: Noun, slot: Slot) -> bool:
    if _CLAUSAL.match(slot.text) or noun.determiner in ("this", "that", "your", "his", "her", "their", "our", "these", "those", "its", "such"):
        return False
    if noun.determiner == "the" and not noun.proper and noun.text.lower() not in _KNOWN_TO_ALL and not noun.text.startswith(("smell of", "sound of", "taste of", "sight of")):
        return False
    if re.match(r"[a-z]+ing\b", noun.text) and not _doing(noun, slot):
        return False
    if noun.determiner in ("my", "a", "an") and (noun.determiner == "my" or slot.frame.verb not in ("like", "love", "enjoy")):
        return False
    return last_word(noun.text) not in _TASTELESS and not noun.text.lower().startswith(("being ", "having ", "seeing ", "hearing ", "getting ", "working with you"))


def _activity(slot: Slot) -> list[Filler]:
    match = re.match(r"(?:just |really )?([a-z]+)\b(.*)", slot.text)
    if match is None or match[1] in ("be", "help", "take", "give", "find", "try", "share", "show", "work", "talk", "look", "go", "let", "spend", "tell", "ask", "learn",  "have", "see", "hear", "get", "think", "know", "say", "admit", "do", "make", "keep", "use"):
        return []
    noun = noun_phrase(match[2].strip())
    words = f"{gerund(match[1])} {noun.text}" if noun and not noun.determiner else gerund(match[1])
    return [(words, len(slot.text))]


def gerund(verb: str) -> str:
    """ "swim" as "swimming"."""
    if verb in ("swim", "run", "jog", "knit", "box", "sit", "shop"):
        return verb + (verb[-1] if verb != "box" else "") + "ing"
    return (verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) else verb) + "ing"


_PLAYED = WORDS["instrument"] | WORDS["sport"]


def _played(noun: Noun, slot: Slot) -> bool:
    low = noun.text.lower()
    known = any(form in _PLAYED for form in (low, last_word(low), " ".join(low.split()[-2:])))
    return known and (noun.determiner in ("", "the", "some") or slot.frame.verb == "quit") and low not in ("go", "pool party")


def _pastime(noun: Noun, slot: Slot) -> bool:
    low = noun.text.lower()
    return noun.determiner in ("", "my", "some") and (low in WORDS["activity"] or " ".join(low.split()[-2:]) in WORDS["activity"] or last_word(low) in WORDS["activity"])


_HABIT = re.compile(r"\b(?:every|each|on (?:week|sun|mon|tues|wednes|thurs|fri|satur)\w+|once|twice|\w+ times"
r"|a lot|daily|weekly|regularly|in my (?:spare|free) time|most \w+|weekends?|for fun|as a hobby"
r"|now)\b", re.IGNORECASE)


_HABITUAL = frozenset("knit paint swim surf sketch crochet sew ski sculpt snowboard kayak boulder skate".split())


def _bare(slot: Slot) -> list[Filler]:
    """ "I swim twice a week": the verb itself, where the words say that it is a habit."""
    often = slot.frame.verb in _HABITUAL or _HABIT.search(slot.frame.rest) or _HABIT.search(slot.timed.text)
    lasting = slot.frame.tense is Tense.PERFECT and (slot.timed.long or slot.timed.whens)
    plain = slot.frame.tense in (Tense.PRESENT, Tense.FORMER)
    if not (lasting or (often and plain)) or noun_phrase(slot.text):
        return []
    return [(gerund(slot.frame.verb), 0)]


def _pastime_habit(slot: Slot) -> list[Filler]:
    often = _HABIT.search(slot.frame.rest) or slot.frame.tense in (Tense.FORMER, Tense.PRESENT)
    return _of(_pastime)(slot) if often and slot.frame.tense is not Tense.PAST else []


_JEST = re.compile(r"\b(?:meetings?|mondays?|work|working|mornings?|people|nonsense|bullshit|bs|drama|exercise"
r"|stupidity|small talk|taxes|homework|commitment|fun|jira|excel|powerpoint|responsibility|chores|adulting"
r"|deadlines?|change|cardio|housework|effort)\b", re.IGNORECASE)


def _allergen(noun: Noun, slot: Slot) -> bool:
    return not _JEST.search(noun.text)


def _allergy(slot: Slot) -> list[Filler]:
    match = re.match(r"([\w-]+(?: [\w-]+)?) allergy\b", slot.text)
    return [(match[1], match.end())] if match and not _JEST.search(match[1]) and match[1].lower() not in ("bad", "severe", "new", "an", "food") else []


def _listed(kind: str, *extra: str) -> Kind:
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


_condition = _listed("condition")
_DRUG = re.compile(r"(?:\w+ )?\w{3,}(?:statin|pril|sartan|olol|azole|idone|mycin|cillin|prazole|oxetine|triptan"
r"|gliptin|gliflozin|mab|nib|vir|pam|lam|thyroxine|formin|parin|xaban|caine|dronate|olone|sone|phylline|tidine"
r"|setron)\b", re.IGNORECASE)
_DOSE = re.compile(r"(?:\d+ ?(?:mg|mcg|µg|ml|units?) (?:of )?)?([A-Za-z][\w-]+)(?: \d+ ?(?:mg|mcg|µg))?")
_medicine_listed = _listed("medication")


def _ailment(slot: Slot) -> list[Filler]:
    known = _condition(slot)
    if known:
        return known
    noun = noun_phrase(slot.text)
    return [(noun.text, noun.end)] if noun and not _vague(noun) and not _JEST.search(noun.text) and noun.determiner in ("", "a", "an") and len(noun.text.split()) <= 4 else []


def _condition_sure(slot: Slot) -> list[Filler]:
    return [one for one in _condition(slot) if str(one[0]).lower() in ("migraines", "migraine", "hay fever")]


def _medicine(slot: Slot) -> list[Filler]:
    dosed = re.match(r"\d+ ?(?:mg|mcg|µg|units?) (?:of )?", slot.text)
    start = dosed.end() if dosed else 0
    inner = Slot(slot.text[start:], slot.frame, slot.timed, slot.several)
    known = _medicine_listed(inner)
    if known:
        return [(name, end + start) for name, end in known]
    drug = _DRUG.match(inner.text)
    if drug and " " not in drug.group():
        return [(drug.group(), drug.end() + start)]
    named = _DOSE.match(inner.text)
    dose = dosed or (named and re.match(r"[A-Za-z][\w-]+ \d+ ?(?:mg|mcg|µg)", inner.text))
    return [(named[1], named.end() + start)] if named and dose else []


_DIET = re.compile(rf"({'|'.join(sorted(map(re.escape, WORDS['diet']), key=len, reverse=True))})(?: diet"
rf"| food)?\b(?! (?:restaurant|place|food truck|cake|burger|curry|recipe|cheese|option|pizza|friend|region|sea"
rf"|cruise|food is|leather))", re.IGNORECASE)


def _diet(slot: Slot) -> list[Filler]:
    match = _DIET.match(slot.text)
    if match is None or (match[1].lower() == "mediterranean" and "diet" not in match.group()):
        return []
    return [(match[1].lower(), match.end())]


# --- deeds and events ----------------------------------------------------------------------------------------------

_DEED_ENDS = re.compile(r"\s*(?:[,;:()|!?]|\.(?=\s|$)|\s[-–—]\s|\b(?:because|so that|since|if|unless|but|which"
r"|although|though|when|while|and (?:then|I|we|he|she|my|the|it|rent|see|maybe|hopefully|buy|move|take|get"
r"|finally|go|not)|so (?:I|we|that)|as soon|once (?:i|we)|before (?:i|we|the)|after (?:i|we|the)|until|then"
r"|instead|lol|haha|this time|hopefully)\b)", re.IGNORECASE)
_TRAILING = re.compile(r"(?:\s+(?:in|on|at|for|by|from|until|till|during|around|about|this|next|the|soon|together"
r"|now|then|too|again|and|later|early|late|to|of|early in|back))+$", re.IGNORECASE)
_IDLE = frozenset("be have see need try guess say think ask tell let keep check look make sure know want just not hear sleep wait die cry miss bed lunch work love like regret hate sound feel assume stop give chat show find relax rest sit eat drink talk call stay return use put end start continue focus enjoy spend turn fix test debug update read write add remove explain share grab pick drop".split())


def _deed_text(text: str) -> str:
    end = _DEED_ENDS.search(text)
    words = text[: end.start()] if end else text
    return _TRAILING.sub("", words.strip().rstrip(".!")).strip()


def _deed(slot: Slot) -> list[Filler]:
    """A verb phrase: "run a marathon"; a gerund after "on" as its verb is not undone."""
    words = _deed_text(slot.text)
    first = words.split(" ")[0].lower()
    idle = slot.frame.verb == "going to" and first in _IDLE
    if len(words.split()) < 2 or idle or not first.isalpha() or len(words.split()) > 14:
        return []
    if slot.frame.verb == "decide" and slot.frame.tense not in (Tense.PAST, Tense.PERFECT):
        return []
    if re.search(r"\b(?:it|this|that|these|those|them|you|your)\b", words) or first.endswith("ing"):
        return []
    if slot.frame.verb == "going to" and re.match(r"(?:give|show|tell|ask|let|send) you\b", words):
        return []
    return [(words, len(slot.text))]


def _deed_soon(slot: Slot) -> list[Filler]:
    """ "We're flying to Oslo on Friday": a deed going on only in the words, with its day to come."""
    dated = [when for when in slot.timed.whens if when.tie not in ("since", "until")]
    if slot.frame.tense not in (Tense.GOING, Tense.FUTURE, Tense.PRESENT) or not dated:
        return []
    if slot.frame.tense is Tense.PRESENT and (slot.frame.verb not in ("fly", "leave", "travel", "get") or dated[0].tie != "on"):
        return []
    words = _deed_text(slot.text)
    return [(f"{slot.frame.verb} {words}", len(slot.text))] if words and not words.startswith("|") else []


def _choice(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    if noun is None or _vague(noun) or noun.determiner in ("this", "that") or slot.frame.tense in (Tense.GOING, Tense.FUTURE):
        return []
    words = re.sub(r"^(?:a|an|the|my|our) ", "", _deed_text(slot.text))
    return [(words, len(slot.text))] if words and not words.lower().startswith("one") else []


def _choice_tool(slot: Slot) -> list[Filler]:
    return _choice(slot) if (noun := noun_phrase(slot.text)) and is_tool(noun.text) else []


def _signed(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    return [(f"{'sign up for'} {noun.text}", noun.end)] if noun and not _vague(noun) else []


def _booked(slot: Slot) -> list[Filler]:
    match = re.match(r"(?:our |my |a |the |an )?((?:\w+ )?(?:flights?|trip|tickets?|cruise|holiday|train|hotel"
    r"|cabin|week|cottage|apartment|table)\b(?: (?:to|in|for|at) [A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)?)", slot.text)
    return [(match[1], match.end())] if match else []


_EVENTFUL = re.compile(r"(?:\w*con\b|\b\w+(?:Con|Conf|Fest|Summit|Camp|Fair|Expo)\b|\b(?:conf|conference|festival"
r"|concert|wedding|meetup|summit|expo|game|match|party|show|workshop|seminar|lecture|gig|fair|convention"
r"|hackathon|retreat|offsite|reunion|opera|marathon|exhibition|premiere|graduation|funeral|christening|bootcamp"
r"|symposium|congress|gala|biennale|web summit|fosdem|re:invent|ceremony|talk|match|play|ballet|carnival"
r"|oktoberfest|course|class|webinar|training|baptism|birthday|launch|parade|rally|protest|tournament|race|ted"
r"|tedx)\b)", re.IGNORECASE)


def _eventful(noun: Noun, slot: Slot) -> bool:
    return _EVENTFUL.search(noun.text) is not None


def _event(noun: Noun, slot: Slot) -> bool:
    return not _school_sure(noun, slot) and (noun.proper or _eventful(noun, slot))


def _event_named(noun: Noun, slot: Slot) -> bool:
    named = noun.proper or noun.determiner in ("my", "our", "his", "her") or "'s" in noun.text
    return _eventful(noun, slot) and named


def _always(noun: Noun, slot: Slot) -> bool:
    return True


def _gadget(noun: Noun, slot: Slot) -> bool:
    return _brand(noun.text) and noun.determiner in ("a", "an", "my", "")


def _price(slot: Slot) -> list[Filler]:
    return _money(slot)


def _date(slot: Slot) -> list[Filler]:
    day = date_said(slot.frame.rest or slot.text)
    return [(day, len(slot.text))] if day else []


def _matching(pattern: str) -> Kind:
    """What a pattern finds anywhere in the words."""
    compiled = re.compile(pattern)

    def read(slot: Slot) -> list[Filler]:
        match = compiled.search(slot.text)
        return [(match.group().strip(), match.end())] if match else []

    return read


def possession(words: str) -> bool:
    """Whether words name a thing that people own."""
    return _thing(words)


KINDS: Mapping[str, Kind] = {
    "place": _places(_place),
    "here": _places(_here),
    "home": _home,
    "person sure": _of(lambda noun, slot: noun.text.lower() in NAMES, _PERSON),
    "pet named": _of(_anybody, _OTHER),
    "place venue": _places(_place),
    "place settled": _places(_settled),
    "field at": _of(lambda noun, slot: _field(noun, slot) and slot.text[noun.end :].startswith(" at ")),
    "language used": _of(lambda noun, slot: noun.text.lower() in LANGUAGES_USED, _TOOL),
    "place proper": _of(_leaving, _PLACE),
    "place visited": _places(_travelled),
    "place trip": _places(_trip),
    "age": _age,
    "years": _age,
    "nationality": _nationality,
    "language": _of(_language),
    "status of heart": _heart,
    "status said": _hitched,
    "person": _of(_anybody, _PERSON),
    "name": _of(_anybody),
    "company": _of(_company, _ORG),
    "company here": _of(_company_here, _ORG),
    "company long": _of(_company_long, _ORG),
    "company proper": _of(_company_proper, _ORG),
    "job": _jobs,
    "title": _title,
    "job any": _of(_job_any),
    "led": _led,
    "group": _of(_group, _ORG),
    "group any": _of(_group_any, _ORG),
    "organization": _of(_always, _ORG),
    "subject": _subject_taught,
    "project": _projects,
    "project now": _of(_project_now, _PROJECT),
    "field": _of(_field),
    "school": _of(_school, _ORG),
    "school sure": _of(_school_sure, _ORG),
    "student": _student,
    "learnt": _of(_learnt),
    "owned": _of(_owned),
    "possession": _of(_possession),
    "animal": _animal,
    "vehicle": _of(_vehicle),
    "bought": _of(_bought),
    "goods": _goods_placed,
    "tool": _of(_tool, _TOOL),
    "tool known": _of(_tool_known, _TOOL),
    "gadget": _of(_gadget, _TOOL),
    "made": _made,
    "part": _of(_part, _TOOL),
    "whole": _of(_whole, _PROJECT),
    "money": _money,
    "status": _status,
    "thing": _what,
    "taste": _of(_taste),
    "activity": _activity,
    "played": _of(_played),
    "pastime": _of(_pastime),
    "pastime played": _of(lambda noun, slot: _pastime(noun, slot) or _played(noun, slot)),
    "pastime habit": _pastime_habit,
    "bare": _bare,
    "allergen": _of(_allergen),
    "allergy": _allergy,
    "condition": _condition,
    "condition sure": _condition_sure,
    "ailment": _ailment,
    "afflicted": _listed("afflicted"),
    "medicine": _medicine,
    "diet": _diet,
    "deed": _deed,
    "deed soon": _deed_soon,
    "choice": _choice,
    "choice tool": _choice_tool,
    "signed": _signed,
    "booked": _booked,
    "anything": _of(_always),
    "date": _date,
    "mail": _matching(r"[A-Za-z0-9][\w.+-]{0,60}@[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{2,20}){1,3}"),
    "number": _matching(r"\+?[\d(][\d ().-]{6,20}\d"),
    "zone": _matching(r"[A-Z][a-z]+/[A-Z][A-Za-z_]+|(?:UTC|GMT)(?: ?[+-] ?\d{1,2}(?::\d\d)?)?|\b[A-Z]{2,4}T\b"),
    "event": _of(_event, _OTHER),
    "event named": _of(_event_named, _OTHER),
}
"""The kinds of objects by the name that the tables of statements use."""
