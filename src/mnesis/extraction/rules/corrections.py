"""Setting right what was said before: "No, it's Ghent, not Gent", "I meant Thursday"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from mnesis.extraction.rules.cues import RIGHTING, words_of
from mnesis.extraction.rules.lexicon import is_place
from mnesis.extraction.rules.nouns import noun_phrase
from mnesis.extraction.rules.suiting import bare, birthday, suits
from mnesis.extraction.rules.times import timed
from mnesis.model import Claim, EntityType, Named, SourceType

_SIGNAL = re.compile(
    r"\b(?:no|nope|nah|not|actually|wrong|correction|i meant|i said|i mean|sorry|scratch that|make that|typo"
    r"|misheard|mistaken|mixed up|spelled|spelt|with (?:an?|one|two|no) \w|oops|close|almost)\b|^(?:it|that)['’]s\b",
    re.IGNORECASE,
)
_HEAD = (
    r"(?:(?:no|nope|nah|sorry|actually|wait|oops|wrong|correction|almost|close|not quite|well|um|er|haha|ha|ah|oh"
    r"|my bad|typo)\b[,.!:]* )*"
)
_IT_IS = (
    r"(?:(?:it|that|this|he|she|her name|his name|the name|my name|its name|make that|i said|i meant"
    r"|should be|it should be|make it)(?:['’]s| is| was|['’]d be)? |to |in |at |on |a |an |the )*"
)
_NOT_THAT = re.compile(
    rf"{_HEAD}{_IT_IS}(?P<right>(?:[^,;.!?]|[.](?=\w)){{1,60}}?)(?:,| -| –| —)? (?:and )?not (?:in |at |on |a "
    rf"|an |the |for |with )?(?P<wrong>[^,;.!?]{{1,50}})",
    re.IGNORECASE,
)
_NOT_FIRST = re.compile(
    rf"{_HEAD}not (?:in |at |on |a |an |the )?(?P<wrong>[^,;.!?]{{1,50}}?)(?:,| but|\."
    rf"| -) (?:but )?{_IT_IS}(?P<right>[^,;.!?]{{1,60}})",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:{_HEAD})(?P<it>{_IT_IS})(?P<right>[^,;.!?]{{1,60}})", re.IGNORECASE)
_PUT = re.compile(
    r"\b(?:(?:it|that)['’]s|make (?:that|it)|i (?:said|meant)|no,|no no|should be|nope,|nah,|sorry|oops|correction|typo"
    r"|actually|with (?:an?|one|two|no) \w|wrong|close[,!])",
    re.IGNORECASE,
)
_DENIED = re.compile(rf"(?=\w){_HEAD}", re.IGNORECASE)
_NTH = re.compile(r"(?:the )?\d{1,2}(?:st|nd|rd|th)")
_SAID = re.compile(r"(?:no,? )?i (?:said|meant)\b", re.IGNORECASE)
_FILLED = re.compile(
    r"(?:i|we|he|she|they|you|my|your|not|there|autocorrect|autocorrected|mixed|mistake|thanks|yes)\b", re.IGNORECASE
)
_LIKE = 0.6


def may_correct(text: str) -> bool:
    """Whether a text has a word of those that set right; others need not be held against what was said before."""
    said = text[:200]
    return not RIGHTING.isdisjoint(words_of(said)) and _SIGNAL.search(said) is not None


def corrections(text: str, before: Sequence[Claim], now: datetime) -> Iterator[Claim]:
    """The claims of the turns before that a text sets right, with the right object."""
    if not before or not may_correct(text):
        return
    done: set[str] = set()
    for match in (*_NOT_THAT.finditer(text), *_NOT_FIRST.finditer(text)):
        wrong, right = match["wrong"].strip(), match["right"].strip()
        for claim in before:
            if _same(_object(claim), wrong) and _object(claim) not in done:
                done.add(_object(claim))
                yield from _righted(claim, right, match.group(), now)
    parts = re.split(r"(?<=[.!?])\s+|, and |; ", text)[:3]
    for at, part in enumerate(parts):
        denied = at == 1 and _DENIED.fullmatch(parts[0] + " ")
        alone = _ALONE.match(part) if denied or _PUT.search(part) else None
        if alone:
            yield from _alone(alone["right"].strip(), part, [one for one in before if _object(one) not in done], now)


def _alone(right: str, quote: str, before: Sequence[Claim], now: datetime) -> Iterator[Claim]:
    """The right value by itself: what it resembles, or the only one of its kind."""
    noun = noun_phrase(right)
    if noun is None or _FILLED.match(right):
        return
    alike = [one for one in before if _object(one) != noun.text and _alike(_object(one), noun.text)]
    dated = [one for one in before if one.predicate in ("scheduled_for", "deadline")]
    place = is_place(noun.text) and not right.startswith(" and ", noun.end)
    placed = [one for one in before if one.predicate in ("located_in", "born_in")] if place else []
    day = timed(right, now, ahead=True).whens
    nth = _NTH.fullmatch(right) is not None
    right = bare(right)
    suiting = [one for one in before if _object(one) != right and suits(one, right)]
    if noun.proper and not alike and _SAID.match(quote):
        placed = [one for one in before if isinstance(one.object, Named) and one.object.type is EntityType.LOCATION]
    if alike:
        placed = suiting = []
    for group in (dated if nth or (day and day[0].is_day) else [], alike, placed, suiting):
        if len(group) == 1:
            yield from _righted(group[0], right, quote, now)
            return


def _righted(claim: Claim, right: str, quote: str, now: datetime) -> Iterator[Claim]:
    wrong = _object(claim)
    base = replace(
        claim, quote=quote, corrects=True, instead_of=wrong, source_type=SourceType.CORRECTED, confidence=1.0
    )
    if claim.predicate in ("scheduled_for", "deadline"):
        day = timed(right if re.search(r"\bon\b|^the", right) else f"on {right}", now, ahead=True).whens
        month = claim.valid_from or now
        number = re.fullmatch(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)", right)
        if number:
            yield _redated(base, f"{month:%Y-%m}-{int(number[1]):02d}")
        elif day:
            yield _redated(base, day[0].day)
        return
    if claim.predicate in ("birthday", "age"):
        plain = bare(right)
        said = birthday(wrong, plain) if claim.predicate == "birthday" else plain.removesuffix(" years old")
        if said and said != wrong and suits(claim, plain):
            yield replace(base, object=said)
        return
    noun = noun_phrase(re.sub(rf"^(?:and |but )?{_IT_IS}", "", right, flags=re.IGNORECASE))
    if noun and not _same(noun.text, wrong):
        value = replace(claim.object, name=noun.text) if isinstance(claim.object, Named) else noun.text
        yield replace(base, object=value)


def _redated(claim: Claim, day: str) -> Claim:
    start = datetime.fromisoformat(day).replace(tzinfo=claim.valid_from.tzinfo if claim.valid_from else None)
    if claim.predicate == "deadline" or claim.valid_from is None:
        return replace(claim, object=day)
    whole = start.replace(hour=0, minute=0)
    return replace(claim, object=day, valid_from=start, valid_until=whole + timedelta(days=1))


def _object(claim: Claim) -> str:
    return claim.object.name if isinstance(claim.object, Named) else claim.object


def _same(first: str, second: str) -> bool:
    return first.casefold() == second.casefold() or second.casefold().endswith(" " + first.casefold())


def _alike(first: str, second: str) -> bool:
    if first[:1].casefold() != second[:1].casefold():
        return False
    return SequenceMatcher(None, first.casefold(), second.casefold()).ratio() >= _LIKE
