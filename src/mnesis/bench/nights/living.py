"""A conversation lived through: told on its own days, with nights between them, until a year is over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from mnesis.bench.cases import Chat
from mnesis.memory import Memory
from mnesis.model import Episode, Message, Slept, Where, as_utc, within

HOUR = time(3, tzinfo=UTC)
"""When a night is."""


class Hands:
    """A clock that shows the time of what is being told."""

    def __init__(self) -> None:
        self.now = datetime(2020, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Life:
    """What the nights of one conversation came to; `into` says which episode stood for which."""

    slept: list[Slept] = field(default_factory=list)
    into: dict[str, str] = field(default_factory=dict)

    def standing(self, id: str) -> list[str]:
        """A memory, what was made of it, what was made of that."""
        chain = [id]
        while (last := self.into.get(chain[-1])) and last not in chain:
            chain.append(last)
        return chain


def days_of(chat: Chat) -> Mapping[date, list[Message]]:
    """What was said on each day; what has no time belongs to the day before it."""
    last, told = chat.end.date(), []
    for message in chat.messages:
        last = as_utc(message.time).date() if message.time else last
        told.append((last, message))
    ordered = sorted(told, key=lambda one: one[0])
    return {day: [message for _, message in some] for day, some in groupby(ordered, key=lambda one: one[0])}


def live(memory: Memory, hands: Hands, chat: Chat, until: datetime, every: int, step: Callable[[int], None]) -> Life:
    """Tell a conversation day by day, each message when it was said, with a night every so many days, and on until the
    last day. `every` 0: no nights."""
    life = Life()
    said = days_of(chat)
    first = min(said)
    for number in range((until.date() - first).days):
        day = first + timedelta(days=number)
        if messages := said.get(day):
            for moment, some in _by_session(messages):
                hands.now = moment
                memory.remember_many(some)
            step(len(messages))
        hands.now = datetime.combine(day + timedelta(days=1), HOUR)
        if every and number % every == every - 1:
            life.slept.append(memory.sleep())
            folded = within(memory.scope, Where("folded_into", "ne", None))
            life.into.update({one.id: one.folded_into or "" for one in memory.store.scan(Episode, folded)})
    hands.now = until
    return life


def _by_session(messages: Sequence[Message]) -> Iterator[tuple[datetime, list[Message]]]:
    """The messages of a day by session, and when the last of each was said."""
    for _, some in groupby(messages, key=lambda one: one.session):
        told = list(some)
        yield max(as_utc(one.time) for one in told if one.time), told
