"""Times as people type them."""

import re
from datetime import datetime

from mnesis.errors import InvalidInput
from mnesis.model import from_iso
from mnesis.text.dates import time_spans
from mnesis.text.periods import Period, day_of, months_of

_CALENDAR = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def period(text: str, now: datetime) -> Period | None:
    """(start, end) of the time that `text` names, the end not included; an exact moment has both alike. None where it
    names none, or several. Relative words ("last week") count from `now`."""
    text = text.strip()
    if calendar := _CALENDAR.fullmatch(text):
        return _named(*calendar.groups())
    try:
        moment = from_iso(text)
    except InvalidInput:
        spans = time_spans(text, now)
        return (spans[0].start, spans[0].end) if len(spans) == 1 else None
    return moment, moment


def _named(year: str, month: str | None, day: str | None) -> Period | None:
    if month is None:
        return months_of(int(year), 1, 12)
    if day is None:
        return months_of(int(year), int(month))
    return day_of(int(year), int(month), int(day))
