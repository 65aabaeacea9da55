"""The stretches of a speed run. Each runs in a process of its own, so that one's memory and caches are not
another's."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from numpy import float32
from numpy.typing import NDArray

from mnesis.bench.metrics import percentile
from mnesis.bench.progress import moves, watching
from mnesis.bench.speed.bare import Bare, Limits, limits
from mnesis.bench.speed.generate import START, Lookup, Paced, messages, questions
from mnesis.bench.speed.neighbours import Neighbours, compared
from mnesis.bench.timing import TimedEmbedder, disk_bytes, peak_bytes
from mnesis.memory import Memory
from mnesis.opening import load_embedder
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder
from mnesis.retrieval.indexing import BATCH
from mnesis.settings import Settings

LIMIT = 10
"""Memories asked of a recall."""
QUERIES = 200
WARM_UP = 10
SCOPES_ASKED = 50
NEIGHBOURS_ASKED = 50
LATER = START + timedelta(days=10_000)
EMBEDDED = 2_048
"""Messages ingested with real embedding: more would only take longer."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Shape:
    """So many scopes of so many memories each, in one file."""

    scopes: int
    each: int

    @property
    def total(self) -> int:
        """Memories in all."""
        return self.scopes * self.each


@dataclass(frozen=True, slots=True)
class Task:
    """A shape, the folder its files are in, and whether there is a real model and somebody to watch a bar."""

    shape: Shape
    folder: Path
    real: bool
    shown: bool

    @property
    def database(self) -> Path:
        """Where the memories are."""
        return self.folder / "memory.db"


@dataclass(frozen=True, slots=True)
class Written:
    """Ingestion without embedding: messages a second, with what making messages and looking up vectors took taken
    off."""

    rate: float
    lookup_seconds: float
    disk_bytes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Recalls in a process that has just opened the file. Milliseconds; `first_ms` is the median of the first recall
    in a scope, the others are of later ones; `peak_bytes` before anything else was measured; `neighbours` of the first
    scope."""

    open_ms: float
    first_ms: float
    p50_ms: float
    p95_ms: float
    stages: dict[str, float]
    peak_bytes: int
    neighbours: Neighbours


@dataclass(frozen=True, slots=True)
class Bounded:
    """The limits: recall's parts over the memories of one scope, bare inserts a second, bytes of the bare file."""

    parts: Limits
    insert_rate: float
    rows: int
    disk_bytes: int


@dataclass(frozen=True, slots=True)
class Embedded:
    """Texts a second: ingested with the real embedder, and embedded bare in batches of the same size."""

    ingest_rate: float
    bare_rate: float


def alone(run: Callable[[Task], R], task: Task) -> R:
    """The result of a stretch, run in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, task).result()


def write(task: Task) -> Written:
    """Ingest every message into a new file."""
    lookup = TimedEmbedder(Lookup())
    made = seconds = 0.0
    with watching(shown=task.shown) as watch, open_memory(task.database, embedder=lookup) as memory:
        step = watch(f"remembering {task.shape.total:,}", task.shape.total)
        for number, here in enumerate(_scopes(memory, task.shape)):
            stream = Paced(messages(number * task.shape.each, task.shape.each))
            began = perf_counter()
            here.remember_many(stream, progress=moves(step))
            seconds += perf_counter() - began
            made += stream.seconds
    net = seconds - made - lookup.seconds
    return Written(task.shape.total / net, lookup.seconds, disk_bytes(task.database))


def ask(task: Task) -> Asked:
    """Recall in up to 50 scopes by turns, about what was said there; the first recall of each scope apart."""
    vectors = Lookup(_real(task))
    vectors.pays = True
    vectors.embed(["The first text makes the model ready."])
    began = perf_counter()
    with open_memory(task.database, embedder=vectors) as memory, watching(shown=task.shown) as watch:
        opened = (perf_counter() - began) * 1e3
        step = watch(f"recalling in {task.shape.total:,}", QUERIES)
        scopes = list(_scopes(memory, task.shape))
        asks = _asks(task.shape)
        took, stages = [], []
        for number, question in asks:
            began = perf_counter()
            found = scopes[number].recall(question, limit=LIMIT, now=LATER)
            took.append((perf_counter() - began) * 1e3)
            stages.append(found.took_ms)
            step(1)
        peak = peak_bytes()
        near = compared(memory.store, vectors.space, scopes[0].scope, _queries(task.shape))
    first = len({number for number, _ in asks})
    later = took[first + WARM_UP :]
    names = dict.fromkeys(name for one in stages for name in one)
    medians = {name: percentile([one.get(name, 0.0) for one in stages[first + WARM_UP :]], 0.5) for name in names}
    times = (percentile(took[:first], 0.5), percentile(later, 0.5), percentile(later, 0.95))
    return Asked(opened, *times, medians, peak, near)


def _queries(shape: Shape) -> NDArray[float32]:
    return Lookup().embed(questions(NEIGHBOURS_ASKED, 0, shape.each))


def _asks(shape: Shape) -> list[tuple[int, str]]:
    """(scope, question about it): each of the scopes once, then each once more, and so on."""
    numbers = range(0, shape.scopes, max(1, shape.scopes // SCOPES_ASKED))[:SCOPES_ASKED]
    rounds = QUERIES // len(numbers)
    asked = {one: questions(rounds, one * shape.each, (one + 1) * shape.each) for one in numbers}
    return [(one, asked[one][turn]) for turn in range(rounds) for one in numbers]


def bound(task: Task) -> Bounded:
    """The bare parts, over as many memories as one scope holds."""
    path, vectors = task.folder / "bare.db", Lookup()
    with watching(shown=task.shown) as watch:
        step = watch(f"bare parts over {task.shape.each:,}", 2)
        bare = Bare(path)
        seconds = bare.insert(messages(0, task.shape.each), vectors)
        step(1)
        parts = limits(bare, questions(QUERIES, 0, task.shape.each), vectors, _real(task), LIMIT)
        bare.close()
        step(1)
    return Bounded(parts, task.shape.each / seconds, task.shape.each, disk_bytes(path))


def embed(task: Task) -> Embedded | None:
    """Ingestion with the real embedder beside the embedder alone, which is measured before and after. None: no
    model."""
    real = _real(task)
    if real is None:
        return None
    said = list(messages(0, EMBEDDED))
    texts = [one.text for one in said]
    before = _seconds_to_embed(real, texts)
    with open_memory(task.folder / "embedded.db", embedder=real) as memory:
        began = perf_counter()
        memory.remember_many(said)
        seconds = perf_counter() - began
    after = _seconds_to_embed(real, texts)
    return Embedded(len(said) / seconds, 2 * len(said) / (before + after))


def _seconds_to_embed(embedder: Embedder, texts: list[str]) -> float:
    began = perf_counter()
    for start in range(0, len(texts), BATCH):
        embedder.embed(texts[start : start + BATCH])
    return perf_counter() - began


def _real(task: Task) -> Embedder | None:
    return load_embedder(Settings.from_env()) if task.real else None


def _scopes(memory: Memory, shape: Shape) -> Iterator[Memory]:
    return (memory.within(f"scope-{number}") for number in range(shape.scopes))
