"""Tools that take long: progress, and being broken off between two steps."""

import asyncio
import threading
import time
from typing import Any

import pytest
from anyio import from_thread
from tests.server.mcp.places import MODES, Place, text

from mnesis.memory import Memory
from mnesis.model import Reflection
from mnesis.server.mcp.calling import Call


@pytest.mark.parametrize("mode", MODES)
def test_progress_is_told_to_who_asks_for_it(place: Place, name: str, mode: str) -> None:
    told: list[tuple[float, float | None]] = []

    async def on(done: float, total: float | None, message: str | None) -> None:
        told.append((done, total))

    async def flow() -> None:
        async with place.client(place.key(name), mode=mode) as client:
            done = await client.call_tool("reflect", {"day": "2026-05-08", "days": 5}, progress_callback=on)
            assert len(done.structured_content["days"]) == 5  # type: ignore[index]
            assert [at for at, _ in told] == [0, 1, 2, 3, 4, 5]
            assert {total for _, total in told} == {5}
            told.clear()
            messages = [{"text": f"Turn {at}."} for at in range(30)]
            await client.call_tool("remember_many", {"messages": messages}, progress_callback=on)
            assert told[-1] == (30, 30)
            assert [at for at, _ in told] == sorted(at for at, _ in told)

    asyncio.run(flow())


def until_cancelled() -> None:
    """Wait in a tool's thread until the server has heard that its call is cancelled."""
    for _ in range(9_000):
        try:
            from_thread.check_cancelled()
        except asyncio.CancelledError:
            return
        time.sleep(0.01)
    pytest.fail("the server did not hear of it")


@pytest.mark.parametrize("mode", MODES)
def test_a_cancelled_call_stops_between_two_steps_and_keeps_what_was_done(
    place: Place, name: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended, days = threading.Event(), threading.Event(), []
    reflect = Memory.reflect

    def slow(memory: Memory, day: Any = None, *args: Any, **more: Any) -> Reflection:
        days.append(day)
        begun.set()
        until_cancelled()
        try:
            return reflect(memory, day, *args, **more)
        finally:
            ended.set()

    monkeypatch.setattr(Memory, "reflect", slow)

    async def flow() -> None:
        async with place.client(place.key(name), mode=mode) as client:
            call = asyncio.create_task(client.call_tool("reflect", {"day": "2026-05-08", "days": 20}))
            assert await asyncio.to_thread(begun.wait, 90)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert await asyncio.to_thread(ended.wait, 90)
            assert "Kept" in text(await client.call_tool("remember", {"text": "It goes on."}))
            assert len(days) == 1

    asyncio.run(flow())


def test_a_cancelled_batch_sent_again_is_whole_and_has_nothing_twice(
    place: Place, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = threading.Event()
    step = Call.step

    def slow(call: Call, done: int, total: int | None = None, message: str | None = None) -> None:
        if done == 20:
            half.set()
            until_cancelled()
        step(call, done, total, message)

    messages = [{"text": f"Turn {at}.", "time": f"2026-05-04T10:{at:02}Z"} for at in range(40)]
    given = {"messages": messages, "session": "s"}

    async def flow() -> None:
        async with place.client(place.key(name)) as client:
            with monkeypatch.context() as patched:
                patched.setattr(Call, "step", slow)
                call = asyncio.create_task(client.call_tool("remember_many", given))
                assert await asyncio.to_thread(half.wait, 90)
                call.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await call
                await client.call_tool("recall", {"query": "turn"})
            again = await client.call_tool("remember_many", given)
            kept: Any = again.structured_content
            assert kept["added"] + kept["duplicates"] == 40
            found: Any = (await client.call_tool("timeline", {"limit": 100})).structured_content
            assert len(found["memories"]) == 40

    asyncio.run(flow())
