"""Who asks: the key that comes with a request, or with the handshake of a WebSocket."""

from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from mnesis.governance.access import Caller
from mnesis.server.door import Door
from mnesis.server.limits import NOTES


def door_of(connection: HTTPConnection) -> Door:
    """The door of the app that is asked."""
    door: Door = connection.app.state.door
    return door


def token_of(connection: HTTPConnection) -> str | None:
    """What follows "Bearer" in the header Authorization; None where there is none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def from_own_page(connection: HTTPConnection) -> bool:
    """Whether this comes from no page in a browser, from one of this server, or from one that may call it. That the
    header Host names this server is seen to before."""
    origin = connection.headers.get("origin")
    allowed: tuple[str, ...] = connection.app.state.config.origins
    return origin is None or origin in allowed or origin.partition("://")[2] == connection.headers.get("host")


async def asking(connection: HTTPConnection) -> Caller:
    """Who asks; a dependency of routes and WebSockets. Raises Unauthenticated, and HTTPException for one too often."""
    caller = await _proved(connection)
    notes = connection.app.state.rates.take(caller.key_id or caller.name)
    if notes:
        connection.scope.get(NOTES, {}).update(notes)
    return caller


async def _proved(connection: HTTPConnection) -> Caller:
    door = door_of(connection)
    if door.owner:
        return door.owner
    token = token_of(connection)
    if known := door.keyring.known(token):
        return known
    return await run_in_threadpool(door.caller, token)


Asking = Annotated[Caller, Depends(asking)]
