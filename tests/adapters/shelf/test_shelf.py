"""Documents come back exactly, from their own place only, to whoever asks."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mnesis
from mnesis.adapters.shelf import PART, Document, Edit, Shelf, beginning, parts_of
from mnesis.model import Item, KeyKind, Where, within
from mnesis.testing import FakeClock, HashEmbedder

NOW = datetime(2026, 3, 1, tzinfo=UTC)
names = st.text(st.characters(codec=None), max_size=8) | st.sampled_from(
    ["", "%", "/", "a/b", "%2f%", "a", "a0", "\0", "*"]
)
places = st.tuples(st.lists(names, max_size=3).map(tuple), names)
documents = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=4),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec="utf-8"), max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture(params=["memory", "file"])
def memory(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[mnesis.Memory]:
    url = "memory://" if request.param == "memory" else str(tmp_path / "shelf.db")
    with mnesis.open(url, embedder=HashEmbedder(), clock=clock) as memory:
        yield memory


@pytest.fixture
def shelf(memory: mnesis.Memory) -> Shelf:
    return Shelf(memory, "test")


def put(shelf: Shelf, *place: str, **fields: Any) -> None:
    *namespace, key = place
    shelf.put(Document(namespace=tuple(namespace), key=key, **fields))


# --- places and values ---------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(places, st.tuples(documents, st.none() | st.binary(max_size=8)), max_size=6))
def test_every_document_comes_back_from_its_own_place(held: dict[Any, Any]) -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        shelf = Shelf(memory, "x")
        shelf.put(*(Document(namespace=n, key=k, value=value, data=data) for (n, k), (value, data) in held.items()))
        assert {place: (one.value, one.data) for place, one in shelf.get_many(held).items()} == held
        assert {one.place for one in shelf.find()} == held.keys()
        namespaces = {namespace for namespace, _ in held}
        assert shelf.namespaces() == sorted(namespaces)
        for prefix in namespaces:
            below = {place for place in held if place[0][: len(prefix)] == prefix}
            assert {one.place for one in shelf.find(prefix)} == below
            assert shelf.namespaces(prefix) == sorted({namespace for namespace, _ in below})


def test_shelves_of_other_roots_and_scopes_are_other_shelves(memory: mnesis.Memory) -> None:
    shelves = [Shelf(memory), Shelf(memory, "a"), Shelf(memory, "a", "b"), Shelf(memory.within("other"), "a")]
    for number, one in enumerate(shelves):
        put(one, "k", value={"of": number})
    assert [one.get((), "k").value["of"] for one in shelves] == [0, 1, 2, 3]  # type: ignore[union-attr]
    assert shelves[0].get(("a",), "k").value == {"of": 1}  # type: ignore[union-attr]
    assert shelves[1].namespaces() == [(), ("b",)]
    assert shelves[3].clear() == 1
    assert shelves[1].clear(("b",)) == 1
    assert {one.place for one in shelves[0].find()} == {((), "k"), (("a",), "k")}


@pytest.mark.parametrize("value", [{"a": "\ud800"}, {"a": float("nan")}, {"a": object()}])
def test_what_is_no_json_object_is_refused(shelf: Shelf, value: Any) -> None:
    with pytest.raises(mnesis.errors.MnesisError):
        shelf.put(Document(namespace=(), key="good"), Document(namespace=(), key="bad", value=value))
    assert shelf.find() == []


def test_a_replaced_document_keeps_the_time_of_its_making(shelf: Shelf, clock: FakeClock) -> None:
    put(shelf, "n", "k", value={"a": 1}, data=b"x")
    first = shelf.get(("n",), "k")
    clock.advance(hours=1)
    put(shelf, "n", "k", value={"b": 2})
    kept = shelf.get(("n",), "k")
    assert first is not None
    assert kept is not None
    assert (kept.value, kept.data, kept.version) == ({"b": 2}, None, first.version + 1)
    assert (kept.created_at, kept.updated_at) == (NOW, NOW + timedelta(hours=1))
    shelf.delete((("n",), "k"), (("n",), "none"))
    assert shelf.get(("n",), "k") is None


def test_documents_are_found_in_the_order_asked_for(shelf: Shelf, clock: FakeClock) -> None:
    for key in ("b", "ba", "a", "c"):
        put(shelf, "n", key)
        clock.advance(seconds=1)
    put(shelf, "n", "a")
    assert [one.key for one in shelf.find(("n",))] == ["a", "c", "ba", "b"]
    assert [one.key for one in shelf.find(("n",), order=("-key",), limit=2)] == ["c", "ba"]
    assert [one.key for one in shelf.find(("n",), beginning("b"), order=("key",))] == ["b", "ba"]
    assert shelf.clear(("n",), beginning("b")) == 2


# --- changes -------------------------------------------------------------------------------------------------


def test_a_decision_is_made_again_where_what_it_saw_has_changed(shelf: Shelf) -> None:
    put(shelf, "n", "k", value={"count": 0})
    decided = []

    def decide() -> Edit:
        kept = shelf.get(("n",), "k")
        assert kept is not None
        if not decided:
            put(shelf, "n", "k", value={"count": 10})  # somebody else is faster
        decided.append(kept.value["count"])
        document = Document(namespace=("n",), key="k", value={"count": kept.value["count"] + 1})
        return Edit([document], seen={kept.place: kept.version})

    shelf.change(decide)
    assert decided == [0, 10]
    assert shelf.get(("n",), "k").value == {"count": 11}  # type: ignore[union-attr]


def test_a_document_in_the_place_of_a_deleted_one_is_another(shelf: Shelf) -> None:
    put(shelf, "n", "k", value={"of": "old"})
    decided = []

    def decide() -> Edit:
        kept = shelf.get(("n",), "k")
        assert kept is not None
        if not decided:
            shelf.delete(kept.place)
            put(shelf, "n", "k", value={"of": "new"})
        decided.append(kept.value["of"])
        return Edit(deletes=[kept.place], seen={kept.place: kept.version})

    shelf.change(decide)
    assert decided == ["old", "new"]


def test_an_edit_moves_documents_whole(shelf: Shelf) -> None:
    put(shelf, "n", "old", value={"a": 1})
    kept = shelf.get(("n",), "old")
    assert kept is not None
    new = Document(namespace=("n",), key="new", value=kept.value)
    shelf.change(lambda: Edit([new], deletes=[kept.place], seen={kept.place: kept.version, (("n",), "new"): 0}))
    assert [one.key for one in shelf.find()] == ["new"]


def test_counting_at_once_loses_nothing(shelf: Shelf) -> None:
    def decide() -> Edit:
        kept = shelf.get((), "count")
        document = Document(namespace=(), key="count", value={"n": kept.value["n"] + 1 if kept else 1})
        return Edit([document], seen={((), "count"): kept.version if kept else 0})

    threads = [threading.Thread(target=lambda: [shelf.change(decide) for _ in range(20)]) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert shelf.get((), "count").value == {"n": 80}  # type: ignore[union-attr]


def test_processes_share_a_shelf(tmp_path: Path) -> None:
    path = tmp_path / "shelf.db"
    code = (
        "import sys, mnesis\n"
        "from mnesis.adapters.shelf import Document, Shelf\n"
        "with mnesis.open(sys.argv[1], embedder='none') as memory:\n"
        "    shelf = Shelf(memory, 'x')\n"
        "    for number in range(20):\n"
        "        shelf.put(Document(namespace=(sys.argv[2],), key=str(number), value={'n': number}))\n"
    )
    with mnesis.open(path, embedder="none") as memory:
        running = [subprocess.Popen([sys.executable, "-c", code, str(path), who]) for who in "ab"]
        assert [one.wait() for one in running] == [0, 0]
        assert len(Shelf(memory, "x").find()) == 40


# --- time ----------------------------------------------------------------------------------------------------


def test_what_has_expired_is_as_good_as_gone(shelf: Shelf, clock: FakeClock) -> None:
    put(shelf, "n", "k", value={"a": 1}, texts=("soon over",), expires_at=NOW + timedelta(hours=1))
    put(shelf, "m", "k", value={"a": 2}, texts=("for ever",))
    clock.advance(minutes=59)
    assert shelf.namespaces() == [("m",), ("n",)]
    shelf.prolong(shelf.find(("n",)), NOW + timedelta(hours=2))
    clock.advance(minutes=60)
    assert shelf.get(("n",), "k") is not None
    clock.advance(minutes=1)
    assert shelf.get(("n",), "k") is None
    assert [one.namespace for one in shelf.find()] == [("m",)]
    assert ("n",) not in {one.kept.namespace for one in shelf.search("soon over")}
    assert shelf.namespaces() == [("m",)]

    new = Document(namespace=("n",), key="k", value={"a": 3})
    shelf.change(lambda: Edit([new], seen={(("n",), "k"): 0}))  # the place counts as empty
    kept = shelf.get(("n",), "k")
    assert kept is not None
    assert (kept.value, kept.created_at, kept.expires_at) == ({"a": 3}, clock.now, None)


def test_sweeping_deletes_what_has_expired(shelf: Shelf, clock: FakeClock) -> None:
    for number in range(3):
        put(shelf, str(number), expires_at=NOW + timedelta(hours=number))
    clock.advance(hours=1)
    assert (shelf.sweep(), shelf.sweep()) == (2, 0)
    assert [one.key for one in shelf.find()] == ["2"]


# --- searching -----------------------------------------------------------------------------------------------


def test_search_joins_words_and_meaning(shelf: Shelf, memory: mnesis.Memory) -> None:
    put(shelf, "n", "violin", texts=("Ana repairs violins",))
    put(shelf, "n", "boat", texts=("Otto builds boats", "and sails them to Ghent"))
    put(shelf, "o", "other", texts=("Kira repairs violins and boats",))
    put(shelf, "n", "mute", value={"text": "violins"})
    found = shelf.search("violins", ("n",))
    assert found[0].kept.key == "violin"
    assert all(0 < one.score <= 1 for one in found)
    assert "mute" not in {one.kept.key for one in found}
    assert shelf.search("Ghent")[0].kept.key == "boat"
    assert [one.kept.key for one in shelf.search("violins", keep=lambda one: one.namespace == ("o",))] == ["other"]
    assert len(shelf.search("violins boats", limit=2)) == 2
    assert shelf.search("violins", ("none",)) == []
    assert [one.kept.key for one in Shelf(mnesis.open(memory.store, embedder="none"), "test").search("sails")] == [
        "boat"
    ]


def test_a_long_text_is_found_by_its_end(shelf: Shelf, memory: mnesis.Memory) -> None:
    text = "The harbour is quiet today. " * 400 + "The word is plover."
    put(shelf, "long", texts=(text,))
    put(shelf, "short", texts=("harbour",))
    assert shelf.search("plover")[0].kept.key == "long"
    embedder = HashEmbedder()
    [vector] = embedder.embed(["The word is plover."])
    near = memory.store.nearest(Item, embedder.space, vector, memory.scope, within(memory.scope), 2)
    assert memory.store.get(Item, [near[0].id], Where("key", "eq", "long"))
    assert near[0].key == KeyKind.PART


@given(st.text(st.sampled_from("ab .\n"), max_size=3 * PART))
@settings(max_examples=30)
def test_parts_of_a_text_hold_all_of_its_words(text: str) -> None:
    parts = parts_of(text)
    assert all(0 < len(one) <= PART for one in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_documents_are_no_memories(shelf: Shelf, memory: mnesis.Memory) -> None:
    put(shelf, "n", "k", texts=("Ana lives in Porto.",))
    assert memory.recall("Where does Ana live?").hits == ()
    assert memory.facts() == []
