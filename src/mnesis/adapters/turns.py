"""What people and agents say in a framework's conversation, remembered as episodes, and taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from mnesis.adapters.shelf import Edit, Shelf
from mnesis.memory import Memory
from mnesis.model import Episode, Expect, Message, Where, as_utc
from mnesis.steps.forgetting import Going
from mnesis.steps.keeping import Keeper, Seen
from mnesis.steps.understanding import Lesson
from mnesis.steps.writing import Decided
from mnesis.transfer.shapes import whole

_STEP = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """Something said. `time` None: now. `session` None: that of the `Turns`."""

    text: str
    actor: str = "user"
    speaker: str | None = None
    time: datetime | None = None
    session: str | None = None


Ids = Sequence[str | None]
"""The ids of the episodes that remember some turns; None for what has no words."""


@dataclass(frozen=True, slots=True)
class Said:
    """Turns that are to be remembered, and the edit of the shelf that follows, by the ids of their episodes."""

    turns: Sequence[Turn | None] = ()
    edit: Callable[[Ids], Edit] = field(default=lambda _: Edit())


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Episodes that are to be forgotten, by id, and the edit of the shelf that goes with it."""

    episodes: Sequence[str]
    edit: Edit


@dataclass(frozen=True, slots=True)
class Turns:
    """The episodes of one session of a memory; `channel` says which framework it came through.

    What is remembered, or forgotten, and what stands on a shelf about it, are one transaction: a process may end at any
    moment, and nothing is half done. Either verb asks again what to do where what it rests on was changed meanwhile.
    """

    memory: Memory
    session: str
    channel: str

    def remember(self, shelf: Shelf, decide: Callable[[], Said], *, once: bool = False) -> None:
        """Remember what was said.

        Turns of one call are a millisecond apart where they have no time of their own. Each gets an episode that is
        nobody else's: a little later where the same was said at that very time. With `once` what has a time of its own
        is remembered one time, however often this is called.
        """
        keeper = self.memory._keeper
        keeper.write(lambda: self._remembering(keeper, shelf, decide(), once))

    def _remembering(self, keeper: Keeper, shelf: Shelf, said: Said, once: bool) -> Decided[Seen]:
        ids: list[str | None] = [None] * len(said.turns)
        given = {number: one for number, one in enumerate(said.turns) if one and one.text.strip()}
        if not given:
            return Decided(shelf.changes(said.edit(ids)), Seen([], [], Lesson()))
        looked = self._looked(keeper, list(given.values()), once)
        for number, one in zip(given, looked.outcome.every, strict=True):
            ids[number] = one.episode.id
        own = [Expect(Episode, keeper.scope, one.episode.id, 0) for one in looked.outcome.new]
        return replace(looked, changes=[*own, *looked.changes, *shelf.changes(said.edit(ids))])

    def _looked(self, keeper: Keeper, turns: Sequence[Turn], once: bool) -> Decided[Seen]:
        now = as_utc(self.memory._clock())
        times = [as_utc(one.time or now + number * _STEP) for number, one in enumerate(turns)]
        shared = [once and one.time is not None for one in turns]
        while True:
            looked = keeper.look([self._message(one, time) for one, time in zip(turns, times, strict=True)])
            taken = [one.known and not may for one, may in zip(looked.outcome.every, shared, strict=True)]
            if not any(taken):
                return looked
            times = [time + _STEP if late else time for time, late in zip(times, taken, strict=True)]

    def forget(self, shelf: Shelf, decide: Callable[[], Unsaid]) -> None:
        """Forget episodes, wherever they are."""

        def going() -> Going:
            unsaid = decide()
            ids = tuple(unsaid.episodes)
            return Going(Where("id", "in", ids) if ids else None, shelf.changes(unsaid.edit))

        self.memory._forgotten(going)

    def _message(self, turn: Turn, time: datetime) -> Message:
        session = self.session if turn.session is None else turn.session
        return Message(
            text=whole(turn.text),
            actor=turn.actor,
            speaker=turn.speaker,
            session=whole(session) if session.strip() else self.channel,
            time=time,
            channel=self.channel,
        )


def flat(content: Any) -> str:
    """The words of a message: a string, or the texts of its parts, a line each."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, Sequence) else ()
    texts = [one.get("text") for one in parts if isinstance(one, Mapping)]
    return "\n".join(one for one in texts if isinstance(one, str) and one)
