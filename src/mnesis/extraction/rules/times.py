"""The times a clause names, turned into windows in which a fact holds."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mnesis.extraction.rules.cues import words_of
from mnesis.extraction.rules.lexicon import bag
from mnesis.extraction.rules.nouns import TIME
from mnesis.text.dates import Span, time_spans
from mnesis.text.periods import plus

_CUE = re.compile(
    r"\d|day\b|night\b|\b(?:ago|last|past|next|since|until|till|months?|weeks?|weekend|years?|decades?|tomorrow"
    r"|xmas|christmas"
    r"|this (?:week|month|year|quarter|morning|afternoon|evening|spring|summer|autumn|fall|winter|weekend)"
    r"|halloween|easter|new year"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun"
    r"|jul|aug"
    r"|sept?|oct|nov|dec|spring|summer|autumn|fall|winter)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_BEGINNINGS = bag(
    "ago las pas nex sin unt til mon wee yea dec tom xma chr thi hal eas new jan feb mar apr may jun jul aug sep"
    " oct nov spr sum aut fal win"
)
"""How the words of `_CUE` begin."""
_COUNTED = """
a 1 an 1 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10
eleven 11 twelve 12 fifteen 15 twenty 20 thirty 30 forty 40 couple 2
"""
_NUMBERS = {word: int(count) for word, count in re.findall(r"(\w+) (\d+)", _COUNTED)}
_FOR = re.compile(
    r"\b(?:for|going on)(?P<more> (?:almost|nearly|about|around|over|more than|roughly|some|like|the (?:last"
    r"|past)|a good))?"
    rf" (?P<count>\d{{1,2}}|(?:a )?{'|'.join(_NUMBERS)})(?: of)? (?P<unit>day|week|month|year|decade)s?(?: now"
    rf"| already)?\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?P<count>(?:a )?[a-z]+(?: of)?|\d{1,3}) (?P<unit>day|week|month|year)s? (?:ago|back)", re.IGNORECASE
)
_HOUR = "one two three four five six seven eight nine ten eleven twelve"
_CLOCK = re.compile(
    r",? ?(?P<at>at |from |around |@ ?)?(?<![\d:])(?P<hour>\d{1,2}|"
    + "|".join(_HOUR.split())
    + r")(?![\w-]*(?:st|nd|rd|th)\b)(?:[:.h](?P<minute>\d\d))? ?(?P<half>am|pm|a\.m\.?|p\.m\.?|h\b|o['’]clock)?"
    r"(?P<part> in the (?:morning|afternoon|evening)| at night| tonight)?(?![\w%])|,? (?:at )?(?P<noon>noon"
    r"|midday|midnight)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>am|pm|a\.m\.|p\.m\.)?,? (?:on "
    r"|this |next )?(?:the )?$",
    re.IGNORECASE,
)
_RELATION = re.compile(
    r"\b(since|ever since|until|till|up until|up to|through|from|starting|starting from|as of|effective|by|before"
    r"|after|between"
    r"|on|in|at|to|for|next|coming)\s+(?:the |around |about |early |late |mid |last |this |end of "
    r"|the end of |start of )?$",
    re.IGNORECASE,
)
_NOUN_NEXT = re.compile(
    r" (?!and|at|in|on|with|for|to|from|by|or|but|so|because|after|before|morning|afternoon"
    r"|evening|night|i\b|we\b|the\b|my\b|is\b|was\b|as\b|if\b|when\b|now\b|already\b|due\b|until\b|till\b|it\b|he\b"
    r"|she\b|they\b|you\b|there\b|then\b|too\b|again\b|which\b|that\b|ago\b|instead\b)[a-z]{3,}"
)
_BARE = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow", re.IGNORECASE)
_BESIDE = re.compile(r",? (?:the )?(?:of )?")
_THE_NTH = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day |on |by |to |until |till |for |it's |is )the (?P<day>3[01]"
    r"|[12]\d|[1-9])(?:st|nd|rd"
    r"|th)\b",
    re.IGNORECASE,
)
_FIRST_OF = re.compile(
    r"\b(first|second|third)(?= of (?:january|february|march|april|may|june|july|august|sept"
    r"|oct|nov|dec))",
    re.IGNORECASE,
)
_HALF_PAST = re.compile(
    r"\bhalf past (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|1[0-2]|[1-9])\b", re.IGNORECASE
)
_MONTH_TIED = re.compile(
    r"\b(?<!since )(?<!until )(?:for|last|this past|come) (?=(?:january|february|march|april|may|june"
    r"|july|august|september|october|november"
    r"|december)\b)",
    re.IGNORECASE,
)
_SEASON = re.compile(r"\b[Ii]n (?=(?:spring|summer|autumn|winter)\b)")
_ORDINALS = {"first": "1st", "second": "2nd", "third": "3rd"}
_SIDE = re.compile(r"\b(?:last|this|past|these|nearly|almost|back|early|late)(?= $| in $| on $| at $)")
_WEEK_OF = re.compile(r"\b(?:the )?(?:first|second|third|last) week of (?=(?-i:[A-Z]))", re.IGNORECASE)
_SPACES = re.compile(r" {2,}")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class When:
    """A time a clause names: how it is tied to the fact ("since", "until", …; "" where it is just then), its stretch,
    the hour where one is said, and whether it names a day (or less)."""

    tie: str
    start: datetime
    end: datetime
    words: str
    clock: str = ""
    exact: datetime | None = None
    """The very day that "four years ago" counts back to."""

    @property
    def point(self) -> datetime:
        """The moment meant: the first of a stretch, the day that "two weeks ago" counts back to."""
        if self.exact:
            return self.exact
        return self.start

    @property
    def is_day(self) -> bool:
        return self.end - self.start <= 1.5 * _DAY

    @property
    def day(self) -> str:
        """As `scheduled_for` and `deadline` keep it."""
        return f"{self.start:%Y-%m-%d}" + (f"T{self.clock}" if self.clock else "")


@dataclass(frozen=True, slots=True)
class Timed:
    """A clause with `|` where it named times, and these."""

    text: str
    whens: tuple[When, ...] = ()
    long: timedelta | None = None
    """How long something has lasted ("for six years")."""


def timed(text: str, now: datetime, *, ahead: bool = False) -> Timed:
    """Reads the times out of a clause. `ahead`: days and months without a year are those to come."""
    if not _may_tell_time(text) or _CUE.search(text) is None:
        return Timed(text)
    here = now.astimezone(UTC)
    plain = _FIRST_OF.sub(
        lambda match: _ORDINALS[match[1].lower()], _WEEK_OF.sub("", text) if "week of" in text else text
    )
    plain = _HALF_PAST.sub(_half_past, plain)
    begun, plain = _lasting(_MONTH_TIED.sub("in ", _SEASON.sub("in the ", plain)), here)
    whens: list[When] = []
    pieces: list[str] = []
    at = 0
    spans = _spans(plain, here)
    for place, span in enumerate(spans):
        following = spans[place + 1] if place + 1 < len(spans) else None
        if span.at < at or _describes(span, plain):
            continue
        if following and _names_day_of(span, following, plain):
            pieces.append(plain[at : span.at])
            at = following.at
            continue
        when, until = _when(span, plain, here, ahead)
        whens.append(when)
        pieces += [_SIDE.sub("", plain[at : span.at]), f" {TIME} "]
        at = until
    return Timed(_SPACES.sub(" ", "".join(pieces) + plain[at:]), tuple(whens), here - begun if begun else None)


def _may_tell_time(text: str) -> bool:
    """Whether a text may meet `_CUE`: by a digit, a day or how a word begins."""
    low = text.lower()
    return (
        "day" in low
        or "night" in low
        or _DIGIT.search(text) is not None
        or not _BEGINNINGS.isdisjoint([word[:3] for word in words_of(text)])
    )


def _half_past(match: re.Match[str]) -> str:
    hour = _NUMBERS.get(match[1].lower()) or int(match[1])
    return f"{hour + 12 * (hour < 7)}:30"


def _lasting(text: str, now: datetime) -> tuple[datetime | None, str]:
    match = _FOR.search(text)
    if match is None:
        return None, text
    said = match["count"].lower().removeprefix("a ")
    count = int(said) if said.isdigit() else _NUMBERS[said or "a"]
    return plus(now, match["unit"].lower(), -count), text[: match.start()] + f" {TIME} " + text[match.end() :]


def _spans(text: str, now: datetime) -> list[Span]:
    spans = time_spans(text, now)
    for match in _THE_NTH.finditer(text):
        at, until = match.start("day"), match.end()
        if not any(span.at < until and at < span.until for span in spans):
            day = int(match["day"])
            month = now if day >= now.day else plus(now.replace(day=1), "month", 1)
            try:
                start = month.replace(day=day, hour=0, minute=0, second=0, microsecond=0)
            except ValueError:
                continue
            spans.append(Span(start, start + _DAY, text[at:until] + " ahead", at, until))
    return sorted(spans, key=lambda span: span.at)


def _names_day_of(span: Span, following: Span, text: str) -> bool:
    """A weekday beside its date: "Monday 2 February", "Saturday the 8th"."""
    if not _BARE.fullmatch(span.words) or following.end - following.start > _DAY:
        return False
    return _BESIDE.fullmatch(text, span.until, following.at) is not None


def _describes(span: Span, text: str) -> bool:
    """A weekday or a year before a noun: "Friday deploys", "the 2019 report"."""
    tied = _RELATION.search(text, max(0, span.at - 24), span.at)
    return tied is None and bool(_BARE.fullmatch(span.words)) and bool(_NOUN_NEXT.match(text, span.until))


def _when(span: Span, text: str, now: datetime, ahead: bool) -> tuple[When, int]:
    tie = _RELATION.search(text, max(0, span.at - 34), span.at)
    said = tie.group(1).lower() if tie else ""
    start, end, until, clock = span.start, span.end, span.until, ""
    if end - start <= _DAY:
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        words = re.split(r",? (?:at|around|about|by) \d|,? (?:in the |at )?(?:noon|midnight)", span.words)[0]
        begin = span.at + len(words.removesuffix(" ahead"))
        clock, until = _clock(text, begin, span.until)
        if (
            not clock
            and (early := _BEFORE.search(text, max(0, span.at - 24), span.at))
            and (early["half"] or early["minute"])
        ):
            clock = _hour(early["hour"], early["minute"], (early["half"] or "").lower(), alone=False)
        start, end = (day, day + _DAY) if words != span.words or clock else (start, end)
    when = When(said, start, end, span.words, clock, _exact(span.words, now))
    return (_later(when, now) if "since" not in said and (ahead or said in ("until", "till", "by")) else when), until


def _exact(words: str, now: datetime) -> datetime | None:
    match = _AGO.fullmatch(words)
    if match is None:
        return None
    said = match["count"].lower()
    count = int(said) if said.isdigit() else _NUMBERS.get(said.removeprefix("a ").removesuffix(" of"), 0)
    there = plus(now, match["unit"].lower(), -count) if count else None
    return there.replace(hour=0, minute=0, second=0, microsecond=0) if there else None


def _clock(text: str, at: int, until: int) -> tuple[str, int]:
    """The hour said after a day, as "15:00", and where its words end; "" where none is sure."""
    match = _CLOCK.match(text, at)
    if match is None:
        return "", until
    if match["noon"]:
        return ("00:00" if match["noon"].lower() == "midnight" else "12:00"), match.end()
    part = (match["part"] or "").lower()
    half = (match["half"] or "").lower() or ("pm" if part and "morning" not in part else "am" if part else "")
    clock = _hour(
        match["hour"].lower(), match["minute"], half, alone=(match["at"] or "").strip().lower() in ("at", "@")
    )
    return clock, max(until, match.end()) if clock else until


def _hour(said: str, minute: str | None, half: str, *, alone: bool) -> str:
    """ "at 11" is in the morning, "at 3" in the afternoon: the hours at which people meet."""
    hour = int(said) if said.isdigit() else _HOUR.split().index(said) + 1
    if hour > 23 or int(minute or 0) > 59 or not (half or minute or alone):
        return ""
    if half[:1] in ("a", "p") and hour <= 12:
        hour = hour % 12 + 12 * (half[0] == "p")
    elif alone and not half and not minute and hour < 7:
        hour += 12
    return f"{hour:02d}:{int(minute or 0):02d}"


def _later(when: When, now: datetime) -> When:
    """The same day or month in the time to come, where no year fixed it."""
    if when.end > now or re.search(
        r"\d{4}|ago|last|past|yesterday|previous|since|/"
        r"|this (?!\w+day)",
        when.words.lower(),
    ):
        return when
    if re.match(r"the \d", when.words):
        return replace(when, start=plus(when.start, "month", 1), end=plus(when.end, "month", 1))
    if _BARE.fullmatch(re.split(r"[ ,]", when.words.lower().removeprefix("this "))[0]):
        return replace(when, start=when.start + 7 * _DAY, end=when.end + 7 * _DAY)
    start, end = plus(when.start, "year", 1), plus(when.end, "year", 1)
    return replace(when, start=start, end=end)
