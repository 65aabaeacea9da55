"""A server, and somebody with a key to it who asks as Mem0's clients do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

import mnesis
from mnesis.memory import Memory
from mnesis.model import Role
from mnesis.server.app import create_app

PLACES = ("main", "user:*", "agent:*", "session:*", "project:*")


@dataclass(frozen=True)
class World:
    """A server, and somebody with a key to it."""

    memory: Memory
    http: TestClient
    token: Callable[..., str]

    def __call__(self, method: str, path: str, given: Any = None, *, token: str | None = None, **params: Any) -> Any:
        answer = self.ask(method, path, given, token=token, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(
        self, method: str, path: str, given: Any = None, *, token: str | None = None, **params: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Token {token or self.token()}"}
        response: httpx.Response = self.http.request(method, path, json=given, params=params or None, headers=headers)
        return response

    def add(self, words: Any, **given: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self("POST", "/v3/memories/add/", {"messages": words, **given})["results"]
        return found

    def texts(self, **given: Any) -> list[str]:
        return [one["memory"] for one in self("POST", "/v3/memories/", given)["results"]]


@contextmanager
def opened(path: Path) -> Iterator[World]:
    with mnesis.open(path, embedder="none") as memory:
        app = create_app(memory)
        made: dict[Any, str] = {}

        def token(*places: str, role: Role = Role.MEMBER, tenant: str = "local") -> str:
            who = (places or PLACES, role, tenant)
            if who not in made:
                made[who] = app.state.door.keyring.make(tenant, "app", role, places or PLACES).token
            return made[who]

        with TestClient(app) as http:
            yield World(memory, http, token)
