"""A server that is killed again and again while another process writes: who comes back with a cursor misses nothing and
hears nothing twice."""

import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

import mnesis
from mnesis.model import Episode, Role, Update, within
from mnesis.steps.keyring import Keyring

from .places import PATIENCE, begun, client

MESSAGES, KILLS = 600, 4

WRITER = """
import sys
import mnesis
with mnesis.open(sys.argv[1], embedder="none") as memory:
    for number in range(int(sys.argv[2])):
        memory.remember(f"Message {number}.")
"""


@pytest.mark.slow
def test_no_update_is_missed_and_none_comes_twice(tmp_path: Path) -> None:
    path, listening = tmp_path / "live.db", socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    with mnesis.open(path, embedder="none") as memory:
        key = Keyring(memory.store).make("local", "kira", Role.READER).token
        memory.store.announce(True)
    heard: list[tuple[int, str]] = []
    server = begun(path, listening)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(MESSAGES)])
    try:
        for life in range(KILLS + 1):
            with client(port, key) as one:
                one.subscribe(cursor=heard[-1][0] if heard else 0)
                while len(heard) < MESSAGES * (life + 1) // (KILLS + 1):
                    told = one.hear("update", "reset")
                    heard.append((told["cursor"], told["id"]))
                server.kill()
                server.wait()
                with suppress(ConnectionClosed):  # what was on its way arrives, or not
                    while True:
                        told = one.hear("update", "reset")
                        heard.append((told["cursor"], told["id"]))
            server = begun(path, listening) if life < KILLS else server
    finally:
        server.kill()
        server.wait()
        writer.wait(PATIENCE)
        listening.close()
    with mnesis.open(path, embedder="none") as memory:
        here = within(memory.scope)
        assert [number for number, _ in heard] == list(range(1, MESSAGES + 1))
        assert [id for _, id in heard] == [one.record for one in memory.store.find(Update, here, order=("number",))]
        assert memory.store.count(Episode, here) == MESSAGES
