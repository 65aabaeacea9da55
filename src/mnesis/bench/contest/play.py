"""One peer over a question set: the same texts and questions, its rankings and costs."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnesis.bench import metrics
from mnesis.bench.cases import Chat, Set
from mnesis.bench.contest.driver import Driver
from mnesis.bench.contest.entries import Entry
from mnesis.bench.contest.venvs import python_with
from mnesis.bench.progress import Watch
from mnesis.bench.rankings import Hasher, Place, Ranking
from mnesis.bench.timing import disk_bytes
from mnesis.model import to_iso

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Played:
    """What a peer came to. Rates are messages a second; milliseconds of a whole search; embedding included in both."""

    entry: Entry
    rankings: list[Ranking]
    ingest_rate: float
    p50_ms: float
    p95_ms: float
    bytes_per_message: float
    peak_bytes: int
    packages: list[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What every peer meets: the questions, the embedder's address, a folder to work in, one for environments."""

    questions: Set
    url: str
    folder: Path
    venvs: Path


def play(entry: Entry, ground: Ground, watch: Watch) -> Played:
    """Run one peer. Raises NotInstalled, Failed."""
    python, packages = python_with(entry.packages, ground.venvs) if entry.packages else (Path(sys.executable), [])
    chats = ground.questions.chats
    total = sum(len(chat.turns) for chat in chats)
    home = ground.folder / entry.name
    home.mkdir()
    with Driver(python, entry.driver, home, ground.url) as driver:
        step = watch(f"{entry.name}: conversations", len(chats))
        seconds = 0.0
        for number, chat in enumerate(chats):
            texts = _sessions(chat) if entry.sessions else _turns(chat)
            seconds += driver.ask("add", scope=_scope(number), texts=texts)["seconds"]
            step(1)
        rankings, took = _ask(driver, ground.questions, watch(f"{entry.name}: questions", _questions(chats)))
        peak = driver.ask("close")["peak_bytes"]
    return Played(
        entry,
        rankings,
        ingest_rate=total / seconds,
        p50_ms=metrics.percentile(took, 0.5),
        p95_ms=metrics.percentile(took, 0.95),
        bytes_per_message=disk_bytes(home / "data") / total,
        peak_bytes=peak,
        packages=packages,
    )


def _ask(driver: Driver, questions: Set, step: Callable[[int], None]) -> tuple[list[Ranking], list[float]]:
    hasher, took, rankings = Hasher(questions.sha256), [], []
    for number, chat in enumerate(questions.chats):
        turns, documents = _places(chat, hasher)
        for case in chat.cases:
            answer = driver.ask("search", scope=_scope(number), query=case.question, limit=LIMIT)
            took.append(answer["ms"])
            ranking = Ranking(
                question=hasher.name(chat.name, "question", case.id),
                conversation=hasher.name(chat.name, "conversation", chat.name),
                kind=case.kind,
                gold=tuple(turns[label] for label in sorted(case.gold)),
                ranked=tuple(documents[id] for id, _ in answer["found"]),
                scores=tuple(float(score) for _, score in answer["found"]),
            )
            rankings.append(ranking)
            step(1)
    return rankings, took


def _scope(number: int) -> str:
    return f"conversation-{number + 1}"


def _questions(chats: Sequence[Chat]) -> int:
    return sum(len(chat.cases) for chat in chats)


def _turns(chat: Chat) -> list[dict[str, Any]]:
    """The turns as documents, named by their place: a label would say where they stand."""
    return [
        {
            "id": f"t{place}",
            "text": turn.message.text,
            "speaker": turn.message.speaker,
            "actor": turn.message.actor,
            "session": turn.message.session,
            "time": to_iso(turn.message.time) if turn.message.time else None,
        }
        for place, turn in enumerate(chat.turns)
    ]


def _sessions(chat: Chat) -> list[dict[str, Any]]:
    """Whole sessions as documents, a line a turn."""
    documents: dict[str, dict[str, Any]] = {}
    for turn in _turns(chat):
        line = f"{turn['speaker'] or turn['actor']}: {turn['text']}"
        known = documents.get(turn["session"])
        if known:
            known["text"] += "\n" + line
        else:
            documents[turn["session"]] = {**turn, "id": f"s{len(documents)}", "text": line, "speaker": None}
    return list(documents.values())


def _places(chat: Chat, hasher: Hasher) -> tuple[dict[str, Place], dict[str, Place]]:
    """Where things are: turns by label, and documents by id (one that is a session stands for the session alone)."""
    sessions = list(dict.fromkeys(turn.message.session for turn in chat.turns))
    hashed = {one: hasher.name(chat.name, "session", one) for one in sessions}
    turns = {
        name: Place(hasher.name(chat.name, "turn", name), hashed[turn.message.session])
        for name, turn in zip(chat.names(), chat.turns, strict=True)
    }
    documents = {f"t{place}": one for place, one in enumerate(turns.values())}
    documents |= {f"s{number}": Place(hashed[one], hashed[one]) for number, one in enumerate(sessions)}
    return turns, documents
