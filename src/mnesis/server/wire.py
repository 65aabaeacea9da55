"""HTTP as uvicorn reads it, with an end to what comes before a request: bytes of its head, and seconds for them."""

import asyncio
from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD = 65_536
"""Bytes of the line and headers of a request; what one read brings (256 KB at most) may be more."""
PATIENCE = 30.0
"""Seconds until a head is there, from its first byte or the connection's beginning."""
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Wire(HttpToolsProtocol):
    """One connection. The parser itself takes heads of any size, and waits for ever."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._heading = True
        self._read = 0
        self._timer: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._waited()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        began = self._heading
        super().data_received(data)
        if not (began and self._heading) or self.transport.is_closing():
            return
        self._read += len(data)
        if self._read > HEAD:
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._heading, self._read = True, 0
        if self._timer is None:
            self._wait()

    def on_headers_complete(self) -> None:
        self._heading = False
        self._waited()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._timer = self.loop.call_later(PATIENCE, self._give_up)

    def _waited(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        self.transport.close()
