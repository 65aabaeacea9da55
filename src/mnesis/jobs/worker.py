"""Does jobs. What a job makes is written together with its end or with a checkpoint, so that a death in between neither
loses nor doubles it."""

import threading
from collections.abc import Mapping
from contextlib import suppress

from mnesis.errors import Conflict, LeaseLost, StoreError, StoreLocked
from mnesis.jobs.task import Handler, Holder, Task
from mnesis.jobs.terms import Terms
from mnesis.model import Clock, utc_now
from mnesis.stores.contract import Store

RACES = 8
"""Times that a handler is run again at once because what it had read was changed before its changes were written; what
it saves in between starts the count anew."""


class Worker:
    """Takes jobs of the kinds it has handlers for, of every scope, one at a time, and keeps each by heartbeats.

    `name` must be its own: no other worker of the store has it while this one lives. A job whose worker is stopped,
    stands still for longer than its lease or dies is taken by another; what the slower one makes is then dropped. Use
    one worker a thread.
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
        self._task: Task | None = None

    @property
    def task(self) -> Task | None:
        """What it is at; to be looked at from other threads."""
        return self._task

    def run_once(self, stop: threading.Event | None = None) -> bool:
        """Do one job, well or not; False where none is ready. Once `stop` is set, a task that asks gives its job back;
        Ctrl-C gives it back too.

        A job whose handler raises is ready again later, with the error, and dead after its last attempt. Raises
        StoreError where the store does not take the end of the job; its lease then runs out.
        """
        now = self._clock()
        job = self._store.claim(list(self._handlers), worker=self._name, now=now, until=now + self._terms.lease)
        if job is None:
            return False
        holder = Holder(self._store, self._name, self._clock, self._terms.lease, stop or threading.Event())
        self._task = Task(job, holder)
        try:
            with suppress(LeaseLost):  # somebody else has it by now, and does it; or nobody is to
                self._do(self._task)
        except KeyboardInterrupt:
            with suppress(StoreError):  # lost already, or its lease runs out
                self._task.give_back()
            raise
        finally:
            self._task = None
        return True

    def run(self, stop: threading.Event | None = None, *, pause: float | None = 1.0) -> int:
        """Do jobs until `stop` is set, looking for new ones every `pause` seconds, a store that is locked again too;
        without `stop` or `pause`, no longer than any is ready. How many were done. Raises as `run_once`."""
        done, pause = 0, None if stop is None else pause
        stop = stop or threading.Event()
        while not stop.is_set():
            try:
                worked = self.run_once(stop)
            except StoreLocked:
                if pause is None:
                    raise
                worked = False
            done += worked
            if not worked and (pause is None or stop.wait(pause)):
                break
        return done

    def _do(self, task: Task) -> None:
        job, terms = task.job, self._terms
        if job.attempts > terms.attempts:
            ended = f"{job.attempts - 1} attempts ended without a result, with the worker or with its lease"
            task.fail(ended, wait=terms.wait(job.attempts), dead=True)
            return
        try:
            with task.beating(terms.beat):
                self._attempt(task)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - an edge: the error is kept with the job, and costs that job only
            attempts = task.job.attempts
            problem = _storable(f"{type(error).__name__}: {error}")
            task.fail(problem, wait=terms.wait(attempts), dead=attempts >= terms.attempts)

    def _attempt(self, task: Task) -> None:
        races, saves = 0, task.saves
        while True:
            try:
                task.finish(self._handlers[task.job.kind](task))
            except Conflict:
                races, saves = (races + 1 if task.saves == saves else 1), task.saves
                if races > RACES:
                    raise
            else:
                return


def _storable(text: str) -> str:
    """What a store keeps: no NUL, no half letters, and not more than anybody reads."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")[:2000]
