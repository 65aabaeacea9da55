"""Times as they are told."""

from datetime import UTC, datetime

import pytest

from mnesis.cli.wording import sentence, span, sure
from mnesis.model import EntityType, Fact, Scope

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)


def day(year: int, month: int = 1, number: int = 1) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "until", "told"),
    [
        (None, None, ""),
        (day(2019), None, "since 2019"),
        (day(2019, 3), None, "since March 2019"),
        (day(2019, 3, 2), None, "since 2 March 2019"),
        (NOON, None, "since 6 May 2026"),
        (None, day(2026, 4), "until March 2026"),
        (None, day(2026, 4, 2), "until 1 April 2026"),
        (None, day(2026), "until 2025"),
        (None, NOON, "until 6 May 2026"),
        (day(2019), day(2026, 4), "2019 to March 2026"),
        (day(2019), day(2020), "in 2019"),
        (day(2019, 12), day(2020), "in December 2019"),
        (day(2019), day(2020, 3, 15), "2019 to 14 March 2020"),
        (day(2019, 3), day(2022), "March 2019 to December 2021"),
        (day(2019, 3), day(2019, 4), "in March 2019"),
        (day(2026, 5, 6), day(2026, 5, 7), "on 6 May 2026"),
        (NOON, NOON, "on 6 May 2026"),
    ],
)
def test_a_window_is_told_with_its_last_day(start: datetime | None, until: datetime | None, told: str) -> None:
    assert span(start, until) == told


def test_only_doubt_is_told() -> None:
    assert [sure(1.0), sure(0.9), sure(0.0)] == ["", "90%", "0%"]


@pytest.mark.parametrize(
    ("predicate", "object", "type", "told"),
    [
        ("located_in", "Berlin", EntityType.PERSON, "It lives in Berlin, since 2019"),
        ("located_in", "Berlin", EntityType.ORGANIZATION, "It is in Berlin, since 2019"),
        ("deadline", "2026-05-06", None, "It is due on 2026-05-06"),
        ("made_of", "wood", None, "It made of wood, since 2019"),
    ],
)
def test_facts_in_words(predicate: str, object: str, type: EntityType | None, told: str) -> None:
    fact = Fact(
        id="f",
        scope=Scope("local", "main"),
        entity_id="e",
        subject="It",
        predicate=predicate,
        object=object,
        valid_from=day(2019),
        created_at=NOON,
        updated_at=NOON,
    )
    assert sentence(fact, type) == told
