"""How long a night takes over many memories: generated ones of one day, the night that compresses them all, and the one
that distils them and lets them go."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from mnesis.bench.nights.living import Hands
from mnesis.bench.progress import Watch, moves
from mnesis.bench.speed.generate import START, Lookup, messages
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of the two nights, and of each of their steps."""

    memories: int
    first_seconds: float
    first: Mapping[str, float]
    second_seconds: float
    second: Mapping[str, float]


def paced(count: int, embedder: Embedder | None, watch: Watch) -> Pace:
    """Remember so many generated messages of one day, then sleep a day later, and again after eight more."""
    hands, vectors = Hands(), Lookup(embedder)
    with (
        tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
        open_memory(Path(folder) / "memory.db", embedder=vectors, clock=hands) as memory,
    ):
        step = watch(f"remembering {count:,}", count)
        hands.now = START
        memory.remember_many((replace(one, time=START) for one in messages(0, count)), progress=moves(step))
        vectors.pays = embedder is not None
        slept = []
        for days in (2, 8):
            hands.now += timedelta(days=days)
            slept.append(memory.sleep())
    first, second = slept
    return Pace(
        count,
        first.took,
        {one.step.value: one.took for one in first.steps},
        second.took,
        {one.step.value: one.took for one in second.steps},
    )
