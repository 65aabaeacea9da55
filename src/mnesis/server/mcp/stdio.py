"""Over standard input and output, as a process that a client starts: one memory, every right, no key."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import anyio
from mcp.server.stdio import stdio_server

from mnesis.server.mcp.access import Own
from mnesis.server.mcp.server import Context, make_server

_CHUNK = 65_536


def serve(own: Own) -> None:
    """Serve until the client closes its end, or SIGTERM or SIGINT comes; then the memory is closed. What was answered
    is kept."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        with _until_told():
            anyio.run(_serve, own)
    finally:
        own.close()


async def _serve(own: Own) -> None:
    def access(ctx: Context) -> Own:
        if ctx.method == "tools/list":  # the client has begun, and has what it waited for; calls come soon
            own.begin()
        return own

    server = make_server(access)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


@contextmanager
def _until_told() -> Iterator[None]:
    """Let the signals that end a process look like the end of its input: the thread that waits for input can be woken
    by nothing else. A pipe stands between the two, which a signal closes."""
    ours, theirs = os.pipe()
    given, end = os.dup(0), os.fdopen(theirs, "wb", buffering=0)
    os.dup2(ours, 0)
    os.close(ours)

    def pump() -> None:
        with end, suppress(ValueError, OSError):  # closed by a signal
            while chunk := os.read(given, _CHUNK):
                end.write(chunk)

    before = {one: signal.signal(one, lambda *_: end.close()) for one in (signal.SIGTERM, signal.SIGINT)}
    threading.Thread(target=pump, name="stdin", daemon=True).start()
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
