"""The store does what LangGraph's own stores do, and finds by words and meaning."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("langgraph")

from langgraph.store.base import (
    GetOp,
    InvalidNamespaceError,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
)
from langgraph.store.memory import InMemoryStore

import mnesis
from mnesis.adapters.langgraph import MnesisStore
from mnesis.testing import FakeClock, HashEmbedder


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "memory://" if request.param == "memory" else str(tmp_path / "store.db")


@pytest.fixture
def store(url: str) -> Iterator[MnesisStore]:
    with mnesis.open(url, embedder=HashEmbedder()) as memory:
        yield MnesisStore(memory)


# --- getting and putting -------------------------------------------------------------------------------------


def test_an_item_is_put_replaced_and_deleted(store: MnesisStore) -> None:
    store.put(("users", "ana"), "pet", {"name": "Miu", "age": 3})
    item = store.get(("users", "ana"), "pet")
    assert item is not None
    assert (item.namespace, item.key, item.value) == (("users", "ana"), "pet", {"name": "Miu", "age": 3})
    assert item.created_at == item.updated_at
    assert item.created_at.tzinfo is not None

    store.put(("users", "ana"), "pet", {"name": "Miu", "age": 4})
    later = store.get(("users", "ana"), "pet")
    assert later is not None
    assert later.value == {"name": "Miu", "age": 4}
    assert later.created_at == item.created_at <= later.updated_at

    assert store.get(("users", "bob"), "pet") is None
    assert store.get(("users",), "ana") is None
    store.delete(("users", "ana"), "pet")
    store.delete(("users", "ana"), "pet")
    assert store.get(("users", "ana"), "pet") is None


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"deep": {"list": [1, 2.5, None, True, "ä\u0000%/"]}, "": ""},
        {"set": {1}, "bytes": b"\x00\xff", "when": datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)},
        {"large": 2**80},
        {"endless": float("inf"), "path": Path("a/b")},
    ],
)
def test_values_come_back_exactly(store: MnesisStore, value: dict[str, Any]) -> None:
    store.put(("exact",), "one", value)
    item = store.get(("exact",), "one")
    assert item is not None
    assert item.value == value
    assert list(map(type, item.value.values())) == list(map(type, value.values()))


def test_odd_names_stay_apart(store: MnesisStore) -> None:
    names = [("a/b",), ("a", "b"), ("a%2f%b",), ("%",), ("a", "b/"), ("ü \U0001f600",), ("a b",)]
    for namespace in names:
        store.put(namespace, "k/%1", {"of": list(namespace)})
    assert [store.get(namespace, "k/%1").value["of"] for namespace in names] == [list(one) for one in names]  # type: ignore[union-attr]
    assert store.list_namespaces() == sorted(names)
    assert {one.namespace for one in store.search(("a",))} == {("a", "b"), ("a", "b/")}


def test_a_batch_reads_first_and_the_last_write_counts(store: MnesisStore) -> None:
    store.put(("test", "foo"), "one", {"data": 1})
    results = store.batch(
        [
            GetOp(("test", "foo"), "one"),
            PutOp(("test", "foo"), "one", {"data": 2}),
            PutOp(("test", "foo"), "one", {"data": 3}),
            PutOp(("test", "bar"), "two", {"data": 4}),
            SearchOp(("test",), filter={"data": 1}),
            ListNamespacesOp(),
            GetOp(("test",), "none"),
        ]
    )
    assert results[0].value == {"data": 1}
    assert results[1:4] == [None, None, None]
    assert [one.key for one in results[4]] == ["one"]
    assert results[5] == [("test", "foo")]
    assert results[6] is None
    assert store.get(("test", "foo"), "one").value == {"data": 3}  # type: ignore[union-attr]


@pytest.mark.parametrize("namespace", [("foo.bar",), ("foo", ""), ("foo", 1)])
def test_what_is_no_namespace_is_refused_before_anything_is_written(store: MnesisStore, namespace: Any) -> None:
    wrong = [
        GetOp(namespace, "key"),
        PutOp(namespace, "key", {}),
        PutOp(namespace, "key", None),
        SearchOp(namespace),
        ListNamespacesOp((MatchCondition("prefix", namespace),)),
    ]
    for op in wrong:
        with pytest.raises(InvalidNamespaceError):
            store.batch([PutOp(("right",), "key", {}), op])
    with pytest.raises(InvalidNamespaceError):
        store.put((), "key", {})
    assert store.get(("right",), "key") is None


def test_a_batch_is_written_whole_or_not_at_all(store: MnesisStore) -> None:
    with pytest.raises(mnesis.errors.InvalidInput):
        store.batch([PutOp(("test",), "good", {"data": 1}), PutOp(("test",), "bad", {"data": "\ud800"})])
    assert store.search(("test",)) == []


# --- searching -----------------------------------------------------------------------------------------------

PETS = {
    "a": {"name": "Ada", "age": 3, "tags": ["x"], "home": {"city": "Porto"}},
    "b": {"name": "Bob", "age": 7, "tags": ["x", "y"], "home": {"city": "Ghent"}},
    "c": {"name": "Cy", "age": None, "tags": []},
}


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"name": "Ada"}, "a"),
        ({"name": {"$eq": "Ada"}}, "a"),
        ({"name": {"$ne": "Ada"}}, "bc"),
        ({"age": {"$gt": 3}}, "b"),
        ({"age": {"$gte": 3, "$lt": 7}}, "a"),
        ({"age": {"$lte": 7}, "name": "Bob"}, "b"),
        ({"tags": ["x", "y"]}, "b"),
        ({"home": {"city": "Porto"}}, "a"),
        ({"age": None}, "c"),
        ({"nothing": None}, "abc"),
        ({"nothing": 1}, ""),
    ],
)
def test_a_filter_holds_for_values(store: MnesisStore, wanted: dict[str, Any], keys: str) -> None:
    for key, value in PETS.items():
        store.put(("pets",), key, value)
    assert {one.key for one in store.search(("pets",), filter=wanted)} == set(keys)
    assert {one.key for one in store.search(("pets",), query="Ada Bob Cy", filter=wanted)} == set(keys)


def test_an_unknown_operator_is_an_error_even_where_nothing_is_left_to_compare(store: MnesisStore) -> None:
    store.put(("pets",), "a", PETS["a"])
    with pytest.raises(ValueError, match="Unsupported operator"):
        store.search(("pets",), filter={"name": "Bob", "age": {"$regex": 1}})


def test_pages_of_a_search_are_parts_of_one_order(store: MnesisStore) -> None:
    for number in range(12):
        store.put(
            ("many",), f"{number:02}", {"text": f"note number {number} about {'boats' if number % 2 else 'trains'}"}
        )
    for query in (None, "boats"):
        whole = [one.key for one in store.search(("many",), query=query, limit=12)]
        pages = [one.key for at in (0, 5, 10) for one in store.search(("many",), query=query, limit=5, offset=at)]
        assert pages == whole
        assert sorted(whole) == [f"{number:02}" for number in range(12)]
    assert all(int(key) % 2 for key in whole[:6])


def test_a_query_finds_by_words_and_meaning_best_first(store: MnesisStore) -> None:
    store.put(("users", "ana", "facts"), "food", {"text": "Ana likes spicy noodles"})
    store.put(("users", "ana", "facts"), "work", {"text": "Ana repairs violins in Porto"})
    store.put(("users", "bob", "facts"), "work", {"text": "Bob repairs violins too"})
    found = store.search(("users", "ana"), query="Who repairs violins?")
    assert [one.key for one in found] == ["work", "food"]
    assert found[0].score is not None
    assert 0 < found[0].score <= 1
    assert store.search(("users", "ana"), query="violins", limit=1)[0].value["text"].startswith("Ana")


def test_fields_say_what_an_item_is_found_by(url: str) -> None:
    with mnesis.open(url, embedder="none") as memory:
        store = MnesisStore(memory, index={"dims": 64, "embed": "", "fields": ["title", "parts[*].text"]})
        parts = [{"text": "rudder"}, {"text": "mast"}]
        store.put(("boats",), "one", {"title": "dinghy", "note": "leaks", "parts": parts})
        store.put(("boats",), "two", {"title": "ferry", "note": "rusty"}, index=["note"])
        store.put(("boats",), "three", {"title": "barge"}, index=False)

        def scored(query: str) -> list[str]:
            return [one.key for one in store.search(("boats",), query=query) if one.score is not None]

        assert [scored(word) for word in ("dinghy", "mast", "leaks")] == [["one"], ["one"], []]
        assert [scored(word) for word in ("ferry", "rusty", "barge")] == [[], ["two"], []]
        assert {one.key for one in store.search(("boats",), query="barge")} == {"one", "two", "three"}


def test_a_replaced_item_is_no_longer_found_by_what_it_was(store: MnesisStore) -> None:
    store.put(("notes",), "one", {"text": "the key is under the flowerpot"})
    store.put(("notes",), "one", {"text": "the alarm code has changed"})
    store.put(("notes",), "two", {"text": "something about a flowerpot"})
    assert store.search(("notes",), query="flowerpot")[0].key == "two"
    store.delete(("notes",), "two")
    found = store.search(("notes",), query="flowerpot")
    assert [one.value["text"] for one in found] == ["the alarm code has changed"]


def test_a_filter_comes_before_the_limit_of_a_query(store: MnesisStore) -> None:
    store.batch([PutOp(("n",), f"x{i}", {"text": "red boats", "kind": "far"}) for i in range(80)])
    store.put(("n",), "near", {"text": "a boat, of a kind", "kind": "near"})
    found = store.search(("n",), query="red boats", filter={"kind": "near"}, limit=1)
    assert [one.key for one in found] == ["near"]


# --- namespaces ----------------------------------------------------------------------------------------------

NAMESPACES = [
    *[("a", "b", "c"), ("a", "b", "d", "e"), ("a", "b", "d", "i"), ("a", "b", "f"), ("a", "c", "f"), ("b", "a", "f")],
    *[("users", "123"), ("users", "456", "settings"), ("admin", "users", "789")],
]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"prefix": ("a", "b")},
        {"suffix": ("f",)},
        {"prefix": ("a",), "suffix": ("f",)},
        {"prefix": ("a", "b"), "max_depth": 3},
        {"max_depth": 1},
        {"prefix": ("a", "b"), "limit": 2},
        {"prefix": ("a", "b"), "offset": 2},
        {"prefix": ("a", "*", "f")},
        {"suffix": ("*", "f")},
        {"prefix": ("users", "*")},
        {"prefix": ("none",)},
        {"suffix": ("a", "b", "c", "d", "e")},
    ],
)
def test_namespaces_are_listed_as_the_store_in_memory_lists_them(store: MnesisStore, asked: dict[str, Any]) -> None:
    model = InMemoryStore()
    for number, namespace in enumerate(NAMESPACES):
        for one in (store, model):
            one.put(namespace, f"id_{number}", {"data": number})
    assert store.list_namespaces(**asked) == model.list_namespaces(**asked)


@pytest.mark.parametrize("seed", range(10))
def test_any_operations_leave_what_they_leave_in_the_store_in_memory(seed: int, store: MnesisStore) -> None:
    chance, model = random.Random(seed), InMemoryStore()

    def place() -> tuple[tuple[str, ...], str]:
        return tuple(chance.choice("ab") for _ in range(chance.randint(1, 3))), chance.choice("xyz")

    def condition() -> dict[str, Any]:
        least = {"$gte": chance.randint(0, 5)}
        return chance.choice([{}, {"n": least}, {"kind": "odd"}, {"kind": {"$ne": "odd"}, "n": least}])

    for _ in range(15):
        ops: list[Any] = []
        for _ in range(chance.randint(1, 4)):
            namespace, key = place()
            number = chance.randint(0, 9)
            ops += [
                chance.choice(
                    [
                        PutOp(namespace, key, {"n": number, "kind": "odd" if number % 2 else "even"}),
                        PutOp(namespace, key, None),
                        GetOp(namespace, key),
                        SearchOp(namespace[: chance.randint(0, 3)], filter=condition(), limit=100),
                    ]
                )
            ]
        assert [seen(one) for one in store.batch(ops)] == [seen(one) for one in model.batch(ops)]
    held = {one.namespace for one in model.search((), limit=100)}  # which lists emptied namespaces too
    assert store.list_namespaces() == sorted(held)


def seen(result: Any) -> Any:
    if isinstance(result, list):
        return sorted((seen(one) for one in result), key=repr)
    return result and (result.namespace, result.key, result.value)


# --- time to live --------------------------------------------------------------------------------------------


def test_what_is_past_its_time_is_gone_and_reading_prolongs_it(url: str) -> None:
    clock = FakeClock(datetime(2026, 3, 1, tzinfo=UTC))
    with mnesis.open(url, embedder="none", clock=clock) as memory:
        store = MnesisStore(memory, ttl={"default_ttl": 60, "refresh_on_read": True})
        store.put(("t",), "hour", {"text": "an hour"})
        store.put(("t",), "ever", {"text": "for ever"}, ttl=None)
        store.put(("t", "short"), "ten", {"text": "ten minutes"}, ttl=10)
        clock.advance(minutes=9)
        assert store.get(("t", "short"), "ten") is not None  # prolongs
        clock.advance(minutes=9)
        assert store.get(("t", "short"), "ten", refresh_ttl=False) is not None
        clock.advance(minutes=2)
        assert store.get(("t", "short"), "ten") is None
        assert {one.key for one in store.search(("t",), query="minutes hour")} == {"hour", "ever"}
        assert store.list_namespaces() == [("t",)]
        clock.advance(minutes=59)
        assert {one.key for one in store.search(("t",))} == {"hour", "ever"}  # the search before had prolonged it
        clock.advance(minutes=61)
        assert [one.key for one in store.search(("t",))] == ["ever"]
        assert store.sweep_ttl() == 2
        assert store.sweep_ttl() == 0
        store.put(("t",), "hour", {"text": "again"})
        assert store.get(("t",), "hour").value == {"text": "again"}  # type: ignore[union-attr]


# --- everywhere at once --------------------------------------------------------------------------------------


def test_all_of_it_is_awaited_too(store: MnesisStore) -> None:
    async def go() -> None:
        await asyncio.gather(*(store.aput(("async",), str(number), {"number": number}) for number in range(10)))
        assert (await store.aget(("async",), "3")).value == {"number": 3}  # type: ignore[union-attr]
        assert len(await store.asearch(("async",), filter={"number": {"$lt": 5}})) == 5
        assert await store.alist_namespaces() == [("async",)]
        await store.adelete(("async",), "3")
        assert await store.aget(("async",), "3") is None

    asyncio.run(go())


def test_what_one_process_puts_another_finds(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with mnesis.open(path, embedder="none") as memory:
        store = MnesisStore(memory)
        store.put(("here",), "one", {"text": "from the first"})
        code = (
            "import sys, mnesis\n"
            "from mnesis.adapters.langgraph import MnesisStore\n"
            "with mnesis.open(sys.argv[1], embedder='none') as memory:\n"
            "    store = MnesisStore(memory)\n"
            "    store.put(('there',), 'two', {'heard': store.get(('here',), 'one').value['text']})\n"
        )
        subprocess.run([sys.executable, "-c", code, str(path)], check=True)
        assert store.get(("there",), "two").value == {"heard": "from the first"}  # type: ignore[union-attr]


def test_scopes_see_nothing_of_one_another(store: MnesisStore) -> None:
    other = MnesisStore(store.memory.within("somebody-else"))
    store.put(("a",), "one", {"text": "mine"})
    other.put(("a",), "one", {"text": "theirs"})
    other.put(("b",), "two", {"text": "theirs"})
    assert [one.value for one in store.search((), query="mine theirs")] == [{"text": "mine"}]
    assert store.list_namespaces() == [("a",)]
    assert store.memory.recall("mine theirs").hits == ()
