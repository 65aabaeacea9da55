"""A question set through the public API: every conversation its own scope of one store, every question one `recall`.

What is measured sees messages and the words of questions. Which turn a memory is, is worked out here from its content.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from mnesis.bench.cases import Chat, Set
from mnesis.bench.progress import moves
from mnesis.bench.rankings import Hasher, Place, Ranking
from mnesis.errors import InvalidInput
from mnesis.memory import Memory
from mnesis.model import Episode, Message, as_utc

LIMIT = 50

Step = Callable[[int], None]
"""Called with how many messages or questions more are done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Ids of memories with their scores, best first; milliseconds in all and by stage; what could not be done."""

    ranked: tuple[tuple[str, float], ...]
    ms: float
    stages: Mapping[str, float] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def scopes(memory: Memory, questions: Set) -> list[Memory]:
    """One scope a conversation, by number: its name would say which set this is."""
    return [memory.within(f"conversation-{number}") for number, _ in enumerate(questions.chats, start=1)]


def ingest(memory: Memory, messages: Sequence[Message], step: Step) -> float:
    """Remember the messages; the seconds it took."""
    began = perf_counter()
    memory.remember_many(messages, progress=moves(step))
    return perf_counter() - began


def ask(memory: Memory, questions: Sequence[str], now: datetime, step: Step) -> list[Answer]:
    """Recall for each question, all at the same `now`."""
    answers = []
    for question in questions:
        began = perf_counter()
        found = memory.recall(question, limit=LIMIT, now=now)
        ms = (perf_counter() - began) * 1e3
        answers.append(Answer(tuple((hit.id, hit.score) for hit in found.hits), ms, found.took_ms, found.notices))
        step(1)
    return answers


def turns_of(memory: Memory, chat: Chat) -> dict[str, tuple[str, str]]:
    """Memory id → (turn's name, session). A memory is a turn by its session, time, speaker, actor and words.

    Raises InvalidInput where a turn was not kept, or two turns cannot be told apart.
    """
    turns = {
        _content(turn.message): (name, turn.message.session)
        for name, turn in zip(chat.names(), chat.turns, strict=True)
    }
    kept = {
        one.id: turns[key]
        for one in memory.scan()
        if isinstance(one, Episode)
        if (key := (one.session_id, one.timestamp, one.actor, one.speaker, one.text)) in turns
    }
    if len(kept) != len(chat.turns):
        raise InvalidInput(what=f"conversation {chat.name}", problem=f"only {len(kept)} turns were kept")
    return kept


def rankings(
    chat: Chat, answers: Sequence[Answer], turns: Mapping[str, tuple[str, str]], hasher: Hasher
) -> list[Ranking]:
    """Answers beside their gold, names hashed. A hit that is no turn of the conversation raises KeyError."""

    def hashed(what: str, name: str) -> str:
        return hasher.name(chat.name, what, name)

    def place(turn: tuple[str, str]) -> Place:
        return Place(hashed("turn", turn[0]), hashed("session", turn[1]))

    sessions = dict(turns.values())
    return [
        Ranking(
            question=hashed("question", case.id),
            conversation=hashed("conversation", chat.name),
            kind=case.kind,
            gold=tuple(place((label, sessions[label])) for label in sorted(case.gold)),
            ranked=tuple(place(turns[id]) for id, _ in answer.ranked),
            scores=tuple(score for _, score in answer.ranked),
        )
        for case, answer in zip(chat.cases, answers, strict=True)
    ]


def _content(message: Message) -> tuple[str, datetime | None, str, str | None, str]:
    time = as_utc(message.time) if message.time else None
    return message.session, time, message.actor, message.speaker, message.text
