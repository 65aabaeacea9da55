"""Who asks, by the headers that Mem0's clients send."""

from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from mnesis.governance.access import Caller
from mnesis.server.callers import door_of

_SCHEMES = ("token", "bearer")


async def _asking(connection: HTTPConnection) -> Caller:
    """By `Authorization: Token …` (the platform's clients), `Bearer …`, or `X-API-Key` (the open-source server's).
    Raises Unauthenticated."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    given = token.strip() if scheme.lower() in _SCHEMES else connection.headers.get("x-api-key")
    return await run_in_threadpool(door_of(connection).caller, given)


Asking = Annotated[Caller, Depends(_asking)]
