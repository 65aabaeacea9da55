"""On which terms a worker works."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """For how long a worker holds a job without a heartbeat (it gives one every third of that), how often it looks
    whether progress is to be written, how many attempts a job has, how long the wait after the first failure is, and
    the longest wait. `jitter` gives numbers in [0, 1).

    A worker that died is replaced when its lease has run out and the next one looks.
    """

    lease: timedelta = timedelta(seconds=45)
    tell: timedelta = timedelta(seconds=1)
    attempts: int = 5
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=6)
    jitter: Callable[[], float] = random.random

    @property
    def beat(self) -> timedelta:
        """How often the thread that keeps a job looks whether something is due."""
        return min(self.tell, self.lease / 6)

    def wait(self, attempts: int) -> timedelta:
        """After so many failed attempts: four times as long each time, less up to half by chance."""
        grown = self.first * 4.0 ** min(attempts - 1, 9)
        return min(self.longest, grown) * (1 - self.jitter() / 2)
