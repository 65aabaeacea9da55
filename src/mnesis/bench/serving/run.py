"""`mnesis bench serve`: how many clients a server bears, beside the same calls in process."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from mnesis.bench import results, screen
from mnesis.bench.metrics import percentile
from mnesis.bench.progress import watching
from mnesis.bench.serving import library, load
from mnesis.bench.serving.asking import MIXED, RECALL, Mix
from mnesis.bench.serving.ground import EmbedderName, Ground, alone, filled
from mnesis.bench.serving.load import Load, Plan
from mnesis.errors import InvalidInput
from mnesis.model import utc_now
from mnesis.opening import load_embedder

MIXES: dict[str, Mix] = {"mixed": MIXED, "recall": RECALL}
THREADS_MOST = 10
"""In process only up to so many threads: more only wait for each other."""
GOAL_CLIENTS, GOAL_MS = 10, 5.0
NOTES = (
    "each figure from a server, or a process, of its own, on its own copy of the store",
    "load: one process of raw asyncio streams, connections kept, each client asks again when it is answered",
    "in process: as many threads make the same calls on one Memory; answers are not turned into JSON",
    "memory of the server: before, when it has been warmed up; after, when the load is over",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to measure."""

    clients: Sequence[int]
    seconds: float
    memories: int
    embedder: EmbedderName
    output: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """One load on one server. Bytes; `inside` is the same in process, where that was measured."""

    mix: str
    clients: int
    load: Load
    rss_before: int
    rss_after: int
    inside: Load | None

    def record(self) -> dict[str, Any]:
        return {
            "mix": self.mix,
            "clients": self.clients,
            "server": self.load.figures(),
            "rss_before": self.rss_before,
            "rss_after": self.rss_after,
            "in_process": self.inside and self.inside.figures(),
        }


def measure(options: Options) -> None:
    """Measure both mixes for each number of clients. Raises InvalidInput, ModelMissing, NotServing."""
    check_load(seconds=options.seconds, memories=options.memories)
    if not options.clients:
        raise InvalidInput(what="--clients", problem="names nobody")
    at, out = utc_now(), screen.console()
    with TemporaryDirectory(prefix="mnesis-bench-") as folder, watching(shown=not options.as_json) as watch:
        ground = filled(Path(folder), options.memories, options.embedder, watch)
        step = watch("serving", len(MIXES) * len(options.clients))
        measured = []
        for mix in MIXES:
            for clients in options.clients:
                measured.append(_measured(ground, mix, clients, options.seconds))
                step(1)
    about = results.about("serve", ground.settings, load_embedder(ground.settings), at, notes=list(NOTES))
    asked = {"seconds": options.seconds, "memories": options.memories, "embedder": options.embedder}
    record = {**about, **asked, "mixes": MIXES, "loads": [one.record() for one in measured]}
    path = results.place(options.output, "serve", at)
    results.save(path, record)
    if options.as_json:
        screen.show_json(out, record)
        return
    _show(out, measured)
    screen.lines(out, [*_goals(measured), *NOTES, f"written: {path}"])


def check_load(**options: float) -> None:
    """Raises InvalidInput for an option that is not above 0."""
    for name, value in options.items():
        if not value > 0:
            raise InvalidInput(what=f"--{name}", problem=f"is {value:g}; it must be above 0")


def _measured(ground: Ground, mix: str, clients: int, seconds: float) -> Measured:
    plan = Plan(clients, seconds, MIXES[mix], ground.about, warm_up=min(3.0, seconds / 5))
    warming = Plan(min(clients, THREADS_MOST), plan.warm_up, plan.mix, plan.about)
    with ground.served() as (server, target):
        alone(load.run, target, warming)
        before = server.rss()
        outside = alone(load.run, target, plan)
        after = server.rss()
    inside = None
    if clients <= THREADS_MOST:
        with ground.copy() as path:
            inside = alone(library.run, path, ground.settings, plan)
    return Measured(mix, clients, outside, before, after, inside)


def _show(out: Console, measured: Sequence[Measured]) -> None:
    for mix in MIXES:
        rows = [row for one in measured if one.mix == mix for row in _rows(one)]
        title = f"{mix}: {', '.join(f'{verb} {share}' for verb, share in MIXES[mix].items())} of 100"
        head = ("asked of", "clients", "requests/s", "p50 ms", "p95 ms", "p99 ms", "errors", "MiB before", "MiB after")
        screen.table(out, title, head, rows)


def _rows(one: Measured) -> list[tuple[str, ...]]:
    memory = (f"{one.rss_before / 2**20:.0f}", f"{one.rss_after / 2**20:.0f}")
    rows = [("server", str(one.clients), *_numbers(one.load), *memory)]
    if one.inside:
        rows.append(("in process", str(one.clients), *_numbers(one.inside), "-", "-"))
    return rows


def _numbers(load: Load) -> tuple[str, ...]:
    found = load.figures()
    times = (f"{found[name]:.1f}" for name in ("p50_ms", "p95_ms", "p99_ms"))
    return (f"{found['a_second']:.0f}", *times, str(load.errors.total()))


def _goals(measured: Sequence[Measured]) -> list[str]:
    lines = []
    for one in measured:
        if one.inside and one.clients == GOAL_CLIENTS:
            server, inside = (percentile(some.every, 0.95) for some in (one.load, one.inside))
            over = f"{server - inside:+.1f} ms over the library"
            lines.append(f"{one.mix}, {one.clients} clients: p95 {over} (goal: at most {GOAL_MS:.0f})")
    errors = sum((one.load.errors for one in measured), start=type(measured[0].load.errors)())
    told = ", ".join(f"{count} {what}" for what, count in errors.items())
    return [*lines, f"errors: {told or 'none'} (goal: none)"]
