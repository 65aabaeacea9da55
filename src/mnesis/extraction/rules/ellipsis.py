"""Clauses that leave out what chat leaves out ("big fan of jazz"), made whole."""

import re

from mnesis.extraction.rules.lexicon import WORDS, is_job
from mnesis.extraction.rules.nouns import noun_phrase

_I_AM = re.compile(
    r"(?:(?:newly |happily |recently )(?:single|married|divorced|engaged|widowed)$|doing (?:my"
    r"|an?) (?:\w+ )?(?:ph\.?d|master"
    r"|bachelor|degree|apprenticeship|internship)|(?:a |still a |not a )?(?:(?:big|huge|massive|long-?time"
    r"|not a|bit of a) )*fan of\b|(?:newly |happily "
    r"|recently )?(?:single|married|divorced"
    r"|engaged|widowed) (?:again|now|since|for|as of|to)\b|back from\b|allergic to\b|(?:currently |now "
    r"|still )?based in\b"
    r"|(?:currently |now |still |presently )?(?:living|residing|working|studying) (?:in|at|for|as|on)\b"
    r"|studying (?:[\w]+ ){1,3}at\b|still (?:on|at|with) (?-i:[A-Z])|pairing with\b|teaching [\w]+ at\b"
    r"|originally from\b"
    r"|(?:currently|now|still) (?:building|learning|leading|maintaining|writing|using|taking|renting)\b"
    r"|fluent in\b"
    r"|(?:crazy|mad|nuts) about\b|obsessed with\b|really into\b|diagnosed with\b)",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"(?:my|our) (?:main |big |biggest |next |new year['’]?s |current )*(?:goal|plan|aim"
    r"|resolution)(?: for [\w ]{3,20}?| this (?:year|month|summer))?(?: is|['’]s) to ",
    re.IGNORECASE,
)
_I_WAS = re.compile(r"(?:born (?:and \w+ )?(?:in|on)|raised in)\b", re.IGNORECASE)
_HERE = re.compile(r"[\w -]{3,40}? (?:here|by trade|by day|by profession)\b", re.IGNORECASE)
_JOB = r"an? (?:[a-z][\w-]* ){0,3}?[a-z][\w-]*"
_AS_A = re.compile(
    rf"as (?P<job>{_JOB}),? (?=(?:I|we|my)\b)|(?:I )?speak(?:ing)? as (?P<spoken>{_JOB})(?:$|,? (?=(?:I|we|my)\b))",
    re.IGNORECASE,
)
_WISHED = re.compile(r"\b(?:want|would|should|need|could|can|used to)\b|['’]d\b", re.IGNORECASE)
_DIET = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(WORDS['diet'])))}) (?:here|since|for)\b", re.IGNORECASE)


def whole(text: str, *, opens: bool) -> str:
    """`text` with the "I'm" or "I was" that it leaves out; a clause that does not open its sentence lacks only "is"."""
    if _I_AM.match(text) or _DIET.match(text):
        return ("I'm " if opens else "is ") + text
    if goal := _GOAL.match(text):
        when = re.search(r" (?:for )?(this \w+|\d{4}|next \w+)", goal.group())
        return "I plan to " + text[goal.end() :].rstrip(".") + (f" {when[1]}" if when else "")
    stands = _AS_A.match(text)
    job = (stands["job"] or stands["spoken"]) if stands else ""
    if stands and is_job(job) and not _WISHED.search(text):
        return f"I work as {job} // {text[stands.end() :]}".rstrip(" /")
    if _I_WAS.match(text):
        return "I was " + text
    here = _HERE.match(text)
    noun = noun_phrase(text) if here else None
    return "I'm a " + text if noun and is_job(noun.text) else text
