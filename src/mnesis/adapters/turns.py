"""What people and agents say in a framework's conversation, remembered as episodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mnesis.episodic.identity import episode_id
from mnesis.memory import Memory
from mnesis.model import Message, as_utc
from mnesis.transfer.shapes import whole


@dataclass(frozen=True, slots=True)
class Turn:
    """Something said. `time` None: now."""

    text: str
    actor: str = "user"
    speaker: str | None = None
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turns:
    """The episodes of one session of a memory; `channel` says which framework it came through."""

    memory: Memory
    session: str
    channel: str

    def remember(self, turns: Sequence[Turn | None]) -> list[str | None]:
        """Remember what was said; the id of the episode of each, None for what has no words.

        Turns of one call are a millisecond apart where they have no time of their own.
        """
        now = as_utc(self.memory._clock())
        messages = [
            None if one is None or not one.text.strip() else self._message(one, now + timedelta(milliseconds=number))
            for number, one in enumerate(turns)
        ]
        self.memory.remember_many([one for one in messages if one])
        scope = self.memory.scope
        return [episode_id(one, scope, as_utc(one.time or now)) if one else None for one in messages]

    def _message(self, turn: Turn, now: datetime) -> Message:
        return Message(
            text=whole(turn.text),
            actor=turn.actor,
            speaker=turn.speaker,
            session=self.session,
            time=turn.time or now,
            channel=self.channel,
        )


def flat(content: Any) -> str:
    """The words of a message: a string, or the texts of its parts, a line each."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, Sequence) else ()
    texts = [one.get("text") for one in parts if isinstance(one, Mapping)]
    return "\n".join(one for one in texts if isinstance(one, str) and one)
