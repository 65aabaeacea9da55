"""What people and agents say in a framework's conversation, remembered as episodes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mnesis.adapters.shelf import Document, Edit, Place, Shelf
from mnesis.memory import Memory
from mnesis.model import Message, as_utc, from_iso, to_iso
from mnesis.steps.keeping import batches
from mnesis.transfer.shapes import whole

_STEP = timedelta(milliseconds=1)
_CLAIMED = "time"
"""What is known of a turn that somebody is about to remember."""


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

    def remember(self, turns: Sequence[Turn | None], *, once: bool = False) -> list[str | None]:
        """Remember what was said; the id of the episode of each, None for what has no words.

        Turns of one call are a millisecond apart where they have no time of their own. Each gets an episode that is
        nobody else's: a little later where the same was said at that very time. With `once` what has a time of its own
        is remembered one time, however often this is called.
        """
        now = as_utc(self.memory._clock())
        ids: list[str | None] = [None] * len(turns)
        waiting = [
            (number, replace(one, time=as_utc(one.time or now + number * _STEP)))
            for number, one in enumerate(turns)
            if one and one.text.strip()
        ]
        while waiting:
            known = []
            for (number, turn), (id, new) in zip(waiting, self._keep([one for _, one in waiting]), strict=True):
                ids[number] = id
                given = turns[number]
                if not new and not (once and given and given.time):
                    known.append((number, replace(turn, time=as_utc(turn.time or now) + _STEP)))
            waiting = known
        return ids

    def _keep(self, turns: Sequence[Turn]) -> Iterator[tuple[str, bool]]:
        """Of each turn the episode that says so, and whether that is new and its own."""
        for batch in batches(self._message(one) for one in turns):
            kept = self.memory._keeper.keep(batch)
            mine = set(kept.new)
            for one in kept.seen:
                yield one.episode.id, one.episode.id in mine
                mine.discard(one.episode.id)

    def _message(self, turn: Turn) -> Message:
        return Message(
            text=whole(turn.text),
            actor=turn.actor,
            speaker=turn.speaker,
            session=whole(self.session) if self.session.strip() else self.channel,
            time=turn.time,
            channel=self.channel,
        )


def claimed(shelf: Shelf, turns: Mapping[Place, Turn]) -> dict[Place, Turn]:
    """Of turns that have names of their own, places on a shelf, those that are still to be remembered, each with the
    time that whoever came first has given it: so it is one episode, whoever remembers it, and how often. Once it is,
    put `remembered(place)`."""
    waiting: dict[Place, Turn] = {}

    def decide() -> Edit:
        there = shelf.get_many(turns)
        new = [place for place in turns if place not in there]
        times = {place: kept.value.get(_CLAIMED) for place, kept in there.items()}
        times |= {place: to_iso(turns[place].time or shelf.now() + at * _STEP) for at, place in enumerate(new)}
        waiting.clear()
        waiting.update({place: replace(turns[place], time=from_iso(time)) for place, time in times.items() if time})
        puts = [Document(namespace=place[0], key=place[1], value={_CLAIMED: times[place]}) for place in new]
        return Edit(puts, seen=dict.fromkeys(new, 0))

    shelf.change(decide)
    return waiting


def remembered(place: Place) -> Document:
    """What stands in the place of a turn that is remembered."""
    return Document(namespace=place[0], key=place[1])


def flat(content: Any) -> str:
    """The words of a message: a string, or the texts of its parts, a line each."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, Sequence) else ()
    texts = [one.get("text") for one in parts if isinstance(one, Mapping)]
    return "\n".join(one for one in texts if isinstance(one, str) and one)
