"""REST: the verbs of `Memory` under /v1."""

from fastapi import FastAPI

from mnesis.server.answering import PREFIX
from mnesis.server.routes import (
    asking,
    jobs,
    keys,
    knowledge,
    memories,
    nights,
    practice,
    scopes,
    sessions,
    transfer,
    upkeep,
)

PARTS = (memories, asking, sessions, knowledge, practice, nights, jobs, transfer, upkeep, scopes, keys)


def mount(app: FastAPI) -> None:
    for part in PARTS:
        app.include_router(part.router, prefix=PREFIX)
