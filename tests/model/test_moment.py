"""Time: aware, in UTC, in whole milliseconds, and in text whose order is the order of time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.errors import InvalidInput
from mnesis.model import as_utc, from_iso, to_iso, utc_now

MOMENTS = st.datetimes(
    timezones=st.timezones() | st.none(), min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)
)


def test_naive_times_are_utc_and_others_are_moved() -> None:
    assert as_utc(datetime(2026, 2, 11, 9, 30)) == datetime(2026, 2, 11, 9, 30, tzinfo=UTC)
    there = datetime(2026, 2, 11, 9, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert to_iso(there) == "2026-02-11T14:30:00.000Z"


def test_microseconds_are_cut_not_rounded() -> None:
    assert to_iso(datetime(2026, 12, 31, 23, 59, 59, 999_999)) == "2026-12-31T23:59:59.999Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-11T09:30:00Z", "2026-02-11T09:30:00.000Z"),
        ("2026-02-11T09:30:00.1239+02:00", "2026-02-11T07:30:00.123Z"),
        ("2026-02-11 09:30", "2026-02-11T09:30:00.000Z"),
        ("2026-02-11", "2026-02-11T00:00:00.000Z"),
        ("0001-01-01", "0001-01-01T00:00:00.000Z"),
    ],
)
def test_iso_texts_are_read(text: str, expected: str) -> None:
    assert to_iso(from_iso(text)) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "11.02.2026", "1739266200", "2026-02-30T00:00:00Z"])
def test_other_texts_are_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_iso(text)
    assert repr(text) in str(caught.value)


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order_and_nothing_is_lost(one: datetime, other: datetime) -> None:
    one, other = as_utc(one), as_utc(other)
    assert (to_iso(one) < to_iso(other)) == (one < other)
    assert from_iso(to_iso(one)) == one
    assert as_utc(one) == one
    assert len(to_iso(one)) == 24


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_times_beyond_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        as_utc(datetime.fromisoformat(text))
    with pytest.raises(InvalidInput):
        from_iso(text)


def test_now_is_aware() -> None:
    assert utc_now().utcoffset() == timedelta()
