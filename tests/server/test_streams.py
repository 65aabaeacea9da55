"""Long work is told as it goes on, and goes to its end though nobody listens."""

import json
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest

from mnesis.memory import Memory

from .conftest import Rest

EVENTS = {"Accept": "text/event-stream"}


def events(answer: httpx.Response) -> Iterator[tuple[str, dict[str, object]]]:
    name = ""
    for line in answer.iter_lines():
        kind, _, rest = line.partition(": ")
        if kind == "event":
            name = rest
        elif kind == "data":
            yield name, json.loads(rest)


def ask(client: httpx.Client, path: str, **given: object) -> list[tuple[str, dict[str, object]]]:
    with client.stream("POST", path, headers=EVENTS, **given) as answer:  # type: ignore[arg-type]
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(events(answer))


def test_a_night_tells_how_it_goes_on(admin: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of progress only the latest is told: the night goes no further before some of its own was heard."""
    heard, sleep = threading.Event(), Memory.sleep

    def watched(self: Memory, *, progress: Callable[..., None], **more: object) -> object:
        def tell(*step: object) -> None:
            progress(*step)
            assert heard.wait(90)

        return sleep(self, progress=tell, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Memory, "sleep", watched)
    admin.post("/v1/memories", json={"text": "I moved to Berlin."})
    told = []
    with admin.stream("POST", "/v1/sleep", json={}, headers=EVENTS) as answer:
        for one in events(answer):
            told.append(one)
            if "step" in one[1]:
                heard.set()
    assert {name for name, _ in told[:-1]} == {"progress"}
    assert told[-1][0] == "result"
    assert told[-1][1]["steps"]
    assert any("step" in body for _, body in told[:-1])


def test_an_import_counts_its_bytes(admin: httpx.Client) -> None:
    lines = b"".join(b'{"text": "Line %d.", "time": "2026-01-01"}\n' % number for number in range(3000))
    told = ask(admin, "/v1/import?format=jsonl", content=lines)
    assert told[-1] == ("result", told[-1][1])
    assert told[-1][1]["added"] == 3000
    assert any(body["total"] == len(lines) for name, body in told if name == "progress")


def test_an_error_is_the_last_event(admin: httpx.Client) -> None:
    told = ask(admin, "/v1/import?format=jsonl", content=b"nonsense\n")
    name, problem = told[-1]
    assert (name, problem["status"], problem["title"]) == ("error", 422, "InvalidInput")


def test_refusals_come_before_the_stream(rest: Rest) -> None:
    assert rest.client(None).post("/v1/sleep", json={}, headers=EVENTS).status_code == 401


def test_work_goes_on_when_the_caller_is_gone(admin: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()
    prune = Memory.prune

    def slow(self: Memory, *given: object, **more: object) -> object:
        begun.set()
        go.wait(90)
        try:
            return prune(self, *given, **more)  # type: ignore[arg-type]
        finally:
            ended.set()

    monkeypatch.setattr(Memory, "prune", slow)
    with admin.stream("POST", "/v1/prune", json={}, headers=EVENTS) as answer:
        next(events(answer))
        assert begun.wait(90)
    go.set()
    assert ended.wait(90)


def test_a_server_that_stops_breaks_off_at_a_point_from_which_it_goes_on(
    rest: Rest, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.post("/v1/memories", json={"text": "I moved to Berlin."})
    reflected = threading.Event()
    extract = Memory.extract

    def stopping(self: Memory, *given: object, **more: object) -> object:
        rest.app.state.life.stopping = True
        reflected.set()
        return extract(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Memory, "extract", stopping)
    told = ask(admin, "/v1/extract", json={})
    assert told[-1][0] == "error"
    assert told[-1][1]["title"] == "Stopping"
    rest.app.state.life.stopping = False


def test_an_export_that_nobody_reads_ends(rest: Rest, admin: httpx.Client) -> None:
    rest.memory.remember_many(f"Line {number} of very many words." for number in range(3000))
    with admin.stream("GET", "/v1/export") as answer:
        assert next(answer.iter_bytes())
    lines = admin.get("/v1/export").text.splitlines()
    assert len(lines) == 3001
