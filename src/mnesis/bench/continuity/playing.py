"""One conversation through a small window: told turn by turn, compacted as it grows, asked about what has left the
window."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

from mnesis.bench.cases import Case, Chat
from mnesis.bench.continuity.planting import Planted, planted
from mnesis.daemon import Daemon
from mnesis.memory import Memory
from mnesis.model import Context, Message, as_utc
from mnesis.text.tokens import count_tokens

THREAD = "thread"
"""The one session that a whole conversation is played in: long, as that of an agent which never starts afresh."""
EVERY = 1_200
"""Tokens of the conversation from one planted fact to the next."""
EARLIER = 2
"""Facts from before earlier compactions that are asked for again after each one."""


class SetClock:
    """A clock that shows the time of what is being told."""

    def __init__(self) -> None:
        self.now = datetime(2020, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Played:
    """What came of one conversation. `turns` gives the memory of each turn by its name, `after` says of each fact asked
    for right after a compaction whether it was there, `told` holds every text in order. Times in milliseconds."""

    turns: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    facts: list[Planted] = field(default_factory=list)
    after: list[bool] = field(default_factory=list)
    compactions: int = 0
    compact_ms: list[float] = field(default_factory=list)
    context_ms: list[float] = field(default_factory=list)
    context_tokens: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stage:
    """A memory, the daemon that watches it, the clock both go by, and the tokens that a context may have."""

    memory: Memory
    daemon: Daemon
    clock: SetClock
    budget: int

    def play(self, chat: Chat, seed: int, step: Callable[[int], None]) -> Played:
        """Tell every turn, with facts planted between them, and ask for those after each compaction."""
        played, facts, dice = Played(), planted(seed), random.Random(seed)
        since, asked = 0, 0
        for name, turn in zip(chat.names(), chat.turns, strict=True):
            message = replace(turn.message, session=THREAD)
            played.turns[name] = self._tell(message, played)
            since += count_tokens(message.text)
            if since >= EVERY and (fact := next(facts, None)):
                since = 0
                played.facts.append(fact)
                self._tell(Message(text=fact.text, session=THREAD, time=self.clock() + timedelta(seconds=1)), played)
            if self._compacts(played):
                old, fresh = played.facts[:asked], played.facts[asked:]
                asked = len(played.facts)
                played.after += self.recalled([*fresh, *dice.sample(old, min(EARLIER, len(old)))], played)
            step(1)
        return played

    def recalled(self, facts: Sequence[Planted], played: Played) -> list[bool]:
        """Of each fact, whether its answer stands in the context of its question."""
        return [fact.answer in words_of(self._context(fact.question, played)) for fact in facts]

    def held(self, cases: Sequence[Case], played: Played) -> list[tuple[float, float]]:
        """Of each question, the shares of its evidence that its context holds: itself, and itself or in fewer words."""
        shares = []
        for case in cases:
            there = ids_of(self._context(case.question, played))
            gold = [self._standing(played.turns[name]) for name in case.gold]
            itself = sum(ids[0] in there for ids in gold)
            told = sum(not there.isdisjoint(ids) for ids in gold)
            shares.append((itself / len(gold), told / len(gold)))
        return shares

    def _standing(self, id: str) -> list[str]:
        """A turn, what was made of it, and what was made of that."""
        ids = [id]
        while into := self.memory.get(ids[-1]).folded_into:
            ids.append(into)
        return ids

    def nights(self, days: int, every: int) -> None:
        """Let so many days pass, with a night every few of them."""
        for _ in range(0, days, every):
            self.clock.now += timedelta(days=every)
            self.memory.sleep()

    def _context(self, question: str, played: Played) -> Context:
        began = perf_counter()
        made = self.memory.context(question, budget=self.budget, session=THREAD)
        played.context_ms.append((perf_counter() - began) * 1e3)
        played.context_tokens.append(made.total)
        return made

    def _tell(self, message: Message, played: Played) -> str:
        self.clock.now = as_utc(message.time or self.clock())
        played.told.append(message.text)
        return self.memory.remember(message).episode.id

    def _compacts(self, played: Played) -> bool:
        began = perf_counter()
        seen = self.daemon.look()
        if seen.compacted:
            played.compactions += len(seen.compacted)
            played.compact_ms.append((perf_counter() - began) * 1e3)
        return bool(seen.compacted)


def words_of(context: Context) -> str:
    """Every word that a model is given."""
    return "\n".join([context.block, *(message["content"] for message in context.messages)])


def ids_of(context: Context) -> set[str]:
    """The ids of the memories in a context: lines, evidence of lines, turns."""
    ids = {entry.id for entry in context.ledger if entry.level}
    return ids | {one.episode_id for line in context.lines for one in line.evidence}


def window_alone(texts: Sequence[str], tokens: int) -> str:
    """What a window of so many tokens holds of what was told, the last first, and nothing else."""
    held: list[str] = []
    for text in reversed(texts):
        tokens -= count_tokens(text)
        if tokens < 0:
            break
        held.append(text)
    return "\n".join(held)
