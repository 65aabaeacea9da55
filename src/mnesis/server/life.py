"""The life of a server: begun, stopping, over. What stays open (streams, sockets) listens here for its end."""

import asyncio
import threading
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Life:
    """One a server, at `app.state.life`. Used on the event loop, but for what is only read."""

    stopping: bool = False
    """The server takes no new work."""
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _crews: list[threading.Thread] = field(default_factory=list)

    def stop(self) -> None:
        """Tell everybody that waits in `stopped` to say their last and end."""
        self.stopping = True
        self._over.set()

    async def stopped(self) -> None:
        """Returns when the server begins to stop."""
        await self._over.wait()

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
