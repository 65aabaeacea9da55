"""Objects that are deeds and events: plans, choices, what is attended."""

import re

from mnesis.extraction.rules.frames import Tense
from mnesis.extraction.rules.lexicon import bag, is_tool
from mnesis.extraction.rules.nouns import Noun, noun_phrase
from mnesis.extraction.rules.slots import Filler, Slot, vague
from mnesis.extraction.rules.slots_study import school_sure
from mnesis.extraction.rules.verbs import FORMS

_DEED_ENDS = re.compile(
    r"\s*(?:,(?!\d)|[;:()|!?]|\.(?=\s|$)|\s[-–—]\s|\b(?:because|so that|since|if|unless|but|which"
    r"|although|though|when|while|and (?:then|I|we|he|she|my|the|it|rent|see|maybe|hopefully|buy|move|take|get"
    r"|finally|go|not)|so (?:I|we|that)|as soon|once (?:i|we)|before (?:i|we|the)|after (?:i|we|the)|until|then"
    r"|instead|lol|haha|this time|hopefully)\b)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\s+(?:in|on|at|for|by|from|until|till|during|around|about|this|next|the|soon|together"
    r"|now|then|too|again|and|later|in the end|early|late|to|of|early in|back|starting))+$",
    re.IGNORECASE,
)
_IDLE = bag("""
    be have see need try guess say think ask tell let keep check look make sure know want just not hear sleep
    wait die cry miss bed lunch work love like regret hate sound feel assume stop give chat show find relax rest
    sit eat drink talk call stay return use put end start continue focus enjoy spend turn fix test debug update
    read write add remove explain share grab pick drop
    """)


def _deed_text(text: str) -> str:
    end = _DEED_ENDS.search(text)
    words = text[: end.start()] if end else text
    return _TRAILING.sub("", words.strip().rstrip(".!")).strip()


_WHOLE_DEEDS = bag("retire emigrate graduate resign relocate propose remarry marry divorce downsize")


def deed(slot: Slot) -> list[Filler]:
    """A verb phrase: "run a marathon"; a gerund after "on" as its verb is not undone."""
    text, *more = slot.text.split(" and to ")
    if slot.frame.verb == "decide" and slot.timed.whens:
        text = text.replace("|", slot.timed.whens[-1].words, 1)
    words = _deed_text(text)
    first = words.split(" ")[0].lower()
    if first.endswith("ing") and slot.frame.verb in ("plan", "aim") and (known := FORMS.get(first)):
        first, words = known.verb, known.verb + words[len(first) :]
    idle = slot.frame.verb == "going to" and first in _IDLE
    alone = len(words.split()) < 2 and words.lower() not in _WHOLE_DEEDS
    if alone or idle or not first.isalpha() or len(words.split()) > 14:
        return []
    if slot.frame.verb == "decide" and slot.frame.tense not in (Tense.PAST, Tense.PERFECT):
        return []
    if (
        re.search(r"\b(?:it|this|that|these|those|them|you|your)\b", words)
        or first.endswith("ing")
        or first in ("a", "an", "the", "only", "my", "our")
    ):
        return []
    if slot.frame.verb == "going to" and re.match(r"(?:give|show|tell|ask|let|send) you\b", words):
        return []
    return [(words, len(slot.text)), *((_deed_text(one), len(slot.text)) for one in more)]


def deed_soon(slot: Slot) -> list[Filler]:
    """ "We're flying to Oslo on Friday": a deed going on only in the words, with its day to come."""
    dated = [when for when in slot.timed.whens if when.tie not in ("since", "until")]
    if slot.frame.tense not in (Tense.GOING, Tense.FUTURE, Tense.PRESENT) or not dated:
        return []
    if slot.frame.tense is Tense.PRESENT and (
        slot.frame.verb not in ("fly", "leave", "travel", "get") or dated[0].tie != "on"
    ):
        return []
    words = _deed_text(slot.text)
    begins = slot.frame.verb in ("start", "begin", "get", "go")
    idle = words.startswith("|") or (begins and re.match(r"(?:to|ready|off|with|\w+ing)\b", words))
    return [(f"{slot.frame.verb} {words}", len(slot.text))] if words and not idle else []


def choice(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    if (
        noun is None
        or vague(noun)
        or noun.determiner in ("this", "that")
        or slot.frame.tense in (Tense.GOING, Tense.FUTURE)
    ):
        return []
    words = re.sub(r"^(?:a|an|the|my|our) ", "", _deed_text(slot.text))
    return [(words, len(slot.text))] if words and not words.lower().startswith("one") else []


def going_with(slot: Slot) -> list[Filler]:
    """ "We're going with Stripe": a tool that was chosen."""
    noun = noun_phrase(slot.text)
    words = _deed_text(slot.text)
    return [(f"go with {words}", len(slot.text))] if noun and is_tool(noun.text) else []


def choice_tool(slot: Slot) -> list[Filler]:
    return choice(slot) if (noun := noun_phrase(slot.text)) and is_tool(noun.text) else []


def signed(slot: Slot) -> list[Filler]:
    noun = noun_phrase(slot.text)
    return [(f"{'sign up for'} {noun.text}", noun.end)] if noun and not vague(noun) else []


def booked(slot: Slot) -> list[Filler]:
    match = re.match(
        r"(?:our |my |a |the |an )?((?:\w+ )?(?:flights?|trip|tickets?|cruise|holiday|week|cabin"
        r"|cottage)\b(?: (?:to|in|for|at) (?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*))",
        slot.text,
    )
    return [(match[1], match.end())] if match else []


_EVENTFUL = re.compile(
    r"(?:\w*con\b|\b(?:Euro|Py|Ruby|Rust|Kube|Dev|Java|Go|Web)[A-Z]\w+|\b\w+(?:JS|Days)\b|\b\w+(?:Con|Conf|Fest|Summit|Camp|Fair|Expo)\b|\b(?:conf|conference|festival"
    r"|concert|wedding|meetup|summit|expo|game|match|party|show|workshop|seminar|lecture|gig|fair|convention"
    r"|hackathon|retreat|offsite|reunion|opera|marathon|exhibition|premiere|graduation|funeral|christening|bootcamp"
    r"|symposium|congress|gala|biennale|web summit|fosdem|re:invent|ceremony|talk|match|play|ballet|carnival"
    r"|oktoberfest|course|class|webinar|training|baptism|birthday|launch|parade|rally|protest|tournament|race|ted"
    r"|tedx)\b)",
    re.IGNORECASE,
)


def eventful(noun: Noun, slot: Slot) -> bool:
    return _EVENTFUL.search(noun.text) is not None


def event(noun: Noun, slot: Slot) -> bool:
    return not school_sure(noun, slot) and (noun.proper or eventful(noun, slot))


def event_named(noun: Noun, slot: Slot) -> bool:
    named = noun.proper or noun.determiner in ("my", "our", "his", "her") or "'s" in noun.text
    return eventful(noun, slot) and named
