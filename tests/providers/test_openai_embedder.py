"""Over real HTTP, against a server that behaves as told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

import mnesis
from mnesis.errors import InvalidInput, ProviderError
from mnesis.model import Space
from mnesis.providers.embedders.openai import Manner, OpenAIEmbedder
from mnesis.settings import Settings

from .contract import keeps_contract

KEY = "sk-secret"
Reply = tuple[int, dict[str, str], bytes] | None
Script = Callable[[dict[str, Any]], Reply]


def good(request: dict[str, Any]) -> Reply:
    """Vectors of length 3 that tell texts apart, in the wrong order."""
    data = []
    for index, text in enumerate(request["input"]):
        vector = [float(len(text)), float(sum(map(ord, text)) % 97 + 1), 1.0]
        data.append({"object": "embedding", "index": index, "embedding": vector})
    return answer({"data": data[::-1]})


def answer(body: Any, status: int = 200, **headers: str) -> Reply:
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body).encode()


class Server(ThreadingHTTPServer):
    """Plays its script, one entry a request, then behaves well. A None entry hangs up without a word."""

    daemon_threads = True

    def __init__(self, *script: Script) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.release = threading.Event()

    def dawdle(self, request: dict[str, Any]) -> Reply:
        """Says nothing until the test is over."""
        self.release.wait(90)
        return None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(request | {"path": self.path})
        self.server.keys.append(self.headers.get("authorization"))
        script = self.server.script.pop(0) if self.server.script else good
        reply = script(request)
        self.close_connection = True
        if reply is None:
            return
        status, headers, body = reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("connection", "close")  # unsaid, the client may send its next request into a closing door
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Waits(list[float]):
    """Stands in for sleeping: the seconds that would have been slept."""

    def manner(self, **changes: Any) -> Manner:
        return Manner(sleep=self.append, jitter=lambda: 0.0, **changes)


@contextmanager
def serving(*script: Script) -> Iterator[Server]:
    server = Server(*script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def embedder(url: str, manner: Manner | None = None, dimension: int = 3) -> Iterator[OpenAIEmbedder]:
    made = OpenAIEmbedder(base_url=url, model="small", dimension=dimension, api_key=KEY, manner=manner)
    try:
        yield made
    finally:
        made.close()


def failure(*script: Script, manner: Manner | None = None, dimension: int = 3) -> ProviderError:
    with (
        serving(*script) as server,
        embedder(server.url, manner or Waits().manner(), dimension) as made,
        pytest.raises(ProviderError) as caught,
    ):
        made.embed(["a", "b"])
    assert KEY not in str(caught.value)
    return caught.value


def test_contract() -> None:
    with serving() as server, embedder(server.url) as made:
        keeps_contract(made)
        assert made.space == Space("small", "openai", 3)


def test_texts_go_out_in_batches_with_the_key() -> None:
    with serving() as server, embedder(server.url, Manner(batch=2)) as made:
        rows = made.embed(["a", "bb", "", "dddd", "e"])
    assert [request["input"] for request in server.requests] == [["a", "bb"], [" ", "dddd"], ["e"]]
    assert {request["path"] for request in server.requests} == {"/v1/embeddings"}
    assert set(server.keys) == {f"Bearer {KEY}"}
    assert all("dimensions" not in request for request in server.requests)
    with serving() as server, embedder(server.url) as made:
        np.testing.assert_array_equal(rows, made.embed(["a", "bb", "", "dddd", "e"]))


def test_dimension_is_asked_for_by_name_where_wanted() -> None:
    with serving() as server, embedder(server.url, Manner(name_dimension=True)) as made:
        made.embed(["a"])
    assert server.requests[0]["dimensions"] == 3


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_busy_servers_are_asked_again(status: int) -> None:
    waits = Waits()
    busy = [lambda _: answer({}, status)] * 3
    with serving(*busy) as server, embedder(server.url, waits.manner()) as made:
        assert made.embed(["a"]).shape == (1, 3)
    assert len(server.requests) == 4
    assert waits == [0.5, 1.0, 2.0]


def test_retry_after_is_honoured_within_reason() -> None:
    waits = Waits()
    script = [lambda _, after=after: answer({}, 429, retry_after=after) for after in ("7", "9999", "soon")]
    with serving(*script) as server, embedder(server.url, waits.manner()) as made:
        made.embed(["a"])
    assert waits == [7.0, 30.0, 2.0]


def test_a_server_that_wants_no_long_wait_gets_none() -> None:
    waits = Waits()
    soon = [lambda _: answer({}, 429, retry_after="1")] * 4
    with serving(*soon) as server, embedder(server.url, waits.manner()) as made:
        made.embed(["a"])
    assert waits == [1.0, 1.0, 1.0, 1.0]


def test_nothing_but_attempts_and_the_longest_wait_bounds_it() -> None:
    waits = Waits()
    error = failure(*[lambda _: answer({}, 503, retry_after="9999")] * 5, manner=waits.manner())
    assert waits == [30.0] * 4
    assert (type(error), error.data["status"], error.data["retryable"]) == (ProviderError, 503, True)


def test_an_empty_purse_is_not_waited_for() -> None:
    waits = Waits()
    said = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
    assert not failure(lambda _: answer(said, 429), manner=waits.manner()).data["retryable"]
    assert waits == []


def test_jitter_shortens_a_wait_by_up_to_half() -> None:
    waits: list[float] = []
    manner = Manner(sleep=waits.append, jitter=lambda: 1.0)
    with serving(lambda _: answer({}, 500)) as server, embedder(server.url, manner) as made:
        made.embed(["a"])
    assert waits == [0.25]


def test_gives_up_in_the_end() -> None:
    waits = Waits()
    said = {"error": {"message": "overloaded, sorry"}}
    error = failure(*[lambda _: answer(said, 503)] * 5, manner=waits.manner(attempts=3))
    assert "gave up after 3 attempts" in str(error)
    assert "overloaded, sorry" in str(error)
    assert len(waits) == 2


def test_a_hung_up_connection_is_tried_again() -> None:
    waits = Waits()
    with serving(lambda _: None) as server, embedder(server.url, waits.manner()) as made:
        made.embed(["a"])
    assert len(server.requests) == 2


def test_a_server_that_says_nothing_times_out_and_is_asked_again() -> None:
    waits = Waits()

    def patient_now(seconds: float) -> None:
        waits.append(seconds)
        object.__setattr__(manner, "timeout", 60.0)  # a busy machine may be slow to give the good answer

    manner = Manner(timeout=0.2, sleep=patient_now)
    with serving() as server, embedder(server.url, manner) as made:
        server.script = [server.dawdle]
        assert made.embed(["a"]).shape == (1, 3)
    assert len(waits) == 1


def test_nobody_there(nobody: int) -> None:
    url = f"http://127.0.0.1:{nobody}/v1"
    with embedder(url, Waits().manner(attempts=2)) as made, pytest.raises(ProviderError, match="gave up after 2"):
        made.embed(["a"])


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "refused"), (401, "key is missing or wrong"), (403, "may not use"), (404, "no such endpoint or model")],
)
def test_what_will_not_get_better_is_told_at_once(status: int, words: str) -> None:
    waits = Waits()
    error = failure(lambda _: answer({"error": {"message": "because"}}, status), manner=waits.manner())
    assert words in str(error)
    assert "because" in str(error)
    assert error.data["status"] == status
    assert waits == []


def row(*numbers: Any, index: int = 0) -> dict[str, Any]:
    return {"index": index, "embedding": list(numbers)}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>proxy</html>", "not a list of 2 embeddings"),
        (b"[]", "not a list of 2 embeddings"),
        (b'{"data": null}', "not a list of 2 embeddings"),
        (b"[" * 100_000, "not a list of 2 embeddings"),
        ({"data": [row(1, 2, 3)]}, "not a list of 2 embeddings"),
        ({"data": [row(1, 2, 3), row(1, 2, 3)]}, "not a list of 2 embeddings"),
        ({"data": [row(1, 2, 3), row("x", 2, 3, index=1)]}, "not a list of 2 embeddings"),
        ({"data": [row(1, 2, 3), row(1, 2, index=1)]}, "not a list of 2 embeddings"),
        ({"data": [row(1, 2), row(1, 2, index=1)]}, "2 dimensions, 3 were expected"),
        ({"data": [row(1, 2, 3), row(1, float("nan"), 3, index=1)]}, "not finite"),
        ({"data": [row(1, 2, 3), row(1, None, 3, index=1)]}, "not finite"),
        ({"data": [row(1, 2, 3), row(0, 0, 0, index=1)]}, "nothing but zeros"),
    ],
)
def test_garbage_is_told_as_garbage(body: Any, words: str) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert words in str(failure(lambda _: (200, {}, raw)))


# --- what cannot be an address or a key ---------------------------------------------------------------------


@pytest.mark.parametrize("url", ["localhost:8080/v1", "ftp://example.org", "http://", "http://[::1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="embedding_url"):
        OpenAIEmbedder(base_url=url, model="small", dimension=3)


@pytest.mark.parametrize("key", ["sk-se\ncret", "sk-sécret"])
def test_a_key_that_would_break_a_header_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(InvalidInput, match="embedding_key") as caught:
        OpenAIEmbedder(base_url="http://127.0.0.1:9", model="small", dimension=3, api_key=key)
    assert "cret" not in str(caught.value)


def test_a_wrong_address_costs_the_vectors_and_not_the_words() -> None:
    settings = Settings.from_env({}, embedder="openai", embedding_url="localhost:8080/v1")
    with mnesis.open("memory://", settings=settings) as memory:
        kept = memory.remember("The tulips are in flower.")
        found = memory.recall("tulips")
    assert any("embedding_url" in notice for notice in kept.notices)
    assert any("embedding_url" in notice for notice in found.notices)
    assert [hit.text for hit in found.hits] == ["The tulips are in flower."]
