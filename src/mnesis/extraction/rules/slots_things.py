"""Objects that are things: what people own, use and make, and what things are."""

import re

from mnesis.extraction.rules.frames import Tense
from mnesis.extraction.rules.kin import KIN, PETS
from mnesis.extraction.rules.lexicon import NAMES, WORDS, among, bag, is_job, is_place, is_tool, last_word
from mnesis.extraction.rules.nouns import Noun, noun_phrase, noun_phrases
from mnesis.extraction.rules.slots import NUMBERS, Filler, Slot, of, vague
from mnesis.model import EntityType, Named

_ABSTRACT = bag("""
    mistake problem issue decision responsibility fault error bug ticket meeting question idea story truth week
    day process budget outcome result roadmap backlog domain feature code codebase project migration copy shit
    stage space
    """)
_BRAND = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, WORDS['brand']), key=len, reverse=True))})\b", re.IGNORECASE
)


def _brand(words: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in words) and _BRAND.search(words) is not None


def _thing(words: str) -> bool:
    low = words.lower()
    return among(low, "thing") or " ".join(low.split()[-2:]) in WORDS["thing"] or _brand(words)


def owned(noun: Noun, slot: Slot) -> bool:
    return last_word(noun.text) not in _ABSTRACT and noun.determiner not in (
        "the",
        "this",
        "that",
        "your",
        "his",
        "her",
        "their",
    )


def possessed(noun: Noun, slot: Slot) -> bool:
    return (
        noun.determiner in ("", "a", "an", "my", "our", "this", "some", "another", "the")
        and _thing(noun.text)
        and not noun.text.lower().startswith("no ")
        and not re.match(
            r"\W+(?:appointment|trouble|issues?|problems?|insurance|accident|lesson|ride|sitter|for rent|to fix)",
            slot.text[noun.end :],
        )
    )


def bought(noun: Noun, slot: Slot) -> bool:
    return possessed(noun, slot) or (
        noun.determiner in ("a", "an")
        and noun.proper
        and not re.search(
            r"\b(?:ticket|coffee|beer|pizza|lunch|sandwich|gift|present|round|drink|bottle|bag|pass|book|flight)s?\b",
            noun.text.lower(),
        )
    )


def _goods(noun: Noun, slot: Slot) -> bool:
    return noun.determiner in ("my", "our", "the", "his", "her", "their") and (
        _thing(noun.text) or (noun.determiner != "the" and noun.proper)
    )


def goods_placed(slot: Slot) -> list[Filler]:
    """What is sold; a house with the place where it stands."""
    found = of(_goods)(slot)
    if len(found) == 1 and last_word(str(found[0][0])) in (
        "house",
        "flat",
        "apartment",
        "cabin",
        "cottage",
        "villa",
        "condo",
        "farm",
    ):
        place = re.match(r" in ([A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)", slot.text[found[0][1] :])
        if place:
            return [(f"{found[0][0]} in {place[1]}", found[0][1] + place.end())]
    return found


def vehicle(noun: Noun, slot: Slot) -> bool:
    return (
        noun.determiner in ("a", "an", "my")
        and _thing(noun.text)
        and not re.search(
            r"\b(?:taxi|uber|bus"
            r"|truck for)\b",
            slot.text,
        )
    )


def animal(slot: Slot) -> list[Filler]:
    nouns, _ = noun_phrases(slot.text) if slot.several else ([one] if (one := noun_phrase(slot.text)) else [], 0)
    found: list[Filler] = []
    for noun in nouns:
        words = noun.text.lower()
        two = " ".join(words.split()[-2:])
        fits = (last_word(words) in PETS or two in PETS) and noun.determiner in ("", "a", "an", "another")
        first = words.partition(" ")[0]
        bare = noun.determiner in ("a", "an", "another") or first in NUMBERS or first.isdigit()
        after = slot.text[noun.end : noun.end + 14].lower()
        if (
            not fits
            or not bare
            or re.match(
                r",? (?:called|named|in my|in this|in that|person|allergy|sitter|video|food)"
                r"|, [a-z]*$",
                after,
            )
        ):
            break
        found.append((noun.text, noun.end))
    return found


_HEADS = re.compile(
    r"(?:^[^a-z]|\b(?:editor|debugger|app|api|cli|browser|terminal|framework|library|db|database"
    r"|planner|bot|ide|keyboard|v?\d[\w.]*)$)"
)


def tool(noun: Noun, slot: Slot) -> bool:
    """A tool that is known, or something with a name of its own."""
    if is_tool(noun.text):
        return noun.proper or noun.determiner in ("", "a", "an")
    if not noun.proper or noun.determiner not in ("", "the") or not noun.text[0].isupper() or "'" in noun.text:
        return False
    last = noun.text.rsplit(" ", 1)[-1]
    return bool(_HEADS.search(last)) and not is_place(noun.text) and noun.text.lower() not in NAMES | WORDS["language"]


def tool_known(noun: Noun, slot: Slot) -> bool:
    return is_tool(noun.text) and (noun.proper or noun.determiner == "")


def part(noun: Noun, slot: Slot) -> bool:
    return (
        is_tool(noun.text)
        or noun.proper
        or (
            bool(
                re.search(
                    r"\b(?:service|api|library|database|queue|server|backend|plugin|module|broker|gateway|cluster)$",
                    noun.text,
                )
            )
            and noun.determiner in ("the", "our", "a")
        )
    )


_SERVICE = re.compile(
    r"(?:[\w-]+[- ])?(?:service|api|svc|gateway|worker|server|db|core|ledger|database|queue|broker|cluster|cache"
    r"|store"
    r"|proxy|backend|frontend|scheduler|library|plugin|module|indexer|importer)$",
    re.IGNORECASE,
)


def service_like(words: str) -> bool:
    """Whether words name a part of a system: "billing service", "ledger-core"."""
    return _SERVICE.match(words) is not None


def services(slot: Slot) -> list[Filler]:
    """What a system needs: tools by name, and parts of the same project."""
    return _services(slot, known=False)


def services_known(slot: Slot) -> list[Filler]:
    return _services(slot, known=True)


def _services(slot: Slot, *, known: bool) -> list[Filler]:
    found: list[Filler] = []
    for noun in noun_phrases(slot.text)[0]:
        plain = is_tool(noun.text)
        own = service_like(noun.text) and (noun.determiner in ("the", "our", "a") or "-" in noun.text)
        if vague(noun) or not (plain or own or (noun.proper and not known and not is_place(noun.text))):
            break
        kind = EntityType.PROJECT if own and not plain else EntityType.TOOL
        found.append((Named(name=noun.text, type=kind), noun.end))
    return found


_MACHINE = re.compile(
    r"(?:.* )?(?:vps|raspberry pi|pi|nas|server|droplet|cluster|box|vm|virtual machine|mac mini|laptop|mainframe"
    r"|instance|nodes?|machine|rack)$",
    re.IGNORECASE,
)


_UNDER = re.compile(r" (?:under|behind|beside|below) (?:[A-Z]\w+['’]s|the|my|our) [a-z]+")


def hosts(slot: Slot) -> list[Filler]:
    """What something runs on: a service or a platform by name, or a machine."""
    noun = noun_phrase(slot.text)
    if noun is None or vague(noun):
        return []
    if is_tool(noun.text) and (noun.proper or not noun.determiner):
        return [(Named(name=noun.text, type=EntityType.TOOL), noun.end)]
    machine = _MACHINE.fullmatch(noun.text) and noun.determiner in ("a", "an", "the", "our", "my")
    where = _UNDER.match(slot.text, noun.end)
    end = where.end() if where else noun.end
    return [(Named(name=noun.text + slot.text[noun.end : end], type=EntityType.OTHER), end)] if machine else []


def priced(slot: Slot) -> list[Filler]:
    """ "The new bike was 800 euros": the price of a thing that people own, or of what is paid again and again."""
    found = money(slot)
    lasting = found and re.search(r"(?:/|a |an |per |each )\s?[a-z]+$", str(found[0][0]))
    return found if lasting or _thing(slot.frame.subject) else []


_NAME_OF = re.compile(
    r"(?:(?:a|an|my|our|this|some|the) )?(?:[\w'’|-]+ ){0,6}?(?:called|named"
    r"|titled) [\"“'‘]?(?P<name>(?:[A-Z0-9][\w'’.-]*)(?: (?:of |the |and |& )?[A-Z0-9][\w'’.-]*)*|\w+)"
)


_WORKS = re.compile(r"[\w-]+ (?:program|app|tool|website|plugin|library|game|station|robot|bot)$")


def _own_work(noun: Noun, slot: Slot) -> bool:
    """Whether a thing without a name was made by somebody, and is done: "I wrote the timetable program in 1993"."""
    return slot.frame.tense is Tense.PAST and slot.frame.verb in ("write", "build") and bool(_WORKS.match(noun.text))


def made(slot: Slot) -> list[Filler]:
    match = _NAME_OF.match(slot.text)
    if match:
        return [(Named(name=match["name"].strip(".'’"), type=EntityType.PROJECT), match.end())]
    noun = noun_phrase(slot.text)
    if noun and re.search(r"['’]s (?:\w+ )?(?:website|site|app|bot|game|library|tool|plugin)$", noun.text):
        return [(Named(name=noun.text, type=EntityType.PROJECT), noun.end)]
    if noun and noun.determiner in ("a", "an", "the", "my", "our") and _own_work(noun, slot):
        return [(Named(name=noun.text, type=EntityType.PROJECT), noun.end)]
    fits = (
        noun
        and noun.text[0].isupper()
        and noun.determiner in ("", "the")
        and not is_place(noun.text)
        and noun.text.lower() not in NAMES
        and noun.text.lower() not in WORDS["language"]
    )
    if (
        not fits
        or noun is None
        or (slot.frame.verb in ("write", "make", "develop", "author", "start") and is_tool(noun.text))
    ):
        return []
    kind = (
        EntityType.ORGANIZATION
        if slot.frame.verb in ("found", "cofound", "co-found", "cofounder")
        else EntityType.PROJECT
    )
    return [(Named(name=noun.text, type=kind), noun.end)]


def whole(noun: Noun, slot: Slot) -> bool:
    return (noun.proper and noun.text[0].isupper()) or bool(
        re.search(
            r" (?:platform|suite|project|stack|pipeline"
            r"|monorepo|system|product)$",
            noun.text,
        )
    )


_MONEY = re.compile(
    r"(?:about |around |roughly |nearly |almost |over |only |just |like |me "
    r"|us )*((?:[$€£¥]\s?\d[\d.,]*\d?k?m?|\d[\d.,]*\s?(?:k|m|million|thousand|grand)?\s?(?:euros?|eur|dollars?|usd"
    r"|bucks|pounds?|gbp|quid|francs?|chf|yen|kr(?:onor|oner)?|sek|nok|dkk|zł|złoty|rupees|reais|cents?"
    r"|[€$£]))(?:\s?(?:/|a |an |per |each )\s?(?:month|mo|year|yr|week|day|hour|person|seat|user|head|night|piece"
    r"|kilo|kg|litre|liter|gram)?)?)",
    re.IGNORECASE,
)


def money(slot: Slot) -> list[Filler]:
    match = _MONEY.match(slot.text)
    return [(match[1].strip().rstrip(".,"), match.end())] if match else []


_STATES = "|".join(sorted(map(re.escape, WORDS["status"]), key=len, reverse=True))
_STATUS = re.compile(
    rf"(?:now |currently |still |finally |officially |already |back )*({_STATES})\b"
    r"(?! (?:to|with|of|for me|music|tv|in the|inside|serious))",
    re.IGNORECASE,
)


def status(slot: Slot) -> list[Filler]:
    match = _STATUS.match(slot.text)
    return [(match[1].lower(), match.end())] if match else []


_KIND_OF_THING = re.compile(
    r"\b(?:service|cli|tool|app|application|library|framework|platform|website|web ?site|site|bot|api|database"
    r"|server|script|plugin|package|module"
    r"|system|engine|compiler|parser|dashboard|game|startup|start-up|company|project|product|newsletter|podcast"
    r"|band|blog|magazine|restaurant|bakery"
    r"|shop|store|agency|consultancy|nonprofit|non-profit|ngo|charity|club|model|dataset|language|editor|client"
    r"|wrapper|daemon|worker|proxy|gateway"
    r"|extension|bank|school|university|town|village|city|suburb|neighbou?rhood|protocol|format|runtime|orm|sdk"
    r"|microservice|monorepo|repo|repository"
    r"|pipeline|crawler|scraper|linter|tracker|planner|scheduler|builder|generator|converter|manager|monitor"
    r"|store|cache|queue|broker|renderer|simulator"
    r"|emulator|interpreter|debugger|profiler|formatter|assistant|agent|chatbot|utility|program|prototype|fork|viewer|reader|recorder|calculator|calendar"
    r"|firm|studio|brand|label|cooperative|co-op"
    r"|event|festival|conference|drug|medication|breed|film|movie|book|novel|series|show|album|song|board game"
    r"|card game|hotel|museum|foundation|fund)$",
    re.IGNORECASE,
)


def what(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    if (
        noun is None
        or vague(noun)
        or last_word(noun.text)
        in (
            "mess",
            "pain",
            "joke",
            "nightmare",
            "dream",
            "disaster",
            "star",
            "genius",
            "hero",
            "beast",
            "delight",
            "gem",
            "must",
            "success",
            "failure",
            "lifesaver",
            "blast",
            "no-go",
            "winner",
            "blessing",
        )
    ):
        return []
    after = noun_phrase(slot.text, noun.end + 5) if slot.text.startswith(" for ", noun.end) else None
    tail = f" for {after.text}" if after and not after.determiner else ""
    if is_job(noun.text) or last_word(noun.text) in KIN or not _KIND_OF_THING.search(noun.text):
        return []
    return [(noun.text + tail, noun.end + len(tail))]


def gadget(noun: Noun, slot: Slot) -> bool:
    return _brand(noun.text) and noun.determiner in ("a", "an", "my", "")


def possession(words: str) -> bool:
    """Whether words name a thing that people own."""
    return _thing(words)
