"""Several workers in one process."""

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from mnesis.errors import InvalidInput, MnesisError, StoreError
from mnesis.jobs.task import Handler
from mnesis.jobs.terms import Terms
from mnesis.jobs.worker import Worker
from mnesis.model import Clock, utc_now
from mnesis.stores.contract import Store

LOOK = 0.2
"""Seconds between looks at what the threads do."""


class Pool:
    """A number of workers, a thread each. Their names begin with `name`, which must be this pool's own."""

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        *,
        name: str,
        threads: int = 1,
        clock: Clock = utc_now,
        terms: Terms | None = None,
    ) -> None:
        if threads < 1:
            raise InvalidInput(what=f"{threads} threads", problem="a pool has at least one")
        names = [f"{name}-{number}" for number in range(1, threads + 1)]
        self._workers = [Worker(store, handlers, name=one, clock=clock, terms=terms) for one in names]

    def run(
        self,
        stop: threading.Event | None = None,
        *,
        pause: float | None = 1.0,
        grace: timedelta = timedelta(seconds=8),
    ) -> int:
        """Do jobs until `stop` is set; without it or `pause`, no longer than any is ready. How many were done.

        Then the workers end their jobs, or give them back as soon as their handlers ask. Who is not done after `grace`
        loses the job to others at once, and nothing of what it still makes is kept. Raises what a worker raised, once
        the others have stopped.
        """
        stop, pause = stop or threading.Event(), None if stop is None else pause
        ending = threading.Event()
        crew = [_Crew(worker, ending, pause) for worker in self._workers]
        try:
            for one in crew:
                one.start()
            while any(one.is_alive() for one in crew) and not (stop.is_set() or ending.is_set()):
                stop.wait(LOOK)
        finally:
            ending.set()
            self._wait(crew, grace)
        for one in crew:
            if one.error is not None:
                raise one.error
        return sum(one.done for one in crew)

    def _wait(self, crew: "list[_Crew]", grace: timedelta) -> None:
        until = time.monotonic() + grace.total_seconds()
        for one in crew:
            one.join(max(0.0, until - time.monotonic()))
        for worker in self._workers:
            if task := worker.task:
                with suppress(StoreError):  # lost already, or its lease runs out
                    task.give_back()


class _Crew(threading.Thread):
    """One worker at work. An error ends the work of all."""

    def __init__(self, worker: Worker, ending: threading.Event, pause: float | None) -> None:
        super().__init__(name="worker", daemon=True)  # a handler that hangs must not keep the process alive
        self._worker, self._ending, self._pause = worker, ending, pause
        self.done = 0
        self.error: MnesisError | None = None

    def run(self) -> None:
        try:
            self.done = self._worker.run(self._ending, pause=self._pause)
        except MnesisError as error:
            self.error = error
            self._ending.set()
