"""Whether a server is alive, and whether it can be asked. No key is needed, and nothing is told but that."""

from typing import Literal

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from typing_extensions import TypedDict

from mnesis.errors import StoreError
from mnesis.server.callers import door_of
from mnesis.server.problems import problem

router = APIRouter(tags=["health"])


class Health(TypedDict):
    status: Literal["ok"]


@router.get("/health")
async def health() -> Health:
    """Whether the process is alive."""
    return {"status": "ok"}


@router.get("/ready", response_model=Health)
async def ready(request: Request) -> Response:
    """Whether requests are answered at once: the store does, the model is loaded, and the server is not about to
    stop. What comes earlier waits for both."""
    state = request.app.state
    if state.life.stopping:
        return problem(503, "Stopping", "The server is about to stop.")
    if state.warming.waits:
        return problem(503, "NotReady", state.warming.waits, {"Retry-After": "1"})
    try:
        await run_in_threadpool(door_of(request).memory.store.spaces)
    except StoreError:
        return problem(503, "NotReady", "The store does not answer.")
    return JSONResponse({"status": "ok"})
