"""Scopes: nothing done in one shows in another, and none starves beside another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.model import (
    EVERYTHING,
    RECORDS,
    Add,
    Change,
    Embed,
    Episode,
    Erase,
    Key,
    KeyKind,
    Scope,
    Session,
    Use,
    Where,
    content_hash,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing import strategies, values
from mnesis.testing.conformance.case import VOCABULARY, StoreCase, matching, nearest, relaxed, words
from mnesis.testing.values import HERE, SPACE, add, add_texts, make_episode, make_session, unit

OTHER = Scope("local", "other")
TENANT = Scope("tenant", "main")


def fill(store: Store, scope: Scope) -> None:
    """Something of every kind in a scope, with keys and vectors."""
    texts = ["Otto runs", "apple in Berlin", "東京 apple", "apple apple größe"]
    changes: list[Change] = [Use(SPACE, "active"), Add(make_session(scope=scope)), *add_texts(*texts, scope=scope)]
    part = Key("p1", KeyKind.PART, 0, "running in berlin")
    changes.append(Add(values.make_procedure("p1", scope=scope), (part,)))
    known = (values.make_entity, values.make_preference, values.make_job, values.make_board, values.make_audit)
    shared = (values.make_item, values.make_feedback, values.make_api_key, values.make_response)
    changes += [Add(make(scope=scope)) for make in (*known, *shared)]
    changes += [Add(values.make_entity("n2", scope=scope))]
    changes += [Add(make(scope=scope)) for make in (values.make_relationship, values.make_fact)]
    changes += [Embed(scope, SPACE, content_hash(text), unit(1, n)) for n, text in enumerate(texts[:3])]
    store.apply(changes)


def view(store: Store, scope: Scope) -> dict[str, object]:
    """Everything that can be seen of one scope, to the last digit."""
    stats = store.stats(scope)
    return {
        **{kind.__name__: store.find(kind, within(scope)) for kind in RECORDS},
        "stats": (stats.records, stats.scopes, stats.keys),
        "words": {word: matching(store, word, scope=scope) for word in VOCABULARY},
        "near": [nearest(store, *axis, scope=scope) for axis in ((1.0,), (0.0, 1.0), (1.0, -1.0))],
        "waiting": {one.text for one in store.pending(SPACE, 10_000) if one.scope == scope},
    }


class Isolation(StoreCase):
    def test_other_scopes_change_nothing_here(self, store: Store) -> None:
        fill(store, HERE)
        before = view(store, HERE)
        fill(store, OTHER)
        fill(store, TENANT)
        crowd = [add(make_episode(f"c{n}", "apple berlin", scope=OTHER)) for n in range(500)]
        store.apply([*crowd, Embed(OTHER, SPACE, content_hash("apple berlin"), unit(1))])
        assert view(store, HERE) == before
        store.apply([Erase(kind, within(OTHER)) for kind in reversed(RECORDS)])
        assert view(store, HERE) == before
        assert store.check() == []

    @settings(relaxed, max_examples=25)
    @given(changes=st.lists(strategies.changes(scopes=[OTHER, TENANT]), max_size=12))
    def test_whatever_is_done_elsewhere_changes_nothing_here(self, store: Store, changes: list[Change]) -> None:
        if store.count(Episode, within(HERE)) == 0:
            fill(store, HERE)
        before = view(store, HERE)
        for change in changes:
            strategies.outcome(store, [change])
        assert view(store, HERE) == before

    def test_a_small_scope_never_starves_beside_a_large_one(self, store: Store) -> None:
        crowd = [add(make_episode(f"c{n}", "apple pie", scope=OTHER)) for n in range(2_000)]
        store.apply([Use(SPACE, "active"), *crowd, *add_texts("a story in which, at the end, an apple falls")])
        store.apply([Embed(OTHER, SPACE, content_hash("apple pie"), unit(1))])
        store.apply([Embed(HERE, SPACE, content_hash("a story in which, at the end, an apple falls"), unit(-1, 0.2))])
        assert [one.id for one in matching(store, "apple", limit=1)] == ["e1"]
        assert [one.id for one in nearest(store, 1, limit=1)] == ["e1"]
        assert [one.id for one in store.find(Episode, within(HERE), limit=1)] == ["e1"]

    def test_a_filter_cannot_reach_out_of_the_scope_searched(self, store: Store) -> None:
        fill(store, HERE)
        fill(store, OTHER)
        everywhere = Where("scope", "in", ("main", "other"))
        assert matching(store, "apple", where=within(OTHER)) == []
        assert nearest(store, 1, where=within(OTHER)) == []
        assert matching(store, "apple", where=everywhere) == matching(store, "apple")
        assert nearest(store, 1, where=everywhere) == nearest(store, 1)

    def test_names_that_look_alike_are_different_scopes(self, store: Store) -> None:
        scopes = [
            Scope("a", "b/c"),
            Scope("a/b", "c"),
            Scope("A", "b/c"),
            Scope("a", "b/c "),
            Scope("a", "b%"),
            Scope("ä", "b"),
            Scope("a\u0308", "b"),
        ]
        for n, scope in enumerate(scopes):
            store.apply([Add(make_session(scope=scope, channel=str(n))), *add_texts(f"apple {n}", scope=scope)])
        for n, scope in enumerate(scopes):
            assert [one.text for one in store.find(Episode, within(scope))] == [f"apple {n}"]
            assert [one.channel for one in store.find(Session, within(scope))] == [str(n)]
            assert words(store, "apple", scope=scope) == ["e1"]
            assert len(store.get(Episode, ["e1"], within(scope))) == 1
        assert store.stats().scopes == len(scopes)

    def test_searching_a_scope_nobody_has_seen_leaves_no_trace(self, store: Store) -> None:
        stranger = Scope("nobody", "here")
        assert words(store, "apple", scope=stranger) == []
        assert nearest(store, 1, scope=stranger) == []
        assert store.embedded(SPACE, stranger, [b"12345678"]) == {}
        assert store.find(Episode, within(stranger)) == []
        store.apply([Erase(Episode, within(stranger))])
        assert (store.stats().scopes, store.stats(stranger).scopes) == (0, 0)
        assert store.matching(Episode, ["apple"], stranger, EVERYTHING, 5) == []
