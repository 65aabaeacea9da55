"""`mnesis serve`: its keys, its address, its end. Real processes, told to stop and killed under load."""

import json
import signal
import socket
import subprocess
import threading
from pathlib import Path

import httpx
import pytest

import mnesis
from mnesis.model import Update, within

from .process import PATIENCE, Process, command, environment, started

pytestmark = pytest.mark.slow


def client(server: Process, token: str | None = None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token or server.token}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE)


def run(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A server that does not begin."""
    said = command(path, *options)
    return subprocess.run(said, env=environment(), capture_output=True, text=True, check=False, timeout=PATIENCE)


def test_the_first_start_makes_a_key_and_later_ones_count_them(tmp_path: Path) -> None:
    with started(tmp_path / "a.db") as server:
        token = server.token
        assert f"/console/#key={token}" in server.said
        with client(server) as asked:
            assert asked.get("/v1/me").json()["role"] == "admin"
            assert asked.post("/v1/memories", json={"text": "Hello."}, params={"scope": "any"}).status_code == 200
        assert server.end(signal.SIGTERM) == 0
    with started(tmp_path / "a.db") as again:
        assert "mn_" not in again.said
        assert "Keys: 1." in again.said
        with client(again, token) as asked:
            assert asked.get("/v1/memories", params={"scope": "any"}).json()["memories"][0]["text"] == "Hello."
        assert again.end(signal.SIGINT) == 0
    with mnesis.open(tmp_path / "a.db", scope="any", embedder="none") as memory:
        assert memory.store.count(Update, within(memory.scope)) > 0  # the feed is on


def test_open_is_for_this_machine_only(tmp_path: Path) -> None:
    refused = run(tmp_path / "a.db", "--open", "--host", "0.0.0.0")
    assert refused.returncode == 2
    assert "--open" in refused.stderr
    with started(tmp_path / "a.db", "--open") as server, httpx.Client(base_url=server.url, timeout=PATIENCE) as asked:
        assert "mn_" not in server.said
        assert asked.get("/v1/me").json()["name"] == "owner"
        assert asked.get("/v1/me", headers={"Host": "evil.example"}).status_code == 421


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = ("--port", str(taken.getsockname()[1]))
        ended = run(tmp_path / "a.db", *options)
    assert ended.returncode == 2
    assert str(taken) not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_jobs_are_done_beside_requests(tmp_path: Path) -> None:
    with started(tmp_path / "a.db", MNESIS_UNDERSTANDING="jobs") as server, client(server) as asked:
        asked.post("/v1/memories", json={"text": "I work at Acme.", "speaker": "Otto"})
        for _ in range(1_200):
            if asked.get("/v1/facts").json()["facts"]:
                break
            threading.Event().wait(0.1)
        assert asked.get("/v1/facts").json()["facts"][0]["object"] == "Acme"


class Crowd:
    """Clients that remember one thing after the other, and know what was acknowledged."""

    def __init__(self, server: Process, count: int) -> None:
        self.server, self.acknowledged, self.refused = server, dict[str, str](), list[int]()
        self.stop = threading.Event()
        self.enough = threading.Event()
        self.threads = [threading.Thread(target=self._run, args=(number,)) for number in range(count)]

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *ended: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _run(self, number: int) -> None:
        with client(self.server) as asked:
            turn = 0
            while not self.stop.is_set():
                turn += 1
                text = f"Client {number} says {turn}."
                key = {"Idempotency-Key": f"{number}-{turn}"}
                try:
                    answer = asked.post("/v1/memories", json={"text": text}, headers=key)
                except httpx.HTTPError:
                    return
                if answer.status_code == 200:
                    self.acknowledged[key["Idempotency-Key"]] = answer.json()["memory"]["id"]
                else:
                    self.refused.append(answer.status_code)
                if len(self.acknowledged) >= 60:
                    self.enough.set()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path, how: signal.Signals) -> None:
    with started(tmp_path / "a.db") as server:
        with Crowd(server, 8) as crowd:
            assert crowd.enough.wait(PATIENCE)
            code = server.end(how)
        token = server.token
    assert code == (0 if how is signal.SIGTERM else -signal.SIGKILL)
    assert set(crowd.refused) <= {503}
    with mnesis.open(tmp_path / "a.db", embedder="none") as memory:
        there = {one.id: one.text for one in memory.episodes(limit=None)}
        assert set(crowd.acknowledged.values()) <= there.keys()
        assert memory.check() == []
    with started(tmp_path / "a.db") as again, client(again, token) as asked:
        for number in range(8):  # everybody sends their last ones again, not knowing what became of them
            turns = sorted(int(key.split("-")[1]) for key in crowd.acknowledged if key.startswith(f"{number}-"))
            for turn in [*turns[-1:], turns[-1] + 1 if turns else 1]:
                key = f"{number}-{turn}"
                sent = {"text": f"Client {number} says {turn}."}
                kept = asked.post("/v1/memories", json=sent, headers={"Idempotency-Key": key}).json()["memory"]["id"]
                assert crowd.acknowledged.get(key, kept) == kept
        texts = [one["text"] for one in everything(asked)]
        assert len(texts) == len(set(texts))


def everything(asked: httpx.Client) -> list[dict[str, str]]:
    return [record for line in asked.get("/v1/export").text.splitlines() if "text" in (record := json.loads(line))]


def test_what_runs_when_it_is_told_to_stop_ends_first(tmp_path: Path) -> None:
    """A stream says its last word, and a night that is broken off is given back."""
    with started(tmp_path / "a.db") as server, client(server) as asked:
        lines = b"".join(b'{"text": "I know Person%d.", "time": "2026-01-01"}\n' % number for number in range(20_000))
        accept = {"Accept": "text/event-stream"}
        with asked.stream("POST", "/v1/import?format=jsonl", content=lines, headers=accept) as answer:
            told = answer.iter_lines()
            assert next(told) == "event: progress"
            server.running.send_signal(signal.SIGTERM)
            rest = [line for line in told if line.startswith("event: ")]
        assert rest[-1] in ("event: error", "event: result")
        assert server.running.wait(PATIENCE) == 0
    with mnesis.open(tmp_path / "a.db", embedder="none") as memory:
        assert memory.check() == []
        assert not memory.jobs("running")
