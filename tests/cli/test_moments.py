"""Times as people type them."""

from datetime import UTC, datetime

import pytest

from mnesis.cli.moments import period

NOW = datetime(2026, 5, 6, 15, 0, tzinfo=UTC)


def day(month: int, number: int, year: int = 2026) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-05-06", day(5, 6), day(5, 7)),
        ("2026-12", day(12, 1), day(1, 1, 2027)),
        ("2024", day(1, 1, 2024), day(1, 1, 2025)),
        ("2026-05-06T18:30Z", datetime(2026, 5, 6, 18, 30, tzinfo=UTC), datetime(2026, 5, 6, 18, 30, tzinfo=UTC)),
        ("2026-05-06T18:30+02:00", datetime(2026, 5, 6, 16, 30, tzinfo=UTC), datetime(2026, 5, 6, 16, 30, tzinfo=UTC)),
        ("yesterday", day(5, 5), day(5, 6)),
        ("last month", day(4, 1), day(5, 1)),
        ("3 May 2026", day(5, 3), day(5, 4)),
    ],
)
def test_a_period_has_a_start_and_an_end(text: str, start: datetime, end: datetime) -> None:
    assert period(text, NOW) == (start, end)


@pytest.mark.parametrize("text", ["", "0000", "2026-13", "2026-02-30", "purple", "9999"])
def test_what_is_no_time(text: str) -> None:
    assert period(text, NOW) is None
