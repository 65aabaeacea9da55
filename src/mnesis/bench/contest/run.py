"""`mnesis bench peers`: everybody in turn, then side by side."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from mnesis.bench import rankings, report, results, screen
from mnesis.bench.cases import Set
from mnesis.bench.contest.driver import Failed
from mnesis.bench.contest.endpoint import serving
from mnesis.bench.contest.entries import ENTRIES, Entry
from mnesis.bench.contest.play import Ground, Played, play
from mnesis.bench.contest.venvs import NotInstalled
from mnesis.bench.figures import Figures, Row, figures
from mnesis.bench.progress import Watch, watching
from mnesis.errors import InvalidInput
from mnesis.model import utc_now
from mnesis.opening import load_embedder
from mnesis.settings import Settings

NOTES = (
    "the same embedder for all, over the loopback; rates and latencies include embedding",
    "a turn's document begins with its speaker's name where there is one (mnesis is given the name apart)",
    "n/a: a session found says nothing about which turn of it",
    "peak memory: of the peer's process, the embedder's not included",
)
_FIGURES = ("recall@5", "recall@10", "recall@20", "recall@50", "all@10", "ndcg@10")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command was told."""

    venvs: Path
    only: tuple[str, ...] = ()
    output: Path | None = None
    as_json: bool = False


def compare(questions: Set, options: Options) -> None:
    """Run the peers over the questions and show them side by side. One that cannot take part is named with the reason.

    Raises InvalidInput for a peer nobody knows, ModelMissing, ModelDamaged, ProviderError.
    """
    settings, at, out = Settings.from_env(), utc_now(), screen.console()
    entries = _chosen(options.only)
    embedder = load_embedder(settings)
    if embedder is None:
        raise InvalidInput(what="MNESIS_EMBEDDER", problem="is none, but the comparison needs an embedder")
    with (
        tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
        serving(embedder) as url,
        watching(shown=not options.as_json) as watch,
    ):
        ground = Ground(questions, url, Path(folder), options.venvs.absolute())
        tried = [(entry, _tried(entry, ground, watch)) for entry in entries]
    played = [(one, figures(one.rankings)) for _, one in tried if isinstance(one, Played)]
    absent = {entry.name: reason for entry, reason in tried if isinstance(reason, str)}
    about = results.about("peers", settings, embedder, at, data=results.about_set(questions), notes=list(NOTES))
    record = {**about, "peers": {one.entry.name: _record(one, found) for one, found in played}, "absent": absent}
    path = results.place(options.output, "peers", at)
    results.save(path, record)
    for one, _ in played:
        peer = {**about, "peer": one.entry.name, "packages": one.packages}
        rankings.write(path.with_suffix(f".{one.entry.name}.rankings.jsonl"), peer, one.rankings)
    if options.as_json:
        screen.show_json(out, record)
        return
    report.show_counts(out, questions)
    _show(out, played)
    screen.lines(out, [*(f"absent: {name}: {reason}" for name, reason in absent.items()), *NOTES, f"written: {path}"])


def _chosen(names: Sequence[str]) -> list[Entry]:
    known = {entry.name: entry for entry in ENTRIES}
    for name in names:
        if name not in known:
            raise InvalidInput(what=f"peer {name!r}", problem=f"is none of {', '.join(known)}")
    return [known[name] for name in names] if names else list(ENTRIES)


def _tried(entry: Entry, ground: Ground, watch: Watch) -> Played | str:
    try:
        return play(entry, ground, watch)
    except NotInstalled as error:
        return f"not installed: {error}"
    except Failed as error:
        return f"failed: {error}"


def _show(out: Console, played: Sequence[tuple[Played, Figures]]) -> None:
    head = ("peer", "R@5", "R@10", "R@20", "R@50", "all@10", "nDCG@10")
    screen.table(out, "turns: fraction of the evidence in the first k", head, _quality(played, "turns"))
    screen.table(out, "sessions: by the first document of each", head, _quality(played, "sessions"))
    columns = ("peer", "messages/s", "p50 ms", "p95 ms", "bytes/message", "peak MiB")
    screen.table(out, "costs", columns, (_costs(one) for one, _ in played))
    screen.lines(out, (f"{one.entry.name}: {one.entry.how}" for one, _ in played))


def _quality(played: Sequence[tuple[Played, Figures]], level: str) -> Iterator[tuple[str, ...]]:
    for one, found in played:
        row: Row = getattr(found, level)[-1]
        scored = level == "sessions" or not one.entry.sessions
        yield one.entry.name, *(f"{row.means[name]:.3f}" if scored else "n/a" for name in _FIGURES)


def _costs(one: Played) -> tuple[str, ...]:
    times = (f"{ms:.2f}" for ms in (one.p50_ms, one.p95_ms))
    space = (f"{number:.0f}" for number in (one.bytes_per_message, one.peak_bytes / 2**20))
    return one.entry.name, f"{one.ingest_rate:.0f}", *times, *space


def _record(one: Played, found: Figures) -> dict[str, Any]:
    levels = results.figures_record(found)
    if one.entry.sessions:
        levels.pop("turns")
    return {
        "how": one.entry.how,
        "packages": one.packages,
        "figures": levels,
        "ingest_rate": one.ingest_rate,
        "p50_ms": one.p50_ms,
        "p95_ms": one.p95_ms,
        "bytes_per_message": one.bytes_per_message,
        "peak_bytes": one.peak_bytes,
    }
