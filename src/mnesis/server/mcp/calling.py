"""One call of a tool: the memory it is about, and how its progress is told and its end asked for."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anyio import from_thread

from mnesis.memory import Memory
from mnesis.model import Record, Scope
from mnesis.steps.shorthand import whole

DATA = "mnesis/data"
"""The extension of the protocol by which a client says that it reads data. Others get texts alone: Claude Code, Codex
and more hand a model the data where there is some, many times as long, and leave the text out."""

Tell = Callable[[float, float | None, str | None], Coroutine[None, None, None]]
"""Sends a progress notification, where the client asked for some."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool gives back: `text` for a model to read, `data` for programs that ask for it (`DATA`), as the tool's
    output schema says."""

    text: str
    data: Any


@dataclass(frozen=True, slots=True)
class Call:
    """What a tool works with, in a thread of its own."""

    memory: Memory
    now: datetime
    tell: Tell
    also: tuple[Scope, ...] = ()
    """Other scopes to look into as well."""

    def step(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Between two steps of long work: breaks it off where the call was cancelled, else tells how far it is."""
        from_thread.check_cancelled()
        from_thread.run(self.tell, done, total, message)

    def id(self, text: str, *kinds: type[Record]) -> str:
        """The whole id that a model cites by its last characters. Raises InvalidInput where it could be several."""
        return whole(self.memory.store, self.memory.scope, text.strip().strip("[]"), kinds)
