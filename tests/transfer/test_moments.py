"""Times as people and programs write them."""

from datetime import UTC, datetime, timedelta

import pytest

from mnesis.transfer.moments import UNKNOWN, from_epoch, moment_in
from mnesis.transfer.pace import Pace


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1:56 pm on 8 May, 2023", "2023-05-08T13:56"),
        ("12:48 am on 1 February, 2023", "2023-02-01T00:48"),
        ("12:09 pm on 13 September, 2023", "2023-09-13T12:09"),
        ("March-15-2024", "2024-03-15T00:00"),
        ("Session 4 — May 8th, 2023", "2023-05-08T00:00"),
        ("the 3rd of June 2021", "2021-06-03T00:00"),
        ("--- Log opened Mon Jan 01 10:20:30 2024", "2024-01-01T10:20:30"),
        ("--- Day changed Tue Jan 02 2024", "2024-01-02T00:00"),
        ("[2024-01-02 10:00]", "2024-01-02T10:00"),
        ("2024-01-02T10:00:05.250Z", "2024-01-02T10:00:05.250"),
        ("2024-01-02T10:00:05+02:00", "2024-01-02T08:00:05"),
        ("2024/1/2 at 9:05 p.m.", "2024-01-02T21:05"),
    ],
)
def test_dates_and_times(text: str, expected: str) -> None:
    assert moment_in(text) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "no date", "10:30", "32 May 2023", "2023-13-01", "8 Mango 2023", "31/12/23"])
def test_no_date(text: str) -> None:
    assert moment_in(text) is None


def test_order_of_numbers() -> None:
    assert moment_in("01/02/24, 9:15 PM", day_first=True) == datetime(2024, 2, 1, 21, 15, tzinfo=UTC)
    assert moment_in("01/02/24, 9:15 PM", day_first=False) == datetime(2024, 1, 2, 21, 15, tzinfo=UTC)
    assert moment_in("31/12/2023", day_first=False) is None


def test_epochs() -> None:
    assert from_epoch(1_700_000_000.1239) == datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)
    assert from_epoch(1_700_000_000_123) == from_epoch(1_700_000_000.123)


def test_pace_gives_distinct_rising_times() -> None:
    minute = datetime(2024, 1, 2, 10, 0, tzinfo=UTC)
    pace, tick = Pace(), timedelta(milliseconds=1)
    assert [pace.at(t) for t in (minute, minute, minute, minute + timedelta(minutes=1))] == [
        minute,
        minute + tick,
        minute + 2 * tick,
        minute + timedelta(minutes=1),
    ]
    assert pace.at(None) == minute + timedelta(minutes=1, seconds=1)
    assert [Pace().at(None), Pace(minute).at(None)] == [UNKNOWN, minute]
    pace.restart(minute)
    assert [pace.at(None), pace.at(None)] == [minute, minute + timedelta(seconds=1)]
    pace.restart(minute)
    assert pace.at(None) == minute + timedelta(seconds=2)
