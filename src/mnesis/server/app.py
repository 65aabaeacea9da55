"""The application: one `Memory` behind one door, and everything that is served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.server import console, health, live, mem0, problems, routes
from mnesis.server.config import Config
from mnesis.server.door import Door
from mnesis.server.idempotency import Running
from mnesis.server.life import Life
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
    app.state.door = Door(memory, Keyring(memory.store), owner)
    problems.install(app)
    app.include_router(health.router)
    routes.mount(app)
    console.mount(app)
    live.mount(app)
    mem0.mount(app)
    app.add_middleware(problems.Edge)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.life.stop()
