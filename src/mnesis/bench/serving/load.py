"""The load: so many clients over sockets that stay open, each asking again as soon as it is answered, or at a pace.

It runs in a process of its own and speaks HTTP/1.1 over raw streams, so that it measures the server and not itself.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter, process_time

from mnesis.bench.metrics import percentile
from mnesis.bench.serving.asking import LIMIT, Call, Matter, Mix, calls

PATIENCE = 60.0
"""Seconds an answer may take; later is an error."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do. `rate`: requests a second, over all clients; None: as fast as answers come. What is asked in the
    first `warm_up` seconds is not counted."""

    clients: int
    seconds: float
    mix: Mix
    about: Matter
    warm_up: float = 0.0
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The server, and the key that is shown to it."""

    port: int
    token: str
    host: str = "127.0.0.1"


@dataclass(slots=True)
class Load:
    """What came of it: milliseconds of each call by verb, errors by what they were, seconds it took; `busy`: the share
    of one core that asking took itself."""

    ms: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    busy: float = 0.0

    def took(self, verb: str, ms: float) -> None:
        self.ms.setdefault(verb, []).append(ms)

    @property
    def every(self) -> list[float]:
        """Milliseconds of all calls."""
        return [one for some in self.ms.values() for one in some]

    def figures(self) -> dict[str, object]:
        """Calls a second, percentiles of all and of each verb, errors."""
        every = self.every
        return {
            "requests": len(every),
            "a_second": len(every) / self.seconds if self.seconds else 0.0,
            **_percentiles(every),
            "verbs": {verb: {"requests": len(some), **_percentiles(some)} for verb, some in sorted(self.ms.items())},
            "errors": dict(self.errors),
            "load_busy": self.busy,
        }


def _percentiles(ms: list[float]) -> dict[str, float]:
    return {f"p{share}_ms": percentile(ms, share / 100) for share in (50, 95, 99)}


def run(target: Target, plan: Plan) -> Load:
    """Ask the server as the plan says."""
    return asyncio.run(_all(target, plan))


async def _all(target: Target, plan: Plan) -> Load:
    load, began = Load(), perf_counter()
    counted = began + plan.warm_up
    until = counted + plan.seconds
    before = process_time()
    await asyncio.gather(*(_Client(target, plan, load).run(one, counted, until) for one in range(plan.clients)))
    ended = perf_counter()
    load.seconds, load.busy = ended - counted, (process_time() - before) / (ended - began)
    return load


class _Client:
    """One connection, opened again where it breaks."""

    def __init__(self, target: Target, plan: Plan, load: Load) -> None:
        self._target, self._plan, self._load = target, plan, load
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._mine: list[str] = []

    async def run(self, number: int, counted: float, until: float) -> None:
        """Ask until it is time; calls begun before `counted` leave no trace but their errors."""
        asked = calls(self._plan.mix, self._plan.about, number, self._mine)
        for due in _moments(self._plan, number, perf_counter()):
            await asyncio.sleep(max(0.0, due - perf_counter()))
            began = perf_counter()
            if began >= until:
                break
            call = next(asked)
            try:
                await asyncio.wait_for(self._call(call), PATIENCE)
            except (OSError, EOFError, ValueError, TimeoutError) as error:
                self._load.errors[str(error) if isinstance(error, _Refused) else type(error).__name__] += 1
                self._hang_up()
            else:
                if began >= counted:
                    self._load.took(call.verb, (perf_counter() - began) * 1e3)
        self._hang_up()

    async def _call(self, call: Call) -> None:
        reader, writer = self._streams or await asyncio.open_connection(self._target.host, self._target.port)
        self._streams = reader, writer
        writer.write(request(call, self._target))
        status, body = await _answer(reader)
        if status >= 400:
            raise _Refused(f"{call.verb}: HTTP {status}")
        if call.verb == "remember":
            self._mine.append(json.loads(body)["memory"]["id"])

    def _hang_up(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None


class _Refused(ValueError):
    """An answer that says no."""


def _moments(plan: Plan, number: int, now: float) -> Iterator[float]:
    """When a client asks: at once always, or at its share of the rate, the clients one after the other."""
    step = plan.clients / plan.rate if plan.rate else 0.0
    due = now + step * number / plan.clients
    while True:
        yield due
        due += step


def request(call: Call, target: Target) -> bytes:
    """A call as bytes of HTTP."""
    method, path, given = _ROUTES[call.verb]
    body = b"" if given is None else json.dumps({given: call.value, **_MORE.get(call.verb, {})}).encode()
    lines = (
        f"{method} {path.format(call.value)} HTTP/1.1",
        f"Host: {target.host}:{target.port}",
        f"Authorization: Bearer {target.token}",
        *(("Content-Type: application/json", f"Content-Length: {len(body)}") if body else ()),
    )
    return "\r\n".join((*lines, "", "")).encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body. Raises EOFError, ValueError for what is not such an answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    fields = dict(line.lower().split(b":", 1) for line in head[1:] if line)
    length = int(fields.get(b"content-length", b"0"))
    return int(head[0].split()[1]), await reader.readexactly(length)


_ROUTES = {
    "recall": ("POST", "/v1/recall", "query"),
    "get": ("GET", "/v1/memories/{}", None),
    "facts": ("GET", f"/v1/facts?limit={LIMIT}", None),
    "remember": ("POST", "/v1/memories", "text"),
    "forget": ("DELETE", "/v1/memories/{}", None),
}
_MORE: dict[str, dict[str, object]] = {"recall": {"limit": LIMIT}, "remember": {"session": "bench"}}
