"""What the first request would wait for, done before it comes: the model, the store, the tables of the rules."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread

from mnesis.errors import MnesisError, StoreError
from mnesis.memory import Memory
from mnesis.server.life import Life

log = logging.getLogger("mnesis.server")
AGAIN = 15.0
"""Seconds after which what could not be loaded is tried again."""


@dataclass(slots=True)
class Warming:
    """Whether everything is loaded. Used on the event loop, at `app.state.warming`; an app whose lifespan nobody begins
    loads with the first request, and waits for nothing."""

    waits: str | None = None
    """What is waited for, in words that tell no place; None: nothing."""

    def begin(self) -> None:
        """From now on there is something to wait for."""
        self.waits = "The store and its model are being loaded."

    async def run(self, memory: Memory, life: Life) -> None:
        """Load until it succeeds, or the server stops."""
        apart = CapacityLimiter(1)
        while not life.stopping:
            loading = asyncio.ensure_future(to_thread.run_sync(memory.warm, limiter=apart))
            await asyncio.wait([loading])
            self.waits = _told(loading.exception())
            if self.waits is None:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(life.stopped(), AGAIN)


def _told(error: BaseException | None) -> str | None:
    """Why nothing is loaded, and more of it in the log; None: everything is."""
    if error is None:
        return None
    known = isinstance(error, MnesisError)
    log.error("Not ready: %s: %s", type(error).__name__, error, exc_info=None if known else error)
    if isinstance(error, StoreError):
        return "The store does not answer."
    return "The model cannot be used." if known else "Loading failed; the server's log has more."
