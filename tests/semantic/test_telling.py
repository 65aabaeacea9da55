"""Facts in words."""

import pytest

from mnesis.model import Claim, Findings, Named
from mnesis.semantic.sensitive import is_sensitive
from mnesis.semantic.telling import fact_texts, told
from mnesis.testing.values import make_fact

from .talk import claim, day


@pytest.mark.parametrize(
    ("start", "until", "words"),
    [
        (None, None, "Otto works at Acme"),
        ("2024-03-01", None, "Otto works at Acme since March 2024"),
        ("2024-03-05", None, "Otto works at Acme since 5 March 2024"),
        (None, "2024-03-01", "Otto works at Acme until February 2024"),
        ("2016-01-01", "2017-01-01", "Otto works at Acme in 2016"),
        ("2025-12-01", "2026-01-01", "Otto works at Acme in December 2025"),
        ("2024-04-09T15:00", "2024-04-10", "Otto works at Acme on 9 April 2024"),
        ("2019-01-01", "2024-03-05", "Otto works at Acme from January 2019 until 4 March 2024"),
        ("9999-01-01", "9999-12-31", "Otto works at Acme from January 9999 until 30 December 9999"),
    ],
)
def test_windows_in_words(start: str | None, until: str | None, words: str) -> None:
    window = {"valid_from": start and day(start), "valid_until": until and day(until)}
    assert told(make_fact(predicate="works_at", object="Acme", **window)) == words


def test_a_date_is_told_once() -> None:
    fact = make_fact(subject="offsite", predicate="scheduled_for", object="2025-02-12", valid_from=day("2025-02-12"))
    assert told(fact) == "offsite takes place on 2025-02-12"


def test_texts_of_findings_are_each_there_once() -> None:
    said: list[Claim] = [
        claim("Otto", "works_at", "Acme", valid_from="2024-03-01"),
        claim("Otto", "employer", "Acme", valid_from="2024-03-01"),
        claim("Otto", "works_at", "", ended=True),
        claim("Otto", "keeps_bees_in", "Ghent"),
    ]
    findings = Findings(extractor="rules/1", claims=tuple(said))
    assert fact_texts(findings) == ["Otto works at Acme since March 2024", "Otto keeps bees in Ghent"]
    assert Named(name="Acme") != said[0].object


@pytest.mark.parametrize(
    ("predicate", "object", "quote", "sensitive"),
    [
        ("allergic_to", "peanuts", None, True),
        ("email", "otto@example.org", None, True),
        ("is_a", "Catholic", None, True),
        ("owns", "house", "we live at 12 Rose Hill Road", True),
        ("has", "x", "my card is 4111 1111 1111 1111", True),
        ("likes", "chess", "I like chess", False),
        ("works_at", "Acme", "I started at Acme in 2024", False),
    ],
)
def test_what_is_sensitive(predicate: str, object: str, quote: str | None, sensitive: bool) -> None:
    assert is_sensitive(predicate, object, quote) == sensitive
