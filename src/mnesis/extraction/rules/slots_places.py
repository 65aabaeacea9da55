"""Objects that are places: where somebody lives, moves or travels."""

import re

from mnesis.extraction.rules.frames import Tense
from mnesis.extraction.rules.lexicon import NAMES, is_place, is_tool
from mnesis.extraction.rules.nouns import Noun
from mnesis.extraction.rules.slots import Accept, Filler, Kind, Slot, named_like, of
from mnesis.extraction.rules.slots_deeds import eventful
from mnesis.model import EntityType, Named

_NO_PLACE = re.compile(
    r"^(?:mid|late|early|the )?(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december|monday|english|french|spanish|german)\b",
    re.IGNORECASE,
)
NOW = re.compile(
    r"\b(?:now|these days|currently|at the moment|atm|nowadays|right now|for good|since|permanently"
    r"|full[- ]time)\b",
    re.IGNORECASE,
)
_REGION = re.compile(
    r",\s+((?:[A-Z][\w.'’-]+ ?){1,3})(?=[,.!?;)]|\s+(?:and|but|now|with|since|for|as|where|in)\b"
    r"|\s*\||\s*$)"
)
_ADDRESS = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|lane|straat|straße|strasse|platz|square|district"
    r"|neighbou?rhood|village|valley|island|county|borough)$",
    re.IGNORECASE,
)


def place(noun: Noun, slot: Slot) -> bool:
    if _NO_PLACE.match(noun.text) or (noun.text.lower() in NAMES and not is_place(noun.text)):
        return False
    known = is_place(noun.text) or is_place(f"the {noun.text}")
    if is_tool(noun.text) and not known:
        return False
    return known or (named_like(noun, slot) and noun.determiner in ("", "the") and "'s" not in noun.text)


def places(accept: Accept) -> Kind:
    """A place; "Portland, Oregon" as one."""
    plain = of(accept, EntityType.LOCATION)

    def read(slot: Slot) -> list[Filler]:
        found = plain(slot)
        first, end = found[0] if len(found) == 1 else ("", 0)
        if not isinstance(first, Named):
            return found
        region = _REGION.match(slot.text, end)
        if region is None or not is_place(region[1].strip()) or slot.several:
            return found
        return [(Named(name=first.name, type=EntityType.LOCATION), region.end(1))]

    return read


def here(noun: Noun, slot: Slot) -> bool:
    """ "I'm in Oslo now": a place that words of now tell from a visit."""
    lasting = slot.timed.long is not None or any(
        when.tie in ("since", "ever since", "until", "till", "up until") for when in slot.timed.whens
    )
    staying = bool(NOW.search(slot.text, noun.end)) or bool(NOW.search(slot.timed.text))
    return (staying or lasting) and slot.frame.tense is not Tense.PAST and place(noun, slot)


def _known_place(noun: Noun, slot: Slot) -> bool:
    return is_place(noun.text) or is_place(f"the {noun.text}")


def leaving(noun: Noun, slot: Slot) -> bool:
    later = slot.frame.tense in (Tense.GOING, Tense.FUTURE, Tense.PRESENT)
    told = any(later or not when.is_day for when in slot.timed.whens)
    return told and _known_place(noun, slot)


def travelled(noun: Noun, slot: Slot) -> bool:
    """A place for a visit: a known one, or a name where days are told."""
    if not noun.proper or noun.determiner not in ("", "the") or eventful(noun, slot) or noun.text.lower() in NAMES:
        return _known_place(noun, slot)
    return _known_place(noun, slot) or (slot.frame.verb in ("visit", "tour", "travel", "fly") and "'s" not in noun.text)


def settled(noun: Noun, slot: Slot) -> bool:
    """ "We're staying in Jena": for good, no days being told."""
    return (
        slot.frame.tense in (Tense.GOING, Tense.PRESENT)
        and not slot.timed.whens
        and not slot.timed.long
        and place(noun, slot)
    )


def trip(noun: Noun, slot: Slot) -> bool:
    """ "We were in Kyoto in April": a place, and a stretch of days that is over."""
    return bool(slot.timed.whens) and not slot.timed.long and _known_place(noun, slot)


def home(slot: Slot) -> list[Filler]:
    match = re.match(r"((?:[A-ZÀ-Þ][\w'’-]*)(?: [A-ZÀ-Þ][\w'’-]*)*) (?:my |our )?home\b", slot.text)
    return [(Named(name=match[1], type=EntityType.LOCATION), match.end())] if match else []
