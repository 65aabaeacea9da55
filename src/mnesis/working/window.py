"""The part of the conversation that is shown word for word: its newest turns, in one piece."""

from collections.abc import Mapping, Sequence

from mnesis.working.contract import Counter, Turn
from mnesis.working.render import message

NEVER_EVICTED = 3
VERBATIM = 10
"""How many of the newest turns are shown whatever else there is, and how many are not summarised while they fit."""


class Window:
    """Slides over the turns of a session from the newest backwards."""

    def __init__(self, turns: Sequence[Turn], counter: Counter) -> None:
        named = len({turn.name for turn in turns if turn.role == "user"}) > 1
        self._turns = turns
        self._counter = counter
        self.messages: list[Mapping[str, str]] = [message(turn, named=named) for turn in turns]
        self.shown = 0
        """How many of the newest turns are shown."""

    @property
    def turns(self) -> Sequence[Turn]:
        """Those shown, oldest first."""
        return self._turns[len(self._turns) - self.shown :]

    @property
    def hidden(self) -> Sequence[Turn]:
        """Those before, oldest first."""
        return self._turns[: len(self._turns) - self.shown]

    def needs(self, most: int) -> int:
        """Tokens of the turns not shown yet, up to so many shown in all."""
        return sum(self.tokens(back) for back in range(self.shown, min(most, len(self._turns))))

    def fits(self, room: int) -> bool:
        """Whether all the turns not shown yet fit into this room."""
        for back in range(self.shown, len(self._turns)):
            room -= self.tokens(back)
            if room < 0:
                return False
        return True

    def extend(self, room: int, most: int | None = None) -> int:
        """Shows older turns while they fit, up to so many in all; how many tokens they took."""
        used = 0
        last = len(self._turns) if most is None else min(most, len(self._turns))
        while self.shown < last and used + self.tokens(self.shown) <= room:
            used += self.tokens(self.shown)
            self.shown += 1
        return used

    def shrink(self, least: int) -> bool:
        """Hides the oldest turn shown, if more than so many are; whether it did."""
        if self.shown <= least:
            return False
        self.shown -= 1
        return True

    def tokens(self, back: int) -> int:
        """Of the turn that is so many before the newest."""
        return self._counter.count(self.messages[len(self._turns) - 1 - back]["content"])
