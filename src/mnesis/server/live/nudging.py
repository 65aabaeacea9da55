"""A request that may have written wakes those who listen, so that they need not wait for the next look."""

from starlette.types import ASGIApp, Receive, Scope, Send

from mnesis.server.live.hub import Hub

_READS = ("GET", "HEAD", "OPTIONS")


class Nudging:
    """A layer around the app that tells the hub when such a request has been answered."""

    def __init__(self, app: ASGIApp, hub: Hub) -> None:
        self.app, self.hub = app, hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] not in _READS:
            self.hub.nudge()
