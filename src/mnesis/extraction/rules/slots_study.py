"""Objects of study and of groups: fields, schools, clubs."""

import re

from mnesis.extraction.rules.lexicon import WORDS, is_place, is_tool, last_word
from mnesis.extraction.rules.nouns import Noun
from mnesis.extraction.rules.slots import Filler, Slot


def field(noun: Noun, slot: Slot) -> bool:
    return (
        not noun.determiner
        and not is_place(noun.text)
        and last_word(noun.text) not in ("hard", "home", "abroad", "law school", "school", "lot", "night")
        and len(noun.text.split()) <= 4
    )


_SCHOOL = re.compile(
    r"\b(?:university|universit\w+|univ|uni|college|institute|school|academy|conservator\w+"
    r"|polytechnic|politecnico|tech|eth|mit|ucla|ucl|lse|eth|epfl|tu|ku|uva|nyu|hogeschool|hochschule|fachhochschule"
    r"|sciences po|sorbonne|oxford|cambridge|harvard|stanford|yale|princeton|berkeley|caltech|cornell|columbia|brown"
    r"|dartmouth|georgetown|purdue|rutgers|iit|ntu|nus|anu|unsw|eton|juilliard|parsons|bocconi|humboldt"
    r"|insead)\b",
    re.IGNORECASE,
)


def school(noun: Noun, slot: Slot) -> bool:
    if noun.text.lower() in WORDS["noncompany"]:
        return False
    return (
        noun.proper
        or (bool(_SCHOOL.search(noun.text)) and noun.determiner in ("a", "an", "the"))
        or (slot.shouts and not noun.determiner)
    )


def school_sure(noun: Noun, slot: Slot) -> bool:
    return noun.proper and bool(_SCHOOL.search(noun.text))


def student(slot: Slot) -> list[Filler]:
    """ "law student": what is studied."""
    match = re.match(r"((?:[a-zA-Z]+ ){1,2})(?:student|undergrad|major)\b", slot.text)
    if match is None or match[1].split()[0].lower() in (
        "good",
        "bad",
        "former",
        "poor",
        "straight-a",
        "lifelong",
        "high",
        "exchange",
        "college",
        "university",
        "the",
        "an",
    ):
        return []
    return [(match[1].strip(), match.end())]


_DEGREE = re.compile(
    r"((?:[a-zA-Z]+ ){1,2})(?:degree|masters?|master['’]s|msc|ma|bsc|ba|mba|bachelors?|bachelor['’]s|ph\.?d\.?"
    r"|doctorate|diploma|course|apprenticeship)\b",
    re.IGNORECASE,
)


def degree_field(slot: Slot) -> list[Filler]:
    """ "nursing degree": what is studied."""
    match = _DEGREE.match(slot.text)
    return [(match[1].strip(), match.end())] if match else []


def learnt(noun: Noun, slot: Slot) -> bool:
    low = noun.text.lower()
    return not noun.determiner and (low in WORDS["language"] or is_tool(low) or low.endswith("sign language"))


def group(noun: Noun, slot: Slot) -> bool:
    return last_word(noun.text.split(" of ")[0]) in WORDS["group"] or (
        noun.text.split(" ")[0].lower() in ("team",) and noun.proper
    )


def group_any(noun: Noun, slot: Slot) -> bool:
    return group(noun, slot) or noun.proper
