"""The daemon on real files: sessions that fill are compacted in time, jobs are done, nights are planned."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import mnesis
from mnesis.daemon import Daemon, Watch
from mnesis.model import Compression, Episode, Job, JobState, Where
from mnesis.steps.night.due import live
from mnesis.testing import FakeClock, HashEmbedder

SMALL = Watch(window=2_000, keep=4)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[mnesis.Memory]:
    with mnesis.open(tmp_path / "m.db", embedder=HashEmbedder(), clock=FakeClock()) as opened:
        yield opened


def tell(memory: mnesis.Memory, session: str, turns: range) -> None:
    for number in turns:
        text = f"On tour day {number} we played in town {number} and {number * 3} people came, which made me happy."
        memory.remember(text, session=session, actor="agent" if number % 2 else "user")


def used(memory: mnesis.Memory, session: str) -> int:
    return sum(turn.token_count for turn in live(memory.store, memory.scope, session))


def fill(memory: mnesis.Memory, session: str = "main", factor: float = 1.0) -> int:
    """Tell turns until the session holds so much of what a daemon lets it hold; how many."""
    told = 0
    while used(memory, session) < factor * SMALL.limit:
        tell(memory, session, range(told, told + 1))
        told += 1
    return told


def raw(memory: mnesis.Memory, session: str = "main") -> list[Episode]:
    where = mnesis.All((Where("session_id", "eq", session), Where("compression", "eq", Compression.RAW)))
    return memory.episodes(where, order=("position",), limit=None)


def test_a_session_is_left_alone_until_it_is_full(memory: mnesis.Memory) -> None:
    fill(memory, factor=0.8)
    assert Daemon(memory, SMALL).look().compacted == ()
    assert all(turn.folded_into is None for turn in raw(memory))


def test_a_full_session_is_compacted_but_for_its_last_turns(memory: mnesis.Memory) -> None:
    told = fill(memory)
    [done] = Daemon(memory, SMALL).look().compacted
    turns = raw(memory)
    assert len(turns) == told, "every word is still here"
    assert [turn.folded_into is None for turn in turns] == [False] * (told - 4) + [True] * 4
    assert (done.session, done.turns) == ("main", told - 4)
    assert 0 < done.tokens_after <= 0.3 * done.tokens_before
    assert used(memory, "main") < SMALL.limit


def test_looking_again_changes_nothing(memory: mnesis.Memory) -> None:
    fill(memory)
    daemon = Daemon(memory, SMALL)
    assert len(daemon.look().compacted) == 1
    assert daemon.look().compacted == Daemon(memory, SMALL).look().compacted == ()


def test_long_turns_are_not_compacted_one_by_one(memory: mnesis.Memory) -> None:
    daemon, made = Daemon(memory, SMALL), []
    for number in range(24):
        tell_long(memory, number)
        made.append(len(daemon.look().compacted))
    assert 2 <= sum(made) <= 8
    assert len(raw(memory)) == 24


def tell_long(memory: mnesis.Memory, number: int) -> None:
    said = " ".join(f"In chapter {number}.{part} the crew of ship {number * part} repairs a mast." for part in range(6))
    memory.remember(said, session="main")


def test_every_scope_is_watched_and_each_for_itself(memory: mnesis.Memory) -> None:
    other = memory.within("other")
    fill(memory, factor=0.5)
    fill(other, "chat")
    looked = Daemon(memory, SMALL).look()
    assert [(one.scope, one.session) for one in looked.compacted] == [(other.scope, "chat")]
    assert looked.open == 2


def test_what_is_closed_is_not_watched(memory: mnesis.Memory) -> None:
    fill(memory)
    memory.close_session("main")
    looked = Daemon(memory, SMALL).look()
    assert (looked.open, looked.compacted) == (0, ())


def test_after_a_compaction_the_context_still_knows(memory: mnesis.Memory) -> None:
    memory.remember("My sister Ilse has just moved to Turku.", session="main")
    fill(memory)
    Daemon(memory, SMALL).look()
    context = memory.context("Where does my sister Ilse live?", budget=600, session="main")
    assert "Turku" in context.block
    assert context.total <= 600


def test_a_night_is_planned_once_for_each_scope(memory: mnesis.Memory) -> None:
    tell(memory, "main", range(2))
    tell(memory.within("other"), "main", range(2))
    for _ in range(2):
        Daemon(memory, Watch(night="30 2 * * *")).look()
    jobs = memory.store.find(Job, Where("kind", "eq", "night"))
    assert sorted(job.scope.name for job in jobs) == ["main", "other"]
    assert {(job.cron, job.state, job.run_at.hour, job.run_at.minute) for job in jobs} == {
        ("30 2 * * *", JobState.READY, 2, 30)
    }


def test_without_nights_none_is_planned(memory: mnesis.Memory) -> None:
    tell(memory, "main", range(2))
    Daemon(memory, Watch(night=None)).look()
    assert memory.store.count(Job) == 0


def test_it_runs_until_it_is_told_to_stop(memory: mnesis.Memory) -> None:
    fill(memory)
    stop, seen = threading.Event(), []

    def told(looked: object) -> None:
        seen.append(looked)
        if len(seen) == 2:
            stop.set()

    Daemon(memory, SMALL).run(stop, pause=0.01, told=told)
    assert [len(looked.compacted) for looked in seen] == [1, 0]


def test_it_ends_with_the_error_of_a_store_that_is_closed(memory: mnesis.Memory) -> None:
    tell(memory, "main", range(2))
    memory.close()
    with pytest.raises(mnesis.errors.StoreError):
        Daemon(memory, SMALL).run(threading.Event(), pause=0.01)
