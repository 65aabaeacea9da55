"""Where a conversation changes its subject."""

import math

import pytest

from mnesis.working.topic import FAR, Topic

LAKE = "We painted the lake by the cabin last summer"
TAXES = "My tax declaration needs the invoices of March"


def towards(cosine):
    """A unit vector at this cosine to (1, 0)."""
    return (cosine, math.sqrt(1 - cosine * cosine))


@pytest.mark.parametrize(("cosine", "left"), [(FAR - 0.02, True), (FAR + 0.02, False), (-1.0, True), (1.0, False)])
def test_by_meaning(cosine, left):
    topic = Topic().after(LAKE, (2.0, 0.0))
    assert topic.left_by(TAXES, towards(cosine)) is left


def test_a_session_that_begins_leaves_nothing():
    assert not Topic().left_by(TAXES, (1.0, 0.0))
    assert not Topic().left_by(TAXES)


def test_by_words_where_there_is_no_vector():
    topic = Topic().after(LAKE)
    assert topic.left_by(TAXES)
    assert not topic.left_by("Was the cabin by the lake expensive to rent?")
    assert topic.left_by(TAXES, (1.0, 0.0))


def test_vectors_of_another_space_are_not_compared():
    topic = Topic().after(LAKE, (1.0, 0.0))
    assert not topic.left_by("Was the cabin by the lake expensive?", (0.0, 1.0, 0.0))
    assert topic.after(LAKE, (0.0, 1.0, 0.0)).mean == (0.0, 1.0, 0.0)


def test_what_says_nothing_of_its_own_changes_nothing():
    topic = Topic().after(LAKE, (1.0, 0.0))
    assert not topic.left_by("And then?", (0.0, 1.0))


def test_the_mean_follows_and_stays_of_length_one():
    topic = Topic().after(LAKE, (1.0, 0.0))
    for _ in range(5):
        topic = topic.after(TAXES, (0.0, 3.0))
    assert math.hypot(*topic.mean) == pytest.approx(1, abs=0.001)
    assert topic.mean[1] > 0.99


def test_old_words_are_forgotten():
    topic = Topic().after(LAKE)
    for _ in range(6):
        topic = topic.after(TAXES)
    assert topic.left_by(LAKE)


def test_a_mean_alone_is_enough_to_go_on():
    topic = Topic().after(LAKE, (1.0, 0.0))
    assert Topic(topic.mean).left_by(TAXES, (0.0, 1.0))
