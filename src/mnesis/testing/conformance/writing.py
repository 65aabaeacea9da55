"""Add, Put, Touch and Expect: what is kept, and what the answer says."""

from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from mnesis.errors import Conflict, InvalidInput, UnknownField
from mnesis.model import (
    Add,
    Applied,
    Audit,
    Compression,
    Entity,
    EntityType,
    Episode,
    EpisodeType,
    Expect,
    Key,
    KeyKind,
    Outcome,
    Put,
    Record,
    Scope,
    Session,
    Touch,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase, words
from mnesis.testing.values import HERE, START, add, make_episode, make_session

LATER = START + timedelta(hours=1)

PLAIN: list[Record] = [
    values.make_episode(),
    values.make_session(),
    values.make_entity(),
    values.make_relationship(),
    values.make_fact(),
    values.make_procedure(),
    values.make_preference(),
    values.make_job(),
    values.make_audit(),
]
"""One record of each kind, entities before what points to them."""

FULL: list[Record] = [
    make_episode(
        timestamp=LATER,
        session_id="s 2",
        type=EpisodeType.ACTION,
        actor="tool:git",
        speaker="Márta",
        details="the whole text\nover lines",
        importance=10,
        tags=("decision", "größe", ""),
        outcome=Outcome.PARTIAL,
        compression=Compression.COMPRESSED,
        token_count=2**40,
        cues=5,
        created_at=LATER,
        expires_at=LATER,
    ),
    make_session(ended_at=LATER, channel="telegram", summary="They met.", user_id="n1"),
    values.make_entity(
        type=EntityType.PERSON,
        description="",
        aliases=("Ott", "O'Otto"),
        metadata={"born": 1990, "tags": ["a", {"b": None}], "ratio": 0.5, "known": True},
        mention_count=7,
        importance=1,
        embedding=b"\0\xff",
    ),
    values.make_relationship(properties={"since": "2019"}, confidence=0.25),
    values.make_fact(confidence=0.0, sensitive=True, valid_from=START, valid_until=LATER),
    values.make_procedure(
        steps=({"do": "build", "args": [1, 2]}, {"do": "ship"}), context="on Friday", last_used=LATER
    ),
    values.make_preference(strength=1.0, evidence_count=3, source_episodes=("e1", "e2")),
    values.make_job(payload={"episodes": ["e1"]}, priority=-3, attempts=2, run_at=LATER, error="it broke"),
    values.make_audit(subject="e1", detail={"count": 3}),
]
"""One record of each kind with every field told apart from its default."""

ENTITIES = [Add(values.make_entity("n1")), Add(values.make_entity("n2"))]


def name_of(value: Any) -> str:
    return type(value).__name__


class Writing(StoreCase):
    @pytest.mark.parametrize("record", [*PLAIN, *FULL], ids=name_of)
    def test_a_record_comes_back_as_it_went_in(self, store: Store, record: Record) -> None:
        store.apply([*ENTITIES, Put(record)])
        [found] = store.get(type(record), [record.id])
        names = {field.name for field in fields(record)} - {"version"}
        assert {name: getattr(found, name) for name in names} == {name: getattr(record, name) for name in names}
        assert type(found) is type(record)

    def test_moments_come_back_in_utc_and_whole_milliseconds(self, store: Store) -> None:
        local = datetime(2026, 2, 11, 1, 2, 3, 456_789, tzinfo=timezone(timedelta(hours=5, minutes=45)))
        store.apply([Add(make_episode(timestamp=local, created_at=local.replace(tzinfo=None)))])
        [found] = store.get(Episode, ["e1"])
        assert found.timestamp.isoformat() == "2026-02-10T19:17:03.456000+00:00"
        assert found.created_at.isoformat() == "2026-02-11T01:02:03.456000+00:00"

    def test_moments_long_ago_and_far_away_are_kept_in_order(self, store: Store) -> None:
        moments = [datetime(year, 1, 1, tzinfo=START.tzinfo) for year in (1, 476, 1969, 2026, 9999)]
        store.apply([Add(make_episode(str(moment.year), timestamp=moment)) for moment in reversed(moments)])
        assert [one.timestamp for one in store.find(Episode, order=["timestamp"])] == moments

    def test_mappings_come_back_as_json_keeps_them(self, store: Store) -> None:
        store.apply([Add(values.make_entity(metadata={"pair": (1, 2), "text": "\0 ü 😀"}))])
        assert store.get(Entity, ["n1"])[0].metadata == {"pair": [1, 2], "text": "\0 ü 😀"}

    def test_adding_twice_changes_nothing(self, store: Store) -> None:
        first = add(make_episode(text="about apples"))
        again = Add(make_episode(text="about pears", importance=9), (Key("e1"), Key("e1", KeyKind.PART, 0, "plums")))
        assert store.apply([first]) == Applied(written=("e1",))
        before = store.find(Episode)
        assert store.apply([again]) == Applied(duplicates=frozenset({"e1"}))
        assert store.find(Episode) == before
        assert words(store, "apples") == ["e1"]
        assert words(store, "pears plums") == []

    def test_adding_twice_in_one_apply_keeps_the_first(self, store: Store) -> None:
        changes = [add(make_episode(text="apples")), add(make_episode(text="pears")), add(make_episode("e2"))]
        assert store.apply(changes) == Applied(written=("e1", "e2"), duplicates=frozenset({"e1"}))
        assert [one.text for one in store.get(Episode, ["e1"])] == ["apples"]
        assert words(store, "pears") == []

    def test_an_id_says_nothing_in_another_scope_or_kind(self, store: Store) -> None:
        other = Scope("other", "main")
        records: list[Record] = [
            make_episode("x"),
            make_episode("x", "Hers.", scope=other),
            make_session("x"),
            values.make_job("x"),
        ]
        assert store.apply([Add(one) for one in records]).duplicates == frozenset()
        assert [one.text for one in store.get(Episode, ["x"], within(other))] == ["Hers."]
        assert [one.scope for one in store.get(Episode, ["x"])] == [HERE, other]
        assert store.count(Session) == 1

    def test_an_id_is_told_apart_by_every_character(self, store: Store) -> None:
        ids = ["a", "A", "a ", "ä", "a\u0308", "a%", "a'", "0", "00", "1", "1.0", "😀", "a" * 1000]
        store.apply([add(make_episode(id, f"text {id}")) for id in ids])
        assert [one.id for one in store.get(Episode, ids)] == ids
        assert [one.id for one in store.find(Episode)] == ids

    def test_put_inserts_and_replaces(self, store: Store) -> None:
        store.apply([add(make_episode("e1")), add(make_episode("e2"))])
        assert store.apply([Put(make_episode("e1", "New."), None), Put(make_episode("e3"))]).written == ("e1", "e3")
        assert [one.id for one in store.find(Episode)] == ["e1", "e2", "e3"], "a Put keeps the place of arrival"
        assert store.get(Episode, ["e1"])[0].text == "New."

    def test_versions_are_the_stores(self, store: Store) -> None:
        store.apply([Add(make_episode("e1", version=7)), Put(make_episode("e2", version=7))])
        assert [one.version for one in store.find(Episode)] == [1, 1]
        store.apply([Put(make_episode("e1", version=40)), Put(make_episode("e1")), Add(make_episode("e1"))])
        store.apply([Touch(Episode, HERE, "e1", {"importance": 6})])
        assert [one.version for one in store.find(Episode)] == [4, 1]

    def test_put_replaces_keys_as_a_whole_and_none_leaves_them(self, store: Store) -> None:
        store.apply([Add(make_episode(), (Key("e1", KeyKind.PART, 0, "apples"), Key("e1", KeyKind.PART, 1, "pears")))])
        store.apply([Put(make_episode(importance=7))])
        assert words(store, "apples") == words(store, "pears") == ["e1"]
        store.apply([Put(make_episode(), (Key("e1", KeyKind.PART, 1, "plums"),))])
        assert words(store, "apples pears") == []
        assert words(store, "plums") == ["e1"]
        store.apply([Put(make_episode(), ())])
        assert words(store, "plums") == []
        assert store.stats().keys == 0

    def test_a_key_without_a_text_follows_the_record(self, store: Store) -> None:
        part = Key("e1", KeyKind.PART, 0, "plums")
        store.apply([Add(make_episode(text="apples"), (Key("e1"), part))])
        store.apply([Put(make_episode(text="short", details="pears at length"))])
        assert words(store, "apples") == words(store, "short") == []
        assert words(store, "pears") == words(store, "plums") == ["e1"]

    def test_touch_sets_fields_and_nothing_else(self, store: Store) -> None:
        store.apply([add(make_episode(tags=("a",))), add(make_episode("e2"))])
        store.apply([Touch(Episode, HERE, "e1", {"importance": 9, "tags": ("x", "y"), "expires_at": LATER})])
        expected = make_episode(importance=9, tags=("x", "y"), expires_at=LATER, version=2)
        assert store.get(Episode, ["e1", "e2"]) == [expected, make_episode("e2", position=1)]
        store.apply([Touch(Episode, HERE, "e1", {"expires_at": None, "outcome": Outcome.SUCCESS})])
        [found] = store.get(Episode, ["e1"])
        assert (found.expires_at, found.outcome, found.version) == (None, Outcome.SUCCESS, 3)
        assert words(store, "Berlin") == ["e1", "e2"]

    def test_touch_of_what_is_not_there_is_a_no_op(self, store: Store) -> None:
        store.apply([Add(make_episode())])
        missing = [
            Touch(Episode, HERE, "e9", {"importance": 9}),
            Touch(Episode, Scope("local", "x"), "e1", {"importance": 9}),
        ]
        assert store.apply(missing) == Applied()
        assert store.find(Episode) == [make_episode()]

    @pytest.mark.parametrize("name", ["id", "scope", "version", "session_id", "position", "summary", "details"])
    def test_touch_keeps_its_hands_off_identity_and_words(self, store: Store, name: str) -> None:
        store.apply([Add(make_episode())])
        with pytest.raises(InvalidInput):
            store.apply([Touch(Episode, HERE, "e1", {name: getattr(make_episode(), name)})])

    def test_touch_of_an_unknown_field_or_a_wrong_value_raises(self, store: Store) -> None:
        store.apply([Add(make_episode())])
        with pytest.raises(UnknownField):
            store.apply([Touch(Episode, HERE, "e1", {"importance = 1; --": 9})])
        for wrong in ({"importance": 11}, {"actor": "bob"}, {"tags": ("\0",)}, {"outcome": "maybe"}):
            with pytest.raises(InvalidInput):
                store.apply([Touch(Episode, HERE, "e1", wrong)])
        assert store.find(Episode) == [make_episode()]

    def test_expect_lets_the_right_version_pass(self, store: Store) -> None:
        episode = make_episode()
        store.apply([Expect(Episode, HERE, "e1", 0), Add(episode), Expect(Episode, HERE, "e1", 1), Put(episode)])
        store.apply([Expect(Episode, HERE, "e1", 2), Expect(Session, HERE, "e1", 0)])

    @pytest.mark.parametrize(("id", "version", "found"), [("e1", 0, 1), ("e1", 2, 1), ("e2", 1, 0)])
    def test_expect_makes_a_lost_race_an_error(self, store: Store, id: str, version: int, found: int) -> None:
        store.apply([Add(make_episode())])
        with pytest.raises(Conflict) as caught:
            store.apply([Expect(Episode, HERE, id, version), Put(make_episode("e1", "Lost."))])
        assert (caught.value.data["id"], caught.value.data["found"], caught.value.data["expected"]) == (
            id,
            found,
            version,
        )
        assert store.find(Episode) == [make_episode()]

    def test_nothing_to_apply_is_nothing_done(self, store: Store) -> None:
        assert store.apply([]) == Applied()

    def test_a_large_batch_is_one_write(self, store: Store) -> None:
        episodes = [make_episode(f"e{n}", f"number {n}", session_id=f"s{n % 7}") for n in range(3_000)]
        assert store.apply([add(one) for one in episodes]).written == tuple(one.id for one in episodes)
        assert store.count(Episode) == 3_000
        assert store.get(Episode, ["e2999"]) == [replace(episodes[-1], position=2_999 // 7)]

    def test_the_trail_is_kept_in_order(self, store: Store) -> None:
        store.apply([Add(values.make_audit(f"a{n}", detail={"count": n})) for n in range(3)])
        assert [one.detail["count"] for one in store.scan(Audit)] == [0, 1, 2]
