"""The SDK's tool runner works with the tool: a server on this machine speaks for Claude."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

pytest.importorskip("anthropic")

import anthropic

import mnesis
from mnesis.adapters.anthropic import MnesisMemoryTool

SAYS: list[dict[str, Any]] = [
    {"command": "view", "path": "/memories"},
    {"command": "create", "path": "/memories/tea.md", "file_text": "Takes tea."},
    {"command": "delete", "path": "/memories/none"},
]


class Claude(BaseHTTPRequestHandler):
    """Uses the tool once for each line of SAYS, then ends its turn."""

    heard: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.heard.append(asked)
        turn = sum(one["role"] == "assistant" for one in asked["messages"])
        over = turn >= len(SAYS)
        use = {"type": "tool_use", "id": f"toolu_{turn}", "name": "memory", "input": {} if over else SAYS[turn]}
        answer = {
            **{"id": f"msg_{turn}", "type": "message", "role": "assistant", "model": asked["model"]},
            "content": [{"type": "text", "text": "Done."}] if over else [use],
            "stop_reason": "end_turn" if over else "tool_use",
            "stop_sequence": None,
            "usage": {"input_tokens": 1, "output_tokens": 1},
        }
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    Claude.heard.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Claude) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_conversation_that_keeps_a_note(url: str) -> None:
    with (
        mnesis.open("memory://", embedder="none") as memory,
        anthropic.Anthropic(api_key="none", base_url=url) as client,
    ):
        tool = MnesisMemoryTool(memory)
        done = client.beta.messages.tool_runner(
            model="claude-sonnet-5-5",
            max_tokens=100,
            messages=[{"role": "user", "content": "Remember that I take tea."}],
            tools=[tool],
            thread=False,
        ).until_done()
        assert done.stop_reason == "end_turn"
        assert tool.files.view("/memories/tea.md").endswith("     1\tTakes tea.")
        assert Claude.heard[0]["tools"] == [{"type": "memory_20250818", "name": "memory"}]
        results = [one["content"][0] for one in Claude.heard[-1]["messages"] if one["role"] == "user"][1:]
        told = [(one["content"], one.get("is_error", False)) for one in results]
        assert told == [
            (tool.files.view("/memories").split("\n")[0] + "\n0B\t/memories", False),
            ("File created successfully at: /memories/tea.md", False),
            ("The path /memories/none does not exist", True),
        ]
