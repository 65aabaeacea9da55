"""`mnesis bench storage`: bytes a memory, by what they are for."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from mnesis.bench import results, screen
from mnesis.bench.cases import Set
from mnesis.bench.metrics import percentile
from mnesis.bench.progress import watching
from mnesis.bench.speed.generate import Lookup, messages
from mnesis.bench.speed.run import shape_of
from mnesis.memory import Memory
from mnesis.model import Episode, Message, utc_now, within
from mnesis.opening import open as open_memory
from mnesis.settings import Settings
from mnesis.stores.sqlite import SQLiteStore

GOAL = 100
"""Bytes of text and metadata a chat turn of about 150 characters may take."""
PAGE, READS = 10, 200
NOTES = (
    "text: the episodes' own words; metadata: all else of episodes and sessions, with their indexes",
    "keys: what a memory is found under, which holds words again where a turn borrows the question before it",
    "vectors: synthetic, 384 dimensions, one byte each; generated texts are invented words, which compress badly",
    "read: 10 memories by id in the order of a session, the file open and in the system's cache",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    vectors: bool = True
    understanding: Literal["off", "inline"] = "inline"
    folder: Path | None = None
    output: Path | None = None
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """One file: its memories, the mean size of their texts, bytes by part, and how long reading ten takes."""

    name: str
    memories: int
    characters: float
    parts: dict[str, int]
    read_ms: float

    def per_memory(self, *parts: str) -> float:
        """Bytes a memory of these parts, or of all."""
        return sum(self.parts[part] for part in parts or self.parts) / self.memories


@dataclass(frozen=True, slots=True)
class Source:
    """What a file is filled with: how many messages, and those of each scope."""

    name: str
    total: int
    scopes: Iterable[tuple[str, Iterable[Message]]]


def measure(sizes: Sequence[str], sets: Sequence[Set], options: Options) -> None:
    """Fill a file for each size with generated turns, and one for each set, a scope a conversation; print, write.

    Raises InvalidInput, StoreError.
    """
    settings, at, out = Settings.from_env(understanding=options.understanding), utc_now(), screen.console()
    sources = [*(_generated(name) for name in sizes), *(_conversations(one) for one in sets)]
    stored = [_stored(source, settings, options) for source in sources]
    about = results.about("storage", settings, None, at, notes=list(NOTES), vectors=options.vectors)
    files = {one.name: _record(one) for one in stored}
    record = {**about, "files": files, "data": [results.about_set(one) for one in sets]}
    path = results.place(options.output, "storage", at)
    results.save(path, record)
    if options.as_json:
        screen.show_json(out, record)
        return
    screen.table(out, "bytes a memory", ("part", *(one.name for one in stored)), _rows(stored))
    screen.lines(out, [*(_goal(one) for one in stored), *NOTES, f"written: {path}"])


def _generated(name: str) -> Source:
    shape = shape_of(name)
    scopes = ((f"scope-{at}", messages(at * shape.each, shape.each)) for at in range(shape.scopes))
    return Source(name, shape.total, scopes)


def _conversations(questions: Set) -> Source:
    total = sum(len(chat.turns) for chat in questions.chats)
    return Source(questions.name, total, [(chat.name, chat.messages) for chat in questions.chats])


def _stored(source: Source, settings: Settings, options: Options) -> Stored:
    with tempfile.TemporaryDirectory(prefix="mnesis-bench-", dir=options.folder) as folder:
        path = Path(folder) / "memory.db"
        count = size = 0
        with (
            watching(shown=not options.as_json) as watch,
            open_memory(path, embedder=Lookup() if options.vectors else "none", settings=settings) as memory,
        ):
            step = watch(f"remembering {source.name}", source.total)
            for scope, said in source.scopes:
                tally = _Tally(said, step)
                memory.within(scope).remember_many(tally)
                count, size = count + tally.count, size + tally.characters
            read_ms = _read_ms(memory)
        with SQLiteStore(path) as store:
            return Stored(source.name, count, size / count, store.footprint(), read_ms)


class _Tally:
    """Messages as they pass, counted."""

    def __init__(self, said: Iterable[Message], step: Callable[[int], None]) -> None:
        self._said = said
        self._step = step
        self.count = self.characters = 0

    def __iter__(self) -> Iterator[Message]:
        for one in self._said:
            self.count += 1
            self.characters += len(one.text)
            self._step(1)
            yield one


def _read_ms(memory: Memory) -> float:
    """The median of reading ten memories, as the result of a recall is read."""
    store = memory.store
    first = next(store.scan(Episode))
    ids = [one.id for one in store.find(Episode, within(first.scope), limit=PAGE * READS)]
    took = []
    for start in range(0, len(ids), PAGE):
        began = perf_counter()
        store.get(Episode, ids[start : start + PAGE], within(first.scope))
        took.append((perf_counter() - began) * 1e3)
    return percentile(took, 0.5)


def _rows(stored: Sequence[Stored]) -> list[tuple[str, ...]]:
    parts = list(stored[0].parts) if stored else []
    return [
        ("memories", *(f"{one.memories:,}" for one in stored)),
        ("characters of a text", *(f"{one.characters:.0f}" for one in stored)),
        *((part, *(f"{one.per_memory(part):.0f}" for one in stored)) for part in parts),
        ("text and metadata", *(f"{one.per_memory('text', 'metadata'):.0f}" for one in stored)),
        ("the whole file", *(f"{one.per_memory():.0f}" for one in stored)),
        ("read 10, median ms", *(f"{one.read_ms:.2f}" for one in stored)),
    ]


def _goal(one: Stored) -> str:
    return f"{one.name}: text and metadata {one.per_memory('text', 'metadata'):.0f} B (goal: at most {GOAL})"


def _record(one: Stored) -> dict[str, Any]:
    return {
        "memories": one.memories,
        "characters": one.characters,
        "bytes_a_memory": {part: one.per_memory(part) for part in one.parts},
        "text_and_metadata": one.per_memory("text", "metadata"),
        "file": one.per_memory(),
        "read_10_ms": one.read_ms,
    }
