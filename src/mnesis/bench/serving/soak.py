"""`mnesis bench soak`: a steady load for long, and whether the server's memory stays as it is."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mnesis.bench import results, screen
from mnesis.bench.progress import watching
from mnesis.bench.serving import load
from mnesis.bench.serving.asking import STEADY
from mnesis.bench.serving.ground import EmbedderName, filled
from mnesis.bench.serving.load import Load, Plan, Target
from mnesis.bench.serving.run import check_load
from mnesis.bench.serving.served import Served
from mnesis.model import utc_now
from mnesis.opening import load_embedder

CLIENTS = 10
SAMPLES = 600
"""Of the server's memory, over the whole time."""
WARM = 0.25
"""The share of the time that is not looked at: caches fill, and the allocator finds its size."""
BLOCKS = 20
STUDENT = 2.101
"""97.5 % of Student's t with 18 degrees of freedom: a line through 20 points."""
NOTES = (
    "as much is forgotten as is remembered, so the store stays as large as it is",
    f"slope: least squares through the means of {BLOCKS} stretches after the first quarter, with its 95 % interval",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to soak. `rate`: requests a second."""

    minutes: float
    rate: float
    memories: int
    embedder: EmbedderName
    output: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Slope:
    """MB an hour, and the half of its 95 % interval. NaN where there are too few samples."""

    mb_an_hour: float
    half: float


Sample = tuple[float, int]
"""Seconds since the beginning, and bytes."""


def measure(options: Options) -> None:
    """Soak a server. Raises InvalidInput, ModelMissing, NotServing."""
    seconds = options.minutes * 60
    check_load(minutes=options.minutes, rate=options.rate, memories=options.memories)
    at, out = utc_now(), screen.console()
    with TemporaryDirectory(prefix="mnesis-bench-") as folder, watching(shown=not options.as_json) as watch:
        ground = filled(Path(folder), options.memories, options.embedder, watch)
        plan = Plan(CLIENTS, seconds, STEADY, ground.about, rate=options.rate)
        with ground.served() as (server, target):
            samples, mapped, done = _soaked(server, target, plan, watch("soaking", SAMPLES))
    slope, own = slope_of(samples), slope_of(own_of(samples, mapped))
    about = results.about("soak", ground.settings, load_embedder(ground.settings), at, notes=list(NOTES))
    asked = {"minutes": options.minutes, "rate": options.rate, "clients": CLIENTS, "mix": STEADY}
    shown = {"slope_mb_an_hour": slope.mb_an_hour, "slope_half_interval": slope.half}
    shown |= {"own_slope_mb_an_hour": own.mb_an_hour, "own_slope_half_interval": own.half}
    record = {**about, **asked, "memories": options.memories, "embedder": options.embedder, **shown}
    record |= {"rss": samples, "mapped": mapped}
    record["server"] = done.figures()
    path = results.place(options.output, "soak", at)
    results.save(path, record)
    if options.as_json:
        screen.show_json(out, record)
    else:
        screen.lines(out, [*_told(samples, slope, own, done), *NOTES, f"written: {path}"])


def _soaked(
    server: Served, target: Target, plan: Plan, step: Callable[[int], None]
) -> tuple[list[Sample], list[int | None], Load]:
    """Samples of the server's memory while the load goes on, how much of each are files, and the load."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        asking, began = pool.submit(load.run, target, plan), time.monotonic()
        samples, mapped = list[Sample](), list[int | None]()
        while not asking.done():
            samples.append((time.monotonic() - began, server.rss()))
            mapped.append(server.mapped())
            step(1)
            time.sleep(plan.seconds / SAMPLES)
        return samples, mapped, asking.result()


def own_of(samples: Sequence[Sample], mapped: Sequence[int | None]) -> list[Sample]:
    """The same without the pages of files. Where the system does not tell these, there are no samples."""
    return [(at, size - files) for (at, size), files in zip(samples, mapped, strict=True) if files is not None]


def slope_of(samples: Sequence[Sample]) -> Slope:
    """How memory grows after the warm-up. Neighbouring samples depend on each other, so the line goes through means of
    stretches, which hardly do."""
    times, sizes = np.array(samples, dtype=float).reshape(-1, 2).T
    late = times >= WARM * times.max(initial=0)
    if late.sum() < 2 * BLOCKS:
        return Slope(float("nan"), float("nan"))
    hours, megabytes = (
        np.array([block.mean() for block in np.array_split(one[late], BLOCKS)]) for one in (times / 3600, sizes / 1e6)
    )
    spread = hours - hours.mean()
    slope = spread @ megabytes / (spread @ spread)
    rest = megabytes - megabytes.mean() - slope * spread
    error = np.sqrt(rest @ rest / (BLOCKS - 2) / (spread @ spread))
    return Slope(float(slope), float(STUDENT * error))


def _told(samples: Sequence[Sample], slope: Slope, own: Slope, done: Load) -> list[str]:
    found, sizes = done.figures(), [size / 1e6 for _, size in samples]
    errors = ", ".join(f"{count} {what}" for what, count in done.errors.items())
    return [
        f"requests: {found['requests']}, {found['a_second']:.1f} a second, errors: {errors or 'none'}",
        f"p50 {found['p50_ms']:.1f} ms, p95 {found['p95_ms']:.1f} ms, p99 {found['p99_ms']:.1f} ms",
        f"memory of the server: {sizes[0]:.0f} MB at first, {max(sizes):.0f} at most, {sizes[-1]:.0f} at last",
        f"slope after the first quarter: {slope.mb_an_hour:+.1f} ± {slope.half:.1f} MB an hour (goal: flat)",
        f"without pages of files: {own.mb_an_hour:+.1f} ± {own.half:.1f} MB an hour",
    ]
