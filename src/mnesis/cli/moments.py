"""Times as people type them."""

import re
from datetime import UTC, datetime, timedelta

from mnesis.errors import InvalidInput
from mnesis.model import from_iso

_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def period(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """(start, end) of the time that `text` names, the end not included; an exact moment has both alike. None where it
    names none. Relative words ("last week") count from `now`."""
    calendar = _PERIOD.fullmatch(text.strip())
    if calendar:
        return _calendar(*(int(part) if part else None for part in calendar.groups()))
    try:
        moment = from_iso(text.strip())
        return moment, moment
    except InvalidInput:
        return _spoken(text, now)


def _calendar(year: int | None, month: int | None, day: int | None) -> tuple[datetime, datetime] | None:
    try:
        start = datetime(year or 1, month or 1, day or 1, tzinfo=UTC)
        if day:
            return start, start + timedelta(days=1)
        if month:
            return start, (start + timedelta(days=31)).replace(day=1)
        return start, start.replace(year=start.year + 1)
    except (ValueError, OverflowError):
        return None


def _spoken(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    from mnesis.text.dates import spans

    return next(((span.start, span.end) for span in spans(text, now)), None)
