"""The same request sent again is not done again: it is answered as the first time.

A request with the header Idempotency-Key is written down with its moment before it is done, and with its reply after.
Killed in between, it is done again at the same moment, so that what a verb names by content and time gets the same id
and is there once.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from starlette.exceptions import HTTPException

from mnesis.errors import Conflict, InvalidInput
from mnesis.memory import Memory
from mnesis.model import Expect, Put, Response, Right, Touch, as_utc, utc_now, within
from mnesis.server.limits import UPLOADS
from mnesis.server.visits import Visit

HEADER = "idempotency-key"
KEPT = timedelta(days=1)
LONGEST = 255
CHANGING = frozenset((Right.WRITE, Right.CURATE, Right.WORK))
"""Rights whose requests are kept. Replies that hold a new key are not: a secret is written down nowhere."""
_FREE = ""
"""The request of a response that came to nothing: whoever comes next may try."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered; `replayed`, because it was asked before."""

    status: int
    body: str
    replayed: bool = False


@dataclass(slots=True)
class Running:
    """Requests under a key that are being done by this process, and since when it runs. At `app.state.running`."""

    since: datetime = field(default_factory=utc_now)
    _ids: set[tuple[object, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, one: tuple[object, str]) -> bool:
        """Whether nobody else here is at it."""
        with self._lock:
            if one in self._ids:
                return False
            self._ids.add(one)
            return True

    def leave(self, one: tuple[object, str]) -> None:
        with self._lock:
            self._ids.discard(one)


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is to be done once. `patience`: how long another process may be at it."""

    memory: Memory
    id: str
    request: str
    running: Running
    patience: timedelta

    def do(self, act: Callable[[Memory], Reply]) -> Reply:
        """The reply of the first time, else of `act`, which gets the memory at the moment of the first time. Raises
        what `act` raises, and then it is free to be tried again; HTTPException where it is being done; InvalidInput for
        a key of another request."""
        here = (self.memory.scope, self.id)
        if not self.running.enter(here):
            raise _at_it()
        try:
            return self._do(act)
        finally:
            self.running.leave(here)

    def _do(self, act: Callable[[Memory], Reply]) -> Reply:
        now = as_utc(utc_now())
        kept = next(iter(self.memory.store.get(Response, [self.id], within(self.memory.scope))), None)
        if kept is not None and now - kept.at < KEPT and kept.request != _FREE:
            if kept.request != self.request:
                raise InvalidInput(what="Idempotency-Key", problem="was sent with another request before")
            if kept.status is not None:
                return Reply(kept.status, kept.body or "", replayed=True)
            if kept.at >= self.running.since and now - kept.at < self.patience:
                raise _at_it()
        else:
            kept = self._reserve(kept, now)
        return self._finish(kept, act)

    def _reserve(self, old: Response | None, now: datetime) -> Response:
        scope = self.memory.scope
        new = Response(id=self.id, scope=scope, request=self.request, at=now)
        try:
            self.memory.store.apply([Expect(Response, scope, self.id, old.version if old else 0), Put(new)])
        except Conflict as error:
            raise _at_it() from error
        return new

    def _finish(self, kept: Response, act: Callable[[Memory], Reply]) -> Reply:
        try:
            reply = act(self.memory.timed(lambda: kept.at))
        except BaseException:
            self._note(request=_FREE)
            raise
        self._note(status=reply.status, body=reply.body)
        return reply

    def _note(self, **fields: object) -> None:
        self.memory.store.apply([Touch(Response, self.memory.scope, self.id, fields)])


def keeps(right: str | None, method: str, path: str) -> bool:
    """Whether such requests are kept: those that change something, but for whole files, which add nothing twice."""
    return right in CHANGING and method != "GET" and path not in UPLOADS


def once(visit: Visit) -> Once | None:
    """What keeps this request from being done twice; None where it changes nothing or has no key. Raises
    InvalidInput."""
    key = visit.request.headers.get(HEADER)
    if key is None or not keeps(visit.right, visit.request.method, visit.request.url.path):
        return None
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        raise InvalidInput(what="Idempotency-Key", problem=f"must be 1 to {LONGEST} characters that can be seen")
    who = f"{visit.caller.key_id or visit.caller.name}\n{key}"
    config = visit.request.app.state.config
    return Once(
        visit.memory,
        sha256(who.encode()).hexdigest(),
        _hash(visit),
        visit.request.app.state.running,
        timedelta(seconds=config.request_seconds),
    )


def _hash(visit: Visit) -> str:
    request = visit.request
    told = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    body: bytes = getattr(request, "_body", b"")  # read by now, where there is one
    return sha256(told + body).hexdigest()


def _at_it() -> HTTPException:
    return HTTPException(409, "This very request is being done. Ask again.", {"Retry-After": "1"})
