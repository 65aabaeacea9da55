"""The one reader of the feed in a process: it looks at the rooms that have listeners, and at no others."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import to_thread

from mnesis.errors import MnesisError
from mnesis.model import Scope
from mnesis.server.live import feed
from mnesis.server.live.feed import BATCH, Told
from mnesis.server.live.pace import Pace
from mnesis.server.live.rooms import Room, Seat
from mnesis.stores.contract import Store
from mnesis.stores.feed import newest

THREADS = 4
"""Of its own: listeners wait for no request."""
T = TypeVar("T")
log = logging.getLogger("mnesis.server")


class Hub:
    """All rooms of a process. Used on one event loop."""

    def __init__(self, store: Store, pace: Pace) -> None:
        self.store, self.pace = store, pace
        self._rooms: dict[Scope, Room] = {}
        self._woken = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self._limiter = anyio.CapacityLimiter(THREADS)

    async def room(self, scope: Scope) -> Room:
        """The room of a scope, as it stands now; it stays open while somebody has a seat."""
        if scope in self._rooms:
            return self._rooms[scope]
        await self.aside(lambda: self.store.announce(True))
        last = await self.aside(lambda: newest(self.store, scope))
        return self._rooms.get(scope) or Room(scope, last)

    def enter(self, seat: Seat) -> None:
        """Take a seat; from now on its listener is woken."""
        seat.room = self._rooms.setdefault(seat.room.scope, seat.room)
        seat.room.enter(seat)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())

    def leave(self, seat: Seat) -> None:
        """Give it up."""
        seat.room.leave(seat)
        if not seat.room.seats:
            self._rooms.pop(seat.room.scope, None)

    def nudge(self) -> None:
        """Something may have been written: look at once."""
        if self._rooms:
            self._woken.set()

    async def after(self, scope: Scope, cursor: int) -> list[Told]:
        """The next updates of a scope after a number, from the store."""
        return (await self.aside(lambda: feed.after(self.store, {scope: cursor}))).get(scope, [])

    async def newest(self, scope: Scope) -> int:
        """The number of the last update of a scope."""
        return await self.aside(lambda: newest(self.store, scope))

    async def aside(self, work: Callable[[], T]) -> T:
        """What a blocking call gives, without holding up anybody."""
        return await to_thread.run_sync(work, limiter=self._limiter)

    async def _read(self) -> None:
        while self._rooms:
            self._woken.clear()
            since = {scope: room.last for scope, room in self._rooms.items()}
            try:
                found = await self.aside(lambda since=since: feed.after(self.store, since))  # type: ignore[misc]
            except MnesisError as error:  # a store that is locked or full may be well again in a moment
                log.warning("live updates wait: %s", type(error).__name__)
                found = {}
            for scope, told in found.items():
                room = self._rooms.get(scope)
                if room and told[-1].number > room.last:
                    room.tell([one for one in told if one.number > room.last])
            if sum(map(len, found.values())) < BATCH:
                await self._rest()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), self.pace.poll)
        except TimeoutError:
            return
