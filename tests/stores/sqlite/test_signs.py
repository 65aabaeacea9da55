"""Large blocks are sieved by the signs of their codes: nearly all of the best pass, and what passes is right."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy import float32, int8
from numpy.typing import NDArray

from mnesis.model import EVERYTHING, Embed, Episode, Erase, Filter, Scored, Space, Use, Where, content_hash
from mnesis.stores.sqlite import SQLiteStore, signs
from mnesis.stores.sqlite.signs import Growing, Signs, middle, packed
from mnesis.stores.sqlite.vectors import quantised
from mnesis.testing.values import HERE, add, add_texts, make_episode

WIDE = Space("wide", "1", 128)
MANY = 4_000
KEY = "a key"


def clustered(count: int, dimension: int, *, lean: float = 0.0) -> NDArray[float32]:
    """Unit vectors around one centre for each hundred of them; `lean`: how far all point one way."""
    random = np.random.default_rng(7)
    centres = random.standard_normal((max(1, count // 100), dimension))
    rows = centres[np.arange(count) % len(centres)] + random.standard_normal((count, dimension)) + lean
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=float32)


def sieve(codes: NDArray[int8]) -> Signs:
    return Growing(codes).upto(codes, len(codes))


def recall(vectors: NDArray[float32], limit: int) -> tuple[float, float]:
    """The share of the best `limit` that passes, and the share of all that does; the mean over some queries."""
    codes = quantised(vectors)
    of_all, passed, exact = sieve(codes), [], []
    asked = np.asarray(vectors[:20] + vectors[100:120] / 3, dtype=float32)
    for query in quantised(asked):
        places = of_all.near(query, limit)
        assert places is not None
        wide = codes.astype(float32)
        best = np.argsort(-(wide @ query) / np.linalg.norm(wide, axis=1))[:limit]
        exact.append(np.isin(best, places).mean())
        passed.append(len(places) / len(codes))
    return float(np.mean(exact)), float(np.mean(passed))


@pytest.mark.parametrize("lean", [0.0, 3.0])
def test_the_best_pass_and_few_others(lean: float) -> None:
    found, passed = recall(clustered(20_000, 384, lean=lean), 100)
    assert found >= 0.98
    assert passed < 0.1


def test_where_signs_tell_nothing_apart_all_are_scanned() -> None:
    codes = quantised(np.repeat(clustered(1, 64), 5_000, axis=0))
    assert sieve(codes).near(codes[0], 10) is None


def test_where_most_are_asked_for_all_are_scanned() -> None:
    codes = quantised(clustered(5_000, 64))
    assert sieve(codes).near(codes[0], 100) is not None
    assert sieve(codes).near(codes[0], 1_000) is None


@pytest.mark.parametrize("dimension", [8, 64, 100, 384])
def test_signs_that_grow_are_those_made_at_once(dimension: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "_BATCH", 100)
    codes = quantised(clustered(1_000, dimension))
    growing = Growing(codes[:300])
    first = growing.upto(codes[:300], 350)
    before = first.words.copy()
    last = growing.upto(codes, 1_000)
    assert np.array_equal(last.words, packed(codes, middle(codes[:300])))
    assert np.array_equal(first.words, before)
    apart = (codes > last.centre) != (codes[7] > last.centre)
    assert np.array_equal(last._apart(codes[7]), apart.sum(axis=1))


@pytest.fixture(scope="module")
def vectors() -> NDArray[float32]:
    return clustered(MANY, WIDE.dimension)


@pytest.fixture
def store(tmp_path: Path, vectors: NDArray[float32], monkeypatch: pytest.MonkeyPatch) -> Iterator[SQLiteStore]:
    monkeypatch.setattr(signs, "FROM", MANY // 2)
    with SQLiteStore(tmp_path / "memory.db", key=KEY) as store:
        texts = [f"text {n}" for n in range(MANY)]
        store.apply([Use(WIDE, "active"), *add_texts(*texts)])
        store.apply([Embed(HERE, WIDE, content_hash(text), row) for text, row in zip(texts, vectors, strict=True)])
        yield store


@pytest.fixture
def beside(store: SQLiteStore, tmp_path: Path) -> Iterator[SQLiteStore]:
    """Another store on the same file, as another process would have."""
    with SQLiteStore(tmp_path / "memory.db", key=KEY) as beside:
        yield beside


def near(store: SQLiteStore, vector: NDArray[float32], where: Filter = EVERYTHING) -> list[Scored]:
    return store.nearest(Episode, WIDE, vector, HERE, where, 10)


def whole(store: SQLiteStore, vector: NDArray[float32], where: Filter = EVERYTHING) -> list[Scored]:
    """The same without a sieve: it is not used for so many."""
    return store.nearest(Episode, WIDE, vector, HERE, where, MANY)[:10]


def test_a_sieved_search_finds_what_a_whole_one_does(store: SQLiteStore, vectors: NDArray[float32]) -> None:
    shared = [len(set(near(store, one)) & set(whole(store, one))) for one in vectors[:20]]
    assert sum(shared) >= 0.98 * 10 * len(shared)


def test_a_filter_holds_for_all_it_finds_and_misses_none(store: SQLiteStore, vectors: NDArray[float32]) -> None:
    for where in (Where("id", "ge", "e3"), Where("id", "eq", "e77"), Where("id", "eq", "nobody")):
        assert near(store, vectors[0], where) == whole(store, vectors[0], where)


def test_what_is_written_and_erased_later_counts_at_once(
    store: SQLiteStore, beside: SQLiteStore, vectors: NDArray[float32]
) -> None:
    query = np.asarray(-vectors[5], dtype=float32)
    for one in (store, beside):
        assert {found.id for found in near(one, query)} <= {f"e{n}" for n in range(1, MANY + 1)}
    new, twin = (make_episode(id, "something new") for id in ("new", "twin"))
    store.apply([add(new), add(twin), Embed(HERE, WIDE, content_hash("something new"), query)])
    for one in (store, beside):
        assert [found.id for found in near(one, query)[:2]] == ["new", "twin"]
    store.apply([Embed(HERE, WIDE, content_hash("something new"), vectors[5])])
    for one in (store, beside):
        assert [found.id for found in near(one, vectors[5])[:3]] == ["e6", "new", "twin"]
    store.apply([Erase(Episode, Where("id", "eq", "new"))])
    for one in (store, beside):
        assert [found.id for found in near(one, vectors[5])[:2]] == ["e6", "twin"]
    store.apply([Erase(Episode, Where("id", "ge", "e"))])
    assert near(beside, vectors[5]) == []
