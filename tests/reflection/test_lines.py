"""What is written on a page can be read back, whatever it holds."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.reflection.pages.lines import Heading, Item, Note, Pointer, Task, Told, Value, flat, read_line
from mnesis.reflection.pages.page import not_understood, render
from mnesis.reflection.pages.reading import Reading, read_page
from mnesis.reflection.pages.windows import read_window, window_text
from mnesis.testing.values import HERE, START


def at(*parts: int) -> datetime:
    year, month, day, *rest = (*parts, *(1, 1, 1)[len(parts) :]) if len(parts) < 3 else parts
    return datetime(year, month, day, *rest, tzinfo=UTC)


moments = st.none() | st.one_of(
    st.dates().map(lambda day: at(day.year, day.month, day.day)),
    st.builds(at, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(at, st.integers(1, 9999)),
)
windows = st.tuples(moments, moments).filter(lambda two: None in two or two[0] <= two[1])
tricky = st.sampled_from(
    (
        "Berlin (since 2025)",
        "Berlin (on 2025-01-01) [fact:q]",
        "(in May)",
        r"\(since 2025)",
        r"a\(b",
        "x\\",
        "<!-- hi",
        r"\<!--",
        "-->",
        ": x",
        "a : b",
        "a: b",
        "# a",
        "- a",
        "1. a",
        "a\nb",
        "```",
        "<!-- mnesis manifest 1",
    )
)
words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40) | tricky


@settings(deadline=None)
@given(words, windows)
def test_a_value_reads_as_it_was_written(value: str, window: tuple[datetime | None, datetime | None]) -> None:
    written = str(Value("located in", value, window, Pointer("fact", "F1")))
    assert "\n" not in written
    read = read_line(written, START)
    assert (read.label, read.value, read.window, read.pointer) == (
        "located in",
        flat(value),
        window,
        Pointer("fact", "F1"),
    )


@settings(deadline=None)
@given(words)
def test_the_name_of_a_task_reads_as_it_was_written(name: str) -> None:
    read = read_line(str(Task(name, (), Pointer("procedure", "P1"))), START)
    assert (read.whole, read.window, read.pointer) == (flat(name), (None, None), Pointer("procedure", "P1"))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(words, windows), max_size=3),
    st.lists(words.filter(str.strip), max_size=3),
    st.lists(words.filter(str.strip), max_size=3),
    st.sampled_from(("\n", "\r\n", "\r")),
)
def test_a_page_that_nobody_edited_tells_no_edits(
    values: list[tuple[str, tuple[datetime | None, datetime | None]]], steps: list[str], kept: list[str], end: str
) -> None:
    items: list[Item] = [
        Note("x\ny"),
        Heading(1, "T"),
        *(Value("likes", value, window, Pointer("fact", f"F{n}")) for n, (value, window) in enumerate(values)),
        Task("deploy", tuple(steps), Pointer("procedure", "P")),
        *(Told(step, (Pointer("episode", "E"), Pointer("episode", "F"))) for step in steps),
        *not_understood(one.replace("\r", "\n") for one in kept),
    ]
    reading = read_page(render(items, HERE).replace("\n", end), START)
    assert reading.manifest
    assert reading == Reading(kept=reading.kept, manifest=reading.manifest)


@pytest.mark.parametrize(
    ("start", "until", "text"),
    [
        (at(2025), None, "since 2025"),
        (at(2025, 2), None, "since 2025-02"),
        (at(2025, 2, 3), None, "since 2025-02-03"),
        (None, at(2025, 3), "until 2025-02"),
        (None, at(2026), "until 2025"),
        (None, at(2025, 5, 4), "until 2025-05-03"),
        (at(2025, 5, 3), at(2025, 5, 4), "on 2025-05-03"),
        (at(2025, 5), at(2025, 6), "in 2025-05"),
        (at(2025), at(2026), "in 2025"),
        (at(2025), at(2026, 2), "from 2025 until 2026-01"),
        (None, None, ""),
    ],
)
def test_windows_are_short_and_exact(start: datetime | None, until: datetime | None, text: str) -> None:
    assert window_text(start, until) == text
    assert text == "" or read_window(text, START) == (start, until)


@pytest.mark.parametrize(
    ("start", "until", "text"),
    [
        (at(2025, 2, 3, 9, 30), None, "since 2025-02-03"),
        (None, at(2025, 2, 3, 9, 30), "until 2025-02-03"),
        (at(2025, 2, 3, 9, 30), at(2025, 2, 3, 17), "on 2025-02-03"),
        (None, datetime.max.replace(tzinfo=UTC), "until 9999-12-31T00:00:00.000Z"),
    ],
)
def test_times_of_day_are_not_written(start: datetime | None, until: datetime | None, text: str) -> None:
    assert window_text(start, until) == text


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("since February 2025", (at(2025, 2), None)),
        ("Since 3 May 2025", (at(2025, 5, 3), None)),
        ("until last month", (None, at(2026, 2))),
        ("before 2025", (None, at(2025))),
        ("after 2025", (at(2026), None)),
        ("from May 2024 to June 2024", (at(2024, 5), at(2024, 7))),
        ("from 2025 to 2023", None),
        ("the capital", None),
        ("in Germany", None),
        ("since 2025-13", None),
    ],
)
def test_windows_are_read_with_tolerance(words: str, window: tuple[datetime | None, datetime | None] | None) -> None:
    assert read_window(words, START) == window


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_page(text: str) -> None:
    reading = read_page(text, START)
    assert (reading.gone, reading.altered) == ((), ())
