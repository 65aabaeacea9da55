"""`mnesis bench facts`: run it over conversations, print, write."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import mnesis
from mnesis.bench import results
from mnesis.bench.cases import Set
from mnesis.bench.extraction.conversations import VERDICTS, Drawn, draw, sheet, verdicts
from mnesis.bench.screen import console, show_json, table
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.model import utc_now
from mnesis.opening import load_embedder
from mnesis.providers.embedders.contract import Embedder
from mnesis.settings import Settings

ROUNDS = 3
"""Times that everything is kept with and without understanding it, in turn."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says. `sample`: write a sheet of so many findings to judge."""

    sample: int = 0
    sheet: Path = Path("bench-results/to-judge.jsonl")
    output: Path | None = None
    as_json: bool = False


def measure(sets: Sequence[Set], options: Options) -> None:
    """Draw, time, print, write."""
    settings, at, out = Settings.from_env(), utc_now(), console()
    embedder, extractor, judged = load_embedder(settings), RulesExtractor(), verdicts()
    drawn = [draw(one, extractor, judged) for one in sets]
    if options.sample:
        options.sheet.parent.mkdir(parents=True, exist_ok=True)
        sheet(options.sheet, drawn, options.sample)
        out.print(f"to judge: {options.sheet}")
        return
    costs = {one.name: _costs(one, embedder) for one in sets}
    record = results.about("facts", settings, embedder, at, extractor=extractor.name)
    record["sets"] = {
        each.name: {**_record(each), "ms_a_turn": costs[each.name], "data": results.about_set(one)}
        for each, one in zip(drawn, sets, strict=True)
    }
    path = results.place(options.output, "facts", at)
    results.save(path, record)
    if options.as_json:
        show_json(out, record)
        return
    for each in drawn:
        _show(each, costs[each.name])
    out.print(f"written: {path}")


def _costs(questions: Set, embedder: Embedder | None) -> dict[str, float]:
    """Milliseconds a turn to keep everything, understanding it and not, the best of several rounds."""
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for way in ("off", "inline"):
            spent = _keep(questions, embedder, Settings.from_env(understanding=way))
            best[way] = min(spent, best.get(way, spent))
    return {"without": best["off"], "with": best["inline"], "ratio": best["inline"] / best["off"]}


def _keep(questions: Set, embedder: Embedder | None, settings: Settings) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
        mnesis.open(Path(folder) / "memory.db", embedder=embedder or "none", settings=settings) as memory,
    ):
        began = perf_counter()
        for number, chat in enumerate(questions.chats):
            memory.within(f"conversation-{number}").remember_many(chat.messages)
        return 1e3 * (perf_counter() - began) / sum(len(chat.turns) for chat in questions.chats)


def _show(each: Drawn, costs: Mapping[str, float]) -> None:
    out, judged = console(), each.verdicts.total()
    rows = {
        "turns": str(each.turns),
        "findings": str(len(each.findings)),
        "findings per 100 turns": f"{each.per_hundred:.1f}",
        "judged by hand": str(judged),
        **{f"  {name}": f"{each.verdicts[name] / max(judged, 1):.3f}" for name in VERDICTS},
        "keeping a turn without, ms": f"{costs['without']:.2f}",
        "keeping a turn with, ms": f"{costs['with']:.2f}",
        "ratio": f"{costs['ratio']:.3f}",
    }
    table(out, each.name, ("what", "value"), rows.items())
    table(out, "by kind", ("kind", "findings"), ((kind, str(count)) for kind, count in each.kinds().items()))


def _record(each: Drawn) -> dict[str, Any]:
    return {
        "turns": each.turns,
        "findings": len(each.findings),
        "per_100_turns": each.per_hundred,
        "kinds": each.kinds(),
        "judged": dict(each.verdicts),
    }
