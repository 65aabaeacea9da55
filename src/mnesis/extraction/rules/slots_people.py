"""Objects that say who somebody is: ages, days, nationalities, names."""

import re

from mnesis.extraction.rules.frames import Tense
from mnesis.extraction.rules.kin import is_name
from mnesis.extraction.rules.lexicon import NAMES, WORDS, is_place, is_tool
from mnesis.extraction.rules.nouns import Noun
from mnesis.extraction.rules.slots import NUMBERS, Filler, Slot

_AGE = re.compile(
    r"(?:now |about |only |just |almost )?(?:(?P<digits>\d{1,3})"
    r"|(?P<word>[a-z]+)(?:[- ](?P<one>[a-z]+))?)\b(?P<unit>[ -]years?[ -]olds?|[ -]year[ -]old|[ -]?yo\b| y/o"
    r"| yrs old| months? old| weeks? old| years(?=\W*$|[.,!]))?(?P<rest>.*)",
    re.IGNORECASE,
)
_AGE_ENDS = re.compile(
    r"\W*(?:$|[.,!;)|]|and\b|but\b|now\b|already\b|this\b|today\b|with\b|years? young|in\b"
    r"|next\b|on\b|last\b|yesterday|so\b|as\b|not\b|from\b|btw\b|lol\b|soon)",
    re.IGNORECASE,
)


def _count(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"])
    tens, one = NUMBERS.get(match["word"].lower(), ""), NUMBERS.get((match["one"] or "").lower(), "0")
    return int(tens) + (int(one) if tens and int(tens) >= 20 and 0 < int(one) < 10 else 0) if tens else -1


def age(slot: Slot) -> list[Filler]:
    match = _AGE.match(slot.text)
    if match is None or (match["word"] or "").lower() == "one":
        return []
    unit = match["unit"] or ""
    if "month" in unit or "week" in unit:
        return []
    age = _count(match)
    bare = (
        match["rest"]
        if match["unit"] or not match["one"] or match["one"].lower() in NUMBERS
        else " " + match["one"] + match["rest"]
    )
    ends = (bool(_AGE_ENDS.match(bare)) and not bare.startswith((":", "%", "."))) or bare in ("", ".")
    return [(str(age), len(slot.text) - len(bare))] if 0 < age < 121 and (unit or ends) else []


_DATE = re.compile(
    r"(?:on )?(?:the )?(?P<said>\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z][a-z]{2,8}(?:,? \d{4})?"
    r"|[A-Z][a-z]{2,8} (?:the )?\d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)",
    re.IGNORECASE,
)


def date_said(text: str) -> str | None:
    """A day as it is said, ordinals plain: "the 3rd of May" is "3 May"."""
    match = _DATE.match(text)
    if match is None:
        return None
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\b(?:of|the) |,", "", match["said"])


def nationality(slot: Slot) -> list[Filler]:
    match = re.match(r"(?:originally |actually |half |part |a |an )?((?:[A-Z]\w+|[a-z]+)(?: [A-Z]?\w+)?)", slot.text)
    for words in (match[1], match[1].split()[0]) if match else ():
        if words.lower() in WORDS["nationality"] and "half" not in slot.text[:8]:
            after = slot.text[match.start(1) + len(words) :] if match else ""
            if not re.match(
                r"\W*(?:$|[.,!|;)(]|and\b|but\b|by\b|so\b|living|born|from|with|who|as\b|too\b"
                r"|citizen|person|guy|woman|man\b|girl)",
                after,
            ):
                continue
            return [(words, len(slot.text) - len(after))]
    return []


def language(noun: Noun, slot: Slot) -> bool:
    known = noun.text.lower() in WORDS["language"] - {"a bit", "some"}
    return known or (slot.frame.verb == "speak" and _TONGUE.fullmatch(noun.text) is not None)


_TONGUE = re.compile(r"[A-Z][a-z]{2,}(?:ish|ese|ian)|(?:West|East|South|North|Swiss|Low|Old) [A-Z][a-z]+")


_HEART = re.compile(
    r"(widower|widow|single|married|divorced|engaged|widowed|newly single|recently divorced"
    r"|happily married|separated)\b(?! (?:to|room|in|with|use|page|file|point|source|mother|mom|dad|parent"
    r"|\w+er\b)|-)",
    re.IGNORECASE,
)


def heart(slot: Slot) -> list[Filler]:
    match = _HEART.match(slot.text)
    if match is None or "separated" in match[1].lower():
        return []
    said = match[1].lower().split()[-1]
    return [("widowed" if said.startswith("widow") else said, match.end())]


def hitched(slot: Slot) -> list[Filler]:
    match = re.match(r"(?:be|get)? ?(married|engaged|divorced|hitched)\b", slot.frame.rest, re.IGNORECASE)
    if match is None or slot.frame.tense in (Tense.FUTURE, Tense.GOING):
        return []
    return [(match[1].lower().replace("hitched", "married"), 0)]


def _person(noun: Noun, slot: Slot) -> bool:
    low = noun.text.lower()
    if low in NAMES:
        return True
    return (
        noun.proper
        and not noun.determiner
        and is_name(noun.text)
        and not is_place(noun.text)
        and not is_tool(noun.text)
        and noun.text[0].isupper()
        and "'s" not in noun.text
    )


def anybody(noun: Noun, slot: Slot) -> bool:
    return _person(noun, slot) and len(noun.text.split()) <= 3


def born(slot: Slot) -> list[Filler]:
    """The day somebody was born on, as it is said."""
    days = [day for when in slot.timed.whens if when.is_day and (day := date_said(when.words))]
    return [(days[0], len(slot.text))] if days else []


def date(slot: Slot) -> list[Filler]:
    day = date_said(slot.frame.rest or slot.text)
    return [(day, len(slot.text))] if day else []
