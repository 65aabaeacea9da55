"""Long work has threads of its own: however much of it there is, what is quick is answered."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mnesis.memory import Memory
from mnesis.model import Role
from mnesis.server.config import Config

from .conftest import Rest, Serve
from .mcp.places import MODES, Place, text

THREADS = 2
MANY = 3 * THREADS


@pytest.fixture
def rest(serve: Serve) -> Rest:
    return serve(Config(threads=THREADS))


class Held:
    """Verbs that wait until they are let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Event()

    def hold(self, verb: Callable[..., Any]) -> Callable[..., Any]:
        def held(*given: Any, **more: Any) -> Any:
            self.begun.release()
            assert self.go.wait(90)
            return verb(*given, **more)

        return held

    def wait(self) -> None:
        """Returns when as many as there are threads for have begun."""
        assert all(self.begun.acquire(timeout=90) for _ in range(THREADS))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr(Memory, "reflect", held.hold(Memory.reflect))
    monkeypatch.setattr(Memory, "remember", held.hold(Memory.remember))
    yield held
    held.go.set()


@pytest.mark.parametrize(
    ("path", "given"), [("/v1/reflect", {}), ("/v1/memories/batch", {"messages": [{"text": "Hello."}]})]
)
def test_recalls_over_rest_do_not_wait_for_long_work(rest: Rest, held: Held, path: str, given: Any) -> None:
    client = rest.client(Role.MEMBER, "main")
    with ThreadPoolExecutor(MANY) as crowd:
        try:
            long = [crowd.submit(client.post, path, json=given) for _ in range(MANY)]
            held.wait()
            for _ in range(THREADS + 1):
                assert client.post("/v1/recall", json={"query": "Hello?"}).status_code == 200
            assert not any(one.done() for one in long)
            assert not held.begun.acquire(blocking=False), "no more of it at once than there are threads for it"
        finally:
            held.go.set()
        assert {one.result().status_code for one in long} <= {200, 207}


@pytest.mark.parametrize("mode", MODES)
def test_recalls_over_mcp_do_not_wait_for_long_tools(rest: Rest, held: Held, mode: str) -> None:
    place = Place(rest.memory, rest.app, int(rest.url.rpartition(":")[2]))

    async def flow() -> None:
        async with place.client(place.key("main"), mode=mode) as client:
            long = [asyncio.create_task(client.call_tool("reflect", {})) for _ in range(MANY)]
            try:
                await asyncio.to_thread(held.wait)
                for _ in range(THREADS + 1):
                    assert "No memory" in text(await client.call_tool("recall", {"query": "Hello?"}))
                assert not any(one.done() for one in long)
            finally:
                held.go.set()
            assert not any([one.is_error for one in await asyncio.gather(*long)])

    asyncio.run(flow())
