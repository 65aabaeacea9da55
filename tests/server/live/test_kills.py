"""A server that is killed again and again while another process writes: who comes back with a cursor misses nothing and
hears nothing twice."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

import mnesis
from mnesis.model import Episode, Role, Update, within
from mnesis.steps.keyring import Keyring

from .places import Client, begun, client, free_port

MESSAGES, KILLS = 600, 4

WRITER = """
import sys
import mnesis
with mnesis.open(sys.argv[1], embedder="none") as memory:
    for number in range(int(sys.argv[2])):
        memory.remember(f"Message {number}.")
"""


@contextmanager
def again(port: int, key: str) -> Iterator[Client]:
    """A client of a server that may not be up yet."""
    for _ in range(200):
        try:
            with client(port, key) as one:
                yield one
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server never came up")


@pytest.mark.slow
def test_no_update_is_missed_and_none_comes_twice(tmp_path: Path) -> None:
    path, port = tmp_path / "live.db", free_port()
    with mnesis.open(path, embedder="none") as memory:
        key = Keyring(memory.store).make("local", "kira", Role.READER).token
        memory.store.announce(True)
    heard: list[tuple[int, str]] = []
    server = begun(path, port)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(MESSAGES)])
    try:
        for life in range(KILLS + 1):
            with again(port, key) as one:
                one.subscribe(cursor=heard[-1][0] if heard else 0)
                try:
                    while len(heard) < MESSAGES * (life + 1) // (KILLS + 1):
                        told = one.hear("update", "reset")
                        heard.append((told["cursor"], told["id"]))
                    server.kill()
                    server.wait()
                    while True:  # what was on its way arrives, or not
                        told = one.hear("update", "reset", patience=5)
                        heard.append((told["cursor"], told["id"]))
                except (ConnectionClosed, TimeoutError):
                    pass
            server = begun(path, port) if life < KILLS else server
    finally:
        server.kill()
        server.wait()
        writer.wait(60)
    with mnesis.open(path, embedder="none") as memory:
        here = within(memory.scope)
        assert [number for number, _ in heard] == list(range(1, MESSAGES + 1))
        assert [id for _, id in heard] == [one.record for one in memory.store.find(Update, here, order=("number",))]
        assert memory.store.count(Episode, here) == MESSAGES
