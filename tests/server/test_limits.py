"""What a server bears, and what it says beyond that."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.exceptions import HTTPException

from mnesis.memory import Memory
from mnesis.server.config import Config
from mnesis.server.limits import Rates
from mnesis.settings import Settings

from .conftest import Serve

PROBLEM = "application/problem+json"


def test_bodies_have_a_size(serve: Serve) -> None:
    client = serve(Config(body_bytes=1000, upload_bytes=5000)).client()
    large = {"text": "x" * 1000}

    def pieces() -> object:
        yield from (b"x" * 500 for _ in range(12))

    told = [
        client.post("/v1/memories", json=large),
        client.post("/v1/memories", content=pieces(), headers={"Content-Type": "application/json"}),
        client.post("/v1/import", content=pieces()),
    ]
    for answer in told:
        assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
        assert answer.json()["title"] == "ContentTooLarge"
    line = b'{"text": "%s"}\n' % (b"y" * 2000)
    assert client.post("/v1/import", params={"format": "jsonl"}, content=line).json()["added"] == 1


def test_what_takes_too_long_is_told_so_and_ends_all_the_same(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = serve(Config(request_seconds=0.2))
    client, go, ended = rest.client(), threading.Event(), threading.Event()
    stats = Memory.stats

    def slow(self: Memory) -> object:
        go.wait(90)
        ended.set()
        return stats(self)

    monkeypatch.setattr(Memory, "stats", slow)
    answer = client.get("/v1/stats")
    assert (answer.status_code, answer.json()["title"]) == (504, "Timeout")
    assert not ended.is_set()
    go.set()
    assert ended.wait(90)
    monkeypatch.undo()
    while client.get("/v1/stats").status_code != 200:  # a slow machine may take as long for the real one
        pass


def test_beyond_the_queue_others_are_told_to_come_again(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = serve(Config(queue=2))
    client, go = rest.client(), threading.Event()
    client.get("/v1/me")
    inside = threading.Semaphore(0)

    def slow(self: Memory) -> object:
        inside.release()
        go.wait(90)
        raise LookupError("never mind")

    monkeypatch.setattr(Memory, "stats", slow)
    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(client.get, "/v1/stats") for _ in range(2)]
        for _ in held:
            assert inside.acquire(timeout=90)
        refused = rest.client(None).get("/health")
        go.set()
        assert {one.result().status_code for one in held} == {500}
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert client.get("/health").status_code == 200


def test_a_key_that_asks_too_often_waits(serve: Serve) -> None:
    rest = serve(Config(rate=0.01, burst=3))
    client, other = rest.client(), rest.client()
    left = [client.get("/v1/me").headers["ratelimit"] for _ in range(3)]
    assert [one.split(";")[1] for one in left] == ["r=2", "r=1", "r=0"]
    refused = client.get("/v1/me")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 1
    assert refused.headers["ratelimit-policy"] == '"key";q=3;w=300'
    assert other.get("/v1/me").status_code == 200


def test_buckets_fill_again() -> None:
    now = [0.0]
    rates = Rates(2.0, 2, lambda: now[0])
    for _ in range(2):
        rates.take("a")
    with pytest.raises(HTTPException):
        rates.take("a")
    now[0] += 0.5
    rates.take("a")
    assert Rates(0.0, 1).take("a") == {}


def test_only_names_of_its_own_are_answered(serve: Serve) -> None:
    rest = serve(Config(hosts=("127.0.0.1", "[::1]", "localhost", "memory.example")))
    client = rest.client()
    for name in ("127.0.0.1", "localhost:80", "memory.example", "Memory.Example:8765", "[::1]:8765"):
        assert client.get("/health", headers={"Host": name}).status_code == 200, name
    for name in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8765", ""):
        assert client.get("/health", headers={"Host": name}).status_code == 421, name


def test_pages_of_others_are_let_in_only_by_name(serve: Serve) -> None:
    asks = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    closed, opened = serve().client(), serve(Config(origins=("https://app.example",))).client()
    assert "access-control-allow-origin" not in closed.options("/v1/recall", headers=asks).headers
    let_in = opened.options("/v1/recall", headers=asks)
    assert let_in.headers["access-control-allow-origin"] == "https://app.example"
    other = opened.get("/v1/me", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_json_that_is_too_deep(serve: Serve) -> None:
    client = serve().client()
    json = {"Content-Type": "application/json"}
    for deep in (b'{"where":' + b'{"not":' * 5000 + b"1" + b"}" * 5001, b"[" * 100_000):
        answer = client.post("/v1/memories/search", content=deep, headers=json)
        assert 400 <= answer.status_code < 500
        assert answer.headers["content-type"] == PROBLEM


def test_settings_say_what_a_server_bears() -> None:
    told = {"MNESIS_SERVER_RATE": "2.5", "MNESIS_SERVER_HOSTS": "a.example, b.example", "MNESIS_SERVER_QUEUE": "7"}
    config = Config.of(Settings.from_env(told))
    assert (config.rate, config.hosts, config.queue) == (2.5, ("a.example", "b.example"), 7)
