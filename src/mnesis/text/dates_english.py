"""The English grammar of `dates`: patterns, and what each means."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mnesis.text.periods import Period, around, calendar, day_of, months_of, plus, weekday, year_for

Resolve = Callable[[re.Match[str], datetime], Period | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """A grammar: a text where `cue` is not found names no time; rules that come first win where they overlap."""

    cue: re.Pattern[str]
    rules: tuple[tuple[re.Pattern[str], Resolve], ...]


_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS = {name[:length]: at for at, name in enumerate(_MONTH_NAMES, 1) for length in (3, len(name))} | {"sept": 9}
WEEKDAYS = {
    **{"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3},
    **{"friday": 4, "saturday": 5, "sunday": 6},
}
_NUMBERS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "an": 1, "a": 1},
}
_VAGUE = {
    **{"a couple of": (2, 3), "a couple": (2, 3), "couple of": (2, 3), "couple": (2, 3)},
    **{"a few": (2, 5), "few": (2, 5), "several": (3, 7), "some": (2, 7), "many": (5, 15)},
}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_FEASTS = {  # month, day, days
    **{"christmas": (12, 24, 3), "xmas": (12, 24, 3), "halloween": (10, 31, 1), "valentine's day": (2, 14, 1)},
    **{"new year's eve": (12, 31, 1), "new year's day": (1, 1, 1), "new year's": (1, 1, 1)},
    "independence day": (7, 4, 1),
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_SIDES = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "upcoming": 1, "this": 0, "current": 0}
_BESIDE = {"before": -1, "preceding": -1, "of": 0, "after": 1, "following": 1}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True)).replace("'", "['’]")


_MONTH = rf"(?!(?-i:may|march|mar)\b)(?P<month>{_any(MONTHS)})\b\.?"
_SURE_MONTH = rf"(?P<month>{_any(set(_MONTH_NAMES) - {'march', 'april', 'may', 'june', 'august'})})\b"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_UNTIL_DAY = r" ?(?:-|–|to|and) ?(?P<last>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_WEEKDAY = rf"(?P<weekday>{_any(WEEKDAYS)})\b"
_COUNT = rf"(?P<count>\d{{1,4}}|{_any([*_NUMBERS, *_VAGUE])})"
_UNIT = "(?P<unit>minute|hour|day|weekend|week|month|quarter|year|decade)s?"
_WHICH = f"(?P<which>{_any(_SIDES)})"
_SEASON = f"(?P<season>{_any(_SEASONS)})"
_PART = "(?:(?P<part>early|mid|middle of|late)[ -])?"


def _year(match: re.Match[str]) -> int | None:
    said = match.groupdict().get("year")
    return int(said) if said else None


def _side(match: re.Match[str]) -> int | None:
    """-1 for "last" and its like, 0 for "this", 1 for "next", None where nothing of the kind is said."""
    said = match.groupdict().get("which")
    return _SIDES[said.lower()] if said else None


def _which(match: re.Match[str]) -> str:
    side = _side(match)
    return "" if side is None else ("this", "next", "last")[side]


def _month(match: re.Match[str]) -> int:
    return MONTHS[match["month"].lower()]


def _iso(match: re.Match[str], now: datetime) -> Period | None:
    return day_of(int(match["year"]), int(match["m"]), int(match["day"]))


def _numeric(match: re.Match[str], now: datetime) -> Period | None:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    month, day = (first, second) if match["mark"] == "/" and first <= 12 else (second, first)
    if month > 12:
        month, day = day, month
    return day_of(year + 2000 if year < 100 else year, month, day)


def _named_day(match: re.Match[str], now: datetime) -> Period | None:
    month, day = _month(match), int(match["day"])
    first = day_of(_year(match) or year_for(now, month, day), month, day)
    last = match.groupdict().get("last")
    if first is None or not last:
        return first
    end = day_of(first[0].year, month, int(last))
    return (first[0], end[1]) if end and end[1] > first[0] else first


def _named_month(match: re.Match[str], now: datetime) -> Period | None:
    month = _month(match)
    return _third(match, months_of(_year(match) or year_for(now, month, which=_which(match)), month))


def _whole_year(match: re.Match[str], now: datetime) -> Period | None:
    return _third(match, months_of(int(match["year"]), 1, 12))


def _third(match: re.Match[str], period: Period | None) -> Period | None:
    """The early, middle or late part of a period, where the words say so."""
    part = match.groupdict().get("part")
    if period is None or not part:
        return period
    third = (period[1] - period[0]) // timedelta(days=3)
    start = period[0] + timedelta(days={"e": 0, "m": 1, "l": 2}[part[0].lower()] * third)
    return start, period[1] if part[0] in "lL" else start + timedelta(days=third)


def _season(match: re.Match[str], now: datetime) -> Period | None:
    month = _SEASONS[match["season"].lower()]
    found = months_of(_year(match) or year_for(now, month, which=_which(match)), month, 3)
    return months_of(found[0].year - 1, month, 3) if found and found[1] > now and _side(match) == -1 else found


def _quarter(match: re.Match[str], now: datetime) -> Period | None:
    said = match["number"].lower()
    month = 3 * (int(said) if said.isdigit() else _ORDINALS[said]) - 2
    return months_of(_year(match) or year_for(now, month), month, 3)


def _decade(match: re.Match[str], now: datetime) -> Period | None:
    said = int(match["decade"])
    return months_of(said if said > 100 else said + (1900 if said >= 30 else 2000), 1, 120)


def _nth(match: re.Match[str], now: datetime) -> Period | None:
    day = int(match["day"])
    month, _ = calendar(now, "month", -1 if day > now.day else 0)
    return day_of(month.year, month.month, day)


def _near_day(match: re.Match[str], now: datetime) -> Period | None:
    words = " ".join(match.group().lower().split())
    offset = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "last night": -1}.get(words, 0)
    offset += -2 * words.endswith("before yesterday") + 2 * words.endswith("after tomorrow")
    day, end = calendar(now, "day", offset)
    hours = {"tonight": (17, 30), "last night": (18, 30), "this morning": (5, 12), "this afternoon": (12, 18)}
    first, last = hours.get(words, (17, 24) if words == "this evening" else (0, 0))
    return (day + timedelta(hours=first), day + timedelta(hours=last)) if last else (day, end)


def _calendar(match: re.Match[str], now: datetime) -> Period | None:
    unit, side = match["unit"].lower(), _side(match) or 0
    if match["the"] and side == -1 and unit != "weekend":
        return plus(now, unit, -1), now
    return calendar(now, unit, side)


def _before_last(match: re.Match[str], now: datetime) -> Period | None:
    return calendar(now, match["unit"].lower(), -2)


def _this_weekend(match: re.Match[str], now: datetime) -> Period | None:
    return calendar(now, "weekend", 0 if now.weekday() >= 5 else -1)


def _weekday(match: re.Match[str], now: datetime) -> Period | None:
    number = WEEKDAYS[match["weekday"].lower()]
    if week := match.groupdict().get("week"):
        monday, _ = calendar(now, "week", _SIDES[week.lower()])
        return monday + timedelta(days=number), monday + timedelta(days=number + 1)
    return weekday(now, number, _which(match))


def _counts(match: re.Match[str]) -> tuple[int, int]:
    said = " ".join(match["count"].lower().split())
    if said in _VAGUE:
        return _VAGUE[said]
    count = int(said) if said.isdigit() else _NUMBERS[said]
    return count, count


def _ago(match: re.Match[str], now: datetime) -> Period | None:
    return _distance(match, now, -1)


def _ahead(match: re.Match[str], now: datetime) -> Period | None:
    return _distance(match, now, 1)


def _distance(match: re.Match[str], now: datetime, sign: int) -> Period | None:
    low, high = _counts(match)
    unit = match["unit"].lower()
    near, far = around(now, unit, sign * low), around(now, unit, sign * high)
    return min(near[0], far[0]), max(near[1], far[1])


def _rolling(match: re.Match[str], now: datetime) -> Period | None:
    _, count = _counts(match)
    unit = match["unit"].lower()
    return (now, plus(now, unit, count)) if _side(match) == 1 else (plus(now, unit, -count), now)


def _feast(match: re.Match[str], now: datetime) -> Period | None:
    month, day, length = _FEASTS[match["feast"].lower().replace("’", "'")]
    first = day_of(_year(match) or year_for(now, month, day, _which(match)), month, day)
    return first and (first[0], first[0] + timedelta(days=length))


def _beside(match: re.Match[str], now: datetime) -> Period | None:
    """The week, weekend, day, month or weekday before, after or of a date."""
    month, day = _month(match), int(match["day"])
    anchor = day_of(_year(match) or year_for(now, month, day), month, day)
    if anchor is None:
        return None
    side, what = _BESIDE[match["side"].lower()], match["what"].lower()
    if what in WEEKDAYS:
        return weekday(anchor[0], WEEKDAYS[what], ("this", "next", "last")[side])
    if what == "weekend" and side > 0 and anchor[0].weekday() < 5:
        return calendar(anchor[0], what)
    if what == "week" and side:
        start = anchor[1] if side > 0 else anchor[0] - timedelta(days=7)
        return start, start + timedelta(days=7)
    return calendar(anchor[0], what, side)


def _rule(pattern: str, resolve: Resolve) -> tuple[re.Pattern[str], Resolve]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE), resolve


_DAY_FIRST = rf"{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?"
_MONTH_FIRST = rf"{_MONTH} (?:the )?{_DAY}\b(?:,? {_YEAR})?(?!:\d)"
_NEXT_TO = rf"(?:the )?(?P<what>week|weekend|day|month|{_any(WEEKDAYS)}) (?P<side>{_any(_BESIDE)}) (?:the )?"
_COUNTED = (
    r"(?! (?:people|users|words|steps|dollars|euros|tokens|items|rows|miles|calories|lines|times|pounds|kg|km"
    r"|[mg]b|px)\b)"
)

RULES = Rules(
    re.compile(
        r"\d|day\b|tonight|tomorrow|\b(?:ago|back|last|past|previous|this|next|coming|in|over|on|during)\b|xmas|halloween"
        rf"|christmas|new year|{_any(_MONTH_NAMES)}",
        re.IGNORECASE,
    ),
    (
        _rule(
            r"(?P<year>\d{4})[-/](?P<m>0[1-9]|1[0-2])[-/](?P<day>[0-3]\d)(?![\d-])(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?",
            _iso,
        ),
        _rule(r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>/)(?P<second>\d{1,2})/(?P<year>\d{4}|\d{2})(?![\d/])", _numeric),
        _rule(
            r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)", _numeric
        ),
        _rule(_NEXT_TO + _DAY_FIRST, _beside),
        _rule(_NEXT_TO + _MONTH_FIRST, _beside),
        _rule(rf"{_DAY}{_UNTIL_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?", _named_day),
        _rule(rf"{_MONTH} {_DAY}{_UNTIL_DAY}\b(?:,? {_YEAR})?", _named_day),
        _rule(rf"(?P<month>may|march) {_DAY},? {_YEAR}", _named_day),
        _rule(rf"{_DAY} (?P<month>may|march),? {_YEAR}", _named_day),
        _rule(_DAY_FIRST, _named_day),
        _rule(_MONTH_FIRST, _named_day),
        _rule(rf"{_PART}{_MONTH},? (?:of )?{_YEAR}", _named_month),
        _rule(rf"{_SEASON}(?: of|,)? {_YEAR}", _season),
        _rule(rf"{_WHICH} {_SEASON}\b", _season),
        _rule(rf"(?:in|over|during) the (?P<said>{_SEASON})\b(?! of\b)", _season),
        _rule(rf"Q(?P<number>[1-4])\b(?:(?: of)? {_YEAR})?", _quarter),
        _rule(rf"(?:the )?(?P<number>{_any(_ORDINALS)}) quarter of {_YEAR}", _quarter),
        _rule(rf"(?:{_WHICH} )?(?P<feast>{_any(_FEASTS)})\b(?: (?:of |in )?{_YEAR})?", _feast),
        _rule(rf"{_COUNT} {_UNIT} (?:ago|back)\b", _ago),
        _rule(rf"in {_COUNT} (?:more )?(?P<unit>day|week|month|year|decade)s?\b(?:['’] time)?", _ahead),
        _rule(rf"{_COUNT} {_UNIT} from (?:now|today)\b", _ahead),
        _rule(rf"(?:the )?(?P<which>last|past|previous|next|coming) {_COUNT} {_UNIT}\b", _rolling),
        _rule(
            r"(?:the )?day before yesterday|(?:the )?day after tomorrow|yesterday|today|tonight|tomorrow|last night",
            _near_day,
        ),
        _rule(r"this (?:morning|afternoon|evening)", _near_day),
        _rule(rf"{_WEEKDAY},? (?:of )?(?P<week>last|this|next) week\b", _weekday),
        _rule(rf"(?<!every )(?<!each )(?:{_WHICH} )?{_WEEKDAY}", _weekday),
        _rule(r"(?:over|on|during) (?P<said>the weekend)\b", _this_weekend),
        _rule(r"(?:the )?(?P<unit>week|weekend|month|year) before last\b", _before_last),
        _rule(rf"(?P<the>the )?{_WHICH} (?P<unit>weekend|week|month|quarter|year|decade)\b", _calendar),
        _rule(
            rf"(?:(?:in|since|during|until|till|through|between)|{_WHICH}) (?P<said>{_PART}{_MONTH})(?!['’]s| \d)",
            _named_month,
        ),
        _rule(
            rf"(?:of|from|to|by|before|after|around|and|or) (?P<said>{_PART}{_SURE_MONTH})(?!['’]s| \d)", _named_month
        ),
        _rule(
            r"(?:in|since|during|until|till|by|before|after|around|year|through|from|to|of|and|between)"
            rf" (?P<said>{_PART}{_YEAR})(?![\w%]|-\d|\.\d|,\d){_COUNTED}",
            _whole_year,
        ),
        _rule(rf"(?P<part>early|mid|late)[ -]{_YEAR}", _whole_year),
        _rule(r"(?:the|early|mid|late) ['’]?(?P<decade>(?:19|20)\d0|[2-9]0)['’]?s\b", _decade),
        _rule(rf"on (?P<said>the {_DAY})(?=[.,?!;:]|$| (?:and|at|we|i|she|he|they|it|to|in|for|with|of this)\b)", _nth),
    ),
)
