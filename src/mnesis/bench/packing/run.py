"""Running it over question sets: a file for each, tables, JSON, and what each question's contexts held, hashed."""

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from mnesis.bench import metrics, replay, results, screen
from mnesis.bench.cases import Chat, Set
from mnesis.bench.packing.measuring import Asked, Packed, measure
from mnesis.bench.progress import Watch, watching
from mnesis.bench.rankings import Hasher
from mnesis.bench.report import show_counts
from mnesis.errors import InvalidInput
from mnesis.model import utc_now
from mnesis.opening import load_embedder
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder
from mnesis.settings import Settings

BUDGETS = "512,1k,2k,4k,8k"
GOAL, GOAL_AT = 0.9, 2_000
SHARES = ("shown", "whole", "cited", "words", "plain", "plain_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is packed and how it is reported. `limit`: only the first conversations of each set (None: all)."""

    output: Path | None = None
    as_json: bool = False
    budgets: str = BUDGETS
    limit: int | None = None
    no_vectors: bool = False


def run(sets: Sequence[Set], options: Options) -> None:
    """Measure, print, write. Raises MnesisError."""
    settings, at, out = Settings.from_env(), utc_now(), screen.console()
    embedder = None if options.no_vectors else load_embedder(settings)
    budgets = sizes(options.budgets)
    sets = [replace(one, chats=one.chats[: options.limit]) for one in sets]
    asked: dict[str, list[tuple[Chat, Asked]]] = {}
    with watching(shown=not options.as_json) as watch:
        for questions in sets:
            asked[questions.name] = _set(questions, embedder, settings, budgets, watch)
    figures = {name: figures_of([one for _, one in found]) for name, found in asked.items()}
    about = results.about("context", settings, embedder, at, data=[results.about_set(one) for one in sets])
    about |= {"budgets": budgets, "limit": options.limit, "depth": replay.LIMIT}
    path = results.place(options.output, "context", at)
    results.save(path, {**about, "figures": figures})
    kept = path.with_suffix(".contexts.jsonl")
    _write(kept, about, sets, asked)
    if options.as_json:
        screen.show_json(out, {**about, "figures": figures})
        return
    for questions in sets:
        show_counts(out, questions)
        show(out, questions.name, figures[questions.name])
    screen.lines(out, [f"written: {path}, {kept}"])


def sizes(text: str) -> list[int]:
    """Budgets as people write them: `512,1k,2k`. Raises InvalidInput."""
    found = []
    for part in text.lower().split(","):
        number, thousands = part.strip().removesuffix("k"), part.strip().endswith("k")
        if not number.isdecimal() or not int(number):
            raise InvalidInput(what=f"budget {part!r}", problem="must be a number of tokens, such as 512 or 2k")
        found.append(int(number) * (1_000 if thousands else 1))
    return found


def _set(
    questions: Set, embedder: Embedder | None, settings: Settings, budgets: Sequence[int], watch: Watch
) -> list[tuple[Chat, Asked]]:
    chats = questions.chats
    found = []
    with (
        tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
        open_memory(Path(folder) / "memory.db", embedder=embedder or "none", settings=settings) as memory,
    ):
        remembering = watch(f"{questions.name}: remembering", sum(len(chat.turns) for chat in chats))
        asking = watch(f"{questions.name}: asking", sum(len(chat.cases) for chat in chats))
        for here, chat in zip(replay.scopes(memory, questions), chats, strict=False):
            replay.ingest(here, chat.messages, remembering)
            turns = {id: name for id, (name, _) in replay.turns_of(here, chat).items()}
            found += [(chat, one) for one in measure(here, chat, turns, budgets, asking)]
    return found


def figures_of(asked: Sequence[Asked]) -> dict[str, Any]:
    """Means over the questions of a set: of the share that search found, and of each budget."""
    found = metrics.mean([one.found for one in asked])
    columns = zip(*(one.packed for one in asked), strict=True)
    return {"questions": len(asked), "found": found, "budgets": [_budget(found, list(some)) for some in columns]}


def _budget(found: float, packed: Sequence[Packed]) -> dict[str, Any]:
    shares = {name: metrics.mean([getattr(one, name) for one in packed]) for name in SHARES}
    missed: Counter[str] = Counter()
    for one in packed:
        missed.update(one.missed)
    return {
        "budget": packed[0].budget,
        **shares,
        "interval": list(metrics.interval([one.shown for one in packed])),
        "of_found": shares["shown"] / found if found else 0.0,
        "plain_of_found": shares["plain"] / found if found else 0.0,
        "tokens": metrics.mean([one.tokens for one in packed]),
        "tokens_most": max(one.tokens for one in packed),
        "over_budget": sum(one.tokens > one.budget for one in packed),
        "lines": metrics.mean([one.lines for one in packed]),
        "p50_ms": metrics.percentile([one.ms for one in packed], 0.5),
        "p95_ms": metrics.percentile([one.ms for one in packed], 0.95),
        "gold_missed": dict(missed.most_common()),
    }


def show(out: Console, name: str, found: Mapping[str, Any]) -> None:
    """Two tables: evidence inside, and what it took."""
    rows = found["budgets"]
    title = f"{name}: share of the evidence in a context; the first {replay.LIMIT} of search hold {found['found']:.3f}"
    screen.table(out, title, list(_HELD.values()), _rows(rows, _HELD, ".3f"))
    screen.table(out, f"{name}: what it took, search included", list(_TOOK.values()), _rows(rows, _TOOK, ".0f"))
    for row in rows:
        if row["budget"] == GOAL_AT:
            verdict = "met" if row["of_found"] >= GOAL else "MISSED"
            out.print(f"goal at {GOAL_AT} tokens, {GOAL} of what search holds: {row['of_found']:.3f}, {verdict}")
    out.print()


_HELD = {
    "budget": "tokens",
    "shown": "shown",
    "of_found": "of found",
    "whole": "whole",
    "cited": "cited",
    "words": "words",
    "plain": "plain packing",
    "plain_words": "its words",
}
_TOOK = {
    "budget": "tokens",
    "tokens": "used",
    "tokens_most": "most",
    "over_budget": "over",
    "lines": "lines",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
}


def _rows(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], form: str) -> list[list[str]]:
    return [[f"{row[one]:{'.0f' if one == 'budget' else form}}" for one in columns] for row in rows]


def _write(
    path: Path, about: Mapping[str, Any], sets: Sequence[Set], asked: Mapping[str, Sequence[tuple[Chat, Asked]]]
) -> None:
    """JSON lines: about the run, then a question each, with names hashed as in rankings."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"about": screen.plain(about)}, ensure_ascii=False) + "\n")
        for questions in sets:
            hasher = Hasher(questions.sha256)
            for chat, one in asked[questions.name]:
                file.write(json.dumps(_line(questions.name, hasher, chat, one)) + "\n")
    part.replace(path)


def _line(name: str, hasher: Hasher, chat: Chat, one: Asked) -> dict[str, Any]:
    def turn(label: str) -> str:
        return hasher.name(chat.name, "turn", label)

    return {
        "set": name,
        "question": hasher.name(chat.name, "question", one.question),
        "kind": one.kind,
        "gold": [turn(label) for label in one.gold],
        "found": one.found,
        "contexts": [
            {
                "budget": packed.budget,
                "tokens": packed.tokens,
                "shown": packed.shown,
                "plain": packed.plain,
                "turns": [[turn(label), level] for label, level in packed.taken],
            }
            for packed in one.packed
        ],
    }
