"""Times as files write them. What says no zone is taken as UTC."""

import re
from datetime import UTC, datetime, timedelta

from mnesis.model import as_utc

UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of a message where neither the file nor its name says any: fixed, so that importing twice adds nothing."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<m>[A-Za-z]{3,9})\.?,?[\s-]+(?P<y>\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"\b(?P<m>[A-Za-z]{3,9})\.?[\s-]+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?(?:\s+[\d:]{5,8})?[\s-]+(?P<y>\d{4})(?!\d)"
)
_NUMERIC = re.compile(r"(?<!\d)(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>\d{4}|\d{2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:])(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,6}))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\b\.?)?(?:\s*(?P<zone>Z\b|[+-]\d{2}:?\d{2}\b))?"
)


def moment_in(text: str, *, day_first: bool | None = None) -> datetime | None:
    """The first date in `text`, with the time of day beside it (midnight where there is none); None: no date.

    Understands 2024-01-02, 8 May 2023, May 8th, 2023, March-15-2024, and with `day_first` given also 31/12/23 (True)
    and 12/31/23 (False), times like 21:15:03, 1:56 pm, 10:00Z and 10:00+02:00.
    """
    date = _date_in(text, day_first)
    if date is None:
        return None
    clock = clock_in(text)
    return date if clock is None else as_utc(date + clock)


def clock_in(text: str) -> timedelta | None:
    """The first time of day in `text` as time since midnight UTC; None: no time."""
    found = _TIME.search(text)
    if not found:
        return None
    hour, minute, second = int(found["h"]), int(found["min"]), int(found["s"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = int((found["f"] or "0").ljust(6, "0"))
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=fraction) - _offset(found["zone"])


def from_epoch(seconds: float) -> datetime:
    """Seconds (or, where they would lie beyond the year 5000, milliseconds) since 1970.

    Raises ValueError, OverflowError or OSError for what is no time.
    """
    return as_utc(datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC))


def numeric_date(text: str) -> tuple[int, int, int] | None:
    """The two first numbers and the year of a date like 12/31/23; None: no such date."""
    found = _NUMERIC.search(text)
    return (int(found["a"]), int(found["b"]), int(found["y"])) if found and not _ISO.search(text) else None


def _date_in(text: str, day_first: bool | None) -> datetime | None:
    candidates = [
        (found.start(), _named(found)) for form in (_ISO, _DAY_FIRST, _MONTH_FIRST) for found in form.finditer(text)
    ]
    if day_first is not None and (numbers := numeric_date(text)):
        a, b, year = numbers
        candidates.append((len(text), _made(year + 2000 if year < 100 else year, *((b, a) if day_first else (a, b)))))
    dates = [(at, date) for at, date in candidates if date]
    return min(dates)[1] if dates else None


def _named(found: re.Match[str]) -> datetime | None:
    month = found["m"]
    if month.isdigit():
        return _made(int(found["y"]), int(month), int(found["d"]))
    name = month[:3].lower()
    return _made(int(found["y"]), _MONTHS.index(name) + 1, int(found["d"])) if name in _MONTHS else None


def _made(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone == "Z":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
