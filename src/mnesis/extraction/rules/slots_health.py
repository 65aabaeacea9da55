"""Objects of health: allergies, conditions, medicines, diets."""

import re

from mnesis.extraction.rules.lexicon import WORDS
from mnesis.extraction.rules.nouns import Noun, noun_phrase
from mnesis.extraction.rules.slots import Filler, Slot, listed, vague

_JEST = re.compile(
    r"\b(?:meetings?|mondays?|work|working|mornings?|people|nonsense|bullshit|bs|drama|exercise"
    r"|stupidity|small talk|taxes|homework|commitment|fun|jira|excel|powerpoint|responsibility|chores|adulting"
    r"|deadlines?|change|cardio|housework|effort)\b",
    re.IGNORECASE,
)


def allergen(noun: Noun, slot: Slot) -> bool:
    return not _JEST.search(noun.text)


def allergy(slot: Slot) -> list[Filler]:
    match = re.match(
        r"(?:(?:mild|severe|bad|serious|slight|nasty|strong|terrible|new|life-threatening) )*"
        r"([\w-]+(?: [\w-]+)?) allergy\b",
        slot.text,
    )
    return (
        [(match[1], match.end())]
        if match and not _JEST.search(match[1]) and match[1].lower() not in ("bad", "severe", "new", "an", "food")
        else []
    )


condition = listed("condition")
_afflicted = listed("afflicted")
_ILLNESS = {
    "diabetic": "diabetes",
    "asthmatic": "asthma",
    "epileptic": "epilepsy",
    "anaemic": "anaemia",
    "dyslexic": "dyslexia",
}


def afflicted(slot: Slot) -> list[Filler]:
    """ "I'm type 1 diabetic": what somebody has."""
    found: list[Filler] = []
    for words, end in _afflicted(slot):
        *kind, last = str(words).split(" ")
        found.append((" ".join([*kind, _ILLNESS.get(last.lower(), last)]), end))
    return found


_DRUG = re.compile(
    r"(?:\w+ )?\w{3,}(?:statin|pril|sartan|olol|azole|idone|mycin|cillin|prazole|oxetine|triptan"
    r"|gliptin|gliflozin|mab|nib|vir|pam|lam|thyroxine|formin|parin|xaban|caine|dronate|olone|sone|phylline|tidine"
    r"|setron)\b",
    re.IGNORECASE,
)
_DOSE = re.compile(r"(?:\d+ ?(?:mg|mcg|µg|ml|units?) (?:of )?)?([A-Za-z][\w-]+)(?: \d+ ?(?:mg|mcg|µg))?")
_medicine_listed = listed("medication")


def ailment(slot: Slot) -> list[Filler]:
    known = condition(slot)
    if known:
        return known
    noun = noun_phrase(slot.text)
    return (
        [(noun.text, noun.end)]
        if noun
        and not vague(noun)
        and not _JEST.search(noun.text)
        and noun.determiner in ("", "a", "an")
        and len(noun.text.split()) <= 4
        else []
    )


def condition_sure(slot: Slot) -> list[Filler]:
    return [one for one in condition(slot) if str(one[0]).lower() in ("migraines", "migraine", "hay fever")]


def medicine(slot: Slot) -> list[Filler]:
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


_DIET = re.compile(
    rf"({'|'.join(sorted(map(re.escape, WORDS['diet']), key=len, reverse=True))})(?: diet"
    rf"| food)?\b(?! (?:restaurant|place|food truck|cake|burger|curry|recipe|cheese|option|pizza|friend|region|sea"
    rf"|cruise|food is|leather))",
    re.IGNORECASE,
)


def diet(slot: Slot) -> list[Filler]:
    match = _DIET.match(slot.text)
    if match is None or (match[1].lower() == "mediterranean" and "diet" not in match.group()):
        return []
    return [(match[1].lower(), match.end())]
