"""What comes before a request has an end: bytes and seconds of its head."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from mnesis.server import wire
from mnesis.server.wire import HEAD, Wire

begun = threading.Event()
"""A head was read."""


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    begun.set()
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@contextmanager
def connected() -> Iterator[socket.socket]:
    """A connection to a server that tells how many bytes a body has."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(echo, http=Wire, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        with socket.create_connection(listening.getsockname(), timeout=60) as one:
            yield one
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def heard(one: socket.socket) -> bytes:
    """All until the server hangs up."""
    told = b""
    with suppress(ConnectionError):
        while piece := one.recv(65536):
            told += piece
    return told


def test_a_head_has_a_size() -> None:
    with connected() as one:
        one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        sent = 0
        with suppress(ConnectionError):
            while sent < 100 * HEAD:
                one.sendall(b"a" * HEAD)
                sent += HEAD
        told = heard(one)
        assert sent < 100 * HEAD or told
        assert not told or told.startswith(b"HTTP/1.1 431 ")
    with connected() as one:
        one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * (HEAD // 2))
        one.sendall(b"\r\nConnection: close\r\n\r\n")
        assert heard(one).startswith(b"HTTP/1.1 200 ")


def test_a_body_counts_for_itself_and_so_does_the_next_request() -> None:
    body = b"x" * (3 * HEAD)
    request = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    with connected() as one:
        for _ in range(3):
            one.sendall(request + body)
            told = b""
            while not told.endswith(b"\r\n\r\n%d" % len(body)):  # head and body may come one after the other
                piece = one.recv(65536)
                assert piece, told
                told += piece
            assert told.startswith(b"HTTP/1.1 200 ")
        one.sendall(request + body + b"GET / HTTP/1.1\r\n")
        one.sendall(b"Host: x\r\nConnection: close\r\n\r\n")
        assert heard(one).count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_come_is_not_waited_for(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PATIENCE", 0.1)
    with connected() as one:
        one.sendall(begun)
        assert heard(one) == b""


def test_who_sends_a_head_in_time_may_be_slow_with_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PATIENCE", 1.0)
    with connected() as other:
        while True:
            begun.clear()
            until = time.monotonic() + wire.PATIENCE
            with socket.create_connection(other.getpeername(), timeout=60) as one:
                one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nx")
                if not begun.wait(wire.PATIENCE) or time.monotonic() > until:
                    continue  # a busy machine was not in time
                time.sleep(1.5)
                one.sendall(b"x")
                assert heard(one).endswith(b"2")
                return
