"""Each feature by hand-computed examples."""

import math
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from mnesis.model import Cue
from mnesis.retrieval.candidates import Candidates
from mnesis.retrieval.features import TOKENS_A_WORD, Clues, features, shares
from mnesis.retrieval.weights import FirstWeights, Weights
from mnesis.text.dates import Span

DAY = datetime(2026, 5, 10, tzinfo=UTC)
ZERO = FirstWeights(lexical=0, speaker=0, asks=0, user=0)


def candidates(n: int) -> Candidates:
    """n turns of one session in a row, all alike."""
    return Candidates(
        ids=[f"e{at}" for at in range(n)],
        session=np.zeros(n, dtype=np.int64),
        position=np.arange(n),
        actor=["agent"] * n,
        speaker=[None] * n,
        time=np.full(n, DAY.timestamp()),
        tokens=np.full(n, 10 * TOKENS_A_WORD),
        cues=np.zeros(n, dtype=np.int64),
        cosine=np.zeros(n),
        bm25=np.zeros(n),
        coverage=np.zeros(n),
        graph=np.zeros(n),
    )


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    assert set(features(candidates(2), Clues())) == {one.name for one in fields(Weights)}


def test_nothing_found_is_no_error() -> None:
    assert all(len(column) == 0 for column in features(candidates(0), Clues()).values())


def test_words_count_beside_the_best_and_less_in_long_memories() -> None:
    found = replace(candidates(3), bm25=np.array([8.0, 2.0, 0.0]), coverage=np.array([1.0, 1.0, 0.0]))
    found = replace(found, tokens=np.array([0.0, 100.0, 0.0]) * TOKENS_A_WORD)
    columns = features(found, Clues())
    assert columns["lexical"].tolist() == [1.0, 0.25, 0.0]
    assert columns["coverage"].tolist() == [1.0, 0.5, 0.0]


def test_a_speaker_counts_only_where_the_query_names_just_one() -> None:
    found = replace(candidates(3), speaker=["Ada", "Ben", None])
    assert features(found, Clues(people=["Ada"]))["speaker"].tolist() == [1, 0, 0]
    assert features(found, Clues(people=["Ada", "Ben"]))["speaker"].tolist() == [0, 0, 0]
    assert features(found, Clues())["speaker"].tolist() == [0, 0, 0]


def test_names_count_in_talk_between_people_alone() -> None:
    shown = np.array([0, Cue.NAME, Cue.NAME | Cue.NAMES, Cue.NAME | Cue.NAMES])
    found = replace(candidates(4), speaker=["Ada", "Ada", "Ada", None], cues=shown)
    assert features(found, Clues())["names"].tolist() == [0, 0.5, 1, 0]


def test_time_words_count_where_the_query_asks_when() -> None:
    found = replace(candidates(2), cues=np.array([Cue.TIME, Cue.ASKS]))
    assert features(found, Clues(asks_when=True))["when"].tolist() == [1, 0]
    assert features(found, Clues())["when"].tolist() == [0, 0]
    assert features(found, Clues())["asks"].tolist() == [0, 1]


def test_nearness_in_time_fades_over_two_weeks_after_and_three_days_before() -> None:
    days = [0, 14, -3, 1000]
    found = replace(candidates(4), time=np.array([(DAY + timedelta(days=day)).timestamp() for day in days]))
    near = features(found, Clues(spans=[Span(DAY, DAY, "then", 0, 4)]))["date"]
    assert near == pytest.approx([1, math.exp(-1), math.exp(-1), 0], abs=1e-6)


def test_of_several_times_the_nearest_counts() -> None:
    found = replace(candidates(1), time=np.array([DAY.timestamp()]))
    far = DAY - timedelta(days=300)
    assert features(found, Clues(spans=[Span(far, far, "x", 0, 1), Span(DAY, DAY, "y", 2, 3)]))["date"].tolist() == [1]


def test_length_saturates_and_very_long_is_told_apart() -> None:
    found = replace(candidates(4), tokens=np.array([0, 40, 80, 400]) * TOKENS_A_WORD)
    columns = features(found, Clues())
    assert columns["length"] == pytest.approx([0, 1, 1, 1])
    assert columns["long"].tolist() == [0, 0, 0, 1]


def test_neighbours_lend_within_two_positions_of_the_same_session() -> None:
    found = replace(
        candidates(5),
        session=np.array([0, 0, 0, 0, 1]),
        position=np.array([0, 1, 3, 9, 10]),
        cosine=np.array([0.1, 0.9, 0.5, 0.7, 0.8]),
    )
    lent = features(found, Clues(), ZERO)["neighbours"]
    assert lent == pytest.approx([0.9, 0.5, 0.9, 0.0, 0.0])


def test_a_session_lends_its_best() -> None:
    found = replace(candidates(4), session=np.array([0, 0, 1, 1]), cosine=np.array([0.1, 0.9, 0.2, 0.3]))
    assert features(found, Clues(), ZERO)["session"] == pytest.approx([0.9, 0.9, 0.3, 0.3])


def test_shares_are_the_cosine_and_each_feature_times_its_weight() -> None:
    found = replace(candidates(2), cosine=np.array([0.4, 0.6]), actor=["user", "agent"])
    columns = features(found, Clues())
    added = shares(found, columns, Weights(user=0.25))
    assert added["vector"].tolist() == [0.4, 0.6]
    assert added["user"].tolist() == [0.25, 0]
    assert set(added) == {"vector", *columns}
