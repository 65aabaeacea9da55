"""What a text says about time, seen from a Wednesday afternoon in August 2023."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.text.dates import asks_when, has_time_words, time_spans

NOW = datetime(2023, 8, 16, 15, 0, tzinfo=UTC)

DATES = [  # text, start, end (exclusive)
    ("It was on 7 May 2023.", "2023-05-07", "2023-05-08"),
    ("May 7th", "2023-05-07", "2023-05-08"),
    ("may 7, 2022", "2022-05-07", "2022-05-08"),
    ("the 7th of May", "2023-05-07", "2023-05-08"),
    ("2023-05-07", "2023-05-07", "2023-05-08"),
    ("2023-05-07T10:30:00Z", "2023-05-07", "2023-05-08"),
    ("05/07/2023", "2023-05-07", "2023-05-08"),
    ("25/07/23", "2023-07-25", "2023-07-26"),
    ("05.07.2023", "2023-07-05", "2023-07-06"),
    ("in May 2023", "2023-05-01", "2023-06-01"),
    ("September 2021", "2021-09-01", "2021-10-01"),
    ("in June", "2023-06-01", "2023-07-01"),
    ("in november", "2022-11-01", "2022-12-01"),
    ("last May", "2023-05-01", "2023-06-01"),
    ("next May", "2024-05-01", "2024-06-01"),
    ("in late July", "2023-07-21", "2023-08-01"),
    ("early 2023", "2023-01-01", "2023-05-02"),
    ("What happened in 2022?", "2022-01-01", "2023-01-01"),
    ("the summer of 2022", "2022-06-01", "2022-09-01"),
    ("winter 2021", "2021-12-01", "2022-03-01"),
    ("last summer", "2022-06-01", "2022-09-01"),
    ("Q3 2025", "2025-07-01", "2025-10-01"),
    ("the second quarter of 2024", "2024-04-01", "2024-07-01"),
    ("in the 1990s", "1990-01-01", "2000-01-01"),
    ("last Thursday", "2023-08-10", "2023-08-11"),
    ("on Wednesday", "2023-08-16", "2023-08-17"),
    ("last Wednesday", "2023-08-09", "2023-08-10"),
    ("next Monday", "2023-08-21", "2023-08-22"),
    ("this Friday", "2023-08-18", "2023-08-19"),
    ("Tuesday last week", "2023-08-08", "2023-08-09"),
    ("yesterday", "2023-08-15", "2023-08-16"),
    ("the day before yesterday", "2023-08-14", "2023-08-15"),
    ("tomorrow", "2023-08-17", "2023-08-18"),
    ("two weeks ago", "2023-07-30", "2023-08-06"),
    ("3 days ago", "2023-08-13", "2023-08-14"),
    ("a month ago", "2023-07-01", "2023-08-01"),
    ("two years ago", "2021-01-01", "2022-01-01"),
    ("a few days ago", "2023-08-11", "2023-08-15"),
    ("in three weeks", "2023-09-03", "2023-09-10"),
    ("last week", "2023-08-07", "2023-08-14"),
    ("last month", "2023-07-01", "2023-08-01"),
    ("last year", "2022-01-01", "2023-01-01"),
    ("next year", "2024-01-01", "2025-01-01"),
    ("this weekend", "2023-08-19", "2023-08-21"),
    ("last weekend", "2023-08-12", "2023-08-14"),
    ("over the weekend", "2023-08-12", "2023-08-14"),
    ("the weekend before last", "2023-08-05", "2023-08-07"),
    ("on the 14th", "2023-08-14", "2023-08-15"),
    ("on the 20th we met", "2023-07-20", "2023-07-21"),
    ("the week before 9 June 2023", "2023-06-02", "2023-06-09"),
    ("the Friday before 15 July 2023", "2023-07-14", "2023-07-15"),
    ("the weekend after May 3, 2023", "2023-05-06", "2023-05-08"),
    ("at Christmas", "2022-12-24", "2022-12-27"),
    ("June 3-5, 2022", "2022-06-03", "2022-06-06"),
    ("from 3 to 5 June", "2023-06-03", "2023-06-06"),
    ("between May and July 2022", "2022-05-01", "2022-08-01"),
    ("from December to February 2022", "2021-12-01", "2022-03-01"),
    ("since May", "2023-05-01", "2023-08-16T15:00"),
    ("the past two weeks", "2023-08-02T15:00", "2023-08-16T15:00"),
    ("in the last month", "2023-07-16T15:00", "2023-08-16T15:00"),
    ("yesterday morning", "2023-08-15T05:00", "2023-08-15T12:00"),
    ("last night", "2023-08-15T18:00", "2023-08-16T06:00"),
    ("on Friday at 5pm", "2023-08-11T16:00", "2023-08-11T18:00"),
    ("on Friday at 17:30", "2023-08-11T16:30", "2023-08-11T18:30"),
    ("ontem", "2023-08-15", "2023-08-16"),
    ("7 de maio de 2023", "2023-05-07", "2023-05-08"),
    ("em março", "2023-03-01", "2023-04-01"),
    ("ayer comimos", "2023-08-15", "2023-08-16"),
    ("hace un mes", "2023-07-01", "2023-08-01"),
    ("il y a deux semaines", "2023-07-30", "2023-08-06"),
    ("le 7 mai 2023", "2023-05-07", "2023-05-08"),
    ("vor drei Tagen", "2023-08-13", "2023-08-14"),
    ("letzte Woche", "2023-08-07", "2023-08-14"),
    ("am 7. März", "2023-03-07", "2023-03-08"),
    ("twee dagen geleden", "2023-08-14", "2023-08-15"),
    ("due settimane fa", "2023-07-30", "2023-08-06"),
    ("2023年5月7日", "2023-05-07", "2023-05-08"),
    ("10月に", "2022-10-01", "2022-11-01"),
    ("上个月", "2023-07-01", "2023-08-01"),
    ("三天前", "2023-08-13", "2023-08-14"),
    ("2週間前", "2023-07-30", "2023-08-06"),
    ("昨日", "2023-08-15", "2023-08-16"),
]
NO_DATES = [
    "you may go",
    "May I ask you something?",
    "I march on",
    "wait a second",
    "the second thing",
    "we sat in the sun",
    "version 1.2.30 and 10.20.30.40",
    "in 2000 steps",
    "April said so",
    "every Monday",
    "on the 5th floor",
    "he is 25 and earns 2,000",
    "in the fall of the empire",
    "call 555-1234-2020",
    "a million years ago",
    "99 divided by 7/5",
    "good day",
    "",
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("text", "start", "end"), DATES)
def test_span(text, start, end):
    [span] = time_spans(text, NOW)
    assert (span.start, span.end) == (at(start), at(end))
    assert text[span.at : span.until] == span.words


@pytest.mark.parametrize("text", [text for text, _, _ in DATES])
def test_a_date_is_a_word_of_time(text):
    assert has_time_words(text)


@pytest.mark.parametrize("text", NO_DATES)
def test_no_span(text):
    assert time_spans(text, NOW) == []


@pytest.mark.parametrize(
    "text", ["you may go", "I march on", "we sat in the sun", "April said so", "my second try", ""]
)
def test_no_words_of_time(text):
    assert not has_time_words(text)


def test_several_dates_in_the_order_of_the_words():
    spans = time_spans("We met last week, not yesterday, and again on 3 May 2022.", NOW)
    assert [span.words for span in spans] == ["last week", "yesterday", "3 May 2022"]


def test_now_may_be_in_any_zone_and_spans_are_utc():
    tokyo = timezone(timedelta(hours=9))
    [span] = time_spans("today", datetime(2023, 8, 17, 1, 0, tzinfo=tokyo))
    assert span.start == at("2023-08-16")


def test_the_ends_of_months_and_years():
    march = datetime(2024, 3, 31, tzinfo=UTC)
    assert time_spans("last month", march)[0].start == at("2024-02-01")
    assert time_spans("a year ago", datetime(2024, 2, 29, tzinfo=UTC))[0].start == at("2023-01-01")
    assert time_spans("last quarter", datetime(2024, 1, 2, tzinfo=UTC))[0].start == at("2023-10-01")
    assert time_spans("31 February 2023", NOW)[0].words == "February 2023"


@given(
    st.lists(
        st.sampled_from(
            [*(text for text, _, _ in DATES), "9999 years ago", "in 9999 decades", "since", "from", "and", "0/0/0000"]
        ),
        max_size=6,
    ),
    st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)),
)
def test_any_words_at_any_time_give_proper_spans(words, now):
    for span in time_spans(" ".join(words), now):
        assert span.start < span.end


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("When did she move?", True),
        ("What year was it?", True),
        ("How long have they been married?", True),
        ("她什么时候去的？", True),
        ("いつ行きましたか", True),
        ("Wann war das?", True),
        ("Where does she go whenever it rains?", False),
        ("What did she buy last week?", False),
    ],
)
def test_asks_when(query, expected):
    assert asks_when(query) is expected
