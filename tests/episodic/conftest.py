"""Conversations to consolidate."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mnesis.episodic.observe import observe
from mnesis.model import Episode, Message
from mnesis.testing.values import HERE, START, FakeClock

Talk = Callable[..., list[Episode]]


@pytest.fixture
def talk() -> Talk:
    """Makes turns of one session out of "Ada: text" (a person), "user: text", "agent: text" or "tool:x: text", a minute
    apart; a number between them lets so many hours pass."""

    def turns(*said: str | float, session: str = "s") -> list[Episode]:
        now, messages = START, []
        for one in said:
            if isinstance(one, str):
                messages.append(_message(one, now.isoformat(), session))
                now += timedelta(minutes=1)
            else:
                now += timedelta(hours=one)
        seen = observe(messages, HERE, FakeClock(now), lambda _: None)
        return [replace(one.episode, position=at) for at, one in enumerate(seen)]

    return turns


def _message(said: str, time: str, session: str) -> Message:
    who, _, text = said.partition(": ")
    if who == "tool:x":
        return Message(text=text, actor=who, session=session, time=time, outcome="success")
    if who in ("user", "agent"):
        return Message(text=text, actor=who, session=session, time=time)
    return Message(text=text, actor="user", speaker=who, session=session, time=time)
