"""The life of a server: begun, stopping, over. What stays open (streams, sockets) listens here for its end."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any


@dataclass(slots=True)
class Life:
    """One a server, at `app.state.life`. Used on the event loop, but for what is only read."""

    stopping: bool = False
    """The server takes no new work."""
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _guests: set[asyncio.Task[Any]] = field(default_factory=set)
    _crews: list[threading.Thread] = field(default_factory=list)

    def stop(self) -> None:
        """Tell everybody that waits in `stopped` to say their last and end."""
        self.stopping = True
        self._over.set()

    async def stopped(self) -> None:
        """Returns when the server begins to stop."""
        await self._over.wait()

    @contextmanager
    def staying(self) -> Iterator[None]:
        """While a connection lasts that says goodbye itself when the server stops."""
        task = asyncio.current_task()
        assert task is not None
        self._guests.add(task)
        try:
            yield
        finally:
            self._guests.discard(task)

    async def farewell(self, seconds: float) -> None:
        """Let those who stay say goodbye, once they have been told to."""
        if self._guests:
            await asyncio.wait(self._guests, timeout=seconds)

    def begin(self, crew: threading.Thread) -> None:
        """Start a thread for work that may outlive its request."""
        self._crews = [one for one in self._crews if one.is_alive()]
        self._crews.append(crew)
        crew.start()

    def wait(self, seconds: float) -> bool:
        """Wait for that work; whether all of it has ended. Blocks."""
        until = monotonic() + seconds
        for crew in self._crews:
            crew.join(max(0.0, until - monotonic()))
        return not any(crew.is_alive() for crew in self._crews)
