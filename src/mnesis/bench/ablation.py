"""What each part of the ranking is worth: the same questions with one weight at nothing, the others as they are; and
what the graph arm, which is off, would be worth.

The one place in the bench that goes round `Memory.recall`, which has no such switch.
"""

from collections.abc import Iterator
from dataclasses import fields, replace

from mnesis.bench import replay
from mnesis.bench.cases import Chat, Set
from mnesis.bench.figures import Row, figures
from mnesis.bench.progress import Watch
from mnesis.bench.rankings import Hasher, Ranking
from mnesis.bench.replay import Answer
from mnesis.memory import Memory
from mnesis.providers.embedders.contract import Embedder
from mnesis.retrieval.question import Question
from mnesis.retrieval.search import Engine, search
from mnesis.retrieval.weights import Weights

GRAPH = (0.1, 0.2, 0.4)
"""Weights at which the graph arm, which is off, is tried."""


def ablate(memory: Memory, questions: Set, embedder: Embedder | None, watch: Watch) -> dict[str, Row]:
    """What was left out → the overall figures without it; "nothing" first. `memory` holds the set's conversations in
    its scopes `conversation-1`, `conversation-2`, …"""
    hasher = Hasher(questions.sha256)
    scopes = replay.scopes(memory, questions)
    names = [replay.turns_of(here, chat) for here, chat in zip(scopes, questions.chats, strict=True)]
    found = {}
    for what, engine in _engines(memory, embedder):
        step = watch(f"without {what}", len(questions.chats))
        ranked: list[Ranking] = []
        for here, chat, turns in zip(scopes, questions.chats, names, strict=True):
            ranked += replay.rankings(chat, _answers(engine, here, chat), turns, hasher)
            step(1)
        found[what] = figures(ranked).overall
    return found


def _engines(memory: Memory, embedder: Embedder | None) -> Iterator[tuple[str, Engine]]:
    whole = Engine(memory.store, embedder)
    yield "nothing", whole
    if embedder:
        yield "vectors", replace(whole, embedder=None)
    for one in fields(Weights):
        if getattr(whole.weights, one.name):
            yield one.name, replace(whole, weights=replace(whole.weights, **{one.name: 0.0}))
    for weight in GRAPH:
        yield f"nothing, graph at {weight}", replace(whole, weights=replace(whole.weights, graph=weight))


def _answers(engine: Engine, memory: Memory, chat: Chat) -> list[Answer]:
    answers = []
    for case in chat.cases:
        hits = search(engine, Question(case.question, memory.scope, chat.end, limit=replay.LIMIT)).hits
        answers.append(Answer(tuple((hit.id, hit.score) for hit in hits), ms=0.0))
    return answers
