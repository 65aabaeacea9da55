"""Objects of work: employers, occupations, teams, projects."""

import re

from mnesis.extraction.rules.frames import Tense
from mnesis.extraction.rules.lexicon import NAMES, WORDS, among, bag, is_job, is_place, is_tool, last_word
from mnesis.extraction.rules.nouns import Noun, noun_phrase
from mnesis.extraction.rules.slots import Filler, Slot, named_like, of, vague
from mnesis.extraction.rules.slots_places import NOW
from mnesis.model import EntityType, Named


def company(noun: Noun, slot: Slot) -> bool:
    low = noun.text.lower()
    if low in ("firm", "company", "startup", "business", "place") and _TOLD_OF.match(slot.text, noun.end):
        return False
    if (
        noun.determiner in ("my", "our", "his", "her", "their", "your")
        or low in NAMES
        or low in WORDS["noncompany"]
        or last_word(low) in WORDS["noncompany"]
        or is_place(noun.text)
    ):
        return False
    return named_like(noun, slot) or (noun.determiner in ("a", "an", "the", "my", "this") and _institution(noun.text))


_TOLD_OF = re.compile(r",? (?:that|which|who|where)\b")


def _institution(words: str) -> bool:
    low = words.lower().split(" of ")[0]
    return among(low, "organization") or " ".join(low.split()[-2:]) in WORDS["organization"]


def company_proper(noun: Noun, slot: Slot) -> bool:
    if not (noun.proper and noun.text[0].isupper() and company(noun, slot)) or noun.determiner == "my":
        return False
    if re.match(r" (?:a|an|the|my|some|no|early)\b", slot.text[noun.end :]):
        return False
    firm = slot.frame.verb == "leave" or bool(re.search(r"\bas (?:a|an|the|their)\b", slot.text))
    return not among(noun.text, "group") and (firm or not is_tool(noun.text) or bool(slot.timed.whens))


def company_here(noun: Noun, slot: Slot) -> bool:
    """ "I'm at Globex now": a name, and words of now or of how long."""
    if slot.frame.tense is Tense.FORMER:
        return noun.proper and company(noun, slot)
    stays = (
        bool(NOW.search(slot.text, noun.end))
        or slot.timed.long
        or any(w.tie in ("since", "until", "till", "from") for w in slot.timed.whens)
    )
    also = re.match(r" (?:as|working|doing)\b", slot.text[noun.end :])
    return bool(stays or also) and noun.proper and noun.text.lower() not in NAMES and company(noun, slot)


def company_with(noun: Noun, slot: Slot) -> bool:
    """ "I'm with Globex": a name that ends the clause, or is said with words of now."""
    bare = not slot.text[noun.end :].strip(" .!|,") or slot.text[noun.end :].startswith(" as ")
    ours = noun.proper and not noun.determiner and noun.text.lower() not in NAMES and not is_tool(noun.text)
    return ours and company(noun, slot) and (bare or company_here(noun, slot))


def company_long(noun: Noun, slot: Slot) -> bool:
    lasting = slot.timed.long is not None or any(when.tie == "since" for when in slot.timed.whens)
    lasting = lasting or "ever since" in slot.text
    known = company_proper(noun, slot) or (noun.determiner == "the" and company(noun, slot))
    return lasting and known and slot.frame.tense is Tense.PERFECT


_TITLE = re.compile(
    r"(.*\b(?:ceo|cto|cfo|coo|cpo|president|chair|chairman|co-?founder|founder|owner|director|vp"
    r"|head)) of ((?:[A-Z][\w&.'’-]*)(?: (?:[A-Z&][\w.'’-]*))*)$",
    re.IGNORECASE,
)


def jobs(slot: Slot) -> list[Filler]:
    """An occupation; "CEO of Acme" ends before "of"."""
    found = of(_job)(slot)
    if (
        found
        and (titled := _TITLE.match(str(found[0][0])))
        and titled[2][0].isupper()
        and not titled[1].lower().endswith("head")
    ):
        return [(titled[1], found[0][1] - len(titled[2]) - 4)]
    return found


_UNARTICLED = re.compile(
    r"(?:(?:co-?)?head(?! over)|chief|ceo|cto|cfo|coo|cpo|vp|vice|director|lead|president|treasurer"
    r"|captain|chair\w*|freelance\w*|self-employed|unemployed|co-?founder|founder|senior|junior|mayor|secretary"
    r"|editor|principal|part-time|full-time|acting|deputy)\b",
    re.IGNORECASE,
)


def title(slot: Slot) -> list[Filler]:
    """An occupation that needs no article: "head of data"."""
    return jobs(slot) if _UNARTICLED.match(slot.text) else []


def _job(noun: Noun, slot: Slot) -> bool:
    joking = re.search(
        r"\ball (?:at once|in one|rolled)|\bfor my (?:kids|children|family|dog|cat|friends|parents)\b"
        r"|\bof (?:laundry|the house|my own|chaos|this (?!compan|firm|school|hotel|shop|town))\b"
        r"|\bat heart\b|^[\w -]+, the [\w -]+(?:,| and) ",
        slot.text,
    )
    return (
        not joking and is_job(noun.text) and noun.determiner not in ("her", "his", "their", "this", "that", "my", "our")
    )


def job_any(noun: Noun, slot: Slot) -> bool:
    return noun.determiner not in ("the", "my", "our") or is_job(noun.text)


def led(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    if (
        noun is None
        or vague(noun)
        or not (noun.determiner in ("a", "an", "the", "our", "my", "their", "this") or noun.proper)
    ):
        return []
    last = last_word(noun.text.split(" of ")[0])
    if last in ("marathon", "race", "relay", "half-marathon", "10k", "5k", "triathlon"):
        return []
    if last in WORDS["group"] or (last in WORDS["organization"] and slot.frame.verb != "run"):
        return [(Named(name=noun.text, type=EntityType.ORGANIZATION), noun.end)]
    if last in WORDS["organization"] or last in _LEDS:
        return [(noun.text, noun.end)]
    if noun.proper and not is_tool(noun.text) and not is_place(noun.text) and noun.text.lower() not in NAMES:
        return [(Named(name=noun.text, type=EntityType.PROJECT), noun.end)]
    return []


_LEDS = bag("""
    department division unit project projects workshop workshops guesthouse business store podcast blog
    newsletter program programme office migration rewrite redesign initiative course class classes account
    accounts section kitchen channel site branch region community meetup operations sales marketing product
    design engineering effort practice hostel b&b startup campaign expedition squads platform rollout launch
    campsite stall truck service community garden
    """)


def subject_taught(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    if (
        noun is None
        or vague(noun)
        or noun.determiner
        or last_word(noun.text)
        in ("myself", "rust", "kids", "children", "students", "classes", "grade", "school", "him", "her")
    ):
        return []
    return [(f"{noun.text} teacher", noun.end)]


def projects(slot: Slot) -> list[Filler]:
    """A project with what it is about: "documentary about ferries"."""
    found = of(_project, EntityType.PROJECT)(slot)
    about = re.match(r" (?:about|on) (?=[a-z])", slot.text[found[0][1] :]) if found else None
    noun = noun_phrase(slot.text, found[0][1] + about.end()) if about else None
    one = found[0][0] if found else None
    if noun and isinstance(one, Named) and not noun.determiner and about:
        return [(Named(name=f"{one.name}{about.group()}{noun.text}", type=EntityType.PROJECT), noun.end)]
    return found


def project_now(noun: Noun, slot: Slot) -> bool:
    """ "I'm on Skua now": a name that is neither tool nor place."""
    project = noun.text.startswith("Project ") and noun.text.rsplit(" ", 1)[-1][0].isupper()
    return (
        (project or bool(NOW.search(slot.text, noun.end)))
        and noun.proper
        and noun.text[0].isupper()
        and not noun.determiner
        and not is_tool(noun.text)
        and not is_place(noun.text)
        and noun.text.lower() not in NAMES
    )


def _project(noun: Noun, slot: Slot) -> bool:
    cued = re.search(
        r"\b(?:project|app|api|service|engine|library|platform|website|site|game|tool|compiler"
        r"|migration|rewrite|redesign|dashboard|pipeline|integration|plugin|sdk|documentary|film|movie|play|musical"
        r"|exhibition|comic|mod|backend|frontend|module|thesis|dissertation|novel|book|album|paper|prototype|system"
        r"|framework|bot|product)$",
        noun.text,
        re.IGNORECASE,
    )
    if (
        re.fullmatch(
            r"(?:\w+ )?(?:project|thing|book|game|app|script|paper|song|movie|film|story|website|design)",
            noun.text,
            re.IGNORECASE,
        )
        and not noun.proper
        and noun.determiner in ("a", "an")
    ) or re.search(r"\b(?:pull request|pr|issue|ticket|bug|error|question|essay|homework)\b", noun.text, re.IGNORECASE):
        return False
    named = noun.proper and noun.text.lower() not in NAMES and not is_place(noun.text) and not noun.text.isupper()
    return bool(named or (cued and noun.determiner in ("a", "an", "the", "our", "my", "their")))
