"""Finding by vectors, and the life of a vector space."""

import numpy as np
import pytest

from mnesis.errors import InvalidInput, SpaceMismatch
from mnesis.model import (
    EVERYTHING,
    Add,
    Embed,
    Episode,
    Erase,
    Key,
    KeyKind,
    Put,
    Scope,
    Space,
    SpaceUse,
    Use,
    Where,
    content_hash,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing.conformance.case import StoreCase, nearest
from mnesis.testing.values import HERE, SPACE, add, add_texts, make_episode, unit

OTHER = Scope("local", "other")
NEXT = Space("next", "2", 16)
WIDE = Space("wide", "1", 384)


def embed(text: str, *numbers: float, scope: Scope = HERE, space: Space = SPACE) -> Embed:
    return Embed(scope, space, content_hash(text), unit(*numbers, dimension=space.dimension))


def pending(store: Store, space: Space = SPACE) -> set[str]:
    return {one.text for one in store.pending(space, 1_000)}


def states(store: Store) -> dict[str, tuple[str, int]]:
    return {use.space.model: (use.state, use.vectors) for use in store.spaces()}


class Vectors(StoreCase):
    def test_the_nearest_come_first(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), *add_texts("a", "b", "c", "d")])
        store.apply([embed("a", 1), embed("b", 1, 1), embed("c", -1), embed("d", 0, 0, 1)])
        found = nearest(store, 1)
        assert [one.id for one in found] == ["e1", "e2", "e4", "e3"]
        assert [one.score for one in found] == pytest.approx([1.0, 0.7071, 0.0, -1.0], abs=0.01)
        assert [one.id for one in nearest(store, 1, limit=2)] == ["e1", "e2"]
        assert nearest(store, 1, limit=0) == nearest(store, 1, limit=-1) == []

    def test_cosines_are_exact_within_a_hundredth(self, store: Store) -> None:
        rng = np.random.default_rng(7)
        rows = rng.normal(size=(300, WIDE.dimension)).astype(np.float32)
        rows[100:200, 0] *= 40  # a dimension that stands out, as real models have
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        store.apply([Use(WIDE, "active"), *add_texts(*(f"text {n}" for n in range(300)), prefix="")])
        store.apply([Embed(HERE, WIDE, content_hash(f"text {n}"), row) for n, row in enumerate(rows)])
        for query in (rows[0], rows[150], unit(*rng.normal(size=384), dimension=384)):
            found = store.nearest(Episode, WIDE, query, HERE, EVERYTHING, 300)
            exact = rows @ query
            assert {one.id: one.score for one in found} == pytest.approx(
                {str(n + 1): float(cosine) for n, cosine in enumerate(exact)}, abs=0.01
            )
            assert all(-1.0 <= one.score <= 1.0 for one in found)
            scores = [one.score for one in found]
            assert scores == sorted(scores, reverse=True)
            best = store.nearest(Episode, WIDE, query, HERE, EVERYTHING, 10)
            assert [one.score for one in best] == pytest.approx(sorted(exact, reverse=True)[:10], abs=0.01)

    def test_vectors_come_back_within_rounding(self, store: Store) -> None:
        vector = unit(0.3, -0.2, 0.9, 0.001)
        store.apply([Use(SPACE, "active"), *add_texts("a"), Embed(HERE, SPACE, content_hash("a"), vector)])
        found = store.embedded(SPACE, HERE, [content_hash("a"), content_hash("b")])
        assert list(found) == [content_hash("a")]
        assert float(found[content_hash("a")] @ vector) == pytest.approx(1.0, abs=0.01)
        assert float(np.linalg.norm(found[content_hash("a")])) == pytest.approx(1.0, abs=0.01)
        assert (
            store.embedded(SPACE, OTHER, [content_hash("a")]) == store.embedded(NEXT, HERE, [content_hash("a")]) == {}
        )
        assert store.embedded(SPACE, HERE, []) == {}

    def test_a_memory_is_found_once_by_its_best_key(self, store: Store) -> None:
        keys = (Key("e1"), Key("e1", KeyKind.WINDOW, 0, "near"), Key("e1", KeyKind.PART, 0, "far"))
        store.apply([Use(SPACE, "active"), Add(make_episode(text="none"), keys), *add_texts("b", prefix="x")])
        store.apply([embed("near", 1, 0.1), embed("far", -1), embed("b", 1, 1)])
        assert [(one.id, one.key) for one in nearest(store, 1)] == [("e1", KeyKind.WINDOW), ("x1", KeyKind.TEXT)]
        assert next((one.id, one.key) for one in nearest(store, -1)) == ("e1", KeyKind.PART)
        assert len(nearest(store, 1, limit=2)) == 2

    def test_ties_are_broken_by_id(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), *(add(make_episode(id, "same")) for id in "caB"), embed("same", 1)])
        assert [one.id for one in nearest(store, 1)] == ["B", "a", "c"]
        assert [one.id for one in nearest(store, 1, limit=2)] == ["B", "a"]

    def test_the_same_text_shares_one_vector_within_a_scope(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), *add_texts("same", "same"), *add_texts("same", scope=OTHER)])
        assert [(one.scope, one.text) for one in store.pending(SPACE, 9)] in (
            [(HERE, "same"), (OTHER, "same")],
            [(OTHER, "same"), (HERE, "same")],
        )
        store.apply([embed("same", 1)])
        assert [one.id for one in nearest(store, 1)] == ["e1", "e2"]
        assert nearest(store, 1, scope=OTHER) == []
        assert states(store) == {"test": ("active", 1)}
        store.apply([add(make_episode("e3", "same")), Erase(Episode, within(HERE, Where("id", "ne", "e3")))])
        assert [one.id for one in nearest(store, 1)] == ["e3"], "a vector stays as long as one key needs it"

    def test_pending_shrinks_by_what_is_embedded(self, store: Store) -> None:
        lexical = Key("e9", KeyKind.PART, 0, "never", dense=False)
        store.apply([*add_texts("a", "b", "a", ""), Add(make_episode("e9", "own"), (lexical,))])
        assert pending(store) == {"a", "b", ""}, "also for a space nobody has announced"
        store.apply([Use(SPACE, "active")])
        assert {one.hash for one in store.pending(SPACE, 9)} == {content_hash(text) for text in ("a", "b", "")}
        store.apply([embed("a", 1), embed("", 1)])
        assert pending(store) == {"b"}
        assert len(store.pending(SPACE, 1)) == 1
        assert store.pending(SPACE, 0) == []
        store.apply([Put(make_episode("e1", "new")), embed("b", 1)])
        assert pending(store) == {"new"}
        store.apply([Erase(Episode, EVERYTHING)])
        assert pending(store) == set()

    def test_embedding_again_replaces_and_strangers_are_ignored(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), *add_texts("a"), embed("a", 1), embed("nobody's", 1), embed("a", 0, 1)])
        assert [one.score for one in nearest(store, 0, 1)] == pytest.approx([1.0], abs=0.01)
        assert states(store) == {"test": ("active", 1)}

    def test_mixing_spaces_is_an_error_that_says_so(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), *add_texts("a")])
        with pytest.raises(SpaceMismatch) as caught:
            store.apply([embed("a", 1, space=NEXT)])
        assert (caught.value.data["stored"], caught.value.data["offered"]) == (str(SPACE), str(NEXT))
        for twin in (Space("test", "1", 4), Space("test", "2", 8), Space("Test", "1", 8)):
            with pytest.raises(SpaceMismatch):
                store.apply([embed("a", 1, space=twin)])
            assert store.nearest(Episode, twin, unit(1, dimension=twin.dimension), HERE, EVERYTHING, 5) == []
        store.apply([Use(NEXT, "active"), embed("a", 1, space=NEXT)])
        with pytest.raises(SpaceMismatch):
            store.apply([embed("a", 1)])

    @pytest.mark.parametrize("vector", [unit(1, dimension=4), np.full(8, np.nan), np.full(8, np.inf), unit(1)[None]])
    def test_a_vector_that_cannot_be_is_refused(self, store: Store, vector: np.ndarray) -> None:
        store.apply([Use(SPACE, "active"), *add_texts("a"), embed("a", 1)])
        with pytest.raises(InvalidInput):
            store.apply([Embed(HERE, SPACE, content_hash("a"), vector)])
        with pytest.raises(InvalidInput):
            store.nearest(Episode, SPACE, vector, HERE, EVERYTHING, 5)
        assert len(nearest(store, 1)) == 1

    def test_moving_to_another_space_while_reads_go_on(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), *add_texts("a", "b"), embed("a", 1), embed("b", 0, 1)])
        store.apply([Use(NEXT, "building")])
        assert [use.space for use in store.spaces()] == [SPACE, NEXT]
        assert pending(store, NEXT) == {"a", "b"}
        store.apply([embed("a", 0, 1, space=NEXT), add(make_episode("e3", "c")), embed("c", 1)])
        assert [one.id for one in nearest(store, 1)] == ["e1", "e3", "e2"]
        assert [one.id for one in nearest(store, 0, 1, space=NEXT)] == ["e1"]
        store.apply([embed("b", 1, space=NEXT), embed("c", 1, space=NEXT), Use(NEXT, "active")])
        assert store.spaces() == [SpaceUse(NEXT, "active", 3), SpaceUse(SPACE, "retired", 3)]
        assert [one.id for one in nearest(store, 1)] == ["e1", "e3", "e2"], "retired, and still searchable"
        store.apply([Use(NEXT, "active", drop=True)])
        assert store.spaces() == [SpaceUse(NEXT, "active", 3)]
        assert nearest(store, 1) == []
        assert pending(store) == {"a", "b", "c"}
        assert [one.id for one in nearest(store, 1, space=NEXT)] == ["e2", "e3", "e1"]
        assert store.check() == []

    def test_use_says_it_once_however_often(self, store: Store) -> None:
        assert store.spaces() == []
        store.apply([Use(SPACE, "active"), *add_texts("a"), embed("a", 1), Use(SPACE, "active"), Use(SPACE, "active")])
        assert store.spaces() == [SpaceUse(SPACE, "active", 1)]
        store.apply([Use(SPACE, "retired")])
        assert store.spaces() == [SpaceUse(SPACE, "retired", 1)]
        with pytest.raises(SpaceMismatch):
            store.apply([embed("a", 0, 1)])
        store.apply([Use(SPACE, "building"), embed("a", 0, 1), Use(SPACE, "retired", drop=True)])
        assert store.spaces() == []

    def test_changed_keys_let_their_vectors_go(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), *add_texts("a", "b"), embed("a", 1), embed("b", 1)])
        store.apply([Put(make_episode("e1", "b"), None), Put(make_episode("e2", "b"), ())])
        assert states(store) == {"test": ("active", 1)}
        assert [one.id for one in nearest(store, 1)] == ["e1"]
        assert store.embedded(SPACE, HERE, [content_hash("a")]) == {}

    def test_the_filter_comes_before_the_limit(self, store: Store) -> None:
        crowd = [add(make_episode(f"c{n}", f"crowd {n}")) for n in range(300)]
        store.apply([Use(SPACE, "active"), *crowd, add(make_episode("rare", "rare", tags=("rare",)))])
        store.apply([*(embed(f"crowd {n}", 1, n / 1_000) for n in range(300)), embed("rare", -1)])
        assert [one.id for one in nearest(store, 1, where=Where("tags", "has", "rare"), limit=1)] == ["rare"]
        assert [one.id for one in nearest(store, 1, where=Where("id", "in", ("c7", "c3")), limit=5)] == ["c3", "c7"]
        assert nearest(store, 1, where=Where("tags", "has", "none")) == []
