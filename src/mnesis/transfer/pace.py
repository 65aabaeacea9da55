"""Distinct, increasing times where the source has coarse ones or none.

An episode is named by its content and its time, so "ok" said twice in one minute must not have one time.
"""

from datetime import datetime, timedelta

from mnesis.transfer.moments import UNKNOWN


class Pace:
    """Gives the time of each message of a conversation, in order, the same on every reading."""

    def __init__(self, start: datetime | None = None) -> None:
        """`start` is the time of the first message where it has none of its own."""
        self._start = self._stated = start
        self._next: datetime = start or UNKNOWN
        self._given: datetime | None = None

    def at(self, stated: datetime | None) -> datetime:
        """The stated time; where it is the one stated before, a millisecond after the message before; where nothing is
        stated, a second after the message before."""
        if stated is None:
            time = self._next
        elif stated == self._stated and self._given is not None:
            time = self._given + timedelta(milliseconds=1)
        else:
            time = stated
        self._stated = stated or self._stated
        self._given, self._next = time, time + timedelta(seconds=1)
        return time

    def restart(self, start: datetime) -> None:
        """Messages that state no time follow `start` from here on, unless they follow this very start already."""
        if start != self._start:
            self._start = self._next = start
