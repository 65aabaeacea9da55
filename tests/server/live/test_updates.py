"""Live updates from the outside: a real server, real sockets, what is told and to whom."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from mnesis import shapes
from mnesis.governance.access import Caller
from mnesis.model import Claim, Episode, Message, Named, Role, Touch
from mnesis.server.live import PATH, Pace, connection
from mnesis.server.live.connection import GOING_AWAY, GONE, TOO_BIG, UNAUTHENTICATED
from mnesis.server.live.said import understood
from mnesis.stores.feed import KEPT

from ..process import started
from .places import PATIENCE, Client, Place, client, narrow, served, url


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(tmp_path / "live.db") as one:
        yield one


def code_of(one: Client) -> int | None:
    """What the connection was closed with; messages before that are passed over."""
    try:
        while True:
            one.socket.recv(PATIENCE)
    except ConnectionClosed as ended:
        return ended.rcvd and ended.rcvd.code


# --- who comes in ---------------------------------------------------------------------------------------------


def test_a_key_may_come_with_the_handshake_or_as_the_first_message(place: Place) -> None:
    key = place.key("user:otto", name="otto's phone")
    with client(place.port, None, additional_headers={"Authorization": f"Bearer {key}"}) as one:
        assert one.hear()["name"] == "otto's phone"
    with connect(url(place.port), open_timeout=PATIENCE) as socket:
        one = Client(socket)
        one.say(type="hello", key=key)
        assert one.hear() == {"type": "welcome", "name": "otto's phone", "scope": "user:otto", "heartbeat": PATIENCE}


@pytest.mark.parametrize("first", ['{"type": "hello", "key": "mn_no_no"}', '{"type": "ping"}', "no JSON", b"bytes"])
def test_who_has_no_key_is_told_so_and_sent_away(place: Place, first: str | bytes) -> None:
    with connect(url(place.port), open_timeout=PATIENCE) as socket:
        socket.send(first)
        told = json.loads(socket.recv(PATIENCE))
        assert (told["type"], told["status"], told["title"]) == ("error", 401, "Unauthenticated")
        assert code_of(Client(socket)) == UNAUTHENTICATED


def test_who_says_nothing_is_sent_away(tmp_path: Path) -> None:
    with (
        served(tmp_path / "live.db", Pace(hello=0.1)) as place,
        connect(url(place.port), open_timeout=PATIENCE) as socket,
    ):
        assert code_of(Client(socket)) == UNAUTHENTICATED


def test_pages_of_others_do_not_come_in(place: Place) -> None:
    headers = {"Authorization": f"Bearer {place.key()}"}
    with pytest.raises(InvalidStatus) as refused:
        connect(url(place.port), origin="https://elsewhere.example", additional_headers=headers)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403
    own = f"http://127.0.0.1:{place.port}"
    with client(place.port, None, origin=own, additional_headers=headers) as one:
        assert one.hear()["type"] == "welcome"


def test_where_no_keys_are_asked_for_nobody_says_hello(place: Place) -> None:
    owner = Caller(tenant="local", role=Role.ADMIN, places=("main", "*"), name="owner")
    object.__setattr__(place.door, "owner", owner)
    with client(place.port, None) as one:
        assert one.hear()["name"] == "owner"
        assert one.subscribe()["count"] == 1


# --- what is told ---------------------------------------------------------------------------------------------


def test_what_is_remembered_learnt_and_forgotten_is_told_in_order(place: Place) -> None:
    with client(place.port, place.key()) as one:
        begin = one.subscribe()
        assert (begin["cursor"], begin["newest"]) == (0, 0)
        made = place.memory.remember("The lamp is green.")
        learned = place.memory.learn(Claim(subject=Named(name="lamp"), predicate="colour", object="green"))
        place.memory.forget(made.id)
        told = [one.hear("update") for _ in range(4)]
        assert [each["cursor"] for each in told] == [1, 2, 3, 4]
        assert {(each["kind"], each["change"]) for each in told} >= {("episode", "added"), ("fact", "added")}
        last = next(each for each in told if (each["kind"], each["change"]) == ("episode", "erased"))
        assert (last["id"], last["value"], last["version"]) == (made.id, None, None)
        assert next(each["id"] for each in told if each["kind"] == "fact") == learned.facts[0].id


def test_the_value_is_that_of_every_other_door_with_its_version(place: Place) -> None:
    with client(place.port, place.key()) as one:
        one.subscribe()
        made = place.memory.remember("The lamp is green.")
        told = one.hear("update")
        assert told["value"] == json.loads(json.dumps(shapes.episode(made.episode)))
        assert (told["id"], told["version"], told["scope"]) == (made.id, 1, "main")
        place.memory.store.apply([Touch(Episode, made.episode.scope, made.id, {"importance": 9})])
        told = one.hear("update")
        assert (told["change"], told["version"], told["value"]["importance"]) == ("changed", 2, 9)


def test_what_stands_by_is_not_told(place: Place) -> None:
    with client(place.port, place.key()) as one:
        one.subscribe()
        for number in range(14):
            place.memory.remember(Message(text=f"We talked about lamp {number} for long.", session="s"))
        place.memory.compact("s", keep=2)
        place.memory.remember("The end.")
        told = [one.hear("update") for _ in range(15)]
        assert [each["value"]["text"] for each in told if each["kind"] == "episode"][-1] == "The end."
        assert told[-1]["cursor"] > 15, "the compressed ones have numbers, and are no news"


def test_another_process_is_heard_too(place: Place, tmp_path: Path) -> None:
    code = "import sys, mnesis; m = mnesis.open(sys.argv[1], embedder='none'); m.remember('From elsewhere.')"
    with client(place.port, place.key()) as one:
        one.subscribe()
        subprocess.run([sys.executable, "-c", code, str(tmp_path / "live.db")], check=True)
        assert one.hear("update")["value"]["text"] == "From elsewhere."


def test_a_cursor_goes_on_where_it_was(place: Place) -> None:
    key = place.key()
    with client(place.port, key) as one:
        one.subscribe()
        place.memory.remember("First.")
        cursor = one.hear("update")["cursor"]
    place.memory.remember_many(f"Missed {number}." for number in range(700))  # more than a room keeps
    with client(place.port, key) as one:
        assert one.subscribe(cursor=cursor)["newest"] == 701
        assert [one.hear("update")["cursor"] for _ in range(700)] == list(range(2, 702))


def test_a_cursor_that_nobody_had_and_one_that_is_too_old_are_reset(place: Place) -> None:
    key = place.key()
    with client(place.port, key) as one:
        one.subscribe(cursor=77)
        assert one.hear("reset", "update") == {"type": "reset", "scope": "main", "cursor": 0}
    place.memory.remember_many(f"Message {number}." for number in range(KEPT + 10))
    with client(place.port, key) as one:
        one.subscribe(cursor=3)
        assert one.hear("reset", "update")["cursor"] >= KEPT
        place.memory.remember("After that.")
        while one.hear("update")["value"]["text"] != "After that.":
            pass


# --- to whom --------------------------------------------------------------------------------------------------


def test_nobody_hears_of_a_scope_that_is_not_theirs(place: Place) -> None:
    mine, yours = place.memory.within("user:mine"), place.memory.within("user:yours")
    with client(place.port, place.key("user:mine")) as one:
        told = one.subscribe("user:yours")
        assert (told["type"], told["status"], told["title"], told["scope"]) == ("error", 403, "Forbidden", "user:yours")
        never = one.subscribe("user:nobody")
        assert {**never, "scope": "", "detail": ""} == {**told, "scope": "", "detail": ""}
        one.subscribe("user:mine")
        with client(place.port, place.key("user:mine", tenant="other")) as foreign:
            foreign.subscribe("user:mine")
            for number in range(5):
                yours.remember(f"Secret {number}.")
                mine.remember(f"Mine {number}.")
            assert [one.hear("update")["value"]["text"] for _ in range(5)] == [f"Mine {n}." for n in range(5)]
            foreign.say(type="ping")
            assert foreign.hear()["type"] == "pong", "nothing was told before"


def test_unsubscribed_is_quiet(place: Place) -> None:
    with client(place.port, place.key("a", "b")) as one:
        one.subscribe("a")
        one.subscribe("b")
        one.say(type="unsubscribe", scope="a")
        one.hear("unsubscribed")
        place.memory.within("a").remember("Not this.")
        place.memory.within("b").remember("But this.")
        assert one.hear("update")["value"]["text"] == "But this."


def test_a_revoked_key_is_thrown_out(tmp_path: Path) -> None:
    with served(tmp_path / "live.db", Pace(recheck=0.05)) as place:
        made = place.door.keyring.make("local", "kira", Role.MEMBER)
        with client(place.port, made.token) as one:
            one.subscribe()
            place.door.keyring.revoke("local", made.key.id)
            assert one.hear("error")["status"] == 401
            assert code_of(one) == UNAUTHENTICATED


def test_presence(place: Place) -> None:
    anna, bert = place.key(name="anna"), place.key(name="bert")
    with client(place.port, anna) as one:
        begin = one.subscribe()
        assert [(person["name"], begin["count"]) for person in begin["present"]] == [("anna", 1)]
        with client(place.port, bert) as other:
            here = other.subscribe()
            assert [person["name"] for person in here["present"]] == ["anna", "bert"]
            told = one.hear("presence")
            assert (told["joined"], told["count"]) == (here["present"][1], 2)
        told = one.hear("presence")
        assert (told["left"], told["count"]) == (here["present"][1], 1)


# --- when things go wrong -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        "no JSON",
        "[]",
        '{"type": "sing"}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "scope": "main", "cursor": "x"}',
    ],
)
def test_what_is_not_understood_is_an_error_and_no_end(place: Place, message: str) -> None:
    with client(place.port, place.key()) as one:
        one.socket.send(message)
        told = one.hear()
        assert (told["type"], told["status"], told["title"]) == ("error", 422, "InvalidInput")
        assert one.subscribe()["type"] == "subscribed"


def test_a_message_that_is_too_long_is_the_end(place: Place) -> None:
    with client(place.port, place.key()) as one:
        one.socket.send("x" * 20_000)
        assert code_of(one) == TOO_BIG


def test_heartbeats_go_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, arrived = [0.0], threading.Semaphore(0)

    def reading(text: str) -> object:
        arrived.release()
        return understood(text)

    monkeypatch.setattr(connection, "monotonic", lambda: now[0])
    with served(tmp_path / "live.db", Pace(heartbeat=0.1)) as place, client(place.port, place.key()) as one:
        one.say(type="ping")
        while one.hear("ping", "pong")["type"] != "pong":
            pass
        monkeypatch.setattr(connection, "understood", reading)
        for _ in range(5):
            assert one.hear("ping")
            now[0] += 0.2
            one.say(type="pong")
            assert arrived.acquire(timeout=PATIENCE)
        now[0] += 0.3
        assert code_of(one) == GONE  # who hears and does not answer is taken for dead


def test_a_slow_reader_is_let_go_and_costs_no_memory(tmp_path: Path) -> None:
    with (
        served(tmp_path / "live.db", Pace(poll=0.05, sending=0.5)) as place,
        narrow(place.port) as way,
        client(place.port, place.key(), sock=way, max_queue=1) as one,
    ):
        one.subscribe()
        hub = place.app.state.live
        for _ in range(600):  # 120 MB, far more than the way to it holds
            place.memory.remember_many(f"{number} " + "long " * 2_000 for number in range(20))
            room = next(iter(hub._rooms.values()), None)
            if room is None:
                break
            assert room._characters < 5_000_000
        assert not hub._rooms, "its seat is free"
        assert code_of(one) in (GONE, None)


def test_who_hangs_up_as_it_is_sent_away_is_no_error(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.app.state.live.pace = Pace(hello=0.01)
    asked = {"type": "websocket", "path": PATH, "headers": [(b"host", b"localhost")], "query_string": b""}
    sent: list[str] = []

    async def stay_silent() -> dict[str, str]:
        if sent:
            await asyncio.Event().wait()
        return {"type": "websocket.connect"}

    async def be_gone(message: MutableMapping[str, Any]) -> None:
        sent.append(message["type"])
        if message["type"] != "websocket.accept":
            raise OSError("the client is gone")

    asyncio.run(place.app(asked, stay_silent, be_gone))
    assert sent == ["websocket.accept", "websocket.close"]
    assert caplog.records == []


def test_a_server_that_stops_says_goodbye(tmp_path: Path) -> None:
    with started(tmp_path / "live.db") as server, client(int(server.url.rpartition(":")[2]), server.token) as one:
        one.subscribe()
        server.running.send_signal(signal.SIGTERM)
        assert one.hear("bye")["code"] == GOING_AWAY
        assert code_of(one) == GOING_AWAY
        assert server.running.wait(PATIENCE) == 0


def test_two_hundred_listeners_hear_everything_once(place: Place) -> None:
    key = place.key()
    doors = asyncio.Semaphore(20)

    async def listen() -> list[int]:
        async with doors:
            socket = await connect_async(url(place.port), open_timeout=None, ping_interval=None, max_queue=None)
        async with socket:
            await socket.send(json.dumps({"type": "hello", "key": key}))
            await socket.send(json.dumps({"type": "subscribe", "scope": "main", "cursor": 0}))
            heard: list[int] = []
            async for text in socket:
                message = json.loads(text)
                assert message["type"] != "reset"
                heard += [message["cursor"]] if message["type"] == "update" else []
                if message["type"] == "ping":
                    await socket.send(json.dumps({"type": "pong"}))
                if len(heard) == 50:
                    break
            return heard

    async def everybody() -> list[list[int]]:
        listeners = [asyncio.create_task(listen()) for _ in range(200)]
        for number in range(50):
            await asyncio.to_thread(place.memory.remember, f"Message {number}.")
        return await asyncio.wait_for(asyncio.gather(*listeners), 600)  # rather than for ever

    assert all(one == list(range(1, 51)) for one in asyncio.run(everybody()))
