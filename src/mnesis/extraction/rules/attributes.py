"""What somebody says about themselves by name: "my name is", "my favourite colour is", "my shell is fish"."""

import re
from collections.abc import Callable, Iterator

from mnesis.extraction.rules.cues import words_of
from mnesis.extraction.rules.kin import NAME, is_name
from mnesis.extraction.rules.lexicon import NAMES, WORDS, bag, is_job, is_place, is_tool
from mnesis.extraction.rules.nouns import noun_phrase
from mnesis.extraction.rules.slots_people import date_said
from mnesis.extraction.rules.slots_things import possession
from mnesis.model import EntityType, Named

_IS = (
    r"(?:['’]s| is| are|:|['’]re| was always| has always been| will always be| would be)(?: (?:now|still"
    r"|currently|probably|definitely|actually|always|just|called|named|hands down|by far))*,? "
)
_WHO = rf"(?:my|our|(?P<whose>his|her|{NAME}['’]s))"
_NAMED = re.compile(
    rf"(?:my (?:full |real |first |actual |given )?name(?:['’]s| is|:) |(?:you can |please |just |everyone "
    rf"|everybody |people |friends |they |most people )*(?:call|calls) me "
    rf"|I go by |I['’]m called |(?:i am|i['’]m) known as |the name['’]s |(?<!\w )name['’]s )(?:just "
    rf"|now )?[\"“'‘]?(?P<name>{NAME}|[a-z]{{3,12}}(?=[.,!]|$| and\b))",
    re.IGNORECASE,
)
_I_AM = re.compile(
    rf"(?:(?:hi|hello|hey|hiya|heya|greetings|good (?:morning|evening|afternoon))(?: there| all"
    rf"| everyone| everybody)?[,!. ]+)(?:I['’]m|I am|this is|it['’]s|im) (?P<name>(?-i:{NAME}))(?= here\b|[,.!;]|$"
    rf"| and\b| from\b|\s[-–—(])",
    re.IGNORECASE,
)
_MEET = re.compile(
    rf"(?:I['’]m|I am|Im|im) (?P<name>{NAME})(?=[,.!;]|$| and I\b| from [A-Z]| here\b| by the way"
    rf"| btw)"
)
_THIS_IS = re.compile(rf"(?:this is |it['’]s )?(?P<name>{NAME})(?: here| speaking)(?=[,.!]|$| from\b)")
_EMAIL = re.compile(
    r"(?:(?P<cue>e-?mail|mail|reach|write|contact|address|ping|send"
    r"|invoice)\b[^@]{0,60}?)?(?P<mail>[A-Za-z0-9][\w.+-]{0,60}@[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{2,20}){1,3})",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(?:my|me|i['’]m at|mine)\b", re.IGNORECASE)
_PHONE = re.compile(
    r"\bmy (?:new |current |phone |mobile |cell |work |home |direct |whatsapp )*(?:number|phone"
    r"|mobile|cell)(?:['’]s| is|:| is now)? (?P<phone>\+?[\d(][\d ().-]{6,20}\d)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?:\b[Mm]y (?:local )?time ?zone(?:['’]s| is|:) (?:now )?|\b(?:I['’]m|I am|we['’]re|I work|I live"
    r"|i['’]m based) (?:in|on) (?:the )?)(?P<zone>[A-Z][a-z]+/[A-Z][A-Za-z_]+|(?:UTC"
    r"|GMT)(?: ?[+-] ?\d{1,2}(?::\d\d)?)?"
    r"|(?:CES?T|EES?T|WES?T|BST|IST|JST|KST|SGT|HKT|AES?T|AEDT|ACST|AWST|NZS?T|NZDT|[ECMP][SD]?T|BRT|ART|MSK|PKT"
    r"|WIB|SAST|EAT|WAT)\b|(?:Pacific|Eastern|Central European|Eastern European|Central|Mountain)(?: [Tt]ime)?)"
    r"(?= time ?zone| time\b|[,.!;)]|$| and\b| btw| so\b)",
)
_BIRTHDAY = re.compile(
    rf"(?:{_WHO} (?:\d+\w\w )?(?:birthday|bday|b-day|birth date|date of birth|dob)(?:['’]s| is|:| falls)(?: on)? "
    rf"|(?P<it>it['’]s my (?:\w+ )?birthday (?:on )?)|(?P<born>(?:I was|I['’]m) born on ))(?P<rest>.*)",
    re.IGNORECASE,
)
_FAVORITE = re.compile(
    rf"{_WHO} (?:absolute |all-time |current |new |personal )*(?:favou?rite|fav"
    rf"|fave) (?P<what>[\w' -]{{2,40}}?)(?: of all(?: time)?| ever| right now| in the world"
    rf"| at the moment)?{_IS}(?P<rest>.+)",
    re.IGNORECASE,
)
_FAVORITE_BACK = re.compile(
    rf"(?P<rest>[^,;]{{2,60}}?)(?: is|['’]s| are| has always been) (?:still |definitely "
    rf"|probably |hands down |by far |easily |now )*(?:{_WHO}) (?:absolute |all-time |current |new )*(?:favou?rite"
    rf"|fav|fave)\b(?! (?:person|thing in the world))",
    re.IGNORECASE,
)
_TONGUE = re.compile(
    rf"{_WHO} (?:first language|native language|native tongue|mother tongue|second language"
    rf"|third language){_IS}(?P<rest>.+)",
    re.IGNORECASE,
)
_TOOL = re.compile(
    r"(?:(?<=, )|(?<=and )|(?<=\A)|\b(?=my ))(?:my |our |the )?(?:main |primary |default |daily |go-to "
    r"|work )*(?:editor|ide|shell|terminal|browser|os|distro"
    r"|operating system|window manager|search engine|stack|tech stack"
    r"|keyboard layout|layout|database|db|note(?:s| taking)? app|package manager|ci|framework|language"
    r"|programming language|password manager|issue tracker|cloud provider)(?:['’]s| is|:) (?P<rest>[^,;]+)",
    re.IGNORECASE,
)
_CONDITIONS = "|".join(map(re.escape, sorted(WORDS["condition"], key=len, reverse=True)))
_ILLNESS = re.compile(
    rf"(?:it['’]s|turns out it['’]s|it is|(?:the |my )?diagnosis(?:['’]s| is|:)) (?P<rest>(?:{_CONDITIONS})\b)",
    re.IGNORECASE,
)
_HOBBY = re.compile(
    r"my (?:main |favou?rite |new |newest |latest |current |biggest |other |only )*(?:hobby"
    r"|hobbies|pastime|obsession|thing|side hobby)(?:['’]s| is| are)(?: now| currently"
    r"| at the moment)* (?P<rest>.+)",
    re.IGNORECASE,
)
_JOB = re.compile(
    rf"{_WHO} (?:new |current |official |day |job |full )*(?:job title|job|title|role|position"
    rf"|occupation|profession){_IS}(?P<rest>.+)",
    re.IGNORECASE,
)
_EMPLOYER = re.compile(
    rf"{_WHO} (?:new |current )*(?:employer|company|workplace"
    rf"|firm){_IS}(?P<rest>.+)",
    re.IGNORECASE,
)
_TOWN = re.compile(
    rf"{_WHO} (?:new |home |current )?(?P<home>home ?town|birthplace|current city|city|address|home|location|flat"
    rf"|apartment|house|place){_IS}(?:in )?(?P<rest>.+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\d{1,4}[a-z]? (?:[A-Z][\w'’-]+ ?){1,4}(?:, (?:[A-Z][\w'’-]+ ?){1,3})?(?<! )")
_MY_IS_A = re.compile(
    r"my (?:new |old |current |first )?(?P<thing>[\w -]{2,20}?)(?:['’]s| is) (?:a"
    r"|an) (?P<rest>.+)",
    re.IGNORECASE,
)
_START = re.compile(
    r"my (?P<which>first|last|final) (?:day|week|month|shift) (?:at"
    r"|with) (?P<rest>.+)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"\bmy (?:\w+ )?(?P<field>[a-z]+(?: [a-z]+)?|[A-Z]+|[A-Z][a-z]+) (?:degree|studies|masters?"
    r"|master['’]s|bachelors?|bachelor['’]s|ph\.?d\.?|doctorate|course|thesis) at (?P<rest>.+)"
)
_BROKE = re.compile(
    rf"(?P<name>{NAME}) and (?:I|me)(?: have| had|['’]ve)? (?:just |finally "
    rf"|recently )?(?:broke up|broken up|split up|split|separated|divorced|got divorced|called it quits|parted ways"
    rf"|are no longer together|aren['’]t together)",
    re.IGNORECASE,
)
_WED = re.compile(
    rf"(?P<name>{NAME}) and (?:I|me) (?:just |finally )?(?:got|are|were|are getting"
    rf"|have been) (?P<how>married|engaged)\b"
)
_TITLED = re.compile(
    r"(?<!his )(?<!her )\b(?P<label>Grandma|Grandpa|Granny|Nana|Auntie|Aunty|Aunt|Uncle|Oma|Opa"
    r"|Nonna|Nonno|Cousin) (?P<name>(?-i:[A-Z])[a-zà-ž]+)(?!['’]s (?:rice|law))"
)
_AKA = re.compile(
    rf"\b(?P<full>{NAME}),? (?:(?:also|better) known as|aka|a\.k\.a\.|or just|who (?:everyone"
    rf"|everybody|we all) calls?|(?:everyone|everybody|we all|people|we) calls? (?:him|her|them)|goes by"
    rf"|short for) [\"“'‘]?(?P<short>{NAME})"
)
_CALLED_A = re.compile(rf"\b(?:a|an) (?P<job>(?:[\w-]+ ){{0,2}}[\w-]+) (?:called|named) (?P<name>{NAME})")
_TOOL_WORDS = bag(
    "editor ide shell terminal browser os distro system manager engine stack layout database db app ci framework"
    " language tracker provider"
)
_READ_WORDS = bag("""
    my our his her s birthday bday b date dob born favourite favorite fav fave language tongue it diagnosis hobby
    hobbies pastime obsession thing
    """)
_NAMED_WORDS = bag("name call calls go called known")
_GREETINGS = bag("hi hello hey hiya heya greetings good")
_PHONE_WORDS = bag("number phone mobile cell")
_ZONE_WORDS = bag("""
    utc gmt cet cest eet eest wet west bst ist jst kst sgt hkt aet aest aedt acst awst nzt nzst nzdt et est edt ct cst
    cdt mt mst mdt pt pst pdt brt art msk pkt wib sast eat wat pacific eastern european central mountain
    """)

Found = tuple[str, str, Named | str]
"""Whose ("" for the speaker), predicate, object."""
Read = Callable[[re.Match[str]], Iterator[Found]]


def attributes(text: str, *, opening: bool = False) -> Iterator[Found]:
    """What a clause says in these ways. `text` begins where the clause does; `opening`: so does what is said at all."""
    words = words_of(text)
    yield from _identity(text, words, opening=opening)
    for named in _TOOL.finditer(text) if not _TOOL_WORDS.isdisjoint(words) else ():
        yield from _tool(named)
    if _READ_WORDS.isdisjoint(words):
        return
    for pattern, read in _READERS:
        if match := pattern.match(text):
            yield from read(match)


def _identity(text: str, words: frozenset[str], *, opening: bool) -> Iterator[Found]:
    named = (_NAMED,) if not _NAMED_WORDS.isdisjoint(words) else ()
    greeted = (_I_AM,) if not _GREETINGS.isdisjoint(words) else ()
    for pattern in (*named, *greeted, *((_MEET, _THIS_IS) if opening else ())):
        match = pattern.match(text) or (pattern is _NAMED and pattern.search(text)) or None
        if (
            match
            and _nameable(match["name"])
            and (pattern is not _THIS_IS or match["name"].lower().split(" ")[0] in NAMES)
        ):
            name = match["name"]
            if name[0].islower() and name not in NAMES and any(letter.isupper() for letter in text):
                continue
            yield "", "named", name if name[0].isupper() else name.title()
            break
    mail = _EMAIL.search(text) if "@" in text else None
    if mail and (mail["cue"] or _MINE.search(text)) and _MINE.search(text):
        yield "", "email", mail["mail"].rstrip(".")
    if not _PHONE_WORDS.isdisjoint(words) and (phone := _PHONE.search(text)):
        yield "", "phone", phone["phone"].strip()
    if ("/" in text or not _ZONE_WORDS.isdisjoint(words)) and (zone := _ZONE.search(text)):
        yield "", "timezone", zone["zone"]


def _nameable(name: str) -> bool:
    low = name.lower()
    return (
        is_name(name)
        and not is_tool(name)
        and not is_job(name)
        and (low in NAMES or not is_place(name))
        and low not in WORDS["afflicted"]
        and not low.startswith("team ")
        and low not in ("back", "when", "if", "later", "anything", "now", "tomorrow", "crazy", "old", "not", "on")
    )


def _birthday(match: re.Match[str]) -> Iterator[Found]:
    if day := date_said(match["rest"]):
        yield match["whose"] or "", "birthday", day


def _favorite(match: re.Match[str]) -> Iterator[Found]:
    noun = noun_phrase(match["rest"])
    if re.match(r"(?:one|part|thing|person|kind|way|time|memory|moment)\b", match.groupdict().get("what") or ""):
        return
    titled = re.match(r"(?:The|A) (?:[A-Z][\w'’-]*(?: (?:of|the|and|in) )? ?)+", match["rest"])
    if titled:
        yield match["whose"] or "", "favorite", re.sub(r"^(?:The|A) ", "", titled.group()).strip()
    elif (
        noun
        and noun.text.lower() not in ("when", "to", "it", "that", "this", "what", "probably")
        and noun.determiner not in ("this", "that")
    ):
        yield match["whose"] or "", "favorite", noun.text


def _values(predicate: str) -> Read:
    def read(match: re.Match[str]) -> Iterator[Found]:
        noun = noun_phrase(match["rest"])
        if noun:
            yield match.groupdict().get("whose") or "", predicate, noun.text

    return read


def _tool(match: re.Match[str]) -> Iterator[Found]:
    noun = noun_phrase(match["rest"])
    if noun and (
        is_tool(noun.text) or noun.text.lower() in ("colemak", "dvorak", "qwerty", "azerty", "workman", "neo")
    ):
        yield "", "uses", Named(name=noun.text, type=EntityType.TOOL)


def _job(match: re.Match[str]) -> Iterator[Found]:
    noun = noun_phrase(match["rest"])
    if noun and is_job(noun.text):
        yield match["whose"] or "", "role", noun.text


def _hobby(match: re.Match[str]) -> Iterator[Found]:
    noun = noun_phrase(match["rest"])
    if noun and not noun.determiner and not re.search(r"person|advice|problem|kind", noun.text):
        yield "", "hobby", noun.text


def _employer(match: re.Match[str]) -> Iterator[Found]:
    noun = noun_phrase(match["rest"])
    if noun and noun.proper and noun.text[0].isupper() and not noun.determiner:
        yield match["whose"] or "", "works_at", Named(name=noun.text, type=EntityType.ORGANIZATION)


def _town(match: re.Match[str]) -> Iterator[Found]:
    address = _ADDRESS.match(match["rest"]) if match["home"].lower() == "address" else None
    if address:
        yield match["whose"] or "", "located_in", Named(name=address.group(), type=EntityType.LOCATION)
        return
    noun = noun_phrase(match["rest"])
    if (
        noun
        and (
            is_place(noun.text)
            or (noun.proper and match["home"].lower().startswith(("home", "birth", "current", "city", "location")))
        )
        and noun.text[0].isupper()
    ):
        born = match["home"].lower().replace(" ", "") in ("hometown", "birthplace")
        yield match["whose"] or "", "born_in" if born else "located_in", Named(name=noun.text, type=EntityType.LOCATION)


def _possession(match: re.Match[str]) -> Iterator[Found]:
    noun = noun_phrase(match["rest"])
    if noun and possession(match["thing"]) and noun.proper:
        yield "", "owns", noun.text


def _degree(match: re.Match[str]) -> Iterator[Found]:
    noun = noun_phrase(match["rest"])
    if noun and noun.proper:
        yield (
            "",
            "studies",
            match["field"].split(" ")[-1]
            if match["field"].split(" ")[0] in ("first", "second", "third")
            else match["field"],
        )
        yield "", "studies_at", Named(name=noun.text, type=EntityType.ORGANIZATION)


_READERS: tuple[tuple[re.Pattern[str], Read], ...] = (
    (_BIRTHDAY, _birthday),
    (_FAVORITE, _favorite),
    (_FAVORITE_BACK, _favorite),
    (_TONGUE, _values("speaks")),
    (_ILLNESS, _values("has_condition")),
    (_HOBBY, _hobby),
    (_JOB, _job),
    (_EMPLOYER, _employer),
    (_TOWN, _town),
    (_MY_IS_A, _possession),
)
WED = _WED
BROKE, TITLED, AKA, CALLED_A, DEGREE, START = _BROKE, _TITLED, _AKA, _CALLED_A, _DEGREE, _START
degree = _degree
