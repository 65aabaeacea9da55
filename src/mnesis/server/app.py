"""The application: one `Memory` behind one door, and everything that is served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from anyio import CapacityLimiter, create_task_group
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.server import console, documentation, health, limits, live, mem0, problems, routes
from mnesis.server.config import Config
from mnesis.server.door import Door
from mnesis.server.idempotency import Running
from mnesis.server.life import Life
from mnesis.server.mcp import http as mcp
from mnesis.server.warming import Warming
from mnesis.steps.keyring import Keyring


def create_app(memory: Memory, config: Config = Config(), owner: Caller | None = None) -> FastAPI:  # noqa: B008
    """What serves a memory, of every scope and tenant in its store. Whoever makes it closes the memory afterwards.

    `owner` is who everybody is where no keys are asked for. Parts find in `app.state`: `door`, `config`, `life`.
    """
    app = FastAPI(
        title="mnesis",
        version=version("mnesis"),
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.config, app.state.life, app.state.running = config, Life(), Running()
    app.state.long, app.state.warming = CapacityLimiter(config.threads), Warming()
    app.state.rates = limits.Rates(config.rate, config.burst)
    app.state.door = Door(memory, Keyring(memory.store), owner)
    problems.install(app)
    app.include_router(health.router)
    routes.mount(app)
    console.mount(app)
    live.mount(app)
    mem0.mount(app)
    mcp.mount(app)
    documentation.mount(app)
    if config.origins:
        app.add_middleware(CORSMiddleware, allow_origins=config.origins, **_ACROSS)
    app.add_middleware(limits.Gate, config=config)
    app.add_middleware(problems.Edge)
    return app


_ACROSS: dict[str, Any] = {
    "allow_methods": ["GET", "POST", "DELETE"],
    "allow_headers": ["Authorization", "Content-Type", "Idempotency-Key", "Mnesis-Scope"],
    "expose_headers": ["Link", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After"],
}
"""What pages of other origins may send and see. No cookies: there are none."""


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    current_default_thread_limiter().total_tokens = state.config.threads
    state.warming.begin()
    async with create_task_group() as tasks:
        tasks.start_soon(state.warming.run, state.door.memory, state.life)
        yield
        state.life.stop()
