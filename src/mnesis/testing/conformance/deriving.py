"""What the store works out by itself: positions, counts, parents; and the rules it holds records to."""

from datetime import datetime
from typing import Any

import pytest

from mnesis.errors import InvalidInput
from mnesis.model import (
    Add,
    Compression,
    Entity,
    EntityType,
    Episode,
    Erase,
    Key,
    KeyKind,
    Preference,
    PreferenceCategory,
    Put,
    Record,
    Relationship,
    Scope,
    Session,
    Touch,
    Where,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase
from mnesis.testing.values import HERE, add, make_episode, make_session

OTHER = Scope("local", "other")


def positions(store: Store, session: str = "s1", scope: Scope = HERE) -> dict[str, int]:
    found = store.find(Episode, within(scope, Where("session_id", "eq", session)))
    return {one.id: one.position for one in found}


def counts(store: Store, scope: Scope = HERE) -> dict[str, int]:
    return {one.id: one.episode_count for one in store.find(Session, within(scope))}


class Sessions(StoreCase):
    def test_positions_count_arrivals_within_the_session(self, store: Store) -> None:
        store.apply(
            [Add(make_episode("a")), Add(make_episode("b", session_id="s2")), Add(make_episode("c", position=9))]
        )
        store.apply([Add(make_episode("d"))])
        assert positions(store) == {"a": 0, "c": 1, "d": 2}
        assert positions(store, "s2") == {"b": 0}

    def test_a_duplicate_takes_no_position(self, store: Store) -> None:
        store.apply([Add(make_session()), Add(make_episode("a")), Add(make_episode("a")), Add(make_episode("b"))])
        store.apply([Add(make_episode("b")), Add(make_episode("c"))])
        assert positions(store) == {"a": 0, "b": 1, "c": 2}
        assert counts(store) == {"s1": 3}

    def test_after_an_erasure_positions_go_on_from_the_last(self, store: Store) -> None:
        store.apply([Add(make_session()), *(Add(make_episode(id)) for id in "abc")])
        store.apply([Erase(Episode, Where("id", "eq", "b")), Add(make_episode("d"))])
        assert positions(store) == {"a": 0, "c": 2, "d": 3}
        assert counts(store) == {"s1": 3}
        store.apply([Erase(Episode, Where("session_id", "eq", "s1"))])
        assert counts(store) == {"s1": 0}
        store.apply([Add(make_episode("e"))])
        assert positions(store) == {"e": 0}

    def test_put_keeps_the_position_unless_the_session_changes(self, store: Store) -> None:
        store.apply([Add(make_session("s1")), Add(make_session("s2")), *(Add(make_episode(id)) for id in "abc")])
        store.apply([Add(make_episode("d", session_id="s2")), Put(make_episode("b", "New.", position=77))])
        assert positions(store) == {"a": 0, "b": 1, "c": 2}
        store.apply([Put(make_episode("b", session_id="s2"))])
        assert (positions(store, "s1"), positions(store, "s2")) == ({"a": 0, "c": 2}, {"b": 1, "d": 0})
        assert counts(store) == {"s1": 2, "s2": 2}

    def test_what_was_made_of_others_keeps_the_place_it_is_given(self, store: Store) -> None:
        short = {"compression": Compression.COMPRESSED}
        store.apply([Add(make_episode(id)) for id in "abc"])
        store.apply([Add(make_episode("a-c", position=2, **short)), Add(make_episode("d"))])
        store.apply([Put(make_episode("a-b", position=1, **short)), Add(make_episode("e"))])
        assert positions(store) == {"a": 0, "b": 1, "a-b": 1, "c": 2, "a-c": 2, "d": 3, "e": 4}
        store.apply([Put(make_episode("a-b", "Shorter.", position=9, **short)), Add(make_episode("f"))])
        assert (positions(store)["a-b"], positions(store)["f"]) == (1, 5)

    def test_when_only_what_was_made_of_them_is_left_positions_go_on(self, store: Store) -> None:
        made = [make_episode(str(at), position=at, compression=Compression.DISTILLED) for at in (4, 7, 5)]
        store.apply([*(Add(make_episode(id)) for id in "abc"), *(Add(one) for one in made), Add(make_episode("d"))])
        store.apply([Erase(Episode, Where("compression", "eq", Compression.RAW))])
        store.apply([Add(make_episode("e"))])
        assert positions(store) == {"4": 4, "5": 5, "7": 7, "e": 8}

    def test_a_session_counts_whatever_came_before_it_and_believes_nobody(self, store: Store) -> None:
        store.apply([Add(make_episode("a")), Add(make_episode("b"))])
        store.apply([Add(make_session("s1", episode_count=99)), Add(make_session("s2", episode_count=99))])
        assert counts(store) == {"s1": 2, "s2": 0}
        store.apply(
            [Put(make_session("s1", channel="cli", episode_count=5)), Touch(Session, HERE, "s2", {"summary": ""})]
        )
        assert counts(store) == {"s1": 2, "s2": 0}

    def test_counting_is_no_change_of_the_session(self, store: Store) -> None:
        store.apply([Add(make_session()), Add(make_episode("a"))])
        assert store.get(Session, ["s1"]) == [make_session(episode_count=1, version=1)]

    def test_the_same_session_in_two_scopes_is_two_sessions(self, store: Store) -> None:
        store.apply([Add(make_session()), Add(make_session(scope=OTHER)), Add(make_episode("a", scope=OTHER))])
        store.apply([Add(make_episode("a")), Add(make_episode("b"))])
        assert (positions(store), positions(store, scope=OTHER)) == ({"a": 0, "b": 1}, {"a": 0})
        assert (counts(store), counts(store, OTHER)) == ({"s1": 2}, {"s1": 1})
        store.apply([Erase(Episode, within(HERE)), Erase(Session, within(HERE))])
        assert (counts(store), counts(store, OTHER)) == ({}, {"s1": 1})

    def test_derived_fields_can_be_asked_for(self, store: Store) -> None:
        store.apply([Add(make_session("s1")), Add(make_session("s2")), Add(make_session("s3"))])
        store.apply([Add(make_episode(f"e{n}", session_id="s2" if n < 3 else "s3")) for n in range(5)])
        assert [one.id for one in store.find(Session, order=["-episode_count"])] == ["s2", "s3", "s1"]
        assert [one.id for one in store.find(Session, Where("episode_count", "gt", 2))] == ["s2"]
        assert [one.id for one in store.find(Episode, Where("position", "eq", 1))] == ["e1", "e4"]
        assert [one.id for one in store.find(Episode, order=["-position", "session_id"])] == [
            "e2",
            "e1",
            "e4",
            "e0",
            "e3",
        ]


class Parents(StoreCase):
    def test_an_episode_may_answer_an_earlier_one(self, store: Store) -> None:
        store.apply([Add(make_episode("a")), Add(make_episode("b", parent_id="a"))])
        store.apply(
            [Add(make_episode("c", parent_id="a", session_id="s2")), Touch(Episode, HERE, "c", {"parent_id": "b"})]
        )
        assert [one.parent_id for one in store.find(Episode)] == [None, "a", "b"]
        assert [one.id for one in store.find(Episode, Where("parent_id", "eq", "a"))] == ["b"]

    @pytest.mark.parametrize("parent", ["nobody", "elsewhere"])
    def test_a_parent_must_be_an_episode_of_the_scope(self, store: Store, parent: str) -> None:
        store.apply([Add(make_episode("elsewhere", scope=OTHER)), Add(make_episode("a")), Add(make_session("nobody"))])
        for change in (
            Add(make_episode("b", parent_id=parent)),
            Put(make_episode("a", parent_id=parent)),
            Touch(Episode, HERE, "a", {"parent_id": parent}),
        ):
            with pytest.raises(InvalidInput):
                store.apply([change])

    def test_children_of_what_is_erased_stay_without_a_parent(self, store: Store) -> None:
        store.apply(
            [Add(make_episode("a")), Add(make_episode("b", parent_id="a")), Add(make_episode("c", parent_id="b"))]
        )
        store.apply([Add(make_episode("a", scope=OTHER)), Add(make_episode("b", parent_id="a", scope=OTHER))])
        store.apply([Erase(Episode, within(HERE, Where("id", "eq", "a")))])
        assert [(one.id, one.parent_id, one.version) for one in store.find(Episode, within(HERE))] == [
            ("b", None, 1),
            ("c", "b", 1),
        ]
        assert [one.parent_id for one in store.find(Episode, within(OTHER))] == [None, "a"]


UNIQUE_PAIRS: list[tuple[Any, Any]] = [
    (
        values.make_entity("n8", name="Otto", type=EntityType.PERSON),
        values.make_entity("n9", name="Otto", type=EntityType.PERSON),
    ),
    (values.make_relationship("r8"), values.make_relationship("r9")),
    (
        values.make_preference("q8", key="tone", category=PreferenceCategory.COMMUNICATION),
        values.make_preference("q9", key="tone", category=PreferenceCategory.COMMUNICATION),
    ),
    (values.make_item("i8", key="a"), values.make_item("i9", key="a")),
]

WRONG: list[Record] = [
    make_episode(importance=0),
    make_episode(importance=11),
    make_episode(actor="bob"),
    make_episode(actor="tool:"),
    make_episode(actor=""),
    make_episode(type="dream"),
    make_episode(outcome="maybe"),
    make_episode(compression="zip"),
    make_episode(""),
    make_episode(session_id=""),
    make_episode(summary=None),
    make_episode(timestamp="2026-02-11"),
    make_episode(token_count=2**63),
    make_episode(timestamp=datetime.fromisoformat("0001-01-01T00:00:00+01:00")),
    make_episode(text="NUL \0 within"),
    make_episode("e\0"),
    make_episode(details="half of a 😀: \ud83d"),
    make_episode(speaker="\udcff"),
    make_episode(tags=("fine", "not\0fine")),
    make_episode(tags="decision"),
    values.make_entity(type="alien"),
    values.make_entity(importance=11),
    values.make_entity(metadata={"when": values.START}),
    values.make_entity(metadata={"nan": float("nan")}),
    values.make_entity(metadata={"text": "\udc00"}),
    values.make_relationship(confidence=1.5),
    values.make_fact(confidence=float("nan")),
    values.make_fact(source_type="rumour"),
    values.make_preference(category="other things"),
    values.make_preference(strength=-0.1),
    values.make_job(state="asleep"),
    values.make_job(payload={"x": {1, 2}}),
]

ENTITIES = [Add(values.make_entity("n1")), Add(values.make_entity("n2"))]


class Rules(StoreCase):
    @pytest.mark.parametrize("record", WRONG, ids=lambda record: type(record).__name__)
    @pytest.mark.parametrize("change", [Add, Put])
    def test_a_value_that_cannot_be_is_refused(self, store: Store, change: Any, record: Any) -> None:
        store.apply([Add(values.make_entity("n2"))])
        with pytest.raises(InvalidInput):
            store.apply([change(record)])
        assert sum(store.stats().records.values()) == 1

    @pytest.mark.parametrize(
        "keys",
        [
            (Key("e2"),),
            (Key("e1"), Key("e1")),
            (Key("e1", KeyKind.PART, 3, "a"), Key("e1", KeyKind.PART, 3, "b")),
            (Key("e1", KeyKind.PART, 0, "NUL \0"),),
            (Key("e1", KeyKind.PART, 0, "\ud800"),),
        ],
    )
    def test_keys_that_cannot_be_are_refused(self, store: Store, keys: tuple[Key, ...]) -> None:
        for change in (Add, Put):
            with pytest.raises(InvalidInput):
                store.apply([change(make_episode(), keys)])
        assert (store.count(Episode), store.stats().keys) == (0, 0)

    def test_only_episodes_have_a_text_of_their_own(self, store: Store) -> None:
        store.apply([Add(values.make_entity(), (Key("n1", KeyKind.FACT, 0, "Otto the baker"),))])
        with pytest.raises(InvalidInput):
            store.apply([Add(values.make_entity("n2"), (Key("n2"),))])

    @pytest.mark.parametrize(("first", "second"), UNIQUE_PAIRS, ids=["entity", "relationship", "preference", "item"])
    def test_the_uniqueness_rules_hold_within_a_scope(self, store: Store, first: Any, second: Any) -> None:
        store.apply([*ENTITIES, Add(first)])
        for change in (Add(second), Put(second)):
            with pytest.raises(InvalidInput):
                store.apply([change])
        assert store.apply([Add(first), Put(first)]).duplicates == {first.id}
        assert store.apply([Erase(type(first), Where("id", "eq", first.id)), Add(second)]).written == (second.id,)

    def test_what_is_unique_may_be_elsewhere_and_may_be_freed(self, store: Store) -> None:
        tone = values.make_preference("q1", key="tone")
        store.apply([Add(tone), Add(values.make_preference("q1", key="tone", scope=OTHER))])
        store.apply([Add(values.make_preference("q2", key="tone", category=PreferenceCategory.TOOLS))])
        store.apply([Touch(Preference, HERE, "q1", {"key": "voice"}), Add(values.make_preference("q3", key="tone"))])
        with pytest.raises(InvalidInput):
            store.apply([Touch(Preference, HERE, "q1", {"key": "tone"})])
        assert store.count(Preference, within(HERE)) == 3

    def test_names_are_told_apart_by_case_and_type(self, store: Store) -> None:
        store.apply([Add(values.make_entity("n1", name="otto")), Add(values.make_entity("n2", name="Otto"))])
        store.apply([Add(values.make_entity("n3", name="Otto", type=EntityType.TOOL))])
        store.apply([Add(values.make_relationship("r1")), Add(values.make_relationship("r2", type="owns"))])
        assert (store.count(Entity), store.count(Relationship)) == (3, 2)

    def test_a_new_scope_needs_no_announcement(self, store: Store) -> None:
        scope = Scope("a tenant / with: signs", "n" * 200)
        store.apply([add(make_episode(scope=scope))])
        assert store.find(Episode, within(scope)) == [make_episode(scope=scope)]
