"""Memories that left by age: found where they are wanted, brought back, and erased with everything else."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import mnesis
from mnesis.errors import ArchiveError
from mnesis.memory import Memory
from mnesis.model import Episode, Erase, Filter, Key, Message, Put, Scope, Where, within
from mnesis.retrieval.indexing import active_space
from mnesis.steps.night.found_by import found_by
from mnesis.stores.cold import columns
from mnesis.stores.cold.contract import Archive, Cold
from mnesis.stores.cold.memory import NOTHING, MemoryArchive
from mnesis.stores.cold.parquet import ParquetArchive
from mnesis.stores.memory import MemoryStore
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock

DAY = timedelta(days=1)
TRIP = "We took the night train to Lisbon with a zebra."
TODAY = ("The weather is fine today.", "I had soup for lunch.", "The meeting moved to four.")


@pytest.fixture(params=["files", "dict"])
def kept(request: pytest.FixtureRequest, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    """A memory of a trip half a year ago, which is archived, and of today."""
    monkeypatch.setattr(columns, "COMPRESSION", "uncompressed")  # so that words can be looked for in the files
    where = path if request.param == "files" else "memory://"
    with mnesis.open(where, embedder=HashEmbedder(), clock=clock) as memory:
        long_ago = [Message(text=TRIP, session="trip", time=NOW - 180 * DAY)]
        long_ago += [
            Message(text=text, session="trip", time=NOW - 180 * DAY + timedelta(minutes=n))
            for n, text in enumerate(("Did you like Porto?", "Yes, very much.", "Then home."), start=1)
        ]
        memory.remember_many(long_ago)
        memory.remember_many(Message(text=text, session="today", time=NOW) for text in TODAY)
        leave(memory, Where("session_id", "eq", "trip"))
        yield memory
        assert memory.check() == []


def leave(memory: Memory, where: Filter) -> None:
    """Let memories go into the archive, as a night does."""
    going = memory.store.find(Episode, within(memory.scope, where), order=("position",))
    space = active_space(memory.store)
    found = found_by(memory.store, memory.scope, going, space)
    memory.archive.keep(memory.scope, [Cold(one, *found[one.id]) for one in going], space)
    memory.store.apply([Erase(Episode, within(memory.scope, Where("id", "in", tuple(one.id for one in going))))])


def there(memory: Memory) -> list[str]:
    return [one.text for one in memory.archived()]


def test_a_deep_recall_finds_what_left(kept: Memory) -> None:
    best = kept.recall("night train to Lisbon", deep=True, limit=2)
    assert (best[0].text, best[0].layer) == (TRIP, "archive")
    assert {one.layer for one in best} <= {"archive", "episodic"}
    assert any("from the archive" in notice for notice in best.notices)
    assert best[0].evidence[0].quote == TRIP
    assert "archive" in best.took_ms


def test_a_shallow_recall_never_does(kept: Memory) -> None:
    found = kept.recall("night train to Lisbon", deep=False)
    assert {one.layer for one in found} == {"episodic"}
    assert "archive" not in found.took_ms


def test_recall_looks_there_where_little_is_found(kept: Memory) -> None:
    assert kept.recall("night train to Lisbon", limit=10)[0].text == TRIP  # fewer memories than asked for
    assert kept.recall("night train to Lisbon", limit=1)[0].text == TRIP  # none that is near
    assert "archive" not in kept.recall(TODAY[0], limit=1).took_ms


def test_recall_looks_there_where_the_query_names_its_time(kept: Memory) -> None:
    named = f"{TODAY[0]} What was in December 2025?"
    assert (NOW - 180 * DAY).strftime("%Y-%m") == "2025-12"
    assert "archive" in kept.recall(named, limit=1).took_ms
    assert "archive" not in kept.recall(f"{TODAY[0]} What was in March 2024?", limit=1).took_ms


def test_a_filter_and_a_time_narrow_the_archive_too(kept: Memory) -> None:
    assert not kept.recall("Lisbon", deep=True, where=Where("session_id", "eq", "nowhere")).hits
    early = kept.recall("Lisbon", deep=True, as_of=NOW - 181 * DAY)
    assert not early.hits


def test_a_memory_in_both_is_found_once(kept: Memory) -> None:
    [one] = kept.archive.get(kept.scope, [kept.archived()[0].id])
    kept.store.apply([Put(one.episode, (Key(one.episode.id),))])
    found = kept.recall("night train to Lisbon", deep=True)
    assert [hit.layer for hit in found if hit.id == one.episode.id] == ["episodic"]
    assert [one.text for one in kept.scan() if isinstance(one, Episode)].count(TRIP) == 1


def test_what_left_is_got_listed_and_counted(kept: Memory) -> None:
    listed = kept.archived()
    assert [one.text for one in listed] == [TRIP, "Did you like Porto?", "Yes, very much.", "Then home."]
    assert kept.archived(Where("session_id", "eq", "today")) == []
    assert len(kept.archived(limit=2)) == 2
    assert kept.get(listed[0].id) == listed[0]
    assert [one.text for one in kept.scan() if isinstance(one, Episode)][:4] == [one.text for one in listed]
    if isinstance(kept.archive, ParquetArchive):
        assert kept.stats().bytes["archive"] > 0
    assert kept.within("other").archived() == []


def test_what_is_brought_back_is_as_before(kept: Memory) -> None:
    before = kept.archived()
    assert kept.restore(before[2].id) == (before[2].id,)
    assert there(kept) == [TRIP, "Did you like Porto?", "Then home."]
    back = kept.get(before[2].id)
    assert (back.position, back.compression, back.session_id) == (2, before[2].compression, "trip")
    assert back.expires_at == NOW + 30 * DAY
    [hit] = kept.recall("Porto", deep=False, limit=1)
    assert hit.id == back.id  # by the question before it, whose words are not its own
    assert not list(kept.store.pending(HashEmbedder().space, 10))
    assert kept.restore(Where("session_id", "eq", "trip")) == tuple(before[at].id for at in (0, 1, 3))
    assert there(kept) == []
    assert [one.position for one in kept.timeline(until=NOW - DAY)] == [0, 1, 2, 3]
    assert kept.restore("nothing") == ()
    assert {one.id for one in kept.sessions()} == {"trip", "today"}


def test_bringing_back_is_finished_where_it_was_broken_off(kept: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> int:
        raise ArchiveError(path="x", problem="no")

    with monkeypatch.context() as patch:
        patch.setattr(kept.archive, "remove", broken)
        with pytest.raises(ArchiveError):
            kept.restore(Where("session_id", "eq", "trip"))
    assert len(kept.restore(Where("session_id", "eq", "trip"))) == 4
    assert there(kept) == []
    assert len(kept.episodes(Where("session_id", "eq", "trip"))) == 4


def test_what_repeats_another_comes_back_without_keys(kept: Memory) -> None:
    [first] = kept.restore(kept.archived()[0].id)
    again = Message(text="We took the night train to Lisbon with a zebra!", session="trip", time=NOW - 179 * DAY)
    one = kept.remember(again).episode
    kept.store.apply([Put(replace(one, folded_into=first), ())])
    leave(kept, Where("id", "eq", one.id))
    kept.restore(one.id)
    assert kept.get(one.id).folded_into == first
    assert one.id not in [hit.id for hit in kept.recall("night train Lisbon", deep=False)]


def content(path: Path) -> bytes:
    """Everything in the database's files and in those of its archive."""
    found = [one for one in path.parent.rglob("*") if one.is_file()]
    return b"".join(one.name.encode() + one.read_bytes() for one in found)


def test_erasing_reaches_the_archive(kept: Memory, path: Path) -> None:
    [trip, *_] = kept.archived()
    erased = kept.forget(trip.id)
    assert erased.erased == 1
    assert erased.audit_id
    assert TRIP not in there(kept)
    assert not [hit for hit in kept.recall("zebra Lisbon", deep=True) if hit.id == trip.id]
    assert b"zebra" not in content(path)
    if isinstance(kept.archive, ParquetArchive):
        assert b"Porto" in content(path)


def test_an_erased_question_is_lent_to_nobody_in_the_archive(kept: Memory, path: Path) -> None:
    question = kept.archived()[1]
    [answer] = kept.archive.get(kept.scope, [kept.archived()[2].id])
    assert "Porto" in answer.found_by
    assert kept.forget(question.id).erased == 1
    [answer] = kept.archive.get(kept.scope, [answer.episode.id])
    assert answer.found_by == "Yes, very much."
    assert b"Porto" not in content(path)


def test_an_erased_question_in_the_archive_is_lent_to_nobody_here(kept: Memory, path: Path) -> None:
    question, answer = kept.archived()[1:3]
    kept.restore(answer.id)
    assert kept.recall("Porto", deep=False)[0].id == answer.id
    kept.forget(question.id)
    assert b"Porto" not in content(path)


def test_what_was_learnt_from_archived_words_goes_with_them(kept: Memory, path: Path) -> None:
    said = kept.remember(Message(text="I live in Zyxburg.", session="home", time=NOW - 90 * DAY)).episode
    assert [one.object for one in kept.facts()] == ["Zyxburg"]
    leave(kept, Where("id", "eq", said.id))
    assert [one.object for one in kept.facts()] == ["Zyxburg"]
    assert kept.forget(Where("session_id", "eq", "home")).erased == 1
    assert kept.facts() == []
    assert "home" not in {one.id for one in kept.sessions()}
    assert b"Zyxburg" not in content(path)
    assert b"zyxburg" not in content(path)


def test_erasing_is_finished_where_it_was_broken_off(kept: Memory, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> int:
        raise ArchiveError(path="x", problem="no")

    with monkeypatch.context() as patch:
        patch.setattr(kept.archive, "remove", broken)
        with pytest.raises(ArchiveError):
            kept.forget(Where("session_id", "eq", "trip"))
    assert kept.forget(Where("session_id", "eq", "trip")).erased == 4
    assert there(kept) == []
    assert b"zebra" not in content(path)


@pytest.mark.parametrize("call", [0, 1])
def test_no_question_stays_with_others_where_erasing_was_broken_off(
    kept: Memory, path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    question, answer = kept.archived()[1:3]
    kept.restore(question.id)
    calls, remove = count(), kept.archive.remove

    def broken(*given: Any) -> int:
        if next(calls) == call:
            raise ArchiveError(path="x", problem="no")
        return remove(*given)

    with monkeypatch.context() as patch:
        patch.setattr(kept.archive, "remove", broken)
        with suppress(ArchiveError):
            kept.forget(question.id)
    kept.forget(question.id)
    assert question.text not in [*there(kept), *(one.text for one in kept.episodes())]
    assert kept.archive.get(kept.scope, [answer.id])[0].found_by == "Yes, very much."
    assert b"Porto" not in content(path)


def test_sessions_with_something_in_the_archive_stay(kept: Memory) -> None:
    kept.forget(kept.archived()[0].id)
    assert {one.id for one in kept.sessions()} == {"trip", "today"}
    kept.forget(Where("session_id", "eq", "trip"))
    assert {one.id for one in kept.sessions()} == {"today"}


def test_a_damaged_archive_costs_a_notice(kept: Memory) -> None:
    if not isinstance(kept.archive, ParquetArchive):
        return
    [file] = kept.archive.folder.glob("*/*.parquet")
    whole = file.read_bytes()
    file.write_bytes(whole[:-100])
    found = kept.retaining(ParquetArchive(kept.archive.folder)).recall("soup", deep=True)  # one that has read nothing
    assert found[0].text == TODAY[1]
    assert any("Searched without the archive" in notice for notice in found.notices)
    assert kept.check()
    file.write_bytes(whole)


def test_a_key_seals_the_archive(path: Path) -> None:
    with mnesis.open(path, key="secret", embedder=HashEmbedder(), clock=clock) as memory:
        memory.remember(Message(text=TRIP, time=NOW - 100 * DAY))
        leave(memory, Where("id", "ne", ""))
        assert there(memory) == [TRIP]
    assert b"zebra" not in content(path)
    assert b"PAR1" not in content(path)
    with mnesis.open(path, key="secret", embedder=HashEmbedder(), clock=clock) as memory:
        assert memory.recall("night train")[0].text == TRIP


def test_where_archives_are(path: Path) -> None:
    with mnesis.open(path, embedder="none") as memory:
        assert str(memory.archive) == f"{path}.archive"
        assert not Path(f"{path}.archive").exists()
    with mnesis.open("memory://", embedder="none") as memory:
        assert isinstance(memory.archive, MemoryArchive)
    with mnesis.open(SQLiteStore(path), embedder="none") as memory:
        assert memory.archive is NOTHING
        with pytest.raises(ArchiveError):
            memory.archive.keep(Scope(), [Cold(memory.remember("x").episode)], None)
        own: Archive = MemoryArchive()
        assert memory.retaining(own).archive is own
    with mnesis.open(MemoryStore(), embedder="none") as memory:
        assert memory.archive is NOTHING
