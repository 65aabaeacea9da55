"""Whose memory a call is about, and what it may do there: everything, on one's own machine; what a key says, over
HTTP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Protocol

from anyio import CapacityLimiter

from mnesis.errors import MnesisError
from mnesis.governance.access import Caller
from mnesis.governance.places import EVERY, is_pattern
from mnesis.memory import Memory
from mnesis.model import Right, Scope
from mnesis.server.door import Door

QUIET = 2.0
"""Seconds after which what a first `remember` needs is loaded too: it is much, and a first `recall` may be on its
way."""


class Access(Protocol):
    """What one caller may reach."""

    @property
    def chooses(self) -> bool:
        """Whether there are several scopes to choose from."""

    @property
    def elsewhere(self) -> bool:
        """Whether the caller is not on this machine, and not to know its files."""

    @property
    def apart(self) -> CapacityLimiter | None:
        """What limits long work, apart from all other; None: nothing, as nobody else asks."""

    def may(self, right: Right) -> bool:
        """Whether the caller has a right anywhere."""

    def enter(self, right: Right, scope: str | None = None) -> Memory:
        """The memory of a scope (None: the caller's own). Raises Forbidden, InvalidInput, StoreError."""

    def reach(self, also: Sequence[str], scope: str | None = None) -> tuple[Scope, ...]:
        """The scopes of these names, to look into beside `scope` (`*`: all that there are). Raises Forbidden,
        InvalidInput."""


@dataclass(slots=True)
class Own:
    """One memory on this machine, opened when it is first needed, with every right and one scope."""

    open: Callable[[], Memory]
    there: Callable[[], bool] = lambda: False
    """Whether there is a store already, so that opening one makes none."""
    _memory: Memory | None = None
    _lock: Lock = field(default_factory=Lock)
    _warming: Thread | None = None
    _closed: Event = field(default_factory=Event)
    chooses: bool = field(default=False, init=False)
    elsewhere: bool = field(default=False, init=False)
    apart: CapacityLimiter | None = field(default=None, init=False)

    def may(self, right: Right) -> bool:
        return True

    def enter(self, right: Right, scope: str | None = None) -> Memory:
        with self._lock:
            if self._memory is None:
                self._memory = self.open()
            return self._memory

    def reach(self, also: Sequence[str], scope: str | None = None) -> tuple[Scope, ...]:
        return ()

    def begin(self) -> None:
        """Open a store that is there and load its model, beside what is asked meanwhile. A second call does nothing."""
        if self._warming is None:
            self._warming = Thread(target=self._warm, name="warming")
            self._warming.start()

    def _warm(self) -> None:
        try:
            if self.there():
                memory = self.enter(Right.READ)
                memory.recall("Who said what, and when?", limit=1, deep=False)
                if not self._closed.wait(QUIET):
                    memory.warm()
        except MnesisError:
            return  # whoever asks is told

    def close(self) -> None:
        """Let go of the memory, where it was opened."""
        self._closed.set()
        if self._warming:
            self._warming.join()
        with self._lock:
            if self._memory:
                self._memory.close()


@dataclass(frozen=True, slots=True)
class Shared:
    """The memories that a key opens."""

    door: Door
    caller: Caller
    apart: CapacityLimiter
    scope: str | None = None
    """The scope that is meant where a call names none; None: the home of the key."""

    @property
    def elsewhere(self) -> bool:
        return True

    @property
    def chooses(self) -> bool:
        places = self.caller.places
        return len(places) > 1 or any(map(is_pattern, places))

    def may(self, right: Right) -> bool:
        """In one of the key's places at least: of a pattern, in a scope of the lowest level that it stands for."""
        names = (_within(place) for place in self.caller.places)
        return any(self.caller.may(right, Scope(self.caller.tenant, name)) for name in names)

    def enter(self, right: Right, scope: str | None = None) -> Memory:
        return self.door.enter(self.caller, right, self.scope if scope is None else scope)

    def reach(self, also: Sequence[str], scope: str | None = None) -> tuple[Scope, ...]:
        return self.door.reach(self.caller, also, self.scope if scope is None else scope)


def _within(place: str) -> str:
    """The name of a scope that a place stands for."""
    if place == EVERY:
        return "main"
    return f"{place[:-1]}any" if is_pattern(place) else place
