"""The commands over question sets: load, run, print, write."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mnesis.bench import quality, rankings, report, results, screen
from mnesis.bench.cases import Set
from mnesis.bench.figures import figures
from mnesis.bench.progress import watching
from mnesis.bench.quality import Setup
from mnesis.model import utc_now
from mnesis.opening import load_embedder
from mnesis.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every run over a question set can be told."""

    output: Path | None = None
    keep: Path | None = None
    no_vectors: bool = False
    ablate: bool = False
    as_json: bool = False


def evaluate(load: Callable[[], Set], level: str, options: Options) -> None:
    """Run mnesis over a question set. `level` is what the set calls a turn. Raises MnesisError."""
    settings, at, out = Settings.from_env(), utc_now(), screen.console()
    embedder = None if options.no_vectors else load_embedder(settings)
    questions = load()
    with _database(options.keep) as database, watching(shown=not options.as_json) as watch:
        done = quality.run(questions, database, Setup(embedder, settings, watch, options.ablate))
    about = results.about(questions.name, settings, embedder, at, data=results.about_set(questions))
    record = {
        **about,
        "figures": results.figures_record(done.figures),
        "costs": quality.as_record(done.costs),
        "notices": done.notices,
        "without": {what: row.means for what, row in done.ablation.items()},
    }
    path = results.place(options.output, questions.name, at)
    ranked = path.with_suffix(".rankings.jsonl")
    results.save(path, record)
    rankings.write(ranked, about, done.rankings)
    if options.as_json:
        screen.show_json(out, record)
        return
    report.show_counts(out, questions)
    report.show_figures(out, done.figures, level)
    report.show_costs(out, done.costs)
    report.show_ablation(out, done.ablation)
    screen.lines(out, [*(f"notice: {notice}" for notice in done.notices), f"written: {path}, {ranked}"])


def score_again(path: Path, *, as_json: bool) -> None:
    """Figures from a file of rankings. Raises InvalidInput, BadRecord."""
    about, ranked = rankings.read(path)
    found, out = figures(ranked), screen.console()
    if as_json:
        screen.show_json(out, {"about": about, "figures": results.figures_record(found)})
        return
    data = about.get("data", {}).get("sha256")
    screen.lines(out, [f"{about.get('bench')}, at {about.get('at')}, data sha256 {data}"])
    report.show_figures(out, found, "turns")


@contextmanager
def _database(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder:
        yield Path(folder) / "memory.db"
