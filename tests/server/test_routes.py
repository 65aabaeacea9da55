"""Every operation, who may ask for it, and what everybody else is told. Nothing is served that is not in this table."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mnesis.model import Right, Role, Scope, Wish

from .conftest import Rest

OPERATIONS: dict[tuple[str, str], tuple[str, Any]] = {
    ("POST", "/v1/memories"): ("write", {"text": "Hello."}),
    ("POST", "/v1/memories/batch"): ("write", {"messages": [{"text": "Hello."}]}),
    ("GET", "/v1/memories"): ("read", None),
    ("POST", "/v1/memories/search"): ("read", {}),
    ("GET", "/v1/timeline"): ("read", None),
    ("GET", "/v1/memories/{id}"): ("read", None),
    ("DELETE", "/v1/memories/{id}"): ("curate", None),
    ("POST", "/v1/forget"): ("curate", {"where": {"field": "id", "op": "eq", "value": "x"}}),
    ("POST", "/v1/recall"): ("read", {"query": "Hello?"}),
    ("POST", "/v1/context"): ("read", {"query": "Hello?"}),
    ("GET", "/v1/sessions"): ("read", None),
    ("GET", "/v1/sessions/{id}"): ("read", None),
    ("GET", "/v1/sessions/{id}/turns"): ("read", None),
    ("POST", "/v1/sessions/{id}/close"): ("write", None),
    ("POST", "/v1/sessions/{id}/compact"): ("work", {}),
    ("GET", "/v1/facts"): ("read", None),
    ("GET", "/v1/facts/{id}/why"): ("read", None),
    ("POST", "/v1/correct"): ("curate", {"id": "x"}),
    ("GET", "/v1/entities"): ("read", None),
    ("GET", "/v1/relations"): ("read", {"entity": "Otto"}),
    ("GET", "/v1/paths"): ("read", {"one": "Otto", "other": "Berlin"}),
    ("GET", "/v1/follow"): ("read", {"entity": "Otto", "types": "uses"}),
    ("POST", "/v1/merge"): ("curate", {"one": "Otto", "other": "Ott"}),
    ("POST", "/v1/split"): ("curate", {"entity": "Otto", "facts": ["x"], "name": "Ott"}),
    ("POST", "/v1/undo"): ("curate", {"audit_id": "x"}),
    ("GET", "/v1/preferences"): ("read", None),
    ("GET", "/v1/procedures"): ("read", None),
    ("POST", "/v1/procedures/{id}/outcome"): ("write", {"how": "success"}),
    ("POST", "/v1/learn"): ("write", {"preference": {"key": "tone", "value": "short"}}),
    ("POST", "/v1/feedback"): ("write", {"subject": "x", "rating": 1}),
    ("GET", "/v1/feedback"): ("read", None),
    ("POST", "/v1/sleep"): ("work", {"dry_run": True}),
    ("POST", "/v1/reflect"): ("work", {}),
    ("POST", "/v1/extract"): ("work", {}),
    ("POST", "/v1/prune"): ("curate", {}),
    ("GET", "/v1/archived"): ("read", None),
    ("POST", "/v1/archived/search"): ("read", {}),
    ("POST", "/v1/restore"): ("curate", {"id": "x"}),
    ("GET", "/v1/jobs"): ("read", None),
    ("POST", "/v1/jobs"): ("work", {"kind": "night", "cron": "0 3 * * *"}),
    ("GET", "/v1/jobs/{id}"): ("read", None),
    ("POST", "/v1/jobs/{id}/retry"): ("work", None),
    ("POST", "/v1/jobs/{id}/cancel"): ("work", {}),
    ("POST", "/v1/import"): ("write", b'{"text": "Hello.", "time": "2026-01-01"}\n'),
    ("GET", "/v1/export"): ("read", None),
    ("GET", "/v1/stats"): ("read", None),
    ("GET", "/v1/store"): ("operate", None),
    ("POST", "/v1/check"): ("operate", None),
    ("POST", "/v1/reindex"): ("operate", None),
    ("POST", "/v1/reembed"): ("operate", None),
    ("GET", "/v1/me"): ("any", None),
    ("GET", "/v1/scopes"): ("any", None),
    ("GET", "/v1/keys"): ("keys", None),
    ("POST", "/v1/keys"): ("keys", {"name": "Ada", "role": "reader", "places": ["main"]}),
    ("POST", "/v1/keys/{id}/rotate"): ("keys", {}),
    ("DELETE", "/v1/keys/{id}"): ("keys", None),
}
"""The right that each operation of REST needs, and a request for it."""

BEYOND = {("GET", "/health"), ("GET", "/ready")}
"""Operations that need no key."""

WITHOUT: dict[str, Role] = {
    Right.READ: Role.OPERATOR,
    Right.WRITE: Role.READER,
    Right.CURATE: Role.AGENT,
    Right.WORK: Role.AGENT,
    Right.KEYS: Role.MEMBER,
    Right.OPERATE: Role.ADMIN,
}
"""A role that lacks each right."""


def described(rest: Rest) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for path, operations in rest.app.openapi()["paths"].items():
        for method, operation in operations.items():
            yield (method.upper(), path), operation


def ask(client: httpx.Client, operation: tuple[str, str], id: str = "unknown") -> httpx.Response:
    method, path = operation
    given = OPERATIONS[operation][1]
    if method == "GET":
        return client.get(path.replace("{id}", id), params=given)
    if isinstance(given, bytes):
        return client.request(method, path, content=given)
    return client.request(method, path.replace("{id}", id), json=given)


def test_nothing_is_served_beside_the_table(rest: Rest) -> None:
    told = {operation: body.get("x-mnesis-right") for operation, body in described(rest)}
    own = {one: right for one, right in told.items() if right is not None}
    assert own == {operation: right for operation, (right, _) in OPERATIONS.items()}
    others = told.keys() - own.keys() - BEYOND
    assert all(not path.startswith("/v1/") or path.startswith(MEM0) for _, path in others), others


MEM0 = ("/v1/memories/", "/v1/entities/", "/v1/ping/", "/v1/users/", "/v1/events")
"""Paths of the surface for clients of Mem0, which has a table of its own."""


def test_without_a_key_everybody_is_told_the_same(rest: Rest) -> None:
    nobody, guesser = rest.client(None), rest.client(None)
    guesser.headers["Authorization"] = "Bearer mn_0123456789abcdef_" + "x" * 43
    for operation in OPERATIONS:
        for client in (nobody, guesser):
            answer = ask(client, operation)
            assert answer.status_code == 401, operation
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.json()["title"] == "Unauthenticated"


@pytest.mark.parametrize("right", list(WITHOUT))
def test_a_key_without_the_right_is_refused(rest: Rest, right: str) -> None:
    client = rest.client(WITHOUT[right])
    for operation, (needed, _) in OPERATIONS.items():
        if needed == right:
            answer = ask(client, operation)
            assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden"), operation


def test_a_scope_that_is_not_mine_is_refused_whether_it_is_there_or_not(rest: Rest) -> None:
    rest.memory.within("project:secret").remember("Something.")
    client = rest.client(Role.MEMBER, "user:ada")
    for operation, (right, _) in OPERATIONS.items():
        if right not in ("any", "keys", "operate"):
            told = []
            for scope in ("project:secret", "project:nowhere"):
                client.headers["Mnesis-Scope"] = scope
                answer = ask(client, operation)
                assert answer.status_code == 403, operation
                told.append(answer.text.replace(scope, ""))
            assert told[0] == told[1]


def test_the_id_of_somebody_else_is_an_unknown_id(rest: Rest) -> None:
    theirs = rest.client(Role.ADMIN, tenant="theirs")
    mine = rest.client(Role.ADMIN, tenant="mine")
    memory = theirs.post("/v1/memories", json={"text": "I work at Acme.", "speaker": "Otto"}).json()["memory"]["id"]
    fact = theirs.get("/v1/facts").json()["facts"][0]["id"]
    key = theirs.get("/v1/keys").json()["keys"][0]["id"]
    job = theirs.post("/v1/jobs", json={"kind": "night", "cron": "0 3 * * *"}).json()["id"]
    for operation in OPERATIONS:
        if "{id}" not in operation[1]:
            continue
        id = {"facts": fact, "keys": key, "jobs": job, "sessions": "main"}.get(operation[1].split("/")[2], memory)
        known, unknown = ask(mine, operation, id), ask(mine, operation, "unknown")
        assert known.status_code == unknown.status_code, operation
        assert known.text.replace(id, "unknown") == unknown.text, operation
    assert theirs.get(f"/v1/memories/{memory}").status_code == 200
    assert theirs.get("/v1/keys").json()["keys"][0]["revoked_at"] is None


def test_a_reader_reads_what_a_wider_level_holds_and_changes_nothing(rest: Rest) -> None:
    agent = rest.client(Role.AGENT, "user:ada", "team:a")
    assert agent.post("/v1/memories", json={"text": "Mine."}).json()["memory"]["scope"] == "user:ada"
    assert agent.get("/v1/memories", params={"scope": "team:a"}).status_code == 200
    assert agent.post("/v1/memories", params={"scope": "team:a"}, json={"text": "Ours."}).status_code == 403


def test_scopes_are_those_that_hold_something_and_that_the_key_may_read(rest: Rest) -> None:
    for scope, count in (("user:ada", 1), ("team:a", 2), ("team:b", 1), ("project:x", 1)):
        rest.memory.within(scope).remember_many(f"Number {number}." for number in range(count))
    rest.memory.within(Scope("theirs", "team:a")).remember("Something of theirs.")
    rest.memory.within("project:taught").learn(Wish(category="communication_style", key="tone", value="short"))

    def told(client: httpx.Client, **params: Any) -> Any:
        return client.get("/v1/scopes", params=params).json()

    ada = told(rest.client(Role.AGENT, "user:ada", "team:a", "project:*"))
    assert {one["name"]: one["memories"] for one in ada["scopes"]} == {
        "project:taught": 0,
        "project:x": 1,
        "team:a": 2,
        "user:ada": 1,
    }
    assert told(rest.client(Role.READER, "team:nobody")) == {"scopes": [], "next": None}
    assert told(rest.client(Role.OPERATOR, "*"))["scopes"] == []
    every = rest.client(Role.ADMIN, "*")
    page = told(every, limit=3)
    names = [one["name"] for one in (*page["scopes"], *told(every, limit=3, cursor=page["next"])["scopes"])]
    assert names == ["project:taught", "project:x", "team:a", "team:b", "user:ada"]


def test_me_says_who_asks(rest: Rest) -> None:
    me = rest.client(Role.AGENT, "user:ada", "team:a").get("/v1/me").json()
    assert (me["home"], me["places"], me["role"]) == ("user:ada", ["user:ada", "team:a"], "agent")
    assert me["rights"] == ["read", "write"]
