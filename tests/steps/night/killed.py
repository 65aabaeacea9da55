"""Folding or pruning that is killed, as a program: `python killed.py VERB DATABASE NOW WRITES WHEN` ends itself before
or after its n-th write (0: not at all)."""

import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime

import mnesis
from mnesis.model import Applied, Change, Ending
from mnesis.retrieval.indexing import Indexer
from mnesis.steps.night import pruning
from mnesis.steps.night.repeating import Repeats
from mnesis.steps.night.retention import Retention
from mnesis.steps.writing import Writer

verb, database, now, writes, when = sys.argv[1:]
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


def clock() -> datetime:
    return datetime.fromisoformat(now)


if verb == "fold":
    Repeats(memory.store, memory.scope, clock, write).fold()
else:
    pruning.BATCH = 100
    writer = Writer(memory.store, Indexer(memory.store, lambda: None), memory.scope, write)
    pruning.Pruner(writer, clock, Retention(Ending.ARCHIVE, memory.archive)).prune(0.5, apply=True)
