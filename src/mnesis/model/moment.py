"""Time, always aware and in UTC; where a clock comes from is the caller's business."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from mnesis.errors import InvalidInput
from mnesis.model.given import check_given

Clock = Callable[[], datetime]
Moment = datetime | str
"""A time as callers give it: text is ISO 8601."""


def utc_now() -> datetime:
    """The system clock, in UTC."""
    return datetime.now(UTC)


def as_utc(moment: Moment) -> datetime:
    """The same instant in UTC, cut to whole milliseconds (what a ULID and a store keep). Naive times are UTC, text is
    read by `from_iso`.

    Raises InvalidInput where UTC leaves the years 1 to 9999, and for what is no time.
    """
    if not isinstance(moment, datetime):
        check_given("time", moment, Moment)
        return from_iso(moment)
    if moment.tzinfo is UTC and not moment.microsecond % 1000:
        return moment
    try:
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInput(what=f"time {moment.isoformat()}", problem="lies outside the years 1 to 9999") from error
    return aware.replace(microsecond=aware.microsecond // 1000 * 1000)


def as_day(when: Moment | date) -> date:
    """The day in UTC that a time lies in; a date as it is. Raises InvalidInput for what is no time."""
    return when if isinstance(when, date) and not isinstance(when, datetime) else as_utc(when).date()


def to_iso(moment: Moment) -> str:
    """`2026-02-11T09:30:00.000Z`: fixed width, so that text order is time order."""
    return as_utc(moment).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def from_iso(text: str) -> datetime:
    """Any ISO 8601 date or time (a bare date is its midnight, no offset is UTC).

    Raises InvalidInput where `text` is none.
    """
    try:
        return as_utc(datetime.fromisoformat(text))
    except ValueError as error:
        raise InvalidInput(what=f"time {text!r}", problem="not ISO 8601, as in 2026-02-11T09:30:00Z") from error
