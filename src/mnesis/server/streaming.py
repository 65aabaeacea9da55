"""Server-sent events for work that takes long: `progress` as it goes, at last `result` or `error`."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from mnesis.errors import MnesisError
from mnesis.server.life import Life
from mnesis.server.problems import of_error, unexpected
from mnesis.server.visits import Visit

EVENTS = "text/event-stream"
BEAT = 15.0
"""Seconds after which a line that says nothing keeps the connection."""


class Stopped(KeyboardInterrupt):
    """The server stops: the work is broken off where it can go on later, as by Ctrl-C, and a job is given back."""


def wants_events(request: Request) -> bool:
    """Whether the caller would rather be told as it goes."""
    return EVENTS in request.headers.get("accept", "")


@dataclass(slots=True)
class _Told:
    """What a thread tells a stream. Of progress only the latest counts."""

    loop: asyncio.AbstractEventLoop
    life: Life
    news: asyncio.Event = field(default_factory=asyncio.Event)
    progress: dict[str, Any] | None = None
    last: bytes | None = None

    def tell(self, *told: Any) -> None:
        """Called by the work, from its thread. Raises Stopped where the server stops."""
        if self.life.stopping:
            raise Stopped
        names = ("step", "done", "total") if len(told) == 3 else ("done", "total")
        self.progress = {name: getattr(value, "value", value) for name, value in zip(names, told, strict=False)}
        self.loop.call_soon_threadsafe(self.news.set)

    def end(self, event: bytes) -> None:
        self.last = event
        self.loop.call_soon_threadsafe(self.news.set)


def stream(visit: Visit, act: Callable[[Visit], Any]) -> Response:
    """The response that tells how work goes on. The work goes to its end, or to a point from which it can go on, when
    the caller is gone."""
    return StreamingResponse(_events(visit, act), headers={"Cache-Control": "no-store"}, media_type=EVENTS)


async def _events(visit: Visit, act: Callable[[Visit], Any]) -> AsyncIterator[bytes]:
    life: Life = visit.request.app.state.life
    told = _Told(asyncio.get_running_loop(), life)
    crew = threading.Thread(target=_work, args=(told, lambda: act(replace(visit, progress=told.tell))), daemon=True)
    life.begin(crew)
    yield event("progress", {"done": 0, "total": 0})
    while told.last is None:
        try:
            await asyncio.wait_for(told.news.wait(), BEAT)
        except TimeoutError:
            yield b": waiting\n\n"
            continue
        told.news.clear()
        if told.progress and told.last is None:
            yield event("progress", told.progress)
    yield told.last


def _work(told: _Told, act: Callable[[], Any]) -> None:
    try:
        last = event("result", act())
    except MnesisError as error:
        last = b"event: error\ndata: " + bytes(of_error(error).body) + b"\n\n"
    except Stopped:
        stopped = {"title": "Stopping", "status": 503, "detail": "The server stops. Ask again: it goes on from here."}
        last = event("error", stopped)
    except Exception as error:  # noqa: BLE001 - an edge: the error is logged, the caller told an id
        last = b"event: error\ndata: " + bytes(unexpected(error).body) + b"\n\n"
    told.end(last)


def event(name: str, data: Any) -> bytes:
    """One event, its data as JSON in one line."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


Piece = bytes | Exception | None
"""Some of a stream; what ended it too early; or its end."""


async def piped(source: Callable[[], Iterator[bytes]]) -> AsyncIterator[bytes]:
    """What an iterator gives, all of it taken in one thread, no faster than it is read. Where nobody reads on, the
    iterator is closed. Raises what it raises."""
    loop, queue, gone = asyncio.get_running_loop(), asyncio.Queue[Piece](4), threading.Event()

    def put(piece: Piece) -> bool:
        """Whether anybody reads on."""
        asyncio.run_coroutine_threadsafe(queue.put(piece), loop).result()
        return not gone.is_set()

    threading.Thread(target=_fill, args=(source, put), name="export", daemon=True).start()
    try:
        while (piece := await queue.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        gone.set()
        while not queue.empty():  # whoever waits to put
            queue.get_nowait()


def _fill(source: Callable[[], Iterator[bytes]], put: Callable[[Piece], bool]) -> None:
    try:
        if all(put(piece) for piece in source()):
            put(None)
    except Exception as error:  # noqa: BLE001 - an edge: it is raised where the pieces are read
        put(error)
