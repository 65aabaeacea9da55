"""Figures of a question set, as tables."""

from collections.abc import Mapping, Sequence

from rich.console import Console

from mnesis.bench.cases import Set
from mnesis.bench.figures import Figures, Row
from mnesis.bench.metrics import CUTS
from mnesis.bench.quality import Costs
from mnesis.bench.screen import table


def show_figures(out: Console, found: Figures, level: str) -> None:
    """Turn and session level; `level` is what the set calls its turns."""
    names = (*(f"recall@{k}" for k in CUTS), "ndcg@10")
    head = ("kind", "n", "R@5", "R@10", "R@20", "R@50", "nDCG@10", "R@10 95 %")
    for what, rows in ((level, found.turns), ("sessions", found.sessions)):
        title = f"{what}: fraction of the evidence in the first k (R@k)"
        table(out, title, head, ((row.kind, str(row.n), *_means(row, names), _interval(row)) for row in rows))
    names = (*(f"any@{k}" for k in CUTS), *(f"all@{k}" for k in CUTS))
    title = f"{level}: share of questions with any / all of their evidence in the first k"
    table(out, title, ("kind", "n", *names), ((row.kind, str(row.n), *_means(row, names)) for row in found.turns))


def show_costs(out: Console, costs: Costs) -> None:
    """Time and space of a run."""
    rows = {
        "ingest, messages/s, embedding included": f"{costs.ingest_rate:.0f}",
        "of its time in the embedder": f"{costs.embed_seconds / costs.ingest_seconds:.0%}",
        "recall p50, ms, embedding included": f"{costs.p50_ms:.2f}",
        "recall p95, ms": f"{costs.p95_ms:.2f}",
        **{f"  {stage}, median ms": f"{ms:.2f}" for stage, ms in costs.stages.items()},
        "open, ms": f"{costs.open_seconds * 1e3:.1f}",
        "bytes on disk a memory": f"{costs.bytes_per_memory:.0f}",
        "peak memory, MiB, bench and model included": f"{costs.peak_bytes / 2**20:.0f}",
    }
    table(out, f"costs: {costs.messages} messages, {costs.questions} questions", ("what", "value"), rows.items())


def show_ablation(out: Console, without: Mapping[str, Row]) -> None:
    """One row for each part left out; nothing where none was."""
    if without:
        names = ("recall@5", "recall@10", "all@10", "ndcg@10")
        whole = without["nothing"].means["recall@10"]
        rows = ((what, *_means(row, names), f"{row.means['recall@10'] - whole:+.3f}") for what, row in without.items())
        table(out, "overall, without", ("part", "R@5", "R@10", "all@10", "nDCG@10", "R@10 change"), rows)


def show_counts(out: Console, questions: Set) -> None:
    """What of the set was used, and what was left out and why."""
    used = sum(len(chat.cases) for chat in questions.chats)
    out.print(f"{questions.name}: {len(questions.chats)} conversations, {used} questions scored")
    show_left_out(out, questions.left_out, "not scored")
    show_left_out(out, questions.unscored, "left out of the gold")
    out.print("every question is asked at the time of its conversation's last message")
    out.print()


def show_left_out(out: Console, counts: Mapping[str, int], verdict: str) -> None:
    """One line for each reason that occurred."""
    for reason, count in counts.items():
        if count:
            out.print(f"  {verdict}: {count} {reason}")


def _means(row: Row, names: Sequence[str]) -> list[str]:
    return [f"{row.means[name]:.3f}" if row.means else "-" for name in names]


def _interval(row: Row) -> str:
    return f"{row.interval[0]:.3f}–{row.interval[1]:.3f}"
