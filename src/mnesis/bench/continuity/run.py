"""`mnesis bench continuity`: conversations through a window too small for them, then their questions."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import fmean

from rich.console import Console

from mnesis.bench import results, screen
from mnesis.bench.cases import Chat, Set
from mnesis.bench.continuity.pace import Pace, paced
from mnesis.bench.continuity.playing import Played, SetClock, Stage, window_alone
from mnesis.bench.metrics import percentile
from mnesis.bench.progress import Watch as Progress
from mnesis.bench.progress import watching
from mnesis.bench.rankings import Hasher
from mnesis.daemon import Daemon, Watch
from mnesis.model import Slot, utc_now
from mnesis.opening import load_embedder
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder
from mnesis.settings import Settings
from mnesis.text.tokens import count_tokens
from mnesis.working.budget import Budget

DAYS, EVERY = 120, 7
"""Days that pass after a conversation, with a night every week, before its questions are asked once more."""
ENDLESS = 10**9
"""Tokens of a window that never fills."""
COLUMNS = (
    "window alone",
    "never compacted",
    "after each compaction",
    "compacted, at the end",
    "after 120 days of nights",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the bench can be told."""

    window: int = 8_000
    seed: int = 1
    limit: int | None = None
    memories: Sequence[int] = ()
    output: Path | None = None
    as_json: bool = False


@dataclass(slots=True)
class Row:
    """What one set came to, by when it was asked: whether a context held the answer of each planted fact; of each
    question, the shares of its evidence that the context held, itself and itself or in fewer words. `tokens` were told,
    `compactions` made. Times in milliseconds."""

    set: str
    conversations: int = 0
    tokens: int = 0
    compactions: int = 0
    facts: dict[str, list[bool]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    evidence: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    questions: list[str] = field(default_factory=list)
    """The hashed names of those whose evidence was looked for, in order."""
    context_ms: list[float] = field(default_factory=list)
    context_tokens: list[int] = field(default_factory=list)
    compact_ms: list[float] = field(default_factory=list)


def measure(sets: Sequence[Set], options: Options) -> None:
    """Play every conversation, print tables, write JSON. Raises MnesisError."""
    settings, at, out = Settings.from_env(), utc_now(), screen.console()
    embedder = load_embedder(settings)
    with watching(shown=not options.as_json) as watch:
        rows = [_row(questions, options, embedder, watch) for questions in sets]
        pace = [paced(size, embedder, watch) for size in options.memories]
    about = results.about("continuity", settings, embedder, at, data=[results.about_set(one) for one in sets])
    told = {"window": options.window, "seed": options.seed, "days": DAYS, "a night every": EVERY}
    record = {**about, **told, "sets": [_record(row) for row in rows], "pace": [asdict(one) for one in pace]}
    path = results.place(options.output, "continuity", at)
    results.save(path, record)
    if options.as_json:
        screen.show_json(out, record)
        return
    _show(out, rows, pace)
    screen.lines(out, [f"written: {path}"])


def _row(questions: Set, options: Options, embedder: Embedder | None, watch: Progress) -> Row:
    row, hasher = Row(questions.name), Hasher(questions.sha256)
    chats = questions.chats[: options.limit]
    step = watch(questions.name, sum(2 * len(chat.turns) + 3 * len(chat.cases) for chat in chats))
    for number, chat in enumerate(chats, start=1):
        _run(row, chat, replace(options, seed=options.seed + number), embedder, step)
        row.questions += [hasher.name(chat.name, "question", case.id) for case in chat.cases]
    return row


def _run(row: Row, chat: Chat, options: Options, embedder: Embedder | None, step: Callable[[int], None]) -> None:
    """One conversation, told twice: to a memory that is never compacted, and to one that is."""
    with _stage(options.window, ENDLESS, embedder) as stage:
        whole = stage.play(chat, options.seed, step)
        _ask(row, "never compacted", stage, chat, whole)
        step(len(chat.cases))
    with _stage(options.window, options.window, embedder) as stage:
        played = stage.play(chat, options.seed, step)
        row.facts["after each compaction"] += played.after
        _ask(row, "compacted, at the end", stage, chat, played)
        step(len(chat.cases))
        stage.nights(DAYS, EVERY)
        _ask(row, "after 120 days of nights", stage, chat, played)
        step(len(chat.cases))
    alone = window_alone(played.told, Budget.for_window(options.window).slots[Slot.CONVERSATION])
    row.facts["window alone"] += [fact.answer in alone for fact in played.facts]
    _count(row, played)


def _ask(row: Row, when: str, stage: Stage, chat: Chat, played: Played) -> None:
    row.facts[when] += stage.recalled(played.facts, played)
    row.evidence[when] += stage.held(chat.cases, played)


def _count(row: Row, played: Played) -> None:
    row.conversations += 1
    row.tokens += sum(map(count_tokens, played.told))
    row.compactions += played.compactions
    row.context_ms += played.context_ms
    row.context_tokens += played.context_tokens
    row.compact_ms += played.compact_ms


@contextmanager
def _stage(budget: int, window: int, embedder: Embedder | None) -> Iterator[Stage]:
    """A memory of its own in a new file, watched for a window of so many tokens."""
    clock = SetClock()
    with (
        tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
        open_memory(Path(folder) / "memory.db", embedder=embedder or "none", clock=clock) as memory,
    ):
        yield Stage(memory, Daemon(memory, Watch(window=window)), clock, budget)


def _record(row: Row) -> dict[str, object]:
    told = {name: asdict(row)[name] for name in ("set", "conversations", "tokens", "compactions")}
    return {
        **told,
        "facts": {when: {"n": len(found), "share": _mean(found)} for when, found in row.facts.items()},
        "evidence": {
            when: {"n": len(found), **dict(zip(("itself", "told"), map(_mean, zip(*found, strict=True)), strict=True))}
            for when, found in row.evidence.items()
            if found
        },
        "each": {
            when: dict(zip(row.questions, shares, strict=True)) for when, shares in row.evidence.items() if shares
        },
        "context tokens": {"mean": _mean(row.context_tokens), "most": max(row.context_tokens, default=0)},
        "context ms": {"p50": percentile(row.context_ms, 0.5), "p95": percentile(row.context_ms, 0.95)},
        "compaction ms": {"p50": percentile(row.compact_ms, 0.5), "most": max(row.compact_ms, default=0.0)},
    }


def _show(out: Console, rows: Sequence[Row], pace: Sequence[Pace]) -> None:
    head = ("asked", *(row.set for row in rows))
    if rows:
        facts = ((when, *(_share(row.facts[when]) for row in rows)) for when in COLUMNS)
        screen.table(out, "planted facts whose answer the context holds", head, facts)
        evidence = [
            (f"{when}{what}", *(_share([one[at] for one in row.evidence[when]]) for row in rows))
            for at, what in enumerate((": itself", ": or shorter"))
            for when in (COLUMNS[1], *COLUMNS[3:])
        ]
        screen.table(out, "evidence of the questions in the context, mean share", head, evidence)
        screen.table(out, "costs", head, _costs(rows))
        for row in rows:
            kept = _mean(row.facts["after each compaction"]) / _mean(row.facts["never compacted"])
            screen.lines(out, [f"{row.set}: facts after compaction / never compacted {kept:.3f} (goal: at least 0.95)"])
    for one in pace:
        line = f"p50 {one.message_p50_ms:.1f} ms, p95 {one.message_p95_ms:.1f} ms (goal at 100,000: p95 under 50)"
        past = f"for one that asks for the past {one.asking_p50_ms:.1f} and {one.asking_p95_ms:.1f} ms"
        screen.lines(out, [f"a context of {one.budget} tokens over {one.memories:,} memories: {line}, {past}"])


def _costs(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return [
        ("tokens told", *(str(row.tokens) for row in rows)),
        ("compactions", *(str(row.compactions) for row in rows)),
        ("a compaction, p50 ms", *(f"{percentile(row.compact_ms, 0.5):.0f}" for row in rows)),
        ("tokens of a context, mean", *(f"{_mean(row.context_tokens):.0f}" for row in rows)),
        ("tokens of a context, most", *(str(max(row.context_tokens)) for row in rows)),
        ("a context, p50 ms", *(f"{percentile(row.context_ms, 0.5):.1f}" for row in rows)),
        ("a context, p95 ms", *(f"{percentile(row.context_ms, 0.95):.1f}" for row in rows)),
    ]


def _mean(found: Sequence[float]) -> float:
    return fmean(found) if found else float("nan")


def _share(found: Sequence[float]) -> str:
    return f"{_mean(found):.3f} of {len(found)}" if found else "-"
