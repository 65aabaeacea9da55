"""What stays for how long, in which form, and what is found meanwhile: the table of the specification, day by day."""

from collections.abc import Mapping
from pathlib import Path

import pytest

import mnesis
from mnesis.memory import Memory
from mnesis.model import Audit, Compression, Ending, Episode, Job, JobState, Step
from mnesis.settings import Settings
from mnesis.steps.understanding import JOB
from mnesis.testing.embedder import HashEmbedder
from mnesis.transfer import read_entries, write_jsonl
from mnesis.transfer.adoption import adopted

from .nights import TALK, HandClock, archived, listed, made, raw, tell

IMPORTANCE = (5, 6, 8)


def told(memory: Memory, importance: int) -> list[str]:
    return tell(memory, *(f"{one} ({importance})" for one in TALK), session=f"s{importance}", importance=importance)


def state(memory: Memory) -> Mapping[int, tuple[int, str]]:
    """By importance: how many raw turns are here, and what search finds beside them (a letter a form)."""
    found: dict[int, tuple[int, str]] = {}
    for importance in IMPORTANCE:
        here = [one for one in listed(memory) if one.session_id == f"s{importance}"]
        forms = {one.compression.value[0] for one in here if one.compression is not Compression.RAW}
        found[importance] = (sum(one.compression is Compression.RAW for one in here), "".join(sorted(forms)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("ending", Ending)
def test_every_day_of_a_hundred(sleeper: Memory, hands: HandClock, ending: Ending) -> None:
    memory = sleeper.retaining(sleeper.archive, ending)
    ids = {importance: told(memory, importance) for importance in IMPORTANCE}
    everything = {id for some in ids.values() for id in some}
    turns = len(TALK)
    for day in range(1, 101):
        hands.to_day(day + 0.02)  # the last turns are a day old
        memory.sleep()
        now = state(memory)
        assert now[5] == ((turns, "") if day < 7 else (0, "c") if day < 91 else (0, "d")), day
        assert now[6] == ((turns, "") if day < 7 else (0, "c")), day
        assert now[8] == ((turns, "") if day < 30 else (0, "c")), day
        compressed = made(memory, Compression.COMPRESSED)
        assert {one.session_id for one in compressed} == ({"s5", "s6", "s8"} if day < 91 else {"s6", "s8"}), day
        assert len(made(memory, Compression.DISTILLED)) == (0 if day < 8 else 3), day
        left = everything - raw(memory)
        kept = {one for one in archived(memory) if one in everything}
        assert kept == (left if ending is Ending.ARCHIVE else set()), day
    assert {one.action for one in memory.store.find(Audit)} == {"archive" if ending is Ending.ARCHIVE else "expire"}
    assert len(list(memory.store.scan(Job))) < 10


def test_a_night_done_again_does_nothing(sleeper: Memory, hands: HandClock) -> None:
    told(sleeper, 5)
    for day in (1.5, 8.5, 16.5, 99.5):
        hands.to_day(day)
        sleeper.sleep()
        before = [*sleeper.store.scan(Episode)], archived(sleeper)
        again = sleeper.sleep()
        assert ([*sleeper.store.scan(Episode)], archived(sleeper)) == before
        assert not any(count for step in Step for name, count in again.counts(step).items() if name not in _IDLE)


_IDLE = ("seen", "days", "held", "evidence", "jobs", "boards", "points")


def test_a_dry_run_tells_and_writes_nothing(sleeper: Memory, hands: HandClock) -> None:
    told(sleeper, 5)
    hands.to_day(2)
    before = [*sleeper.store.scan(Episode)]
    plan = sleeper.sleep(dry_run=True)
    assert plan.dry_run
    assert plan.counts("compress")["sources"] == len(TALK)
    assert ([*sleeper.store.scan(Episode)], sleeper.jobs()) == (before, [])
    assert sleeper.sleep().counts("compress") == plan.counts("compress")


def test_what_left_is_found_in_fewer_words_and_in_full_in_the_depth(sleeper: Memory, hands: HandClock) -> None:
    [grinder] = tell(sleeper, next(one for one in TALK if "grinder" in one))
    tell(sleeper, *(one for one in TALK if "grinder" not in one), day=0.01)
    for day in (1.5, 9):
        hands.to_day(day)
        sleeper.sleep()
    assert grinder in archived(sleeper)
    assert {hit.memory.compression for hit in sleeper.recall("coffee grinder", deep=False).hits} == {
        Compression.COMPRESSED
    }
    assert grinder in {hit.id for hit in sleeper.recall("coffee grinder flea market", deep=True).hits}


@pytest.mark.parametrize("ending", Ending)
def test_what_is_known_keeps_its_evidence(sleeper: Memory, hands: HandClock, ending: Ending) -> None:
    memory = sleeper.retaining(sleeper.archive, ending)
    [first] = tell(memory, "I live in Berlin.", session="one")
    [again] = tell(memory, "I live in Berlin, in Kreuzberg.", session="two", day=0.1)
    [alone] = tell(memory, "My sister Anna lives in Hamburg.", session="three", day=0.2)
    talk = tell(memory, *TALK, session="four")
    for day in (1.5, 9, 12):
        hands.to_day(day)
        slept = memory.sleep()
    assert not raw(memory) & {first, *talk}
    [home] = [one for one in memory.facts("Berlin") if one.object == "Berlin"]
    [anna] = memory.facts(subject="Anna", predicate="located_in")
    if ending is Ending.DELETE:
        assert raw(memory) == {again, alone}
        assert slept.counts("expire")["evidence"] == 2
    else:
        assert archived(memory) >= {first, again, alone, *talk}
    [*evidence] = (one.evidence for one in memory.why(home.id).happened)
    assert any(one and "Berlin" in one.quote for one in evidence)
    assert memory.why(anna.id).happened[0].evidence is not None


def test_what_waits_to_be_understood_stays_whole(path: Path, hands: HandClock) -> None:
    settings = Settings(understanding="jobs")
    with mnesis.open(path, embedder=HashEmbedder(64), settings=settings, clock=hands) as memory:
        tell(memory, *TALK)
        [job] = memory.jobs(kind=JOB)[:1]
        hands.to_day(9)
        slept = memory.sleep(steps=["compress", "expire"])
        assert slept.counts("compress")["sources"] == 0
        assert "wait to be understood" in slept.notices[0]
        assert memory.sleep().counts("compress")["sources"] == len(TALK)
        assert memory.job(job.id).state is JobState.DONE


def test_without_an_archive_nothing_leaves(sleeper: Memory, hands: HandClock) -> None:
    memory = sleeper.retaining(None)
    told(memory, 5)
    hands.to_day(2)
    memory.sleep()
    hands.to_day(9)
    slept = memory.sleep()
    assert len(raw(memory)) == len(TALK)
    assert slept.counts("expire")["raw"] == 0
    assert any("no archive" in one for one in slept.notices)


def test_steps_are_told_of_as_they_go(sleeper: Memory, hands: HandClock) -> None:
    told(sleeper, 5)
    hands.to_day(2)
    seen: list[tuple[Step, int, int]] = []
    slept = sleeper.sleep(progress=lambda step, done, total: seen.append((step, done, total)))
    assert (Step.COMPRESS, len(TALK), len(TALK)) in seen
    assert [one.step for one in slept.steps] == list(Step)
    [job] = sleeper.jobs(kind="night")
    assert job.result["steps"]["compress"]["sources"] == len(TALK)


def test_a_day_is_summed_up_while_its_words_are_here(sleeper: Memory, hands: HandClock) -> None:
    tell(sleeper, "We decided to sell the boat in spring.", *TALK[:3])
    for day in (1.5, 9, 17):
        hands.to_day(day)
        sleeper.sleep()
    assert not raw(sleeper)
    digest = sleeper.reflect("2026-01-05").digest
    assert (digest.points[0].who, digest.points[0].text) == ("user", "We decided to sell the boat in spring.")


def test_what_is_in_the_archive_is_not_kept_once_more(sleeper: Memory, hands: HandClock) -> None:
    ids = tell(sleeper, *TALK)
    for day in (1.5, 9):
        hands.to_day(day)
        sleeper.sleep()
    assert archived(sleeper) == set(ids)
    assert tell(sleeper, *TALK) == ids
    assert not raw(sleeper)


@pytest.mark.parametrize("ending", Ending)
def test_an_export_holds_what_was_said_or_what_is_left_of_it(
    sleeper: Memory, hands: HandClock, tmp_path: Path, ending: Ending
) -> None:
    memory = sleeper.retaining(sleeper.archive, ending)
    tell(memory, *TALK)
    for day in (1.5, 9):
        hands.to_day(day)
        memory.sleep()
    tell(memory, "The kettle is new.", session="later", day=9)
    exported = tmp_path / "all.jsonl"
    with exported.open("w") as out:
        write_jsonl(memory.scan(), out)
    with mnesis.open(tmp_path / "other.db", embedder=HashEmbedder(64), clock=hands) as other:
        other.remember_many(adopted(read_entries(exported, format="jsonl"), other.scope, lambda note: None))
        said = [one.text for one in listed(other) if one.compression is Compression.RAW]
        left = [one for one in listed(other) if one.compression is Compression.COMPRESSED and not one.tags]
        if ending is Ending.ARCHIVE:
            assert (sorted(said), left) == (sorted((*TALK, "The kettle is new.")), [])
        else:
            [known] = made(memory, Compression.COMPRESSED)
            assert (said, [one.text for one in left]) == (["The kettle is new."], [known.text])
            assert left[0].id in {hit.id for hit in other.recall(known.text.split(".")[0], limit=3).hits}
        assert other.facts() == memory.facts()
