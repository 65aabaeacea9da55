"""Whether a value said alone may stand in the place of one said before: "No, Bergen" for Oslo, "oops, 34" for 33."""

import re

from mnesis.extraction.rules.lexicon import NAMES, NOT_NAMES, WORDS, is_job, is_place
from mnesis.extraction.rules.nouns import Noun, noun_phrase
from mnesis.extraction.rules.slots_people import date_said
from mnesis.model import Claim, EntityType, Named

_AGE = re.compile(r"\d{1,3}(?: years old)?")
_NTH = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)")
_STATUS = frozenset(("single", "married", "divorced", "engaged", "widowed"))
_AFTER = re.compile(r" (?:actually|really|instead|then|of course|please|sorry|i mean)$", re.IGNORECASE)


def bare(words: str) -> str:
    """A value without "actually" and the like after it."""
    return _AFTER.sub("", words.strip())


def suits(claim: Claim, right: str) -> bool:
    """Whether `right`, all of it, is a value of the kind that the claim has."""
    if claim.predicate == "age":
        return _AGE.fullmatch(right) is not None
    if claim.predicate == "birthday":
        return birthday(str(claim.object), right) != ""
    noun = noun_phrase(right)
    if noun is None or noun.end < len(right) or noun.text.lower() in NOT_NAMES - WORDS["nationality"]:
        return False
    if isinstance(claim.object, Named):
        return _named(claim.object.type, noun)
    plain = {"role": is_job(noun.text), "relationship_status": noun.text.lower() in _STATUS}
    return plain.get(claim.predicate, False) or (
        claim.predicate == "nationality" and noun.text.lower() in WORDS["nationality"]
    )


def _named(kind: EntityType, noun: Noun) -> bool:
    if kind is EntityType.LOCATION:
        return is_place(noun.text)
    written = noun.proper and noun.text[0].isupper() and not noun.determiner
    return kind is EntityType.ORGANIZATION and written and not is_place(noun.text) and noun.text.lower() not in NAMES


def birthday(wrong: str, right: str) -> str:
    """The day that is right: said whole, or only its number; "" where it is no day."""
    number = _NTH.fullmatch(right)
    if number:
        return re.sub(r"\b\d{1,2}\b", number[1], wrong, count=1)
    return date_said(right) or ""
