"""Errors tell what the caller can do, and nothing else."""

import logging

import httpx
import pytest

from mnesis import errors
from mnesis.errors import MnesisError
from mnesis.memory import Memory
from mnesis.server.problems import STATUS, status_of

from .conftest import Rest, until_ready

KINDS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, MnesisError)]
SECRET = "the-secret-of-somebody"


@pytest.mark.parametrize("kind", [one for one in KINDS if one is not MnesisError])
def test_every_error_has_a_status(kind: type[MnesisError]) -> None:
    assert status_of(kind("x")) in STATUS.values()


@pytest.mark.parametrize(
    ("error", "status", "header"),
    [
        (errors.InvalidInput(what="query", problem="is empty"), 422, None),
        (errors.NotFound(kind="memory", id="x"), 404, None),
        (errors.Conflict(kind="Fact", id="x", found=2, expected=1), 409, "retry-after"),
        (errors.Busy(what="a night", scope="main"), 409, "retry-after"),
        (errors.StoreLocked(path=SECRET, seconds=1), 503, "retry-after"),
        (errors.StoreFull(path=SECRET), 507, "retry-after"),
        (errors.StoreError(problem=SECRET), 503, "retry-after"),
        (errors.ProviderError(provider=SECRET, problem=SECRET), 502, None),
        (errors.LLMUnavailable(provider=SECRET, problem=SECRET), 503, "retry-after"),
        (errors.SpaceMismatch(stored="a", offered="b"), 409, None),
    ],
)
def test_errors_as_problems(
    rest: Rest,
    admin: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    error: MnesisError,
    status: int,
    header: str | None,
) -> None:
    def fail(self: Memory) -> None:
        raise error

    monkeypatch.setattr(Memory, "stats", fail)
    answer = admin.get("/v1/stats")
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == type(error).__name__
    assert SECRET not in answer.text
    assert header is None or header in answer.headers


def test_what_nobody_meant_is_in_the_log_under_an_id(
    admin: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(self: Memory) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Memory, "stats", fail)
    with caplog.at_level(logging.ERROR, "mnesis.server"):
        answer = admin.get("/v1/stats")
    problem = answer.json()
    assert (answer.status_code, problem["title"]) == (500, "InternalError")
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert problem["id"] in caplog.text
    assert SECRET in caplog.text


def test_requests_that_are_none(admin: httpx.Client) -> None:
    for answer in (
        admin.get("/v1/nothing"),
        admin.put("/v1/memories", json={}),
        admin.post("/v1/memories", json={"text": ""}),
        admin.post("/v1/memories", json={"text": "x", "colour": "red"}),
        admin.post("/v1/memories", content=b"{", headers={"Content-Type": "application/json"}),
        admin.post("/v1/memories", content=b'{"text": "\\ud800"}', headers={"Content-Type": "application/json"}),
        admin.post("/v1/memories", json={"text": "a\0b"}),
        admin.get("/v1/memories", params={"scope": "x" * 201}),
        admin.get("/v1/memories", params={"scope": "Team:a"}),
    ):
        assert 400 <= answer.status_code < 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


def test_it_is_alive_and_ready_until_it_stops(rest: Rest) -> None:
    client = rest.client(None)
    assert client.get("/health").json() == {"status": "ok"}
    until_ready(client)
    rest.app.state.life.stopping = True
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200
    rest.app.state.life.stopping = False
    rest.memory.close()
    assert client.get("/ready").status_code == 503
