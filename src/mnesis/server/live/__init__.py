"""Live updates: WebSocket rooms by scope at `/v1/live`. docs/how-to/live-updates.md has the messages."""

from fastapi import FastAPI
from starlette.websockets import WebSocket

from mnesis.server.live.connection import Connection
from mnesis.server.live.hub import Hub
from mnesis.server.live.nudging import Nudging
from mnesis.server.live.pace import Pace

PATH = "/v1/live"


def mount(app: FastAPI, pace: Pace = Pace()) -> None:  # noqa: B008
    """Serve live updates of the store behind the door of an app. Nothing is read until somebody listens."""
    hub = app.state.live = Hub(app.state.door.memory.store, pace)

    async def live(socket: WebSocket) -> None:
        await Connection(socket, app.state.door, hub, app.state.life).run()

    app.add_api_websocket_route(PATH, live)
    app.add_middleware(Nudging, hub=hub)


__all__ = ["PATH", "Pace", "mount"]
