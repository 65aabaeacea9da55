"""What the code under test is shown, and what is made of its answers."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from mnesis.bench import replay
from mnesis.bench.rankings import Hasher
from mnesis.bench.sets import locomo
from mnesis.memory import Memory
from mnesis.model import Message, as_utc
from mnesis.testing.values import make_episode

from . import samples


class Spy:
    """A memory that answers every query with all it was told, newest first, and notes whatever reaches it."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.nows: set[datetime] = set()
        self._kept: list[Any] = []

    def remember_many(self, messages: list[Message], progress: Any) -> None:
        for number, one in enumerate(messages):
            self.seen.append(repr(one))
            self._kept.append(
                make_episode(
                    f"m{number}",
                    one.text,
                    session_id=one.session,
                    speaker=one.speaker,
                    actor=one.actor,
                    timestamp=as_utc(cast(datetime, one.time)),
                )
            )
            progress(number + 1)

    def recall(self, query: str, **options: Any) -> Any:
        self.seen.append(query)
        self.nows.add(options.pop("now"))
        assert options == {"limit": 50}
        hits = [SimpleNamespace(id=one.id, score=float(-rank)) for rank, one in enumerate(reversed(self._kept))]
        return SimpleNamespace(hits=hits, took_ms={"vector": 1.0}, notices=())

    def scan(self) -> Any:
        return iter(self._kept)


def test_neither_gold_nor_answers_nor_kinds_reach_a_memory(tmp_path: Path) -> None:
    chat = locomo.load([samples.locomo(tmp_path)]).chats[0]
    spy = Spy()
    memory = cast(Memory, spy)
    steps: list[int] = []
    replay.ingest(memory, chat.messages, steps.append)
    answers = replay.ask(memory, [case.question for case in chat.cases], chat.end, steps.append)
    told = " ".join(spy.seen)
    assert not [word for word in ("D1:1", "D2:2", "secret", "multi-hop", "conv-1", "locomo") if word in told]
    assert spy.nows == {chat.end}
    assert sum(steps) == len(chat.turns) + len(chat.cases)

    turns = replay.turns_of(memory, chat)
    assert turns["m0"] == ("D1:1", "session_1")
    hasher = Hasher("00" * 32)
    [greyhound, pottery, _] = replay.rankings(chat, answers, turns, hasher)
    assert greyhound.gold[0].turn == hasher.name("conv-1", "turn", "D1:1")
    assert [one.turn for one in greyhound.ranked].index(greyhound.gold[0].turn) == 5
    assert {one.session for one in pottery.gold} == {hasher.name("conv-1", "session", f"session_{n}") for n in (1, 2)}
    assert greyhound.kind == "single-hop"
