"""Stretches of calendar time around a moment: the arithmetic under `dates`. All are half-open and in UTC."""

from datetime import UTC, datetime, timedelta

Period = tuple[datetime, datetime]

_DAY = timedelta(days=1)
_SPANS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": _DAY,
    "week": 7 * _DAY,
    "weekend": 7 * _DAY,
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def day_of(year: int, month: int, day: int) -> Period | None:
    """A day, or None where the calendar has no such one."""
    try:
        start = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return start, start + _DAY


def months_of(year: int, month: int, count: int = 1) -> Period | None:
    """`count` whole months from a month of a year on."""
    if not (1 <= month <= 12 and 1 <= year <= 9000):
        return None
    start = datetime(year, month, 1, tzinfo=UTC)
    return start, plus_months(start, count)


def plus_months(moment: datetime, count: int) -> datetime:
    """The same day `count` months later (or earlier), the last of the month where it has no such day."""
    index = moment.year * 12 + moment.month - 1 + count
    year, month = divmod(index, 12)
    for last in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
        except ValueError:
            continue
    raise ValueError(f"no month {month + 1} of {year}")


def calendar(now: datetime, unit: str, offset: int = 0) -> Period:
    """The day, week (from Monday), weekend, month, quarter, year or decade that is `offset` after the one of `now`."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in _MONTHS:
        size = _MONTHS[unit]
        first = (today.year * 12 + today.month - 1) // size * size if unit != "decade" else today.year // 10 * 120
        start = datetime(first // 12, first % 12 + 1, 1, tzinfo=UTC)
        start = plus_months(start, size * offset)
        return start, plus_months(start, size)
    if unit == "day":
        return today + offset * _DAY, today + (offset + 1) * _DAY
    monday = today - today.weekday() * _DAY + 7 * offset * _DAY
    return (monday + 5 * _DAY, monday + 7 * _DAY) if unit == "weekend" else (monday, monday + 7 * _DAY)


def plus(now: datetime, unit: str, count: int) -> datetime:
    """The moment `count` units after `now`."""
    return plus_months(now, count * _MONTHS[unit]) if unit in _MONTHS else now + count * _SPANS[unit]


def around(now: datetime, unit: str, count: int) -> Period:
    """What people mean by "two weeks ago" (-2): the day for days, the calendar year for years, the unit centred on the
    moment for weeks and months."""
    there = plus(now, unit, count)
    if unit in ("day", "year", "decade", "weekend"):
        return calendar(there, unit)
    if unit in ("week", "month"):
        half = 3 if unit == "week" else 15
        day, _ = calendar(there, "day")
        return day - half * _DAY, day + (half + 1) * _DAY
    return there - _SPANS[unit], there + _SPANS[unit]


def weekday(now: datetime, number: int, which: str) -> Period:
    """A day of the week (Monday is 0). `which`: "last" is the latest before today, "next" the first after today, "this"
    the one of this week, "" the latest, today included."""
    today, _ = calendar(now, "day")
    back = (today.weekday() - number) % 7
    shift = {"last": -(back or 7), "next": 7 - back, "this": number - today.weekday()}.get(which, -back)
    return today + shift * _DAY, today + (shift + 1) * _DAY


def year_for(now: datetime, month: int, day: int = 1, which: str = "") -> int:
    """The year a month (or day) named without one belongs to: the latest that has begun, "next" the first that has not,
    "last" one that is over, "this" this year."""
    if which == "this":
        return now.year
    begun = (month, day) <= (now.month, now.day)
    if which == "next":
        return now.year + begun
    over = (month, day) < (now.month, 1)
    return now.year - (not (over if which == "last" else begun))
