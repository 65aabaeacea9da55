"""Nights are jobs: one at a time, done by whoever works, and safe from those who forget meanwhile."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from mnesis.errors import Busy, InvalidInput
from mnesis.memory import Memory
from mnesis.model import Job, JobState, Scope, Space
from mnesis.stores.cold.contract import Cold
from mnesis.stores.cold.memory import MemoryArchive

from .nights import START, TALK, HandClock, archived, raw, tell


def test_two_do_not_sleep_at_once(sleeper: Memory, hands: HandClock) -> None:
    tell(sleeper, *TALK)
    hands.to_day(2)
    job = sleeper.schedule("night", "* * * * *", key="night")
    hands.to_day(2.1)
    held = sleeper.store.claim(["night"], worker="other", now=hands(), until=hands() + timedelta(minutes=1))
    assert held
    assert held.id == job.id
    with pytest.raises(Busy):
        sleeper.sleep()
    assert [one.state for one in sleeper.jobs(kind="night")] == [JobState.CANCELLED, JobState.RUNNING]
    hands.to_day(2.2)
    assert sleeper.sleep().counts("compress")["sources"] == 0, "the one that was given up came first"
    assert sleeper.job(job.id).state is JobState.DONE
    assert sleeper.job(job.id).result["steps"]["compress"]["sources"] == len(TALK)


def test_a_worker_does_the_planned_night_of_every_scope(sleeper: Memory, hands: HandClock) -> None:
    other = sleeper.within("other")
    for memory in (sleeper, other):
        tell(memory, *TALK)
        memory.schedule("night", "0 3 * * *", key="night")
    hands.to_day(2)
    assert sleeper.work(["night"]) == 2
    for memory in (sleeper, other):
        done, planned = sorted(memory.jobs(kind="night"), key=lambda job: job.run_at)
        assert (done.state, planned.state) == (JobState.DONE, JobState.READY)
        assert done.result["steps"]["compress"]["sources"] == len(TALK)
        assert planned.run_at == START.replace(day=8, hour=3)


def test_an_unknown_step_is_refused(sleeper: Memory) -> None:
    with pytest.raises(InvalidInput):
        sleeper.sleep(steps=["snore"])
    assert sleeper.store.count(Job) == 0


class Interrupted(BaseException):
    """As if the process had been killed."""


class Slow(MemoryArchive):
    """An archive during whose work something happens."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)
    then: type[BaseException] | None = None

    def keep(self, scope: Scope, memories: Sequence[Cold], space: Space | None) -> int:
        self.meanwhile()
        count = super().keep(scope, memories, space)
        if self.then:
            raise self.then
        return count


@pytest.mark.parametrize("killed", [False, True])
def test_what_is_forgotten_while_it_leaves_is_not_in_the_archive(
    sleeper: Memory, hands: HandClock, killed: bool
) -> None:
    archive = Slow()
    memory = sleeper.retaining(archive)
    ids = tell(memory, *TALK)
    hands.to_day(2)
    memory.sleep()
    hands.to_day(9)
    archive.meanwhile = lambda: memory.forget(ids[3]) and None
    if killed:
        archive.then = Interrupted
        with pytest.raises(Interrupted):
            memory.sleep()
        assert ids[3] in archived(memory)
        archive.meanwhile, archive.then = lambda: None, None
    memory.sleep()
    memory.sleep()  # what was changed by the erasure leaves with the next one
    assert archived(memory) == {*ids} - {ids[3]}
    assert not raw(memory)
