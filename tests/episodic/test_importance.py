"""The specification's score, rule by rule, and its table of meanings, row by row."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mnesis.episodic.importance import explain, importance, score_importance
from mnesis.episodic.tags import tags_of
from mnesis.model import Episode, EpisodeType, Outcome, Scope

AT = datetime(2026, 2, 11, 9, 30, tzinfo=UTC)
PLAIN = Episode(id="1", scope=Scope(), timestamp=AT, session_id="s", summary="We had soup.", created_at=AT)


def said(text: str, **fields: object) -> Episode:
    episode = replace(PLAIN, summary=text, **fields)
    return replace(episode, tags=tags_of(text, episode.actor))


@pytest.mark.parametrize(
    ("fields", "score"),
    [
        ({}, 5),
        ({"tags": ("correction",)}, 7),
        ({"tags": ("correction",), "type": EpisodeType.EVENT}, 5),
        ({"outcome": Outcome.FAILURE}, 6),
        ({"outcome": Outcome.SUCCESS}, 5),
        ({"summary": "Remember the milk"}, 7),
        ({"summary": "this is IMPORTANT"}, 7),
        ({"summary": "never again"}, 7),
        ({"summary": "I always do, always and never"}, 7),
        ({"details": "x" * 501}, 6),
        ({"details": "x" * 500}, 5),
        ({"details": "x" * 501, "actor": "agent"}, 5),
        ({"type": EpisodeType.SYSTEM}, 3),
        ({"summary": "OK"}, 2),
        ({"summary": "thanks"}, 2),
        ({"summary": "Got it"}, 2),
        ({"summary": "ok", "type": EpisodeType.SYSTEM}, 1),
        ({"summary": "never", "tags": ("correction",), "outcome": Outcome.FAILURE, "details": "x" * 501}, 10),
    ],
)
def test_the_rules_of_the_specification(fields, score):
    assert score_importance(replace(PLAIN, **fields)) == score


def test_a_long_text_that_is_its_own_summary_counts_as_effort():
    assert score_importance(replace(PLAIN, summary="x" * 501)) == 6


@pytest.mark.parametrize(
    ("text", "fields", "low", "high"),
    [
        ("Hello!", {}, 1, 2),
        ("Thank you so much 😊", {}, 1, 2),
        ("ok", {}, 1, 2),
        ("What's the weather in Oslo?", {}, 3, 4),
        ("define entropy", {}, 3, 4),
        ("Backup finished", {"type": EpisodeType.ACTION, "outcome": Outcome.SUCCESS}, 5, 6),
        ("We decided to use Postgres.", {}, 5, 6),
        ("No, use tabs.", {}, 7, 8),
        ("I prefer tea to coffee.", {}, 7, 8),
        ("We launched the beta today!", {}, 7, 8),
        ("My dad passed away last night.", {}, 9, 10),
        ("I decided to quit my job.", {}, 9, 10),
        ("The production API key was leaked.", {}, 9, 10),
        ("We went for a walk.", {}, 5, 5),
    ],
)
def test_the_table_of_meanings(text, fields, low, high):
    assert low <= importance(said(text, **fields)) <= high


def test_the_explanation_ends_at_the_importance_and_names_what_fired():
    episode = said("No, never use Docker.")
    steps = explain(episode)
    assert [(step.name, step.score) for step in steps] == [
        ("baseline", 5),
        ("correction", 7),
        ("stressed words", 9),
        ("important: correction, preference or milestone", 8),
    ]
    assert importance(episode) == 8


def test_a_failed_or_weighty_lookup_is_not_routine():
    assert importance(replace(said("What's the weather?"), outcome=Outcome.FAILURE)) == 6
    assert importance(said("What's the weather? I hate Docker.")) >= 7


def test_always_between_1_and_10():
    for tags in ((), ("correction",), ("security",), ("acknowledgement",)):
        for kind in EpisodeType:
            for outcome in (None, *Outcome):
                assert 1 <= importance(replace(PLAIN, tags=tags, type=kind, outcome=outcome)) <= 10
