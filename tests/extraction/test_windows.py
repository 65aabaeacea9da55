"""From when and until when a fact holds, as the words say."""

from datetime import UTC, datetime

import pytest

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.extractor import RulesExtractor

NOW = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)


def window(text: str) -> tuple[str, str]:
    passage = Passage(id="1", text=text, actor="user", speaker=None, time=NOW)
    one = RulesExtractor().extract([passage])[0].claims[0]
    return tuple(
        "now" if at == NOW else at.strftime("%Y-%m-%d") if at else "" for at in (one.valid_from, one.valid_until)
    )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("I live in Turin.", "", ""),
        ("I've lived in Turin since 2019.", "2019-01-01", ""),
        ("I've lived in Turin for three years.", "2022-03-12", ""),
        ("I moved to Turin last month.", "2025-02-01", ""),
        ("I moved to Turin two weeks ago.", "2025-02-26", ""),
        ("I'm moving to Turin on 1 June.", "2025-06-01", ""),
        ("I used to live in Turin.", "", "now"),
        ("I lived in Turin until 2022.", "", "2023-01-01"),
        ("I lived in Turin from 2010 to 2014.", "2010-01-01", "2015-01-01"),
        ("I left Initech in January.", "", "2025-01-01"),
        ("I no longer work at Initech.", "", "now"),
        ("I'm going to run the marathon in October.", "2025-10-01", "2025-11-01"),
        ("We visited Malta last summer.", "2024-06-01", "2024-09-01"),
        ("The recital is on Friday.", "2025-03-14", "2025-03-15"),
        ("We sold the boat in 2021.", "", "2021-01-01"),
    ],
)
def test_words_make_windows(text: str, start: str, end: str) -> None:
    assert window(text) == (start, end)
