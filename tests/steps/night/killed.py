"""A fold that is killed, as a program: `python killed.py DATABASE NOW WRITES WHEN` ends itself before or after its n-th
write."""

import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime

import mnesis
from mnesis.model import Applied, Change
from mnesis.steps.night.repeating import Repeats

database, now, writes, when = sys.argv[1:]
memory = mnesis.open(database, embedder="none")
left = int(writes)


def write(changes: Sequence[Change]) -> Applied:
    global left
    left -= 1
    if not left and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    applied = memory.store.apply(changes)
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return applied


Repeats(memory.store, memory.scope, lambda: datetime.fromisoformat(now), write).fold()
