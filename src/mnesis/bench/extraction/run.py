"""`mnesis bench extract`: score an extractor on the labelled set, and tell stories to a memory."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console

from mnesis.bench import results
from mnesis.bench.extraction.labelled import PARTS, Part, given, shipped
from mnesis.bench.extraction.scoring import CLASSES, Score, Tally
from mnesis.bench.extraction.stories import Told, tell
from mnesis.bench.screen import OVERALL, console, lines, show_json, table
from mnesis.extraction.contract import Extractor
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.model import utc_now
from mnesis.opening import load_extractor, load_llm
from mnesis.settings import Settings


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says. `data` replaces the shipped halves; `misses` shows what went wrong in words, never
    for the sealed half."""

    data: tuple[Path, ...] = ()
    part: str = "both"
    extractor: str = "rules"
    misses: bool = False
    output: Path | None = None
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One part, scored."""

    part: Part
    score: Score
    told: Told
    seconds: float
    """Time in the extractor, over the utterances."""


def measure(options: Options) -> None:
    """Score, print, write."""
    settings, at = Settings.from_env(), utc_now()
    extractor = RulesExtractor() if options.extractor == "rules" else load_extractor(load_llm(settings))
    outcomes = [_score(part, extractor) for part in _parts(options)]
    record = results.about("extract", settings, None, at, extractor=extractor.name)
    record["parts"] = {one.part.name: _record(one) for one in outcomes}
    path = results.place(options.output, "extract", at)
    results.save(path, record)
    out = console()
    if options.as_json:
        show_json(out, record)
        return
    for one in outcomes:
        _show(out, one, misses=options.misses and one.part.name != "sealed")
    out.print(f"written: {path}")


def _parts(options: Options) -> list[Part]:
    if options.data:
        return [given(options.data)]
    return [shipped(name) for name in PARTS if options.part in (name, "both")]


def _score(part: Part, extractor: Extractor) -> Outcome:
    started = perf_counter()
    found = [extractor.extract([one.passage])[0] for one in part.utterances]
    seconds = perf_counter() - started
    score = Score()
    for said, one in zip(part.utterances, found, strict=True):
        score.add(said, one)
    return Outcome(part, score, tell(part.stories, extractor), seconds)


def _show(out: Console, one: Outcome, *, misses: bool) -> None:
    score, part = one.score, one.part
    title = f"{part.name}: {len(part.utterances)} utterances, {score.traps[1]} of them traps"
    rows = [_row(name, score.classes[name]) for name in CLASSES]
    head = ("class", "labelled", "found", "precision", "recall", "F1")
    table(out, title, head, [*rows, _row(OVERALL, score.overall)])
    judged = {
        "windows right, of all facts found": score.windows,
        "windows right, where there is one": score.dated,
        "keys of preferences right": score.keys,
        "traps that yielded nothing": score.traps,
        "answers of stories right": one.told.answers,
    }
    rates = ((name, f"{right}/{count}", f"{right / max(count, 1):.3f}") for name, (right, count) in judged.items())
    table(out, "and", ("what", "count", "share"), rates)
    out.print(f"{1000 * one.seconds / max(len(part.utterances), 1):.2f} ms an utterance\n")
    if misses:
        for miss in (*score.misses, *one.told.misses):
            lines(out, (f"{miss['id']}: {miss['text']}", *(f"    {fault}" for fault in miss["faults"])))


def _row(name: str, tally: Tally) -> Sequence[str]:
    rates = (tally.precision, tally.recall, tally.f1)
    return (name, str(tally.right + tally.missed), str(tally.right + tally.wrong), *(f"{one:.3f}" for one in rates))


def _record(one: Outcome) -> Mapping[str, Any]:
    score = one.score
    return {
        "sha256": dict(one.part.sha256),
        "utterances": len(one.part.utterances),
        "stories": len(one.part.stories),
        "classes": {name: _figures(score.classes[name]) for name in CLASSES} | {OVERALL: _figures(score.overall)},
        "windows": list(score.windows),
        "windows_dated": list(score.dated),
        "keys": list(score.keys),
        "traps": list(score.traps),
        "fallen_for": dict(score.by_trap),
        "stories_right": list(one.told.answers),
        "ms_an_utterance": 1000 * one.seconds / max(len(one.part.utterances), 1),
    }


def _figures(tally: Tally) -> Mapping[str, float]:
    return {**asdict(tally), "precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
