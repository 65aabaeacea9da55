"""Objects of taste: what people like, and what they do for pleasure."""

import re

from mnesis.extraction.rules.frames import Tense
from mnesis.extraction.rules.lexicon import NAMES, WORDS, bag, last_word
from mnesis.extraction.rules.nouns import Noun, noun_phrase
from mnesis.extraction.rules.slots import Filler, Slot, of

_TASTELESS = bag("""
    you him her them me us your my idea feeling thought fact way weekend job look sound kid kids wife husband
    mom mum dad family brother sister son daughter bf gf boyfriend girlfriend partner answer response suggestion
    version work code option approach plan question design ones reply design result results draft output
    proposal tone sure
    """)
_CLAUSAL = re.compile(
    r"(?:it|that|this|how|when|what|the way|the fact|the idea|to hear|you|him|her|them|me|us"
    r"|myself|where|who|if)\b",
    re.IGNORECASE,
)


_KNOWN_TO_ALL = bag("""
    ocean sea beach outdoors mountains countryside rain snow cold heat sun summer winter gym theatre theater
    opera cinema violin piano guitar cello forest woods desert city
    """)
_IDLE_DOING = re.compile(
    r"(?:be|hav|see|gett|mak|hold|shar|learn|help|find|work|talk|tak|do|go|bring|know|meet|giv|look|break|com|us"
    r"|tell|hear|try|keep|feel"
    r"|spend|say|ask|show|think|putt|sitt|liv|connect|interact|watching (?:them|him|her|it|you)|prepp"
    r"|exploring new ways|discover"
    r"|challeng|experiment|support|inspir|express|creat|grow|improv|combin)ing\b"
)


_OF_SOMETHING = re.compile(r" (?:my|the|a|an|our|his|her|this|that|some|them|him|it|all)\b")


def _doing(noun: Noun, slot: Slot) -> bool:
    """Whether a gerund names a pastime by itself ("hiking", "baking bread"), not a passing joy ("seeing them win")."""
    low = noun.text.lower()
    if _IDLE_DOING.match(low) or _OF_SOMETHING.match(slot.text, noun.end):
        return False
    if " " in low or low in WORDS["activity"]:
        return True
    return (
        re.match(
            r"\W*(?:$|[.,!|;]|and\b|or\b|but\b|so\b|a lot|too\b|these|every|in the\b|at\b|lately"
            r"|with my\b)",
            slot.text[noun.end :],
        )
        is not None
    )


_LAYOUT = bag("points bullets tables lists headings paragraphs prose markdown answers replies summaries")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?(?: \w+)?", re.IGNORECASE)


def taste(noun: Noun, slot: Slot) -> bool:
    if noun.text.lower() in NAMES or (slot.frame.verb == "prefer" and last_word(noun.text) in _LAYOUT):
        return False
    if _CLAUSAL.match(slot.text) or noun.determiner in (
        "this",
        "that",
        "your",
        "his",
        "her",
        "their",
        "our",
        "these",
        "those",
        "its",
        "such",
    ):
        return False
    if (
        noun.determiner == "the"
        and not noun.text[0].isupper()
        and noun.text.lower() not in _KNOWN_TO_ALL
        and not noun.text.startswith(("smell of", "sound of", "taste of", "sight of"))
    ):
        return False
    if re.match(r"[a-z]+ing\b", noun.text) and not _doing(noun, slot):
        return False
    if noun.determiner in ("my", "a", "an") and (
        noun.determiner == "my" or slot.frame.verb not in ("like", "love", "enjoy")
    ):
        return False
    return (
        last_word(noun.text) not in _TASTELESS
        and not _WEEKDAY.fullmatch(noun.text)
        and not noun.text.lower().startswith(
            ("being ", "having ", "seeing ", "hearing ", "getting ", "working with you")
        )
    )


def activity(slot: Slot) -> list[Filler]:
    match = re.match(r"(?:just |really )?([a-z]+)\b(.*)", slot.text)
    if match is None or match[1] in (
        "be",
        "help",
        "take",
        "give",
        "find",
        "try",
        "share",
        "show",
        "work",
        "talk",
        "look",
        "go",
        "let",
        "spend",
        "tell",
        "ask",
        "learn",
        "have",
        "see",
        "hear",
        "get",
        "think",
        "know",
        "say",
        "admit",
        "do",
        "make",
        "keep",
        "use",
    ):
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


def played(noun: Noun, slot: Slot) -> bool:
    """An instrument or a game; once on a day is no hobby."""
    if slot.frame.tense is Tense.PAST and slot.frame.verb == "play" and any(one.is_day for one in slot.timed.whens):
        return False
    low = noun.text.lower()
    known = any(form in _PLAYED for form in (low, last_word(low), " ".join(low.split()[-2:])))
    return (
        known
        and (noun.determiner in ("", "the", "some") or slot.frame.verb == "quit")
        and low not in ("go", "pool party")
    )


def collected(slot: Slot) -> list[Filler]:
    """ "I collect stamps": what is done with them is the pastime."""
    noun = noun_phrase(slot.text)
    fits = noun and not noun.determiner and noun.text.islower() and noun.text.endswith("s")
    return [(f"collecting {noun.text}", noun.end)] if noun and fits else []


_OF_ONE_THING = re.compile(r"\s*[\"“'‘]|\s+(?:the|an?|my|your|his|her|our|their|this|that|about)\b", re.IGNORECASE)


def pastime(noun: Noun, slot: Slot) -> bool:
    """An activity by itself: not what is done to one thing, nor what was done on one day."""
    low = noun.text.lower()
    told = slot.frame.tense in (Tense.PAST, Tense.PERFECT) and slot.frame.verb not in ("start", "begin", "take", "give")
    if _OF_ONE_THING.match(slot.text, noun.end) or (told and any(one.tie == "on" for one in slot.timed.whens)):
        return False
    if _OF_SOMETHING.match(slot.text, noun.end):
        return False
    return noun.determiner in ("", "my", "some") and (
        low in WORDS["activity"]
        or " ".join(low.split()[-2:]) in WORDS["activity"]
        or last_word(low) in WORDS["activity"]
    )


_HABIT = re.compile(
    r"\b(?:every|each|on (?:week|sun|mon|tues|wednes|thurs|fri|satur)\w+|once|twice|\w+ times"
    r"|a lot|daily|weekly|regularly|in my (?:spare|free) time|most \w+|weekends?|for fun|as a hobby"
    r"|now)\b",
    re.IGNORECASE,
)


_HABITUAL = bag("""
    knit paint swim surf sketch crochet sew ski sculpt snowboard kayak boulder skate
    """)


def bare(slot: Slot) -> list[Filler]:
    """ "I swim twice a week": the verb itself, where the words say that it is a habit."""
    often = slot.frame.verb in _HABITUAL or _HABIT.search(slot.frame.rest) or _HABIT.search(slot.timed.text)
    lasting = slot.frame.tense is Tense.PERFECT and (slot.timed.long or slot.timed.whens)
    plain = slot.frame.tense in (Tense.PRESENT, Tense.FORMER)
    if not (lasting or (often and plain)) or noun_phrase(slot.text):
        return []
    return [(gerund(slot.frame.verb), 0)]


def pastime_habit(slot: Slot) -> list[Filler]:
    return of(pastime)(slot) if slot.frame.tense in (Tense.FORMER, Tense.PRESENT) else []
