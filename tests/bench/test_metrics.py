"""Every figure against an example worked by hand."""

import math

import pytest

from mnesis.bench import metrics

RANKED = ["a", "b", "c", "d", "e", "f"]


def test_recall_is_the_fraction_of_the_gold() -> None:
    assert metrics.recall_at(RANKED, {"b", "f", "z"}, 5) == pytest.approx(1 / 3)
    assert metrics.recall_at(RANKED, {"b", "f", "z"}, 10) == pytest.approx(2 / 3)
    assert metrics.recall_at([], {"b"}, 10) == 0


@pytest.mark.parametrize(
    ("gold", "k", "any_of", "all_of"),
    [({"a", "b"}, 5, 1, 1), ({"a", "f"}, 5, 1, 0), ({"f"}, 5, 0, 0), ({"f"}, 10, 1, 1), ({"a", "z"}, 50, 1, 0)],
)
def test_any_and_all(gold: set[str], k: int, any_of: float, all_of: float) -> None:
    assert metrics.any_at(RANKED, gold, k) == any_of
    assert metrics.all_at(RANKED, gold, k) == all_of


def test_ndcg_by_hand() -> None:
    found = 1 / math.log2(3) + 1 / math.log2(5)  # ranks 2 and 4
    ideal = 1 + 1 / math.log2(3) + 1 / 2  # three gold, one of them never found
    assert metrics.ndcg_at(RANKED, {"b", "d", "z"}, 10) == pytest.approx(found / ideal)
    assert metrics.ndcg_at(RANKED, {"a"}, 10) == 1
    assert metrics.ndcg_at(RANKED, {"z"}, 10) == 0


def test_the_ideal_holds_all_gold_but_no_more_places_than_are_ranked() -> None:
    gold = {f"g{number}" for number in range(30)}
    assert metrics.ndcg_at([f"g{number}" for number in range(10)], gold, 10) == pytest.approx(1)
    assert metrics.ndcg_at(["g0", *"abcdefghi"], gold, 10) < 0.25


def test_what_stands_beyond_k_does_not_count() -> None:
    ranked = [*"abcdefghij", "gold"]
    assert metrics.ndcg_at(ranked, {"gold"}, 10) == 0
    assert metrics.recall_at(ranked, {"gold"}, 10) == 0


def test_sessions_rank_by_their_first_turn() -> None:
    assert metrics.first_places(["s2", "s1", "s2", "s3", "s1"]) == ["s2", "s1", "s3"]


def test_measures_name_every_figure() -> None:
    found = metrics.measures(RANKED, {"a", "f"})
    assert set(found) == {f"{name}@{k}" for name in ("recall", "any", "all") for k in (5, 10, 20, 50)} | {"ndcg@10"}
    assert (found["recall@5"], found["any@5"], found["all@5"], found["all@10"]) == (0.5, 1, 0, 1)


def test_mean_and_percentiles() -> None:
    assert metrics.mean([1, 2, 6]) == 3
    assert metrics.percentile([4, 1, 3, 2], 0.5) == 2.5
    assert metrics.percentile([0, 10], 0.95) == pytest.approx(9.5)
    assert math.isnan(metrics.mean([]))
    assert math.isnan(metrics.percentile([], 0.5))


def test_interval_is_repeatable_and_holds_the_mean() -> None:
    values = [0.0, 0.5, 1.0, 1.0, 0.0, 1.0, 0.25, 1.0] * 10
    low, high = metrics.interval(values)
    assert (low, high) == metrics.interval(values)
    assert low < metrics.mean(values) < high
    half = 1.96 * math.sqrt(sum((one - metrics.mean(values)) ** 2 for one in values)) / len(values)
    assert high - low == pytest.approx(2 * half, rel=0.1)  # what the normal approximation gives for 80 values
    assert metrics.interval([0.7, 0.7]) == pytest.approx((0.7, 0.7))
