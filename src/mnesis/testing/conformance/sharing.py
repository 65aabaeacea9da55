"""What a shared memory keeps beside it: documents, opinions, keys, responses."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from mnesis.errors import Conflict, InvalidInput
from mnesis.model import (
    EVERYTHING,
    Add,
    ApiKey,
    Applied,
    Embed,
    Erase,
    Expect,
    Feedback,
    Item,
    Key,
    KeyKind,
    Put,
    Record,
    Response,
    Role,
    Touch,
    Use,
    Where,
    content_hash,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase, matching, nearest, words
from mnesis.testing.conformance.isolation import OTHER
from mnesis.testing.values import HERE, SPACE, START, add_texts, make_item, unit

LATER = START + timedelta(days=30, milliseconds=1)

FULL: list[tuple[Record, Mapping[str, Any]]] = [
    (
        make_item(
            "i1",
            namespace="users/größe/東京",
            key="a/b c",
            value={"text": "Otto\nruns 😀", "deep": [{"n": 1.5, "none": None}, []], "": True},
            data=bytes(range(256)) * 40,
            expires_at=LATER,
        ),
        {"value": {"now": 1}, "data": b"", "expires_at": None},
    ),
    (
        values.make_feedback("b1", rating=-0.25, query="Where?", note="no: größer", detail={"hits": ["e2", "e1"]}),
        {"rating": 1.0, "note": None},
    ),
    (
        values.make_api_key(
            "k1",
            role=Role.MANAGER,
            places=("team:one", "project:*", "*"),
            expires_at=LATER,
            last_used_at=START,
            revoked_at=LATER,
            replaces="k0",
        ),
        {"last_used_at": LATER, "role": Role.AGENT, "places": ()},
    ),
    (values.make_response("h1", status=201, body='{"id": "größer"}'), {"status": None, "body": None}),
]
"""A record of each kind with every field set, and other values for some of them."""

WRONG: list[Record] = [
    values.make_feedback(rating=1.01),
    values.make_feedback(rating=float("nan")),
    values.make_feedback(detail={"at": START}),
    values.make_api_key(role="emperor"),
    values.make_api_key(places="all"),
    make_item(value={"x": {1, 2}}),
    make_item(data="text"),
    make_item(key="NUL \0"),
    make_item(expires_at="tomorrow"),
    values.make_response(status="fine"),
]


def item(id: str, text: str, *keys: Key, **fields: Any) -> Add:
    """An item, found by a text where no keys are given."""
    return Add(make_item(id, value={"text": text}, **fields), keys or (Key(id, KeyKind.PART, 0, text),))


class Sharing(StoreCase):
    @pytest.mark.parametrize(("record", "fields"), FULL, ids=[type(one).__name__ for one, _ in FULL])
    def test_is_given_back_as_it_was_kept(self, store: Store, record: Any, fields: Mapping[str, Any]) -> None:
        kind = type(record)
        assert store.apply([Add(record), Add(record)]).duplicates == {record.id}
        assert store.get(kind, [record.id], within(HERE)) == store.find(kind) == list(store.scan(kind)) == [record]
        assert store.get(kind, [record.id], within(OTHER)) == []
        store.apply([Touch(kind, HERE, record.id, fields), Expect(kind, HERE, record.id, 2)])
        [touched] = store.find(kind)
        assert {name: getattr(touched, name) for name in fields} == fields
        store.apply([Put(record)])
        [again] = store.find(kind)
        assert (again.version, store.count(kind)) == (3, 1)
        with pytest.raises(Conflict):
            store.apply([Expect(kind, HERE, record.id, 2)])
        assert store.pick(kind, HERE, [record.id, "x"], ["version", "id"]) == {record.id: (3, record.id)}
        assert store.apply([Erase(kind, within(HERE))]) == Applied(erased=1)
        assert (store.count(kind), store.stats().scopes) == (0, 0)

    def test_an_item_begins_with_the_version_it_says(self, store: Store) -> None:
        store.apply([Add(make_item("i1", version=7)), Put(make_item("i2", version=8))])
        assert store.pick(Item, HERE, ["i1", "i2"], ["version"]) == {"i1": (7,), "i2": (8,)}
        store.apply([Put(make_item("i1", version=90)), Erase(Item, Where("id", "eq", "i2")), Put(make_item("i2"))])
        assert store.pick(Item, HERE, ["i1", "i2"], ["version"]) == {"i1": (8,), "i2": (1,)}
        with pytest.raises(Conflict):
            store.apply([Expect(Item, HERE, "i2", 8)])

    @pytest.mark.parametrize("record", WRONG, ids=lambda record: type(record).__name__)
    def test_a_value_that_cannot_be_is_refused(self, store: Store, record: Any) -> None:
        for change in (Add(record), Put(record)):
            with pytest.raises(InvalidInput):
                store.apply([change])
        assert sum(store.stats().records.values()) == 0

    def test_what_it_is_looked_up_by(self, store: Store) -> None:
        store.apply([Add(values.make_api_key("k1", scope=scope)) for scope in (HERE, OTHER)])
        assert [one.scope for one in store.find(ApiKey, Where("id", "eq", "k1"))] == [HERE, OTHER]
        judged = [("b1", "e1", 1.0), ("b2", "e2", -1.0), ("b3", "e1", 0.5)]
        store.apply([Add(values.make_feedback(id, subject=e, rating=rating)) for id, e, rating in judged])
        about = within(HERE, Where("subject", "in", ("e1", "e9")))
        assert [one.id for one in store.find(Feedback, about, order=["-rating"])] == ["b1", "b3"]
        ends = [("i1", START), ("i2", LATER), ("i3", None)]
        store.apply([Add(make_item(id, expires_at=end)) for id, end in ends])
        assert [one.id for one in store.find(Item, Where("expires_at", "le", START))] == ["i1"]
        store.apply([Add(values.make_response("h1")), Add(values.make_response("h2", at=LATER))])
        assert [one.id for one in store.find(Response, Where("at", "lt", LATER))] == ["h1"]


class Items(StoreCase):
    def test_items_are_found_by_their_own_keys_and_memories_by_theirs(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), item("i1", "an apple"), item("i2", "apple apple pie"), Add(make_item("i3"))])
        store.apply(add_texts("an apple of another kind"))
        store.apply([item("i1", "apple elsewhere", scope=OTHER)])
        assert words(store, "apple", kind=Item) == ["i2", "i1"]
        assert words(store, "apple", kind=Item, scope=OTHER) == ["i1"]
        assert words(store, "apple") == ["e1"]
        notes = Where("key", "eq", "key of i1")
        assert [one.id for one in matching(store, "apple", kind=Item, where=notes)] == ["i1"]
        store.apply([Embed(HERE, SPACE, content_hash("an apple"), unit(1))])
        store.apply([Embed(HERE, SPACE, content_hash("apple apple pie"), unit(1, 1))])
        assert near(store) == ["i1", "i2"]
        assert near(store, limit=1) == ["i1"]
        assert [one.id for one in nearest(store, 1)] == []
        assert store.cosines(Item, SPACE, unit(1), HERE, ["i2", "i1", "e1"]).keys() == {"i1", "i2"}
        assert store.check() == []

    def test_a_put_follows_the_text(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), item("i1", "an apple")])
        store.apply([Embed(HERE, SPACE, content_hash("an apple"), unit(1))])
        store.apply([Put(make_item("i1", value={"text": "a pear"}), (Key("i1", KeyKind.PART, 0, "a pear"),))])
        assert (words(store, "apple", kind=Item), words(store, "pear", kind=Item), near(store)) == ([], ["i1"], [])
        store.apply([Put(make_item("i1", data=b"\0"))])
        assert words(store, "pear", kind=Item) == ["i1"], "keys that are not given stay"
        store.apply([Put(make_item("i1"), ())])
        assert (words(store, "pear", kind=Item), store.stats().keys) == ([], 0)

    def test_an_erased_item_is_nowhere_to_be_found(self, store: Store) -> None:
        store.apply([Use(SPACE, "active"), item("i1", "an apple"), item("i2", "a pear"), *add_texts("an apple")])
        store.apply([Embed(HERE, SPACE, content_hash(text), unit(1)) for text in ("an apple", "a pear")])
        assert store.apply([Erase(Item, within(HERE, Where("namespace", "eq", "notes")))]).erased == 2
        assert (store.find(Item), words(store, "apple pear", kind=Item), near(store)) == ([], [], [])
        assert store.embedded(SPACE, HERE, [content_hash("a pear")]) == {}
        assert words(store, "apple") == [one.id for one in nearest(store, 1)] == ["e1"]
        assert (store.stats().keys, store.reindex()) == (1, 1)
        assert store.check() == []

    def test_a_key_is_the_name_of_one_item(self, store: Store) -> None:
        store.apply([Add(make_item("i1", namespace="a", key="k")), Add(make_item("i2", namespace="a/b", key="k"))])
        store.apply([Add(make_item("i1", namespace="a", key="k", scope=OTHER))])
        with pytest.raises(InvalidInput):
            store.apply([Add(make_item("i3", namespace="a", key="k"))])
        with pytest.raises(InvalidInput):
            store.apply([Touch(Item, HERE, "i2", {"namespace": "a"})])
        named = within(HERE, Where("namespace", "eq", "a"), Where("key", "eq", "k"))
        assert [one.id for one in store.find(Item, named)] == ["i1"]
        assert store.distinct(Item, "namespace", HERE) == ["a", "a/b"]


def near(store: Store, limit: int = 10) -> list[str]:
    return [one.id for one in store.nearest(Item, SPACE, unit(1), HERE, EVERYTHING, limit)]
