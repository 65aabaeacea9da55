"""Rooms: who listens to a scope, and the last updates of it, written out once for all of them."""

import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from mnesis.model import Scope, to_iso
from mnesis.server.live.feed import BATCH, Told

TAIL = 512
TAIL_CHARACTERS = 4_000_000
"""What a room keeps of its last updates, whichever is less; who is further behind reads from the store."""
MOVES = 256
NAMED = 100
"""People that are named in a list; the count is of all."""


@dataclass(eq=False, slots=True)
class Seat:
    """One listener's place in a room: how far it has been told, of updates and of who comes and goes."""

    room: "Room"
    cursor: int
    name: str
    since: datetime
    wake: Callable[[], None]
    moved: int = 0

    def person(self) -> dict[str, Any]:
        return {"name": self.name, "since": to_iso(self.since)}


@dataclass(eq=False, slots=True)
class Room:
    """A scope with listeners. Used on the event loop only."""

    scope: Scope
    last: int
    """The number of the last update that was read."""
    seats: dict[Seat, None] = field(default_factory=dict)
    _tail: deque[Told] = field(default_factory=deque)
    _characters: int = 0
    _moves: deque[str] = field(default_factory=lambda: deque(maxlen=MOVES))
    _moved: int = 0

    def tell(self, told: Sequence[Told]) -> None:
        """Add updates that follow each other, and wake the listeners."""
        if self._tail and told[0].number != self._tail[-1].number + 1:
            self._tail.clear()
            self._characters = 0
        for one in told:
            self._tail.append(one)
            self._characters += len(one.text or "")
        while len(self._tail) > TAIL or (self._characters > TAIL_CHARACTERS and len(self._tail) > 1):
            self._characters -= len(self._tail.popleft().text or "")
        self.last = told[-1].number
        self.wake()

    def after(self, cursor: int) -> list[Told] | None:
        """The next updates after a number; None where they are no longer here."""
        if cursor >= self.last:
            return []
        if not self._tail or self._tail[0].number > cursor + 1:
            return None
        start = cursor + 1 - self._tail[0].number
        return list(islice(self._tail, start, start + BATCH))

    def enter(self, seat: Seat) -> None:
        """Take a seat, and tell the others."""
        self._move("joined", seat)
        seat.moved = self._moved
        self.seats[seat] = None

    def leave(self, seat: Seat) -> None:
        """Give it up; twice is no error."""
        if seat in self.seats:
            del self.seats[seat]
            self._move("left", seat)

    def moves(self, seat: Seat) -> list[str]:
        """What a listener has not been told yet of who came and went; who missed much of it is told who is here."""
        behind, seat.moved = self._moved - seat.moved, self._moved
        if behind > len(self._moves):
            return [_json({"type": "presence", "scope": self.scope.name, **self.present()})]
        return list(islice(self._moves, len(self._moves) - behind, None))

    def present(self) -> dict[str, Any]:
        """Who is here, the first of them by name."""
        return {"count": len(self.seats), "present": [seat.person() for seat in islice(self.seats, NAMED)]}

    def wake(self) -> None:
        for seat in self.seats:
            seat.wake()

    def _move(self, what: str, seat: Seat) -> None:
        count = len(self.seats) + (what == "joined")
        told = {"type": "presence", "scope": self.scope.name, "count": count, what: seat.person()}
        self._moves.append(_json(told))
        self._moved += 1
        self.wake()


def _json(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
