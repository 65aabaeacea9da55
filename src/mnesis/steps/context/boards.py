"""What each session is at, in this process and, for the next one, in the store."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from mnesis.errors import Conflict, StoreError
from mnesis.model import Board, Expect, Put, Scope, within
from mnesis.stores.contract import Store

OPEN = 256
"""Sessions of which this process remembers what they are at; those longest unused are left to the store."""
PAUSE = timedelta(seconds=10)
"""How long small changes may wait to be written; what `at_once` says is written at once, everything at the end."""

S = TypeVar("S")
"""A state: equal to another one where there is nothing to write."""


@dataclass(frozen=True, slots=True)
class Codec(Generic[S]):
    """How a state is kept: as JSON, and which memories that names."""

    write: Callable[[S], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any]], S | None]
    cites: Callable[[S], tuple[str, ...]]


@dataclass(slots=True)
class _Open(Generic[S]):
    """A state in this process; `version` is that of the stored one that it follows (0: none is)."""

    state: S
    version: int
    written: datetime | None = None
    dirty: bool = False


class Boards(Generic[S]):
    """The states of sessions of a store. Safe to share between threads; of two that change one session at once, the
    later counts. A cache: what is lost, broken, or changed by another process is read or made anew."""

    def __init__(self, store: Store, codec: Codec[S]) -> None:
        self._store = store
        self._codec = codec
        self._open: OrderedDict[tuple[Scope, str], _Open[S]] = OrderedDict()
        self._lock = Lock()

    def read(self, scope: Scope, session: str) -> S | None:
        """The state of a session: this process's own, unless another one has written since, or erased it."""
        [stored] = self._store.pick(Board, scope, [session], ("version",)).values() or [(0,)]
        with self._lock:
            mine = self._open.get((scope, session))
            if mine and mine.version == stored[0]:
                self._open.move_to_end((scope, session))
                return mine.state
            self._open.pop((scope, session), None)
        for board in self._store.get(Board, [session], within(scope)):
            state = self._codec.read(board.state)
            if state is not None:
                self._remember((scope, session), _Open(state, board.version, board.updated_at))
            return state
        return None

    def keep(self, scope: Scope, session: str, state: S, now: datetime, *, at_once: bool) -> None:
        """Let a session be in this state: written where that is due, else with the next that is or at the end."""
        with self._lock:
            mine = self._open.get((scope, session))
        version = mine.version if mine else self._stored(scope, session)
        written = mine.written if mine else None
        dirty = mine is None or mine.dirty or mine.state != state
        one = _Open(state, version, written, dirty)
        self._remember((scope, session), one)
        if dirty and (at_once or written is None or now - written >= PAUSE or now < written):
            self._write(scope, session, one, now)

    def _stored(self, scope: Scope, session: str) -> int:
        rows = self._store.pick(Board, scope, [session], ("version",))
        return int(rows[session][0]) if session in rows else 0

    def flush(self, now: datetime) -> None:
        """Write what waits."""
        with self._lock:
            waiting = [(place, one) for place, one in self._open.items() if one.dirty]
        for (scope, session), one in waiting:
            self._write(scope, session, one, now)

    def _remember(self, place: tuple[Scope, str], one: _Open[S]) -> None:
        with self._lock:
            self._open[place] = one
            self._open.move_to_end(place)
            while len(self._open) > OPEN:
                self._open.popitem(last=False)

    def _write(self, scope: Scope, session: str, one: _Open[S], now: datetime) -> None:
        """Unless somebody else wrote meanwhile: then theirs counts, and ours is forgotten. A store that cannot be
        written keeps nothing, and costs nothing: the next process begins anew."""
        board = Board(
            id=session,
            scope=scope,
            state=self._codec.write(one.state),
            cites=self._codec.cites(one.state),
            updated_at=now,
        )
        try:
            self._store.apply([Expect(Board, scope, session, one.version), Put(board)])
        except Conflict:
            with self._lock:
                self._open.pop((scope, session), None)
            return
        except StoreError:
            return
        one.version, one.written, one.dirty = one.version + 1, now, False
