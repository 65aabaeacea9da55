"""How long a context takes over many memories: generated ones, with the real cost of embedding the query."""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from mnesis.bench.metrics import percentile
from mnesis.bench.progress import Watch, moves
from mnesis.bench.speed.generate import START, Lookup, messages, questions
from mnesis.model import Message
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder

ASKED, WARM_UP = 200, 20
BUDGET = 8_000
SESSION = "now"


@dataclass(frozen=True, slots=True)
class Pace:
    """Contexts over so many memories in one scope, in a session under way, in milliseconds: for messages that go on,
    and for those that ask for the past itself, where more is looked at."""

    memories: int
    budget: int
    message_p50_ms: float
    message_p95_ms: float
    asking_p50_ms: float
    asking_p95_ms: float


def paced(size: int, embedder: Embedder | None, watch: Watch) -> Pace:
    """Remember so many generated messages, then build contexts in a session of twenty turns."""
    vectors = Lookup(embedder)
    with (
        tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
        open_memory(Path(folder) / "memory.db", embedder=vectors) as memory,
    ):
        step = watch(f"remembering {size:,}", size)
        memory.remember_many(messages(0, size), progress=moves(step))
        now = START + timedelta(minutes=size)
        memory.remember_many(
            Message(text=one.text, actor=one.actor, session=SESSION, time=now + timedelta(minutes=number))
            for number, one in enumerate(messages(0, 20))
        )
        vectors.pays = True
        step = watch(f"contexts over {size:,}", 2 * ASKED)

        def took(message: str) -> float:
            began = perf_counter()
            memory.context(message, budget=BUDGET, session=SESSION, now=now + timedelta(hours=1))
            step(1)
            return (perf_counter() - began) * 1e3

        asking = questions(ASKED, 0, size)
        times = [[took(one) for one in asked][WARM_UP:] for asked in (list(map(_going_on, asking)), asking)]
    return Pace(size, BUDGET, *(percentile(some, share) for some in times for share in (0.5, 0.95)))


def _going_on(question: str) -> str:
    """The same words in a message that does not ask for the past."""
    return question.replace("What did we say about", "I am thinking of").replace("?", ".")
