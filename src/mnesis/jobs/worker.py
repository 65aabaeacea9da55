"""Does jobs. What a job makes is written together with its end, so that a death in between neither loses nor doubles
it."""

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mnesis.errors import Conflict, LeaseLost, StoreLocked
from mnesis.model import Change, Clock, Finish, Job, utc_now
from mnesis.stores.contract import Store

Handler = Callable[[Job], Sequence[Change]]
"""Does a job of one kind and gives back what is to be written; must have no other effect, as it may run again: after an
error, after the death of its process, and where another writer was faster."""

RACES = 8
"""Times that a handler is run again at once because what it had read was changed before its changes were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which a worker works: for how long it holds a job, how many attempts a job has, how long the wait after the
    first failure is, and the longest wait. `jitter` gives numbers in [0, 1)."""

    lease: timedelta = timedelta(minutes=15)
    attempts: int = 5
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=6)
    jitter: Callable[[], float] = random.random

    def wait(self, attempts: int) -> timedelta:
        """After so many failed attempts: four times as long each time, less up to half by chance."""
        grown = self.first * 4.0 ** min(attempts - 1, 9)
        return min(self.longest, grown) * (1 - self.jitter() / 2)


class Worker:
    """Takes jobs of the kinds it has handlers for, of every scope, one at a time.

    `name` must be its own: no other worker of the store has it while this one lives. A job that takes longer than its
    lease may be taken by another; what the slower one made is then dropped. Use one worker a thread.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        *,
        name: str,
        clock: Clock = utc_now,
        terms: Terms | None = None,
    ) -> None:
        self._store, self._handlers, self._name = store, dict(handlers), name
        self._clock, self._terms = clock, terms or Terms()

    def run_once(self) -> bool:
        """Do one job, well or not; False where none is ready.

        A job whose handler raises is ready again later, with the error, and dead after its last attempt. Raises
        StoreError where the store does not take the end of the job; its lease then runs out.
        """
        now = self._clock()
        job = self._store.claim(list(self._handlers), worker=self._name, now=now, until=now + self._terms.lease)
        if job is None:
            return False
        with suppress(LeaseLost):  # somebody else has it by now, and does it
            self._do(job)
        return True

    def run(self, stop: threading.Event | None = None, *, pause: float = 1.0) -> int:
        """Do jobs until `stop` is set, looking for new ones every `pause` seconds, a store that is locked again too;
        without `stop`, until none is ready. How many were done. Raises as `run_once`."""
        done = 0
        while stop is None or not stop.is_set():
            try:
                worked = self.run_once()
            except StoreLocked:
                if stop is None:
                    raise
                worked = False
            done += worked
            if not worked and (stop is None or stop.wait(pause)):
                break
        return done

    def _do(self, job: Job) -> None:
        if job.attempts > self._terms.attempts:
            self._end(job, f"{job.attempts - 1} attempts ended without a result, with the worker or with its lease")
            return
        try:
            self._attempt(job)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - an edge: the error is kept with the job, and costs that job only
            self._end(job, f"{type(error).__name__}: {error}")

    def _attempt(self, job: Job) -> None:
        for race in range(RACES + 1):
            changes = self._handlers[job.kind](job)
            try:
                self._store.apply([*changes, Finish(job, self._name)])
            except Conflict:
                if race == RACES:
                    raise
            else:
                return

    def _end(self, job: Job, problem: str) -> None:
        """Ready again later, or dead."""
        again = replace(job, run_at=self._next(job))
        dead = job.attempts >= self._terms.attempts
        self._store.apply([Finish(again, self._name, error=_storable(problem), dead=dead)])

    def _next(self, job: Job) -> datetime:
        return self._clock() + self._terms.wait(job.attempts)


def _storable(text: str) -> str:
    """What a store keeps: no NUL, no half letters, and not more than anybody reads."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")[:2000]
