"""What the SQLite store keeps in memory follows the file; its plans and its top-k are right."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from ulid import ULID

from mnesis.model import (
    EVERYTHING,
    Add,
    Embed,
    Episode,
    Erase,
    Filter,
    Put,
    Scope,
    Session,
    Space,
    Use,
    Where,
    content_hash,
    within,
)
from mnesis.stores.sqlite import SQLiteStore, lexical
from mnesis.stores.sqlite.blocks import Blocks
from mnesis.stores.sqlite.filters import condition, ordering
from mnesis.stores.sqlite.ranking import top
from mnesis.stores.sqlite.rows import table
from mnesis.stores.sqlite.vectors import block_of, quantised, restored
from mnesis.testing.values import HERE, SPACE, START, add, add_texts, make_episode, unit

OTHER = Scope("local", "other")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    with SQLiteStore(tmp_path / "memory.db") as store:
        store.apply([Use(SPACE, "active")])
        yield store


@pytest.fixture
def beside(store: SQLiteStore, tmp_path: Path) -> Iterator[SQLiteStore]:
    """Another store on the same file, as another process would have."""
    with SQLiteStore(tmp_path / "memory.db") as beside:
        yield beside


def tell(store: SQLiteStore, id: str, text: str, *direction: float, scope: Scope = HERE) -> None:
    store.apply([add(make_episode(id, text, scope=scope)), Embed(scope, SPACE, content_hash(text), unit(*direction))])


def near(store: SQLiteStore, *direction: float, where: Filter = EVERYTHING) -> list[str]:
    return [one.id for one in store.nearest(Episode, SPACE, unit(*direction), HERE, where, 10)]


def test_vectors_follow_what_others_write_change_and_erase(store: SQLiteStore, beside: SQLiteStore) -> None:
    tell(store, "e1", "one", 1)
    assert near(beside, 1) == ["e1"]
    tell(store, "e2", "two", 1, 0.1)
    assert near(beside, 1) == ["e1", "e2"]
    store.apply([Embed(HERE, SPACE, content_hash("one"), unit(0, 1))])
    assert near(beside, 1) == ["e2", "e1"]
    store.apply([Erase(Episode, Where("id", "eq", "e2"))])
    assert near(beside, 1) == ["e1"]
    store.apply([Put(make_episode("e1", "other words"))])
    assert near(beside, 1) == []


def test_a_space_made_again_starts_empty(store: SQLiteStore, beside: SQLiteStore) -> None:
    tell(store, "e1", "one", 1)
    assert near(beside, 1) == ["e1"]
    store.apply([Use(Space("new", "1", 8), "active", drop=True), Use(SPACE, "active", drop=True)])
    assert near(beside, 1) == []
    tell(store, "e2", "two", 1)
    assert near(beside, 1) == ["e2"]


def test_a_block_that_has_no_room_is_loaded_again(store: SQLiteStore) -> None:
    blocks = Blocks(room=1)
    tell(store, "e1", "one", 1)
    tell(store, "e2", "two", 1, scope=OTHER)
    with store._connections.reading() as db:
        for _ in range(2):
            for scope in (HERE, OTHER):
                block = block_of(db, scope, SPACE)
                assert block
                codes = blocks.codes(db, block, SPACE.dimension)
                assert (len(codes.rows), len(blocks._residents)) == (1, 1)


def test_what_was_handed_out_stays_as_it_was(store: SQLiteStore) -> None:
    blocks = Blocks()
    for n in range(3):
        tell(store, f"e{n}", f"text {n}", 1, n)
        with store._connections.reading() as db:
            block = block_of(db, HERE, SPACE)
            assert block
            codes = blocks.codes(db, block, SPACE.dimension)
        if n == 0:
            first, copy = codes, codes.rows.copy()
    assert np.array_equal(first.rows, copy)
    assert len(codes.rows) == 3
    assert np.array_equal(codes.rows[:1], copy)


def test_common_words_score_as_they_would_alone(store: SQLiteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    random_ = random.Random(5)
    words = ["common"] * 6 + ["usual"] * 3 + ["rare", "seldom", *(f"w{n}" for n in range(50))]
    store.apply(add_texts(*(" ".join(random_.choices(words, k=12)) for _ in range(600))))
    exact = {one.id: one for one in store.matching(Episode, ["common", "usual", "rare"], HERE, EVERYTHING, 1_000)}
    monkeypatch.setattr(lexical, "CANDIDATES", 0)
    few = store.matching(Episode, ["common", "usual", "rare"], HERE, EVERYTHING, 1_000)
    holding = {one.id for one in store.matching(Episode, ["rare"], HERE, EVERYTHING, 1_000)}
    assert {one.id for one in few} == holding
    assert few == [exact[one.id] for one in few]


def test_counts_of_common_words_follow_the_shelf(store: SQLiteStore, beside: SQLiteStore) -> None:
    def first() -> float:
        return beside.matching(Episode, ["pear"], HERE, EVERYTHING, 1)[0].score

    store.apply(add_texts(*["pear tree"] * 2_500))
    assert first() == store.matching(Episode, ["pear"], HERE, EVERYTHING, 1)[0].score
    store.apply(add_texts(*["apple tree"] * 500, prefix="x"))
    more = first()
    store.apply([Erase(Episode, Where("id", "ge", "x"))])
    fewer = first()
    store.reindex()
    assert fewer == first() < more


def test_top_takes_ties_along() -> None:
    random_ = np.random.default_rng(2)
    for size in (1, 5, 100, 1_000, 70_000):
        scores = random_.integers(0, 50, 60_000).astype(np.float32) / random_.choice([1, 7])
        last = np.sort(scores)[::-1][min(size, len(scores)) - 1]
        assert np.array_equal(top(scores, size), np.flatnonzero(scores >= last))


def test_codes_keep_directions() -> None:
    vectors = np.random.default_rng(1).standard_normal((200, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    back = np.stack([restored(code.tobytes()) for code in quantised(vectors)])
    assert np.abs(back @ vectors.T - vectors @ vectors.T).max() < 0.005
    assert not quantised(np.zeros((1, 4), dtype=np.float32)).any()


@pytest.mark.parametrize(
    ("kind", "where", "order", "index"),
    [
        (Episode, Where("id", "eq", "x"), (), "SEARCH m USING INTEGER PRIMARY KEY"),
        (Episode, Where("id", "eq", "x"), (), "SEARCH r USING INDEX episodes_time (place=? AND time=? AND mark=?)"),
        (Episode, Where("id", "eq", "x"), (), "episodes_named (place=? AND rest=?)"),
        (Episode, EVERYTHING, ("-timestamp",), "SEARCH m USING INDEX episodes_time (place=?)"),
        (Episode, EVERYTHING, (), "SEARCH m USING INDEX episodes_arrival (place=?)"),
        (Episode, Where("session_id", "eq", "x"), ("timestamp",), "SEARCH m USING INDEX episodes_session (session=?)"),
        (Episode, Where("folded_into", "eq", "x"), (), "SEARCH m USING INDEX episodes_folded (folded=?)"),
        (Episode, Where("timestamp", "ge", START), ("timestamp",), "episodes_time (place=? AND time>?)"),
        (Session, Where("id", "eq", "x"), (), "sqlite_autoindex_sessions_1 (tenant=? AND scope=? AND id=?)"),
    ],
)
def test_usual_questions_use_their_index(
    store: SQLiteStore, kind: type[Episode], where: Filter, order: tuple[str, ...], index: str
) -> None:
    wanted = condition(kind, within(HERE, where))
    sql = f"{table(kind).select} WHERE {wanted.sql} ORDER BY {ordering(kind, order)} LIMIT 5"
    with store._connections.reading() as db:
        plan = [str(step[3]) for step in db.execute(f"EXPLAIN QUERY PLAN {sql}", wanted.values)]
    assert any(index in step for step in plan), plan


def test_a_duplicate_text_has_one_vector(store: SQLiteStore) -> None:
    store.apply([Add(make_episode("e0")), *add_texts("same words", "same words", "same words")])
    assert [one.text for one in store.pending(SPACE, 10)] == ["same words"]
    store.apply([Embed(HERE, SPACE, content_hash("same words"), unit(1))])
    assert store.spaces()[0].vectors == 1
    assert near(store, 1) == ["e1", "e2", "e3"]


def test_where_an_id_was_seen_is_a_hint_and_no_more(tmp_path: Path) -> None:
    one, other = (SQLiteStore(tmp_path / name) for name in ("one.db", "other.db"))
    ids = [str(ULID.from_datetime(START)) for _ in range(3)]
    one.apply([add(make_episode(id, f"one {id}", timestamp=START)) for id in ids])
    other.apply([add(make_episode(id, f"other {id}", timestamp=START)) for id in reversed(ids)])
    for _ in range(2):
        for store, name in ((one, "one"), (other, "other")):
            found = {episode.id: episode.text for episode in store.get(Episode, ids, within(HERE))}
            assert found == {id: f"{name} {id}" for id in ids}
    one.apply([Erase(Episode, Where("id", "in", tuple(ids[1:])))])
    one.apply([add(make_episode(id, "anew", timestamp=START)) for id in ids[:0:-1]])
    assert [episode.text for episode in one.get(Episode, ids, within(HERE))] == [f"one {ids[0]}", "anew", "anew"]
    one.apply([Erase(Episode, EVERYTHING), add(make_episode(ids[0], "elsewhere", timestamp=START, scope=OTHER))])
    assert one.get(Episode, ids, within(HERE)) == []
    assert one.pick(Episode, OTHER, ids, ("id",)) == {ids[0]: (ids[0],)}
    one.close()
    other.close()


WIDE = Space("wide", "1", 384)


def test_a_score_does_not_depend_on_what_else_is_scored(tmp_path: Path) -> None:
    """As that of a matrix product does, in its last bits: two files with the same memories would rank differently."""
    drawn = np.random.default_rng(7)
    vectors = drawn.standard_normal((200, WIDE.dimension)).astype(np.float32)
    with SQLiteStore(tmp_path / "memory.db") as store:
        store.apply([Use(WIDE, "active"), *add_texts(*map(str, range(len(vectors))))])
        store.apply([Embed(HERE, WIDE, content_hash(str(at)), vector) for at, vector in enumerate(vectors)])
        query, ids = drawn.standard_normal(WIDE.dimension).astype(np.float32), [one.id for one in store.find(Episode)]
        every = store.cosines(Episode, WIDE, query, HERE, ids)
        assert len(every) == len(vectors)
        for count in range(1, 20):
            some = drawn.permutation(ids)[:count].tolist()
            assert store.cosines(Episode, WIDE, query, HERE, some) == {id: every[id] for id in some}
