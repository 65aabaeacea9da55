"""`mnesis mcp` as the process that clients start."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from tests.server.mcp.places import MODES, over_stdio, process, text
from tests.server.mcp.test_rights import START

import mnesis
from mnesis.memory import Memory
from mnesis.model import Right
from mnesis.server.mcp.access import Own
from mnesis.testing.embedder import HashEmbedder


def start(path: Path, *more: str) -> "subprocess.Popen[str]":
    """A process that is spoken to by hand."""
    asked = process(path, *more)
    return subprocess.Popen(
        [asked.command, *asked.args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=asked.env,
        text=True,
    )


def ask(server: "subprocess.Popen[str]", method: str, id: int | None = None, **params: Any) -> dict[str, Any]:
    """Send a message; the answer where it is a request."""
    assert server.stdin
    assert server.stdout
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    server.stdin.write(json.dumps(message | ({} if id is None else {"id": id})) + "\n")
    server.stdin.flush()
    if id is None:
        return {}
    answer: dict[str, Any] = json.loads(server.stdout.readline())
    assert answer["id"] == id
    return answer


def begin(server: "subprocess.Popen[str]") -> None:
    params: Any = START["params"]
    result = ask(server, "initialize", 1, **params)["result"]
    assert result["serverInfo"]["name"] == "mnesis"
    assert "recall" in result["instructions"]
    ask(server, "notifications/initialized")


@pytest.mark.parametrize("mode", MODES)
def test_remembered_by_one_process_is_recalled_by_the_next(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "m.db"

    async def flow() -> None:
        async with over_stdio(path, mode=mode) as client:
            kept = await client.call_tool("remember", {"text": "The launch is on Friday.", "session": "s"})
            assert not kept.is_error
        async with over_stdio(path, mode=mode) as client:
            assert "Friday" in text(await client.call_tool("recall", {"query": "When is the launch?"}))
        async with over_stdio(path, "--scope", "other", mode=mode) as client:
            assert "No memory" in text(await client.call_tool("recall", {"query": "When is the launch?"}))

    asyncio.run(flow())


def test_two_clients_at_one_file(tmp_path: Path) -> None:
    path = tmp_path / "m.db"

    async def flow() -> None:
        async with over_stdio(path) as one, over_stdio(path) as other:

            async def tell(client: Any, who: str) -> None:
                for at in range(10):
                    kept = await client.call_tool("remember", {"text": f"{who} says {at}.", "session": who})
                    assert not kept.is_error, text(kept)

            await asyncio.gather(tell(one, "Ann"), tell(other, "Ben"))
            for client in (one, other):
                found = await client.call_tool("timeline", {"limit": 50})
                assert found.structured_content
                assert len(found.structured_content["memories"]) == 20

    asyncio.run(flow())


def test_nothing_but_the_protocol_on_standard_output_and_no_store_before_it_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with start(path) as server:
        begin(server)
        assert len(ask(server, "tools/list", 2)["result"]["tools"]) == 19
        assert not path.exists()
        ask(server, "tools/call", 3, name="remember", arguments={"text": "Hello."})
        assert path.exists()
        assert "error" in ask(server, "no/such/method", 4)
        assert server.stdin
        assert server.stdout
        server.stdin.close()
        assert server.stdout.read() == ""
        assert server.wait(600) == 0
        assert server.stderr
        assert "Traceback" not in server.stderr.read()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_as_the_end_of_its_input_does(tmp_path: Path, number: int) -> None:
    with start(tmp_path / "m.db") as server:
        begin(server)
        ask(server, "tools/call", 2, name="remember", arguments={"text": "Hello."})
        server.send_signal(number)
        assert server.wait(600) == 0
        assert server.stderr
        assert server.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_killed_server_loses_nothing_that_it_answered(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with start(path) as server:
        begin(server)
        for at in range(20):
            answer = ask(server, "tools/call", 10 + at, name="remember", arguments={"text": f"Note {at}."})
            assert not answer["result"]["isError"]
        message = {"jsonrpc": "2.0", "id": 99, "method": "tools/call"}
        last = {"name": "remember_many", "arguments": {"messages": [{"text": f"More {n}."} for n in range(500)]}}
        assert server.stdin
        server.stdin.write(json.dumps(message | {"params": last}) + "\n")
        server.stdin.flush()
        server.kill()
        server.wait(600)
    with mnesis.open(path, embedder="none") as memory:
        kept = [one.text for one in memory.timeline(limit=None)]
        assert {f"Note {at}." for at in range(20)} <= set(kept)
        assert memory.check() == []


def test_a_store_that_cannot_be_opened_is_told_to_the_model(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    path.write_bytes(b"This is no database. " * 500)

    async def flow() -> None:
        async with over_stdio(path) as client:
            failed = await client.call_tool("recall", {"query": "anything"})
            assert failed.is_error
            assert str(path) in text(failed)
            assert "Tell the user" in text(failed)

    asyncio.run(flow())


def test_the_command_line_does_not_load_the_protocol_before_it_serves() -> None:
    loaded = "import sys, mnesis.cli.app, mnesis.server.mcp.commands; print([m for m in sys.modules if m[:3] == 'mcp'])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_store_that_is_there_and_its_model_are_loaded_once_tools_are_listed(tmp_path: Path) -> None:
    path, opened, asked = tmp_path / "m.db", threading.Event(), threading.Event()

    class Told(HashEmbedder):
        def embed(self, texts: Any) -> Any:
            asked.set()
            return super().embed(texts)

    def opening() -> Memory:
        opened.set()
        return mnesis.open(path, embedder=Told())

    own = Own(opening, path.is_file)
    own.begin()
    own.close()  # waits for what began
    assert not opened.is_set(), "none is made before somebody wants one"
    mnesis.open(path, embedder="none").close()
    own = Own(opening, path.is_file)
    own.begin()
    own.begin()
    assert asked.wait(600)
    assert own.enter(Right.READ).recall("Hello?").hits == ()
    own.close()


def test_what_cannot_be_opened_is_told_to_who_asks_and_to_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    path.write_bytes(b"This is no database. " * 500)
    with start(path) as server:
        begin(server)
        assert len(ask(server, "tools/list", 2)["result"]["tools"]) == 19
        assert ask(server, "tools/call", 3, name="recall", arguments={"query": "x"})["result"]["isError"]
        assert server.stdin
        assert server.stderr
        server.stdin.close()
        assert server.wait(600) == 0
        assert server.stderr.read() == ""
