"""The same request sent again is not done again."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mnesis.errors import StoreFull
from mnesis.memory import Memory
from mnesis.model import Put, Response, Role, Touch, utc_now, within
from mnesis.server.config import Config

from .conftest import Rest, Serve

SAID = {"text": "I moved to Berlin.", "speaker": "Otto"}


def key(value: str = "k1") -> dict[str, str]:
    return {"Idempotency-Key": value}


def test_it_is_answered_as_the_first_time(rest: Rest, admin: httpx.Client) -> None:
    first = admin.post("/v1/memories", json=SAID, headers=key())
    again = admin.post("/v1/memories", json=SAID, headers=key())
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert admin.get("/v1/stats").json()["records"]["episode"] == 1
    assert not admin.post("/v1/memories", json={**SAID, "time": first.json()["memory"]["timestamp"]}).json()["created"]


def test_it_holds_for_whatever_changes_something(admin: httpx.Client) -> None:
    id = admin.post("/v1/memories", json=SAID).json()["memory"]["id"]
    assert admin.post("/v1/feedback", json={"subject": id, "rating": 1}, headers=key("f")).status_code == 200
    assert admin.post("/v1/feedback", json={"subject": id, "rating": 1}, headers=key("f")).status_code == 200
    assert len(admin.get("/v1/feedback").json()["feedback"]) == 1
    first = admin.delete(f"/v1/memories/{id}", headers=key("d"))
    assert first.json()["erased"] == 1


def test_what_was_not_answered_in_time_is_answered_when_it_is_asked_for_again(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Semaphore(0), threading.Event()
    reflect = Memory.reflect

    def slow(memory: Memory, *given: object, **more: object) -> object:
        begun.release()
        assert go.wait(90)
        return reflect(memory, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Memory, "reflect", slow)
    client = serve(Config(request_seconds=0.2)).client(Role.MEMBER, "main")
    try:
        late = client.post("/v1/reflect", json={}, headers=key())
        assert (late.status_code, late.json()["title"]) == (504, "Timeout")
        assert "Idempotency-Key" in late.json()["detail"]
        while (told := client.post("/v1/reflect", json={}, headers=key())).status_code == 504:
            pass  # a busy machine
        assert (told.status_code, told.headers["retry-after"]) == (409, "1")
    finally:
        go.set()
    while (done := client.post("/v1/reflect", json={}, headers=key())).status_code in (409, 504):
        threading.Event().wait(0.05)
    assert done.status_code == 200
    assert done.headers["idempotency-replayed"] == "true"
    assert begun.acquire(blocking=False)
    assert not begun.acquire(blocking=False), "it was done once"


def test_a_refusal_is_kept_too(admin: httpx.Client) -> None:
    first = admin.delete("/v1/memories/none", headers=key())
    again = admin.delete("/v1/memories/none", headers=key())
    assert (first.status_code, first.text) == (again.status_code, again.text)
    assert again.status_code == 404
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == "application/problem+json"


def test_a_key_is_for_one_request(admin: httpx.Client) -> None:
    admin.post("/v1/memories", json=SAID, headers=key())
    for other in ({**SAID, "text": "Other."}, {**SAID, "speaker": "Ada"}):
        assert admin.post("/v1/memories", json=other, headers=key()).status_code == 422
    for bad in ("", "x" * 256):
        assert admin.post("/v1/memories", json=SAID, headers=key(bad)).status_code == 422


def test_keys_of_others_are_others(rest: Rest) -> None:
    """Neither another key nor another scope meets them, nor tells that they are there."""
    one, other = rest.client(Role.MEMBER, "main", "side"), rest.client(Role.MEMBER, "main")
    first = one.post("/v1/memories", json=SAID, headers=key()).json()
    assert "idempotency-replayed" not in other.post("/v1/memories", json={"text": "Else."}, headers=key()).headers
    there = one.post("/v1/memories", params={"scope": "side"}, json=SAID, headers=key()).json()
    assert there["memory"]["scope"] == "side"
    assert first["memory"]["scope"] == "main"


def test_while_it_is_being_done_it_is_not_done_again(
    rest: Rest, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go = threading.Event(), threading.Event()
    remember = Memory.remember

    def slow(self: Memory, *given: object, **more: object) -> object:
        inside.set()
        go.wait(90)
        return remember(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Memory, "remember", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(admin.post, "/v1/memories", json=SAID, headers=key())
        inside.wait(90)
        second = admin.post("/v1/memories", json=SAID, headers=key())
        go.set()
        assert first.result().json()["created"]
    assert second.status_code == 409
    assert second.headers["retry-after"] == "1"
    assert admin.post("/v1/memories", json=SAID, headers=key()).headers["idempotency-replayed"] == "true"


def test_what_came_to_nothing_may_be_tried_again(admin: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Memory, *given: object, **more: object) -> object:
        raise StoreFull(path="/secret/place.db")

    with monkeypatch.context() as broken:
        broken.setattr(Memory, "remember", full)
        failed = admin.post("/v1/memories", json=SAID, headers=key())
    assert failed.status_code == 507
    assert failed.headers["retry-after"]
    assert "/secret" not in failed.text
    assert admin.post("/v1/memories", json=SAID, headers=key()).json()["created"]


def test_killed_between_effect_and_reply_it_is_there_once(rest: Rest, admin: httpx.Client) -> None:
    """As a killed process leaves it: begun at a moment, and the effect is there or is not."""
    first = admin.post("/v1/memories", json=SAID, headers=key()).json()
    [kept] = rest.memory.store.find(Response, within(rest.memory.scope))
    rest.memory.store.apply([Touch(Response, kept.scope, kept.id, {"status": None, "body": None})])
    rest.app.state.running.since = utc_now()  # another process, later
    again = admin.post("/v1/memories", json=SAID, headers=key())
    assert again.json()["memory"]["id"] == first["memory"]["id"]
    assert admin.get("/v1/stats").json()["records"]["episode"] == 1
    assert admin.post("/v1/memories", json=SAID, headers=key()).text == again.text


def test_where_another_process_is_at_it_one_waits(rest: Rest, admin: httpx.Client) -> None:
    admin.post("/v1/memories", json=SAID, headers=key())
    [kept] = rest.memory.store.find(Response, within(rest.memory.scope))
    begun = Response(id=kept.id, scope=kept.scope, request=kept.request, at=utc_now())
    rest.memory.store.apply([Put(begun)])
    assert admin.post("/v1/memories", json=SAID, headers=key()).status_code == 409


def test_whole_files_are_not_kept(rest: Rest, admin: httpx.Client) -> None:
    """Their bytes are nowhere to compare with; they add nothing twice by themselves."""
    files = [b'{"text": "One.", "time": "2026-01-01"}\n', b'{"text": "Two.", "time": "2026-01-01"}\n']
    added = [admin.post("/v1/import?format=jsonl", content=one, headers=key()).json()["added"] for one in files]
    assert added == [1, 1]
    operations = admin.get("/openapi.json").json()["paths"]
    posts = {path: methods["post"].get("parameters", ()) for path, methods in operations.items() if "post" in methods}
    told = {path for path, given in posts.items() if "Idempotency-Key" in [one["name"] for one in given]}
    assert "/v1/memories" in told
    assert "/v1/import" not in told
    assert "/v1/recall" not in told


def test_new_keys_are_written_down_nowhere(rest: Rest, admin: httpx.Client) -> None:
    wanted = {"name": "Ada", "role": "reader", "places": ["main"]}
    tokens = {admin.post("/v1/keys", json=wanted, headers=key()).json()["token"] for _ in range(2)}
    assert len(tokens) == 2
    assert rest.memory.store.count(Response) == 0
