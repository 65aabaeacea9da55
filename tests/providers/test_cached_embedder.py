from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from mnesis.providers.embedders.cached import CachedEmbedder
from mnesis.providers.embedders.contract import Vectors
from mnesis.testing.embedder import HashEmbedder

from .contract import keeps_contract


class Counting(HashEmbedder):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return super().embed(texts)


def test_contract() -> None:
    keeps_contract(CachedEmbedder(HashEmbedder()))
    keeps_contract(CachedEmbedder(HashEmbedder(), size=2))


def test_asks_once_for_each_text() -> None:
    inner = Counting()
    cached = CachedEmbedder(inner)
    cached.embed(["a", "b", "a"])
    cached.embed(["b", "c"])
    cached.embed(["a", "c"])
    assert inner.asked == [["a", "b"], ["c"]]


def test_forgets_what_was_used_longest_ago() -> None:
    inner = Counting()
    cached = CachedEmbedder(inner, size=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        cached.embed([text])
    assert inner.asked == [["a"], ["b"], ["c"], ["b"]]


def test_what_a_caller_does_to_its_rows_stays_with_the_caller() -> None:
    cached = CachedEmbedder(HashEmbedder())
    first = cached.embed(["a"])
    kept = first.copy()
    first[:] = 0
    cached.embed(["a"])[:] = 0
    np.testing.assert_array_equal(cached.embed(["a"]), kept)


def test_many_threads_get_the_right_rows() -> None:
    cached, plain = CachedEmbedder(HashEmbedder(), size=5), HashEmbedder()
    texts = [str(number % 20) for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: cached.embed([text])[0], texts))
    np.testing.assert_array_equal(np.stack(rows), plain.embed(texts))
