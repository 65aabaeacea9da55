"""A server with a life behind it: the conversation that ships, told day by day, so that what is known has a past."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Literal

import uvicorn

import mnesis
from mnesis import Memory, Message
from mnesis.demo import CONVERSATION
from mnesis.governance.access import Caller
from mnesis.model import Role, Scope, from_iso
from mnesis.providers.embedders.contract import Embedder
from mnesis.server.app import create_app
from mnesis.steps.keyring import Keyring

TODAY = from_iso("2026-10-02T08:00:00Z")
"""When everything is looked at; nothing in a drawing depends on the day of the test."""

NOTES = (
    ("2026-02-02T20:00:00Z", "My sister Inês lives in Porto."),
    ("2026-02-02T20:01:00Z", "My sister Inês works at Casa da Música."),
    ("2026-02-10T20:00:00Z", "My partner Wout works at Ghent University Hospital."),
    ("2026-03-05T19:00:00Z", "I work at Aldrava."),
    ("2026-03-05T19:01:00Z", "Tiago works at Aldrava."),
    ("2026-03-05T19:02:00Z", "Tiago lives in Coimbra."),
    ("2026-03-20T09:00:00Z", "Siltwatch uses Polars."),
    ("2026-03-20T09:01:00Z", "Siltwatch uses DuckDB."),
    ("2026-04-02T09:00:00Z", "To release siltwatch, first run npm test, then build the wheel, and push the tag."),
    ("2026-06-01T08:00:00Z", "I work at Kwartier now."),
    ("2026-07-01T08:00:00Z", "Always use pnpm, not npm."),
    ("2026-07-12T18:00:00Z", "Wout lives in Ghent."),
)
"""What Marta writes down herself, in plain sentences: more for a graph than a conversation gives by rules."""

HOSTILE = (
    '<img src=x onerror="window.broken=1">',
    '"><script>window.broken=1</script><svg onload=window.broken=1>',
    "javascript:window.broken=1 [click](javascript:window.broken=1)",
    "\u202eright to left\u202c שלום עולם, السلام عليكم",
    "W" * 1_500,
    "👩‍👩‍👧‍👦🏳️‍🌈 " * 40,
    "Zalgo: " + "e\u0301\u0316\u0317\u0318\u0319" * 60,
    "{{7*7}} ${7*7} <%= 7*7 %>",
)


class Moving:
    """A clock that stands where it is put, and goes on from `TODAY` in real time once it was let go."""

    def __init__(self) -> None:
        self.at = TODAY
        self.since: float | None = None

    def __call__(self) -> datetime:
        return self.at if self.since is None else TODAY + timedelta(seconds=time.monotonic() - self.since)


@dataclass(frozen=True)
class World:
    """`url` is that of the console, `memory` what is behind it, `tokens` a key of every sort by name."""

    url: str
    memory: Memory
    tokens: dict[str, str]

    def scope(self, name: str) -> Memory:
        """A scope of its own, for a test that changes something."""
        return self.memory.within(Scope("local", name))


def live(memory: Memory, clock: Moving) -> None:
    """Tell the conversation session by session, each on its day."""
    turns = [json.loads(line) for line in CONVERSATION.read_text("utf-8").splitlines()]
    for session, said in groupby(turns, key=lambda turn: turn["session"]):
        messages = [
            Message(
                text=turn["text"],
                actor=turn["actor"],
                speaker=turn.get("name"),
                session=session,
                time=turn["time"],
                channel=turn.get("channel"),
            )
            for turn in said
        ]
        clock.at = from_iso(messages[-1].time) + timedelta(minutes=1)
        memory.remember_many(messages)
    for at, text in NOTES:
        clock.at = from_iso(at) + timedelta(minutes=1)
        memory.remember(Message(text=text, speaker="Marta", session="notes", time=at, channel="notebook"))
    clock.at = TODAY


def keys(memory: Memory, clock: Moving) -> dict[str, str]:
    ring = Keyring(memory.store, clock)
    made = {
        "admin": ring.make("local", "Marta, laptop", Role.ADMIN, ("main", "*")),
        "reader": ring.make("local", "Screen in the hall", Role.READER, ("main",)),
        "agent": ring.make("local", "Juno", Role.AGENT, ("main", "project:*")),
    }
    return {name: one.token for name, one in made.items()}


@contextmanager
def world(folder: Path, embedder: Embedder | Literal["auto", "none"], *, open_to_all: bool = False) -> Iterator[World]:
    """A server on a port of its own, and a store with that past in it."""
    clock = Moving()
    with mnesis.open(folder / "world.db", embedder=embedder, clock=clock) as memory:
        live(memory, clock)
        for number, text in enumerate(HOSTILE):
            memory.within(Scope("local", "hostile")).remember(text, session=f"<b>{number}</b>")
        tokens = keys(memory, clock)
        clock.since = time.monotonic()
        owner = Caller(tenant="local", role=Role.ADMIN, places=("main", "*"), name="owner") if open_to_all else None
        with serving(memory, owner) as url:
            yield World(url, memory, tokens)


@contextmanager
def serving(memory: Memory, owner: Caller | None = None) -> Iterator[str]:
    """uvicorn in a thread; gives the address of the console."""
    config = uvicorn.Config(create_app(memory, owner=owner), port=0, log_level="warning", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="uvicorn")
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/console/"
    finally:
        server.should_exit = True
        thread.join()
