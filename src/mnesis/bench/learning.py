"""`mnesis bench fit`: the shipped weights beside weights fitted on other conversations than they are scored on."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from mnesis.bench import metrics, replay, results, screen
from mnesis.bench.cases import Set
from mnesis.bench.fitting import Example, Floats, cross_validated, fit
from mnesis.bench.progress import Watch, watching
from mnesis.errors import InvalidInput
from mnesis.model import Hit, utc_now
from mnesis.opening import load_embedder
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder
from mnesis.retrieval.question import Question
from mnesis.retrieval.search import Engine, search
from mnesis.retrieval.weights import Weights
from mnesis.settings import Settings

SHIPPED = Weights()
FEATURES = ("vector", *(one.name for one in fields(Weights) if getattr(SHIPPED, one.name)))
SHOWN = ("recall@5", "recall@10", "ndcg@10", "all@10")
CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Options:
    """How a fit reports."""

    output: Path | None = None
    as_json: bool = False


def learn(sets: Sequence[Set], options: Options) -> None:
    """Collect the candidates of every question, fit, cross-validate, print, write. Raises MnesisError."""
    settings, at, out = Settings.from_env(), utc_now(), screen.console()
    embedder = load_embedder(settings)
    if embedder is None:
        raise InvalidInput(what="embedder", problem="is none; weights beside a cosine need vectors")
    with watching(shown=not options.as_json) as watch:
        examples = [one for questions in sets for one in _examples(questions, embedder, watch)]
    shipped = np.array([_weight(name) for name in FEATURES])
    scored = {
        "shipped weights": [(one, shipped) for one in examples],
        "fitted on other conversations": cross_validated(examples),
    }
    figures = {
        one.name: {
            what: _means([e.measures(w) for e, w in pairs if e.questions == one.name]) for what, pairs in scored.items()
        }
        for one in sets
    }
    fitted = fit(examples)
    record = {
        **results.about("fit", settings, embedder, at, data=[results.about_set(one) for one in sets]),
        "figures": figures,
        "weights": {"shipped": dict(zip(FEATURES, shipped.tolist(), strict=True)), "fitted": _scaled(fitted)},
    }
    path = results.place(options.output, "fit", at)
    results.save(path, record)
    if options.as_json:
        screen.show_json(out, record)
        return
    for name, found in figures.items():
        rows = [[what, *(f"{means[shown]:.3f}" for shown in SHOWN)] for what, means in found.items()]
        screen.table(out, f"{name}, first {CANDIDATES} candidates weighed again", ("weights", *SHOWN), rows)
    rows = [[name, f"{_weight(name):.2f}", f"{_scaled(fitted)[name]:.2f}"] for name in FEATURES]
    screen.table(out, "weights beside a cosine of 1", ("feature", "shipped", "fitted on all"), rows)
    screen.lines(out, [f"written: {path}"])


def _examples(questions: Set, embedder: Embedder, watch: Watch) -> list[Example]:
    examples = []
    with (
        tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
        open_memory(Path(folder) / "memory.db", embedder=embedder) as memory,
    ):
        step = watch(f"{questions.name}: remembering", sum(len(chat.turns) for chat in questions.chats))
        scopes = replay.scopes(memory, questions)
        for here, chat in zip(scopes, questions.chats, strict=True):
            replay.ingest(here, chat.messages, step)
        step = watch(f"{questions.name}: searching", sum(len(chat.cases) for chat in questions.chats))
        engine = Engine(memory.store, embedder)
        for here, chat in zip(scopes, questions.chats, strict=True):
            turns = replay.turns_of(here, chat)
            for case in chat.cases:
                hits = search(engine, Question(case.question, here.scope, chat.end, limit=CANDIDATES)).hits
                names = tuple(turns[hit.id][0] for hit in hits)
                examples.append(Example(questions.name, chat.name, names, _columns(hits), case.gold))
                step(1)
    return examples


def _columns(hits: Sequence[Hit]) -> Floats:
    """The features of hits, of shape (n, features): what each added to the score, over its weight."""
    added = [{reason.arm: reason.share for reason in hit.why} for hit in hits]
    rows = [[shares.get(name, 0.0) / _weight(name) for name in FEATURES] for shares in added]
    return np.array(rows, dtype=np.float64).reshape(-1, len(FEATURES))


def _weight(name: str) -> float:
    return 1.0 if name == "vector" else float(getattr(SHIPPED, name))


def _scaled(weights: Floats) -> dict[str, float]:
    """Weights by name, the cosine's made 1."""
    return dict(zip(FEATURES, (weights / weights[0]).tolist(), strict=True))


def _means(measured: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    return {name: metrics.mean([one[name] for one in measured]) for name in measured[0]}
