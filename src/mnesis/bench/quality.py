"""Running one question set from an empty file to figures."""

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from mnesis.bench import metrics, replay
from mnesis.bench.ablation import ablate
from mnesis.bench.cases import Chat, Set
from mnesis.bench.figures import Figures, Row, figures
from mnesis.bench.progress import Watch
from mnesis.bench.rankings import Hasher, Ranking
from mnesis.bench.replay import Answer
from mnesis.bench.timing import TimedEmbedder, disk_bytes, peak_bytes
from mnesis.errors import InvalidInput
from mnesis.memory import Memory
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder
from mnesis.settings import Settings


@dataclass(frozen=True, slots=True)
class Costs:
    """What a run took. Rates are messages a second, `embed_seconds` the part of ingestion spent in the embedder,
    latencies milliseconds of a whole `recall`, `stages` the median of each stage by name, bytes on disk after closing
    the file."""

    messages: int
    questions: int
    ingest_seconds: float
    embed_seconds: float
    open_seconds: float
    p50_ms: float
    p95_ms: float
    stages: dict[str, float]
    disk_bytes: int
    peak_bytes: int

    @property
    def ingest_rate(self) -> float:
        """Messages a second, embedding included."""
        return self.messages / self.ingest_seconds

    @property
    def bytes_per_memory(self) -> float:
        """Bytes on disk a message."""
        return self.disk_bytes / self.messages


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run."""

    rankings: list[Ranking]
    figures: Figures
    costs: Costs
    notices: list[str]
    ablation: dict[str, Row]
    """What was left out → the overall figures without it; empty where nobody asked."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a run works with. `embedder` None: words and time only. `ablate`: ask again without each part of the
    ranking."""

    embedder: Embedder | None
    settings: Settings
    watch: Watch
    ablate: bool = False


def run(questions: Set, database: Path, setup: Setup) -> Outcome:
    """Ingest every conversation into one new file, then ask every question.

    Raises InvalidInput where the database exists already: figures of a file with something else in it say nothing.
    """
    if database.exists():
        raise InvalidInput(what=f"database {database}", problem="exists already; a run starts from an empty file")
    timed, watch = TimedEmbedder(setup.embedder) if setup.embedder else None, setup.watch
    began = perf_counter()
    with open_memory(database, embedder=timed or "none", settings=setup.settings) as memory:
        opened = perf_counter() - began
        seconds = _ingest(memory, questions, watch)
        embed_seconds = timed.seconds if timed else 0.0
        answered = _ask(memory, questions, watch)
        hasher = Hasher(questions.sha256)
        ranked = [
            ranking
            for (chat, answers), here in zip(answered, replay.scopes(memory, questions), strict=True)
            for ranking in replay.rankings(chat, answers, replay.turns_of(here, chat), hasher)
        ]
        ablation = ablate(memory, questions, setup.embedder, watch) if setup.ablate else {}
    answers = [one for _, many in answered for one in many]
    costs = _costs(questions, answers, seconds, (opened, embed_seconds), database)
    return Outcome(ranked, figures(ranked), costs, _notices(answers), ablation)


def _ingest(memory: Memory, questions: Set, watch: Watch) -> float:
    step = watch("remembering", sum(len(chat.turns) for chat in questions.chats))
    scopes = replay.scopes(memory, questions)
    return sum(replay.ingest(here, chat.messages, step) for here, chat in zip(scopes, questions.chats, strict=True))


def _ask(memory: Memory, questions: Set, watch: Watch) -> list[tuple[Chat, list[Answer]]]:
    step = watch("recalling", sum(len(chat.cases) for chat in questions.chats))
    return [
        (chat, replay.ask(here, [case.question for case in chat.cases], chat.end, step))
        for here, chat in zip(replay.scopes(memory, questions), questions.chats, strict=True)
    ]


def _costs(questions: Set, answers: list[Answer], ingest: float, spent: tuple[float, float], database: Path) -> Costs:
    took = [one.ms for one in answers]
    stages = dict.fromkeys(stage for one in answers for stage in one.stages)
    return Costs(
        messages=sum(len(chat.turns) for chat in questions.chats),
        questions=len(answers),
        ingest_seconds=ingest,
        embed_seconds=spent[1],
        open_seconds=spent[0],
        p50_ms=metrics.percentile(took, 0.5),
        p95_ms=metrics.percentile(took, 0.95),
        stages={name: metrics.percentile([one.stages.get(name, 0.0) for one in answers], 0.5) for name in stages},
        disk_bytes=disk_bytes(database),
        peak_bytes=peak_bytes(),
    )


def _notices(answers: list[Answer]) -> list[str]:
    return list(dict.fromkeys(notice for one in answers for notice in one.notices))


def as_record(costs: Costs) -> dict[str, Any]:
    """The costs by name, rates included, for JSON."""
    return {name: getattr(costs, name) for name in (*Costs.__dataclass_fields__, "ingest_rate", "bytes_per_memory")}
