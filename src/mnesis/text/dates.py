"""What a text says about time: spans of dates, and whether it speaks of time at all.

A small grammar of our own, precise rather than complete: "may", "march", "second" and "sun" as ordinary words are no
dates. Choices where language leaves one:

- A month, day or weekday without a year is the latest one that has begun: memories are of the past.
- 05/07/2023 is May 7 (month first) unless only the other order exists; 05.07.2023 and 5-7-2023 are 5 July.
- Weeks start on Monday; seasons are those of the northern hemisphere, winter begins in December of the named year.
- "two weeks ago" is the week around that day; "last month" the calendar month; "the last month" the time from a month
  ago until now. "since X" and "after X" reach until now; "before X" is X itself, which is where a search should look.
- Times are UTC; a part of the day or a clock time narrows the day before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mnesis.text import dates_english, dates_other


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time [start, end) in UTC, and where it was said: `text[at:until] == words`."""

    start: datetime
    end: datetime
    words: str
    at: int
    until: int


_DAY_PARTS = {
    "morning": (5, 12),
    "afternoon": (12, 18),
    "evening": (17, 24),
    "night": (18, 30),
    "noon": (11, 14),
    "midnight": (22, 26),
}
_PART = re.compile(
    r",? (?:in the |at |around |about )?(morning|afternoon|evening|night|noon|midnight)\b", re.IGNORECASE
)
_CLOCK = re.compile(
    r",? (?:at|around|about|by) (\d{1,2})(?::(\d{2}))? ?(am|pm|a\.m\.|p\.m\.)?(?![\w:%])", re.IGNORECASE
)
_SINCE = re.compile(r"\b(since|after)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:and|to|until|till|through|-|–|—)\s*(?:the\s+)?", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")


def time_spans(text: str, now: datetime) -> list[Span]:
    """The stretches of time a text names, in the order of the words, relative ones counted from `now` (aware)."""
    here = now.astimezone(UTC)
    spans: list[Span] = []
    taken = bytearray(len(text))
    for rules in (dates_english.RULES, dates_other.RULES):
        told = rules is dates_english.RULES or _may_be_elsewhere(text.lower())
        if told and rules.cue.search(text) is not None:
            spans += _found(text, here, rules, taken)
    spans.sort(key=lambda span: span.at)
    return _merged([_narrowed(span, text) for span in spans], text, here)


def _found(text: str, now: datetime, rules: dates_english.Rules, taken: bytearray) -> Iterator[Span]:
    """What a grammar reads in a text where no character is taken yet; marks what it reads as taken."""
    for pattern, resolve in rules.rules:
        said = "said" if "said" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            at, until = match.span(said)
            if any(taken[at:until]):
                continue
            try:
                period = resolve(match, now)
            except (OverflowError, ValueError):  # beyond the calendar: "9999 years ago" is no date
                continue
            if period is not None:
                taken[at:until] = b"\1" * (until - at)
                yield Span(*period, text[at:until], at, until)


def _narrowed(span: Span, text: str) -> Span:
    """A single day made shorter by the part of the day or the clock time that follows it."""
    if span.end - span.start != timedelta(days=1):
        return span
    if part := _PART.match(text, span.until):
        first, last = _DAY_PARTS[part.group(1).lower()]
        return _within(span, text, part.end(), first * 60, last * 60)
    if clock := _CLOCK.match(text, span.until):
        hour, minute = int(clock.group(1)), int(clock.group(2) or 0)
        half = (clock.group(3) or "")[:1].lower()
        if hour > 23 or minute > 59 or not (half or clock.group(2)):
            return span
        hour = hour % 12 + 12 * (half == "p") if half and hour <= 12 else hour
        return _within(span, text, clock.end(), hour * 60 + minute - 60, hour * 60 + minute + 60)
    return span


def _within(span: Span, text: str, until: int, first: int, last: int) -> Span:
    """The part of a day from its minute `first` to its minute `last`."""
    start, end = span.start + timedelta(minutes=first), span.start + timedelta(minutes=last)
    return Span(start, end, text[span.at : until], span.at, until)


def _merged(spans: list[Span], text: str, now: datetime) -> list[Span]:
    """ "From A to B" and "since A" as one stretch."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        if (
            before
            and _FROM.search(text, max(0, before.at - 20), before.at)
            and _TO.fullmatch(text[before.until : span.at])
        ):
            found[-1] = _joined(before, span, text)
        else:
            found.append(span)
    return [_until_now(span, text, now) for span in found]


def _joined(first: Span, second: Span, text: str) -> Span:
    start = first.start
    if not _YEAR.search(first.words) and _YEAR.search(second.words) and start.day < 29:
        start = start.replace(year=second.start.year)
        start = start.replace(year=start.year - (start > second.start))
    words = text[first.at : second.until]
    return Span(min(start, second.start), second.end, words, first.at, second.until)


def _until_now(span: Span, text: str, now: datetime) -> Span:
    said = _SINCE.search(text, max(0, span.at - 12), span.at)
    if said is None:
        return span
    start = span.start if said.group(1).lower() == "since" else span.end
    return replace(span, start=start, end=now) if start < now else span


_TIME_WORDS = re.compile(
    r"\b(?:\d{1,2}:\d{2}|\d{1,2} ?(?:am|pm)\b|(?:19|20)\d{2}\b|\d{1,2}(?:st|nd|rd|th)\b(?! (?:floor|place|grade))"
    r"|(?:yester|to)day|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?"
    r"|(?:last|next|this|past|previous|coming|every|each|that) (?:few |couple of |two |three )?"
    r"(?:night|day|week|month|year|morning|evening|afternoon|summer|winter|spring|autumn|fall|time)s?"
    r"|(?:day|week|month|year|hour|minute|decade)s? (?:ago|later|earlier|before|after|from now|back)|ago|recently"
    r"|(?:in|since|until|during|by|early|late|mid) (?:january|february|march|april|june|july|august|september|october"
    r"|november|december)|january|february|september|october|november|december|christmas|new year'?s|thanksgiving"
    r"|halloween|easter|lately|(?:\d\d)?\d0s|\d{1,2}/\d{1,2}/\d{2}"
    r"|(?:a|an|one|two|three|four|five|six|\d+|few|several) (?:hour|day|week|month|year)s?)\b"
    r"|\b(?:in|since|until|last|next|this|early|late|mid) may\b|\bmay \d|\b(?:april|june|july|august|march) \d"
    r"|\d (?:may|march|april|june|july|august)\b|[年月日]前|[昨今明]天|[昨今明]日|上周|先週|去年|今年|上个?月|先月"
)
_WORD = re.compile(r"[^\W_]+")
_SPOKEN = """
yesterday today tonight tomorrow weekend weekends night nights day days week weeks month months year years hour hours
minute minutes decade decades morning mornings evening evenings afternoon afternoons summer summers winter winters
spring springs autumn autumns fall falls time times ago recently lately christmas thanksgiving halloween easter
mondays tuesdays wednesdays thursdays fridays saturdays sundays
"""
_TIME_NUMBERS = re.compile(r"\d(?::\d\d|/\d{1,2}/\d|\d\d\d\b|0s\b|st\b|nd\b|rd\b|th\b| ?[ap]m\b)")
_TIME_CUES = frozenset((*_SPOKEN.split(), *dates_english.MONTHS, *dates_english.WEEKDAYS))
_ASKS_WHEN = re.compile(
    r"\b(?:when(?!ever)|what (?:time|day|date|month|year|week)|which (?:day|date|month|year|week)|since when"
    r"|how (?:long|many (?:days|weeks|months|years|hours))|what (?:was|is) the date)\b"
    r"|\b(?:quando|cuándo|wann|wanneer|à quelle date|quel jour|desde quando)\b|^(?:et )?quand\b"
    r"|什么时候|什麼時候|何时|哪(?:天|年|一天)|几号"
    r"|いつ|何(?:日|月|年|時)|언제|когда|متى|कब|เมื่อไ(?:ร|หร่)",
    re.IGNORECASE,
)


def has_time_words(text: str) -> bool:
    """Whether a text speaks of time: a date, a duration, a weekday, "recently", in English and a little of others."""
    return any(_speaks_of_time(line) for line in text.splitlines())


def _speaks_of_time(line: str) -> bool:
    low = line.lower()
    words = set(_WORD.findall(low))
    cued = not words.isdisjoint(_TIME_CUES) or _TIME_NUMBERS.search(low) is not None
    if cued and _TIME_WORDS.search(low) is not None:
        return True
    elsewhere = not words.isdisjoint(dates_other.CUES) or (not low.isascii() and dates_other.SIGNS.search(low))
    return bool(elsewhere) and dates_other.RULES.cue.search(low) is not None


def _may_be_elsewhere(low: str) -> bool:
    """Whether a text in lower case has what a text that speaks of time in another language than English has."""
    words = set(_WORD.findall(low))
    return not words.isdisjoint(dates_other.CUES) or (not low.isascii() and dates_other.SIGNS.search(low) is not None)


def asks_when(query: str) -> bool:
    """Whether a query asks for a time, a date or a duration."""
    return _ASKS_WHEN.search(query) is not None
