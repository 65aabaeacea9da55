"""Workers as processes of their own: one that dies is replaced, none outlives the one that watches them."""

import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

LOOK = 0.2
"""Seconds between looks at the children."""
LIVED = 5.0
"""Seconds after which a death is no longer one at birth."""
FIRST_WAIT = 1.0
"""Seconds between a death at birth and the next one to try; the wait doubles each time."""
PATIENCE = 5
"""Deaths at birth, one after the other, after which nobody takes the place any more."""


@dataclass(slots=True)
class _Place:
    """Where one child after the other works."""

    child: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    code: int | None = None
    """How the last one ended, once nobody is to follow."""


class Supervisor:
    """Keeps `count` processes of one command running.

    They are deaf to a Ctrl-C at the terminal: this process tells them to end. Each has a pipe as its standard input
    that ends when this process does, however it does: a child that reads it knows. A child that ends by itself with
    code 0 is not replaced, any other is: at once, or, where it died at birth, after a wait that doubles.
    """

    def __init__(self, command: Sequence[str], count: int) -> None:
        self._command = list(command)
        self._places = [_Place() for _ in range(count)]
        self.replaced = 0
        """How many have died and were followed by another."""

    @property
    def pids(self) -> list[int]:
        """The processes that are there."""
        children = [place.child for place in self._places]
        return [child.pid for child in children if child and child.poll() is None]

    def run(self, stop: threading.Event, *, grace: float = 10.0) -> int:
        """Watch until `stop` is set, or nobody is to be replaced any more. Children are then asked to end, and killed
        `grace` seconds later. 0, or the code of one that could not be kept alive."""
        try:
            while not stop.is_set() and any(place.code is None for place in self._places):
                for place in self._places:
                    self._look(place)
                stop.wait(LOOK)
        finally:
            self._end(grace)
        return next((place.code for place in self._places if place.code), 0)

    def _look(self, place: _Place) -> None:
        if place.code is not None:
            return
        if place.child is None:
            wait = 0.0 if not place.deaths else FIRST_WAIT * 2.0 ** (place.deaths - 1)
            if time.monotonic() - place.began >= wait:
                place.child = subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)
                place.began = time.monotonic()
        elif (code := place.child.poll()) is not None:
            self._close(place)
            place.deaths = place.deaths + 1 if time.monotonic() - place.began < LIVED and code > 0 else 0
            if code == 0 or place.deaths >= PATIENCE:
                place.code = code
            else:
                self.replaced += 1

    def _end(self, grace: float) -> None:
        children = [place.child for place in self._places if place.child]
        for child in children:
            child.terminate()
        until = time.monotonic() + grace
        for child in children:
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for place in self._places:
            self._close(place)

    def _close(self, place: _Place) -> None:
        if place.child is not None and place.child.stdin is not None:
            place.child.stdin.close()
        place.child = None
