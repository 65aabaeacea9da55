"""`mnesis bench mcp`: from the start of `mnesis mcp` to its first answer, and what a tool costs over the same call in
process."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from mnesis.bench import results, screen
from mnesis.bench.speed.generate import messages, questions
from mnesis.memory import Memory
from mnesis.model import utc_now
from mnesis.opening import load_embedder
from mnesis.opening import open as open_memory
from mnesis.settings import Settings

NOTES = (
    "start: a process of its own each time, on a store that is there; seconds from its start to each answer",
    "calls: the same questions and texts, one after the other, through a client over stdio and in this process",
    "client: lines of JSON by hand, so that none of a client's own work is counted",
)
_VERSION = "2025-11-25"


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds since the process was started, of one start; `cpu` are those that it computed, until its end, which
    other programs on the machine change little."""

    initialized: float
    listed: float
    recalled: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of a call, median and 95th percentile, through the protocol and in process."""

    calls: int
    tool_p50: float
    tool_p95: float
    verb_p50: float
    verb_p95: float

    @property
    def over_p50(self) -> float:
        return self.tool_p50 - self.verb_p50

    @property
    def over_p95(self) -> float:
        return self.tool_p95 - self.verb_p95


class Spoken:
    """A process of `mnesis mcp` that is spoken to by hand."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process, self._id = process, 0

    def ask(self, method: str, **params: Any) -> Any:
        """The result of a request. Raises RuntimeError for an error, and where the process is gone."""
        self._id += 1
        self._send({"id": self._id, "method": method, "params": params})
        assert self._process.stdout
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the server ended"}
        if "error" in answer or answer["result"].get("isError"):
            raise RuntimeError(f"{method}: {answer}")
        return answer["result"]

    def begin(self) -> None:
        """The handshake."""
        client = {"name": "mnesis bench", "version": "1"}
        self.ask("initialize", protocolVersion=_VERSION, capabilities={}, clientInfo=client)
        self._send({"method": "notifications/initialized"})

    def call(self, tool: str, **arguments: Any) -> Any:
        return self.ask("tools/call", name=tool, arguments=arguments)

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self._process.stdin.flush()


@contextmanager
def spoken(database: Path) -> Iterator[Spoken]:
    """A server on a file, for as long as the body runs."""
    command = [sys.executable, "-m", "mnesis", "mcp", "--db", str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Spoken(process)
        finally:
            process.communicate()


def start_once(database: Path, question: str) -> Start:
    """Start a server and ask it one question, as a client does."""
    began, before = perf_counter(), _computed()
    with spoken(database) as server:
        server.begin()
        initialized = perf_counter() - began
        server.ask("tools/list")
        listed = perf_counter() - began
        server.call("recall", query=question)
        recalled = perf_counter() - began
    return Start(initialized, listed, recalled, _computed() - before)


def _computed() -> float:
    """Seconds that processes started here and ended have computed."""
    times = os.times()
    return times.children_user + times.children_system


def compare(memory: Memory, server: Spoken, asked: Sequence[str]) -> dict[str, Cost]:
    """What `recall` and `remember` cost through a server and here, on the same file."""
    told = [f"{text} ({number})" for number, text in enumerate(asked)]
    for text in asked[:10]:
        server.call("recall", query=text)
        memory.recall(text, limit=8)
    return {
        "recall": _cost(asked, lambda q: server.call("recall", query=q), lambda q: memory.recall(q, limit=8)),
        "remember": _cost(
            told,
            lambda text: server.call("remember", text=f"By a tool: {text}", session="bench"),
            lambda text: memory.remember(f"By a verb: {text}", session="bench"),
        ),
    }


def _cost(given: Sequence[str], tool: Callable[[str], Any], verb: Callable[[str], Any]) -> Cost:
    """By turns, so that both meet the same noise."""
    tools, verbs = zip(*((_ms(tool, one), _ms(verb, one)) for one in given), strict=True)
    return Cost(len(given), *_percentiles(tools), *_percentiles(verbs))


def _ms(do: Callable[[str], Any], given: str) -> float:
    began = perf_counter()
    do(given)
    return (perf_counter() - began) * 1_000


def _percentiles(values: Sequence[float]) -> tuple[float, float]:
    p50, p95 = np.percentile(values, (50, 95))
    return float(p50), float(p95)


def measure(memories: int, starts: int, calls: int, *, output: Path | None, as_json: bool) -> None:
    """Measure on a store of so many generated memories. Raises ModelMissing, InvalidInput."""
    settings, at, out = Settings.from_env(), utc_now(), screen.console()
    embedder = load_embedder(settings)
    asked = questions(max(calls, starts), 0, memories)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        with open_memory(database, settings=settings) as memory:
            memory.remember_many(messages(0, memories))
        begun = [start_once(database, question) for question in asked[:starts]]
        with open_memory(database, settings=settings) as memory, spoken(database) as server:
            server.begin()
            costs = compare(memory, server, asked[:calls])
    shown = {name: {**asdict(one), "over_p50": one.over_p50, "over_p95": one.over_p95} for name, one in costs.items()}
    record = results.about("mcp", settings, embedder, at, memories=memories, notes=list(NOTES))
    record |= {"starts": [asdict(one) for one in begun], "calls": shown}
    path = results.place(output, "mcp", at)
    results.save(path, record)
    if as_json:
        screen.show_json(out, record)
    else:
        screen.lines(out, [*_told(begun, costs), *NOTES, f"written: {path}"])


def _told(begun: Sequence[Start], costs: dict[str, Cost]) -> Iterator[str]:
    for name in ("initialized", "listed", "recalled", "cpu"):
        seconds = sorted(getattr(one, name) for one in begun)
        yield f"{name:<12} {np.median(seconds):.2f} s  ({seconds[0]:.2f} to {seconds[-1]:.2f}, {len(seconds)} starts)"
    for name, one in costs.items():
        tool, verb = f"{one.tool_p50:.1f} / {one.tool_p95:.1f} ms", f"{one.verb_p50:.1f} / {one.verb_p95:.1f} ms"
        yield f"{name:<12} p50 / p95: tool {tool}, verb {verb}, over {one.over_p50:.1f} / {one.over_p95:.1f} ms"
