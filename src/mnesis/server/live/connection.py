"""One connection: who it is, what it listens to, what it is told, and its end."""

import asyncio
import json
from collections.abc import Coroutine
from time import monotonic
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from mnesis.errors import Forbidden, InvalidInput, MnesisError, Unauthenticated
from mnesis.governance.access import Caller
from mnesis.model import Right, Scope, utc_now
from mnesis.server.callers import from_own_page, token_of
from mnesis.server.door import Door
from mnesis.server.life import Life
from mnesis.server.live.hub import Hub
from mnesis.server.live.rooms import Seat
from mnesis.server.live.said import LONGEST, Hello, Ping, Pong, Said, Subscribe, understood
from mnesis.server.problems import of_error

GOING_AWAY, TOO_BIG, UNAUTHENTICATED, FORBIDDEN, GONE = 1001, 1009, 4401, 4403, 4408
ROOMS = 100
"""Scopes that one connection may listen to."""


class Over(Exception):
    """The connection ends, with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Connection:
    """One WebSocket from handshake to end."""

    def __init__(self, socket: WebSocket, door: Door, hub: Hub, life: Life) -> None:
        self._socket, self._door, self._hub, self._life = socket, door, hub, life
        self._token = token_of(socket)
        self._seats: dict[Scope, Seat] = {}
        self._wake, self._sending = asyncio.Event(), asyncio.Lock()
        self._heard = monotonic()

    async def run(self) -> None:
        """Until one side has enough of it."""
        if not from_own_page(self._socket):  # where no keys are asked for, any page could listen
            await self._socket.close()  # before it is accepted: the handshake is answered with 403
            return
        await self._socket.accept()
        with self._life.staying():
            await self._stay()

    async def _stay(self) -> None:
        try:
            caller = await self._greeted()
            await self._first(self._listen(caller), self._tell(), self._beat(), self._recheck(), self._end())
        except Over as over:
            await self._close(over)
        except WebSocketDisconnect:
            pass
        finally:
            for seat in self._seats.values():
                self._hub.leave(seat)

    async def _first(self, *works: Coroutine[Any, Any, None]) -> None:
        """Do all of it until one of them ends, by raising."""
        tasks = [asyncio.create_task(work) for work in works]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # --- who it is -----------------------------------------------------------------------------------------------

    async def _greeted(self) -> Caller:
        """Who this is, by the handshake or by its first message, and a welcome. Raises Over."""
        if self._token is None and self._door.owner is None:
            try:
                said = understood(await asyncio.wait_for(self._received(), self._hub.pace.hello))
            except TimeoutError as error:
                raise Over(UNAUTHENTICATED, "no hello") from error
            except InvalidInput:
                said = None
            self._token = said.key if isinstance(said, Hello) else None
        caller = await self._proved()
        pace = self._hub.pace.heartbeat
        await self._send(type="welcome", name=caller.name, scope=caller.home.name, heartbeat=pace)
        return caller

    async def _proved(self) -> Caller:
        """Who has this key now. Raises Over."""
        try:
            return await self._hub.aside(lambda: self._door.caller(self._token))
        except Unauthenticated as error:
            await self._complain(error)
            raise Over(UNAUTHENTICATED, "no valid key") from error

    async def _recheck(self) -> None:
        """Look again and again whether the key still holds, and is for the scopes that are listened to."""
        while True:
            await asyncio.sleep(self._hub.pace.recheck)
            caller = await self._proved()
            for scope in [scope for scope in self._seats if not caller.may(Right.READ, scope)]:
                self._leave(scope)
                await self._complain(Forbidden(right=Right.READ.value, scope=scope.name), scope=scope.name)

    # --- what it says --------------------------------------------------------------------------------------------

    async def _listen(self, caller: Caller) -> None:
        while True:
            text = await self._received()
            self._heard = monotonic()
            if len(text) > LONGEST:
                raise Over(TOO_BIG, "a message is too long")
            scope = None
            try:
                said = understood(text)
                scope = getattr(said, "scope", None)
                await self._answer(said, caller)
            except MnesisError as error:
                await self._complain(error, **({"scope": scope} if scope else {}))

    async def _answer(self, said: Said, caller: Caller) -> None:
        match said:
            case Ping():
                await self._send(type="pong")
            case Pong():
                pass
            case Hello():
                raise InvalidInput(what="hello", problem="is said once, first, and not where the handshake had a key")
            case Subscribe():
                await self._subscribe(said, self._door.enter(caller, Right.READ, said.scope).scope)
            case _:
                self._leave(Scope(caller.tenant, said.scope))
                await self._send(type="unsubscribed", scope=said.scope)

    async def _subscribe(self, said: Subscribe, scope: Scope) -> None:
        self._leave(scope)
        if len(self._seats) >= ROOMS:
            raise InvalidInput(what="scope", problem=f"one connection listens to {ROOMS} at most")
        room = await self._hub.room(scope)
        caller = await self._proved()
        caller.require(Right.READ, scope)  # the key may have changed since it was greeted
        seat = Seat(room, said.cursor or 0, caller.name, utc_now(), self._wake.set)
        async with self._sending:  # nothing of the room before it is said to be open
            self._hub.enter(seat)
            seat.cursor = seat.room.last if said.cursor is None else said.cursor
            now = {"cursor": seat.cursor, "newest": seat.room.last, **seat.room.present()}
            await self._write(json.dumps({"type": "subscribed", "scope": scope.name, **now}))
            self._seats[scope] = seat
        self._wake.set()

    def _leave(self, scope: Scope) -> None:
        seat = self._seats.pop(scope, None)
        if seat:
            self._hub.leave(seat)

    # --- what it is told -----------------------------------------------------------------------------------------

    async def _tell(self) -> None:
        """Updates and presence, each as quickly as the client takes it: nothing waits in memory but its cursor."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            for seat in list(self._seats.values()):
                for move in seat.room.moves(seat):
                    await self._say(move)
                if await self._told(seat):
                    self._wake.set()  # there may be more, when it is this room's turn again

    async def _told(self, seat: Seat) -> bool:
        """Tell the next updates of a room; whether there were any."""
        room = seat.room
        if seat.cursor > room.last:
            known = await self._hub.newest(room.scope)
            if seat.cursor > known:
                await self._reset(seat, known)
            return False
        found = room.after(seat.cursor)
        if found is None:
            found = await self._hub.after(room.scope, seat.cursor)
            if not found or found[0].number != seat.cursor + 1:
                await self._reset(seat, max(room.last, found[-1].number if found else 0))
                return True
        for one in found:
            if self._seats.get(room.scope) is not seat:
                return False
            if one.text is not None:
                await self._say(one.text)
            seat.cursor = one.number
        return bool(found)

    async def _reset(self, seat: Seat, cursor: int) -> None:
        """What lies between is no longer known: the client reads anew, and goes on from here."""
        seat.cursor = cursor
        await self._send(type="reset", scope=seat.room.scope.name, cursor=cursor)

    async def _beat(self) -> None:
        pace = self._hub.pace.heartbeat
        while True:
            await asyncio.sleep(pace)
            if monotonic() - self._heard > 2.5 * pace:
                raise Over(GONE, "nothing was heard")
            await self._send(type="ping")

    async def _end(self) -> None:
        await self._life.stopped()
        await self._send(type="bye", code=GOING_AWAY)
        raise Over(GOING_AWAY, "the server stops")

    # --- the wire ------------------------------------------------------------------------------------------------

    async def _received(self) -> str:
        """The next message; one of bytes is none that can be understood. Raises WebSocketDisconnect."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message["code"])
        return message.get("text") or ""

    async def _complain(self, error: MnesisError, **more: Any) -> None:
        await self._send(**{**json.loads(bytes(of_error(error).body)), "type": "error", **more})

    async def _send(self, **message: Any) -> None:
        await self._say(json.dumps(message))

    async def _say(self, text: str) -> None:
        async with self._sending:
            await self._write(text)

    async def _write(self, text: str) -> None:
        try:
            await asyncio.wait_for(self._socket.send_text(text), self._hub.pace.sending)
        except TimeoutError as error:
            raise Over(GONE, "too slow") from error

    async def _close(self, over: Over) -> None:
        try:
            await asyncio.wait_for(self._socket.close(over.code, over.reason), 1.0)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return  # it does not read, or has hung up
