"""Something to sleep over, and a clock that is turned by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mnesis.memory import Memory
from mnesis.model import LISTED, RAW, Compression, Episode, Message, Where, within

START = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""A Monday."""


@dataclass
class HandClock:
    now: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.now

    def to_day(self, day: float) -> None:
        """So many days after the start."""
        self.now = START + timedelta(days=day)


TALK = (
    "We took the early train to Lisbon and the carriage was almost empty.",
    "The hotel near the river had lost our booking, so we slept at Marta's.",
    "Marta showed us the ceramics museum and the small garden behind it.",
    "On the second evening the fado singer sang three songs about the harbour.",
    "We ate grilled sardines at the corner place with the blue tiles.",
    "The tram broke down on the hill and everybody walked the rest of the way.",
    "Coffee grinders at the flea market cost twelve euros, which was too much.",
    "It rained on the last day, so we stayed in and played cards with Marta.",
)


def tell(memory: Memory, *said: str, session: str = "main", importance: int | None = 5, day: float = 0) -> list[str]:
    """The ids of turns a minute apart."""
    start = START + timedelta(days=day)
    return [
        memory.remember(
            Message(text=text, session=session, time=start + timedelta(minutes=number), importance=importance)
        ).id
        for number, text in enumerate(said)
    ]


def made(memory: Memory, stage: Compression) -> list[Episode]:
    """Those of a stage that are here, whether they stand by or not; digests are of none."""
    wanted = Where("compression", "eq", stage), Where("covers", "gt", 0)
    return memory.store.find(Episode, within(memory.scope, *wanted))


def raw(memory: Memory) -> set[str]:
    return {one.id for one in memory.store.scan(Episode, within(memory.scope, RAW))}


def archived(memory: Memory) -> set[str]:
    return {one.id for one in memory.archived(limit=None)}


def listed(memory: Memory) -> Sequence[Episode]:
    return memory.store.find(Episode, within(memory.scope, LISTED))
