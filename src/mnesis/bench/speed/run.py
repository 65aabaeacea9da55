"""`mnesis bench speed`: every shape, its limits beside it, the goals below."""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from mnesis.bench import results, screen
from mnesis.bench.speed import stages
from mnesis.bench.speed.neighbours import DEPTHS
from mnesis.bench.speed.stages import Asked, Bounded, Embedded, Shape, Task, Written
from mnesis.errors import InvalidInput, ModelMissing
from mnesis.model import utc_now
from mnesis.opening import load_embedder
from mnesis.settings import Settings

NOTES = (
    "texts: generated, 50,000 words by Zipf's law, the commonest of them English function words",
    "vectors: synthetic, looked up by the text's hash; making them and the texts is not counted",
    "recall: 10 memories; where a model is installed each query pays for it, then uses a synthetic vector",
    "limits: the same texts and bytes through ONNX Runtime, numkong, FTS5 and INSERT alone, in the same run",
)
_SHAPE = re.compile(r"(?:(\d+)x)?(\d+)([kKmM]?)")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Measured:
    """One shape with everything measured on it."""

    name: str
    shape: Shape
    written: Written
    asked: Asked
    bounded: Bounded

    @property
    def ratio(self) -> float:
        """Recall's median over the sum of its bare parts."""
        return self.asked.p50_ms / self.bounded.parts.recall_ms


def shape_of(name: str) -> Shape:
    """`100k`, `1M`, `1000x1k`. Raises InvalidInput."""
    found = _SHAPE.fullmatch(name.strip())
    if not found or not int(found[2]) or found[1] == "0":
        raise InvalidInput(what=f"size {name!r}", problem="must look like 500, 10k, 1M or 1000x1k")
    return Shape(int(found[1] or 1), int(found[2]) * _TIMES[found[3].lower()])


def measure(names: Sequence[str], *, output: Path | None, folder: Path | None, as_json: bool) -> None:
    """Measure these shapes one after the other; files go to `folder` (default: the system's temporary one) and are
    removed.

    Raises InvalidInput, StoreError.
    """
    shapes = {name: shape_of(name) for name in names}
    settings, at, out = Settings.from_env(), utc_now(), screen.console()
    try:
        embedder, missing = load_embedder(settings), None
    except ModelMissing as error:
        embedder, missing = None, str(error)
    task = _tasks(folder, real=embedder is not None, shown=not as_json)
    measured = [_measured(name, shape, task) for name, shape in shapes.items()]
    embedded = task(Shape(1, 1), stages.embed)
    about = results.about("speed", settings, embedder, at, notes=list(NOTES), without_model=missing)
    shown = {one.name: {**asdict(one), "ratio": one.ratio} for one in measured}
    record = {**about, "shapes": shown, "embedding": asdict(embedded) if embedded else None}
    path = results.place(output, "speed", at)
    results.save(path, record)
    if as_json:
        screen.show_json(out, record)
        return
    _show(out, measured, embedded)
    screen.lines(out, [*NOTES, *([f"no model: {missing}"] if missing else []), f"written: {path}"])


def _tasks(folder: Path | None, *, real: bool, shown: bool) -> Callable[..., Any]:
    def task(shape: Shape, *runs: Callable[[Task], Any]) -> Any:
        with tempfile.TemporaryDirectory(prefix="mnesis-bench-", dir=folder) as home:
            work = Task(shape, Path(home), real, shown)
            done = [stages.alone(run, work) for run in runs]
        return done[0] if len(done) == 1 else done

    return task


def _measured(name: str, shape: Shape, task: Callable[..., Any]) -> Measured:
    return Measured(name, shape, *task(shape, stages.write, stages.ask, stages.bound))


def _show(out: Console, measured: Sequence[Measured], embedded: Embedded | None) -> None:
    head = ("memories", *(one.name for one in measured))
    screen.table(out, "recall, milliseconds", head, _recall_rows(measured))
    screen.table(out, "search by vector alone: what a scan of everything finds, found", head, _vector_rows(measured))
    screen.table(out, "ingestion without embedding, messages/s", head, _ingest_rows(measured))
    screen.table(out, "space", head, _space_rows(measured))
    if embedded:
        share = embedded.ingest_rate / embedded.bare_rate
        rates = f"{embedded.ingest_rate:.0f} messages/s; the embedder alone {embedded.bare_rate:.0f}"
        screen.lines(out, [f"ingestion with embedding: {rates}; ratio {share:.2f} (goal: at least 0.8)"])
    screen.lines(out, _goals(measured))


def _recall_rows(measured: Sequence[Measured]) -> list[tuple[str, ...]]:
    stages_seen = list(dict.fromkeys(name for one in measured for name in one.asked.stages))
    rows: list[tuple[str, Callable[[Measured], float | None]]] = [
        ("recall p50", lambda one: one.asked.p50_ms),
        ("recall p95", lambda one: one.asked.p95_ms),
        ("first recall in a scope, median", lambda one: one.asked.first_ms),
        *((f"  stage {name}, median", lambda one, name=name: one.asked.stages.get(name)) for name in stages_seen),
        ("bare embedding", lambda one: one.bounded.parts.embed_ms),
        ("bare SIMD scan", lambda one: one.bounded.parts.scan_ms),
        ("bare FTS5 query", lambda one: one.bounded.parts.match_ms),
        ("bare read of the rows", lambda one: one.bounded.parts.read_ms),
        ("sum of the bare parts", lambda one: one.bounded.parts.recall_ms),
        ("recall p50 / sum", lambda one: one.ratio),
        ("open", lambda one: one.asked.open_ms),
    ]
    return [(name, *(_number(value(one)) for one in measured)) for name, value in rows]


def _vector_rows(measured: Sequence[Measured]) -> list[tuple[str, ...]]:
    near = [one.asked.neighbours for one in measured]
    return [
        *((f"recall@{depth}", *(f"{one.recall[depth]:.4f}" for one in near)) for depth in DEPTHS),
        ("search, median ms", *(_number(one.search_ms) for one in near)),
        ("scan of everything, median ms", *(_number(one.whole_ms) for one in near)),
    ]


def _ingest_rows(measured: Sequence[Measured]) -> list[tuple[str, ...]]:
    return [
        ("mnesis", *(f"{one.written.rate:.0f}" for one in measured)),
        ("bare INSERT of rows, text index, codes", *(f"{one.bounded.insert_rate:.0f}" for one in measured)),
        ("ratio", *(f"{one.written.rate / one.bounded.insert_rate:.2f}" for one in measured)),
    ]


def _space_rows(measured: Sequence[Measured]) -> list[tuple[str, ...]]:
    return [
        ("bytes on disk a memory", *(f"{one.written.disk_bytes / one.shape.total:.0f}" for one in measured)),
        ("bare file, bytes a row", *(f"{one.bounded.disk_bytes / one.bounded.rows:.0f}" for one in measured)),
        (
            "peak memory of recalling, MiB, with the model",
            *(f"{one.asked.peak_bytes / 2**20:.0f}" for one in measured),
        ),
    ]


def _goals(measured: Sequence[Measured]) -> list[str]:
    lines = []
    for one in measured:
        most = {100_000: 20, 1_000_000: 50}.get(one.shape.each)
        if most:
            lines.append(f"{one.name}: recall p95 {one.asked.p95_ms:.1f} ms (goal: under {most})")
        if one.shape.each == 100_000:
            lines.append(f"{one.name}: recall p50 / sum of bare parts {one.ratio:.2f} (goal: at most 1.5)")
    return lines


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
