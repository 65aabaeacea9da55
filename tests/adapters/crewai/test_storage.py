"""A memory as the storage of CrewAI's memory: what CrewAI asks of its own storages, and what it is here for."""

import asyncio
import copy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("crewai")

from crewai.memory.storage.backend import EmbeddingDimensionMismatchError, StorageBackend
from crewai.memory.types import MemoryRecord

import mnesis
from mnesis.adapters.crewai import MnesisEmbedder, MnesisStorage
from mnesis.errors import InvalidInput
from mnesis.testing import FakeClock, HashEmbedder

DAY = datetime(2026, 5, 4, 12, 0, 0, 123456)


@pytest.fixture
def memory() -> Iterator[mnesis.Memory]:
    with mnesis.open("memory://", embedder="none") as opened:
        yield opened


@pytest.fixture
def storage(memory: mnesis.Memory) -> MnesisStorage:
    return MnesisStorage(memory)


def record(id: str, content: str = "", at: int = 0, **more: Any) -> MemoryRecord:
    given = {"embedding": [1.0, 0.0], "created_at": DAY + timedelta(hours=at), "scope": "/", **more}
    return MemoryRecord(id=id, content=content or f"words of {id}", **given)


FULL = record(
    "full",
    "Ines keeps bees.",
    scope="/crew/research",
    categories=["bees", "people"],
    metadata={"task": "t-1", "deep": {"a": [1, None, "ü"]}},
    importance=0.8,
    source="agent-1",
    embedding=[0.5, -0.25, 1.0],
)


def ids(found: Any) -> list[str]:
    return [one[0].id if isinstance(one, tuple) else one.id for one in found]


def test_a_record_without_a_vector_hides_no_length(memory: mnesis.Memory) -> None:
    clock = FakeClock()
    storage = MnesisStorage(memory.timed(clock))
    storage.save([record("one")])
    clock.advance(seconds=1)
    storage.save([record("none", embedding=None)])
    with pytest.raises(EmbeddingDimensionMismatchError):
        storage.save([record("two", embedding=[1.0, 0.0, 0.0])])
    assert ids(storage.search([1.0, 0.0])) == ["one"]


def test_a_record_that_moves_is_remembered_where_it_is(storage: MnesisStorage) -> None:
    storage.save([record("one")])
    storage.update(record("one", scope="/elsewhere"))
    assert [one.session_id for one in storage.memory.episodes()] == ["crewai/elsewhere"]


def test_two_records_that_say_the_same_are_remembered_each(storage: MnesisStorage) -> None:
    storage.save([record("one", "Ines keeps bees."), record("two", "Ines keeps bees.")])
    storage.delete(record_ids=["one"])
    assert [one.text for one in storage.memory.episodes()] == ["Ines keeps bees."]


def test_it_is_a_storage(storage: MnesisStorage) -> None:
    assert isinstance(storage, StorageBackend)
    assert not hasattr(storage, "close")
    assert copy.deepcopy(storage) is storage


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory:
        MnesisStorage(memory).save([FULL])
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory:
        assert MnesisStorage(memory).get_record("full") == FULL
        assert MnesisStorage(memory).get_record("ful") is None


def test_saving_again_and_updating_replace(storage: MnesisStorage) -> None:
    storage.save([FULL, record("b", embedding=[1.0, 1.0, 1.0])])
    moved = FULL.model_copy(
        update={"content": "Ines keeps wasps.", "scope": "/crew/other", "embedding": [1.0, 0.0, 0.0]}
    )
    storage.update(moved)
    assert storage.get_record("full") == moved
    assert storage.count() == 2
    assert storage.list_scopes("/crew") == ["/crew/other"]
    assert {one.text for one in storage.memory.episodes()} == {"Ines keeps wasps.", "words of b"}
    storage.update(record("new", embedding=[0.0, 0.0, 1.0]))
    assert storage.count() == 3


def test_searching_by_likeness(storage: MnesisStorage) -> None:
    vectors = {"same": [2.0, 0.0], "near": [1.0, 1.0], "across": [0.0, 1.0], "against": [-1.0, 0.0]}
    storage.save([record(id, embedding=vector) for id, vector in vectors.items()])
    storage.save([record("without", embedding=None)])
    found = storage.search([1.0, 0.0])
    assert ids(found)[:2] == ["same", "near"]
    assert [round(score, 3) for _, score in found] == [1.0, 0.707, 0.0, 0.0]
    assert ids(storage.search([1.0, 0.0], min_score=0.5)) == ["same", "near"]
    assert ids(storage.search([1.0, 0.0], limit=1)) == ["same"]
    assert storage.search([1.0, 0.0], limit=0) == []
    assert storage.search([1.0, 0.0], scope_prefix="/nowhere") == []


def test_filters_come_before_the_limit(storage: MnesisStorage) -> None:
    storage.save([record(f"n{at}", scope="/a") for at in range(30)])
    storage.save(
        [
            record("one", scope="/a/b", categories=["x", "y"], metadata={"k": 1}, embedding=[0.1, 1.0]),
            record("two", scope="/ab", categories=["y"], metadata={"k": 2}, embedding=[0.1, 1.0]),
        ]
    )
    assert ids(storage.search([1.0, 0.0], categories=["y"], limit=2)) == ["one", "two"]
    assert ids(storage.search([1.0, 0.0], metadata_filter={"k": 2}, limit=1)) == ["two"]
    assert ids(storage.search([1.0, 0.0], scope_prefix="/a/b", limit=5)) == ["one"]
    assert len(storage.search([1.0, 0.0], scope_prefix="/a/", limit=50)) == 31
    assert len(storage.search([1.0, 0.0], scope_prefix="/", limit=50)) == 32


def test_vectors_of_another_length_are_told(storage: MnesisStorage) -> None:
    storage.save([record("a")])
    with pytest.raises(EmbeddingDimensionMismatchError):
        storage.save([record("b", embedding=[1.0])])
    with pytest.raises(EmbeddingDimensionMismatchError):
        storage.search([1.0])
    assert storage.count() == 1


def test_scopes_and_categories(storage: MnesisStorage) -> None:
    scopes = ["/", "/crew", "/crew/research/deep", "/crew/write", "/team", "/crewx"]
    storage.save([record(scope, scope=scope, at=at, categories=["all", scope]) for at, scope in enumerate(scopes)])
    assert storage.list_scopes() == ["/crew", "/crewx", "/team"]
    assert storage.list_scopes("/crew/") == ["/crew/research", "/crew/write"]
    assert storage.list_scopes("/none") == []
    info = storage.get_scope_info("/crew")
    assert (info.path, info.record_count, info.child_scopes) == ("/crew", 3, ["/crew/research", "/crew/write"])
    assert (info.oldest_record, info.newest_record) == (DAY + timedelta(hours=1), DAY + timedelta(hours=3))
    assert info.categories == sorted(["all", "/crew", "/crew/research/deep", "/crew/write"])
    empty = storage.get_scope_info("/none")
    assert (empty.record_count, empty.oldest_record, empty.child_scopes) == (0, None, [])
    assert storage.list_categories("/crew")["all"] == 3
    assert storage.list_categories()["all"] == 6
    assert [storage.count(one) for one in (None, "/", "/crew", "/team/")] == [6, 6, 3, 1]


def test_listing_newest_first(storage: MnesisStorage) -> None:
    storage.save([record(f"r{at}", at=(at * 3) % 5, scope="/s") for at in range(5)])
    assert ids(storage.list_records()) == ["r3", "r1", "r4", "r2", "r0"]
    assert ids(storage.list_records("/s", limit=2, offset=1)) == ["r1", "r4"]
    assert storage.list_records(limit=0) == []
    assert storage.list_records("/t") == []


def test_deleting(storage: MnesisStorage) -> None:
    def fill() -> None:
        storage.reset()
        storage.save([record(f"r{at}", at=at, scope=f"/s{at % 2}", categories=[f"c{at % 3}"]) for at in range(6)])

    fill()
    assert storage.delete(record_ids=["r0", "r5", "none"]) == 2
    assert storage.delete(scope_prefix="/s1", categories=["c1"]) == 1
    assert ids(storage.list_records()) == ["r4", "r3", "r2"]
    assert storage.delete(older_than=DAY + timedelta(hours=3)) == 1
    assert storage.delete(metadata_filter={"none": 1}) == 0
    storage.reset("/s0")
    assert ids(storage.list_records()) == ["r3"]
    fill()
    assert storage.delete() == 6
    assert storage.memory.episodes() == []


def test_what_is_kept_is_remembered_but_for_what_is_private(storage: MnesisStorage) -> None:
    storage.save([FULL, record("p", "A secret of Ines.", private=True, source="a", embedding=[1.0, 1.0, 1.0])])
    [episode] = storage.memory.episodes()
    assert (episode.text, episode.session_id, episode.actor) == ("Ines keeps bees.", "crewai/crew/research", "agent")
    storage.update(FULL.model_copy(update={"importance": 0.1}))
    assert storage.memory.episodes() == [episode]
    assert [one.text for one in storage.memory.recall("Who keeps bees?")] == ["Ines keeps bees."]
    storage.delete(record_ids=["full"])
    assert storage.memory.episodes() == []
    quiet = MnesisStorage(storage.memory, remember=False)
    quiet.save([FULL])
    assert storage.memory.episodes() == []


def test_touching(storage: MnesisStorage) -> None:
    storage.save([FULL])
    storage.touch_records(["full", "none"])
    touched = storage.get_record("full")
    assert touched is not None
    assert touched.last_accessed >= FULL.last_accessed
    assert touched.model_copy(update={"last_accessed": FULL.last_accessed}) == FULL


def test_awaited(storage: MnesisStorage) -> None:
    async def work() -> tuple[Any, int]:
        await storage.asave([FULL])
        found = await storage.asearch([0.5, -0.25, 1.0], scope_prefix="/crew")
        return found, await storage.adelete(record_ids=["full"])

    found, deleted = asyncio.run(work())
    assert (ids(found), deleted) == (["full"], 1)


def test_threads_at_once(tmp_path: Path) -> None:
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory, ThreadPoolExecutor(4) as threads:
        storage = MnesisStorage(memory)
        work = [threads.submit(storage.save, [record(f"r{at}")]) for at in range(20)]
        for one in work:
            one.result()
        assert storage.count() == 20


def test_the_memory_s_own_model_is_an_embedder(memory: mnesis.Memory) -> None:
    with mnesis.open("memory://", embedder=HashEmbedder()) as other:
        one, two = MnesisEmbedder(other)(["bees", "wasps"])
        assert len(one) == len(two) == HashEmbedder().space.dimension
        assert sum(part * part for part in one) == pytest.approx(1.0, abs=1e-3)
    with pytest.raises(InvalidInput, match="embedder"):
        MnesisEmbedder(memory)(["bees"])
