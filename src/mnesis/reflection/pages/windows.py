"""The time a fact holds, in brackets behind it: by days, written as short as they allow, read with some tolerance.

Days, months and years are meant with their end: "until 2025-02" ends when March begins. A time of day is not written,
since it is mostly that of saying it; a window that nobody edits stays as exact as it was.
"""

import re
from datetime import date, datetime, timedelta

from mnesis.errors import InvalidInput
from mnesis.model import from_iso, to_iso
from mnesis.text.dates import time_spans
from mnesis.text.periods import day_of, months_of

Window = tuple[datetime | None, datetime | None]
"""From (included) until (not included); None where that is not known."""

_LAST = 9000
"""The last year of which the calendar of texts knows."""
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_SAID = re.compile(r"(since|from|after|until|till|to|before|in|on|during)\s+(.+)", re.IGNORECASE | re.DOTALL)
_BOTH = re.compile(r"\s+(?:until|till|to)\s+", re.IGNORECASE)


def window_text(start: datetime | None, until: datetime | None) -> str:
    """The window in words, "" where there is none."""
    first, last = start and day_start(start), until and day_end(until)
    if first and last:
        return _whole(first, last) or f"from {_begin(first)} until {_end(last)}"
    if first:
        return f"since {_begin(first)}"
    return f"until {_end(last)}" if last else ""


def day_start(moment: datetime) -> datetime:
    """The beginning of its day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def day_end(moment: datetime) -> datetime:
    """The end of the last day within; of the last day there is, its own beginning."""
    first = day_start(moment)
    return first if first == moment or first.date() == date.max else first + timedelta(days=1)


def read_window(words: str, now: datetime) -> Window | None:
    """The window that words tell, relative ones counted from `now`; None where they tell none."""
    said = _SAID.fullmatch(words.strip())
    if said is None:
        return None
    how, rest = said[1].lower(), said[2]
    if how in ("since", "from") and (cut := _BOTH.search(rest)):
        first, last = _period(rest[: cut.start()], now), _period(rest[cut.end() :], now)
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    period = _period(rest, now)
    if period is None:
        return None
    start, end = period
    if how in ("since", "from"):
        return start, None
    if how in ("in", "on", "during"):
        return start, end
    return (end, None) if how == "after" else (None, start if how == "before" else end)


def _whole(start: datetime, until: datetime) -> str | None:
    """A year, a month or a day by its name."""
    for period, name in (
        (months_of(start.year, 1, 12), f"in {_named(start, True)}"),
        (months_of(start.year, start.month), f"in {_named(start, False, True)}"),
        (day_of(start.year, start.month, start.day), f"on {_named(start)}"),
    ):
        if period == (start, until) and start.year <= _LAST:
            return name
    return None


def _begin(moment: datetime) -> str:
    if moment.year > _LAST:
        return to_iso(moment)
    return _named(moment, (moment.month, moment.day) == (1, 1), moment.day == 1)


def _end(moment: datetime) -> str:
    """The last day, month or year within."""
    if not 1 < moment.year <= _LAST:
        return to_iso(moment)
    return _named(moment - timedelta(days=1), (moment.month, moment.day) == (1, 1), moment.day == 1)


def _named(day: datetime, year: bool = False, month: bool = False) -> str:
    written = f"{day.year:04}-{day.month:02}-{day.day:02}"
    return written[:4] if year else written[:7] if month else written


def _period(words: str, now: datetime) -> tuple[datetime, datetime] | None:
    """A date, a month, a year, a moment, or a time in other words, all of which must be understood."""
    words = words.strip()
    if date := _DATE.fullmatch(words):
        year, month, day = int(date[1]), int(date[2] or 1), int(date[3] or 1)
        if year > _LAST:
            return None
        if date[3]:
            return day_of(year, month, day)
        return months_of(year, month) if date[2] else months_of(year, 1, 12)
    try:
        moment = from_iso(words)
    except InvalidInput:
        spans = [span for span in time_spans(words, now) if span.words.strip() == words]
        return (spans[0].start, spans[0].end) if spans else None
    return moment, moment
