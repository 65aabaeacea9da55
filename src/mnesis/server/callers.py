"""Who asks: the key that comes with a request, or with the handshake of a WebSocket."""

from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from mnesis.governance.access import Caller
from mnesis.server.door import Door


def door_of(connection: HTTPConnection) -> Door:
    """The door of the app that is asked."""
    door: Door = connection.app.state.door
    return door


def token_of(connection: HTTPConnection) -> str | None:
    """What follows "Bearer" in the header Authorization; None where there is none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def asking(connection: HTTPConnection) -> Caller:
    """Who asks; a dependency of routes and of WebSockets. Raises Unauthenticated."""
    door = door_of(connection)
    if door.owner:
        return door.owner
    token = token_of(connection)
    if known := door.keyring.known(token):
        return known
    return await run_in_threadpool(door.caller, token)


Asking = Annotated[Caller, Depends(asking)]
