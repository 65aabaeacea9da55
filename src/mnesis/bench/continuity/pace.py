"""How long a context takes over many memories: generated ones, with the real cost of embedding the query."""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from mnesis.bench.metrics import percentile
from mnesis.bench.progress import Watch
from mnesis.bench.speed.generate import START, Lookup, messages, questions
from mnesis.model import Message
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder

ASKED, WARM_UP = 200, 20
BUDGET = 8_000
SESSION = "now"


@dataclass(frozen=True, slots=True)
class Pace:
    """Contexts over so many memories in one scope, in a session under way; milliseconds."""

    memories: int
    budget: int
    p50_ms: float
    p95_ms: float


def paced(size: int, embedder: Embedder | None, watch: Watch) -> Pace:
    """Remember so many generated messages, then build contexts in a session of twenty turns."""
    vectors = Lookup(embedder)
    with (
        tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
        open_memory(Path(folder) / "memory.db", embedder=vectors) as memory,
    ):
        step, done = watch(f"remembering {size:,}", size), 0

        def moved(total: int) -> None:
            nonlocal done
            step(total - done)
            done = total

        memory.remember_many(messages(0, size), progress=moved)
        now = START + timedelta(minutes=size)
        memory.remember_many(
            Message(text=one.text, actor=one.actor, session=SESSION, time=now + timedelta(minutes=number))
            for number, one in enumerate(messages(0, 20))
        )
        vectors.pays = True
        took = []
        step = watch(f"contexts over {size:,}", ASKED)
        for question in questions(ASKED, 0, size):
            began = perf_counter()
            memory.context(question, budget=BUDGET, session=SESSION, now=now + timedelta(hours=1))
            took.append((perf_counter() - began) * 1e3)
            step(1)
    later = took[WARM_UP:]
    return Pace(size, BUDGET, percentile(later, 0.5), percentile(later, 0.95))
