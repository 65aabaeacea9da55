"""What the nights of a question set came to, as figures and as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from rich.console import Console

from mnesis.bench import metrics, screen
from mnesis.bench.nights.measuring import Answered, Size
from mnesis.bench.nights.pace import Pace
from mnesis.model import Slept

AWAKE, HOT, USUAL, DEEP = (
    "never slept",
    "slept, without the archive",
    "slept, as recall does",
    "slept, with the archive",
)
WAYS: Mapping[str, bool | None] = {HOT: False, USUAL: None, DEEP: True}
"""How a memory that slept is asked, and what recall is told of the archive then."""


@dataclass(slots=True)
class Row:
    """What one set came to: answers by way of asking; sizes before (never slept) and after, one a conversation; facts
    before, of these still believed, new ones, with evidence before and after; every night."""

    set: str
    answers: dict[str, list[Answered]] = field(default_factory=lambda: {name: [] for name in (AWAKE, *WAYS)})
    before: list[Size] = field(default_factory=list)
    after: list[Size] = field(default_factory=list)
    facts: int = 0
    still: int = 0
    new: int = 0
    proven: int = 0
    still_proven: int = 0
    nights: list[Slept] = field(default_factory=list)


def figures(row: Row) -> dict[str, Any]:
    """Means over the questions, sums over the conversations."""
    answers = {
        name: {part: fmean([getattr(one, part) for one in found]) for part in Answered.__dataclass_fields__}
        for name, found in row.answers.items()
        if found
    }
    took = [one.took for one in row.nights]
    return {
        "recall@10": answers,
        "before": _total(row.before),
        "after": _total(row.after),
        "facts": {
            "before": row.facts,
            "still": row.still / row.facts if row.facts else 1.0,
            "new": row.new,
            "with evidence before": row.proven,
            "with evidence after": row.still_proven,
        },
        "nights": {
            "count": len(took),
            "seconds": sum(took),
            "p50_ms": metrics.percentile(took, 0.5) * 1e3,
            "p95_ms": metrics.percentile(took, 0.95) * 1e3,
            "most_ms": max(took, default=0.0) * 1e3,
        },
        "notices": list(dict.fromkeys(notice for one in row.nights for notice in one.notices)),
    }


def _total(sizes: Sequence[Size]) -> dict[str, int]:
    return {name: sum(getattr(one, name) for one in sizes) for name in Size.__dataclass_fields__}


def show(out: Console, rows: Mapping[str, Mapping[str, Any]], pace: Sequence[Pace]) -> None:
    """The tables."""
    for name, found in rows.items():
        _show(out, name, found)
    for one in pace:
        told = ((one.first_seconds, one.first, "two days"), (one.second_seconds, one.second, "ten days"))
        for seconds, steps, when in told:
            parts = ", ".join(f"{step} {took:.1f}" for step, took in steps.items() if took >= 0.05)
            screen.lines(out, [f"a night {when} after {one.memories:,} memories: {seconds:.1f} s ({parts})"])


def _show(out: Console, name: str, found: Mapping[str, Any]) -> None:
    head = ("asked", "itself", "itself or made of it", "its words")
    shown = [(way, *(f"{share:.3f}" for share in parts.values())) for way, parts in found["recall@10"].items()]
    screen.table(out, f"{name}: evidence within the first ten, a year after the first message", head, shown)
    before, after = found["before"], found["after"]
    lines = [
        (part, f"{before[part]:,}", f"{after[part]:,}", f"{after[part] / before[part]:.2f}" if before[part] else "")
        for part in before
    ]
    screen.table(out, f"{name}: sizes", ("what", "never slept", "slept", "ratio"), lines)
    facts, nights = found["facts"], found["nights"]
    told = f"with evidence {facts['with evidence before']} before, {facts['with evidence after']} after"
    screen.lines(
        out,
        [
            f"{name}: {facts['before']} facts, {facts['still']:.3f} of them still answered, {facts['new']} new",
            f"{name}: facts {told}",
            f"{name}: {nights['count']} nights in {nights['seconds']:.1f} s, p50 {nights['p50_ms']:.0f} ms,"
            f" p95 {nights['p95_ms']:.0f} ms, at most {nights['most_ms']:.0f} ms",
            *(f"notice: {notice}" for notice in found["notices"]),
            "",
        ],
    )
