"""The life of a server: begun, stopping, over. What stays open (streams, sockets) listens here for its end."""

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Life:
    """One a server, at `app.state.life`. Used on the event loop only."""

    stopping: bool = False
    """The server takes no new work."""
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        """Tell everybody that waits in `stopped` to say their last and end."""
        self.stopping = True
        self._over.set()

    async def stopped(self) -> None:
        """Returns when the server begins to stop."""
        await self._over.wait()
