"""Each verb over HTTP gives what it gives in Python, as the same JSON as everywhere."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mnesis import shapes
from mnesis.model import Role, utc_now

from .conftest import Rest


@pytest.fixture
def told(admin: httpx.Client) -> dict[str, object]:
    """A little life."""
    said = [
        {"text": "I work at Acme in Berlin.", "speaker": "Otto", "session": "a/1", "time": "2026-01-05T10:00:00Z"},
        {"text": "I use PostgreSQL.", "speaker": "Otto", "session": "a/1", "time": "2026-01-06T10:00:00Z"},
        {"text": "Noted.", "actor": "agent", "session": "a/1", "time": "2026-01-06T10:01:00Z", "tags": ["mine"]},
    ]
    return admin.post("/v1/memories/batch", json={"messages": said}).json()


def test_remember_and_recall(rest: Rest, admin: httpx.Client) -> None:
    kept = admin.post("/v1/memories", json={"text": "I moved to Berlin.", "speaker": "Otto"}).json()
    assert kept["created"]
    assert kept["memory"] == shapes.episode(rest.memory.get(kept["memory"]["id"]))
    assert admin.get(f"/v1/memories/{kept['memory']['id']}").json() == kept["memory"]
    found = admin.post("/v1/recall", json={"query": "Berlin", "limit": 3}).json()
    assert [hit["memory"]["text"] for hit in found["hits"]] == ["I moved to Berlin."]
    assert found.keys() == shapes.recall(rest.memory.recall("Berlin")).keys()


def test_other_scopes_are_looked_into_as_far_as_the_key_goes(rest: Rest) -> None:
    boss = rest.client(Role.ADMIN, "main", "*")
    for scope, text in (("team:a", "We work at Acme."), ("team:b", "Acme is a secret."), ("user:ada", "Acme it is.")):
        boss.post("/v1/memories", params={"scope": scope}, json={"text": text})
    claim = {"subject": {"name": "Ada", "type": "person"}, "predicate": "works_at", "object": {"name": "Acme"}}
    boss.post("/v1/learn", params={"scope": "team:a"}, json={"fact": claim})
    ada = rest.client(Role.AGENT, "user:ada", "team:a")

    def scopes(**given: object) -> list[str]:
        hits = ada.post("/v1/recall", json={"query": "Acme", **given}).json()["hits"]
        return sorted(hit["memory"]["scope"] for hit in hits)

    assert scopes() == ["user:ada"]
    assert scopes(also=["team:a"]) == scopes(also=["*"]) == ["team:a", "user:ada"]
    assert ada.post("/v1/recall", json={"query": "Acme", "also": ["team:b"]}).status_code == 403
    assert ada.get("/v1/facts", params={"also": "team:b"}).status_code == 403
    assert ada.get("/v1/facts").json()["facts"] == []
    assert {one["scope"] for one in ada.get("/v1/facts", params={"also": "*"}).json()["facts"]} == {"team:a"}
    for path in ("preferences", "procedures"):
        assert ada.get(f"/v1/{path}", params={"also": "team:a"}).status_code == 200
    assert "Acme" in ada.post("/v1/context", json={"query": "Acme", "also": ["team:a"]}).json()["block"]


def test_of_a_batch_each_is_told_for_itself(admin: httpx.Client) -> None:
    said = [{"text": "One."}, {"text": "Two.", "time": "some day"}, {"text": "Three."}]
    answer = admin.post("/v1/memories/batch", json={"messages": said})
    results = answer.json()["results"]
    assert answer.status_code == 207
    assert [one["status"] for one in results] == [200, 422, 200]
    assert "some day" in results[1]["problem"]["detail"]
    assert admin.get(f"/v1/memories/{results[2]['id']}").json()["text"] == "Three."


def test_filters(admin: httpx.Client, told: dict[str, object]) -> None:
    def texts(where: object) -> list[str]:
        answer = admin.post("/v1/memories/search", json={"where": where}, params={"order": "oldest"})
        assert answer.status_code == 200, answer.text
        return [one["text"] for one in answer.json()["memories"]]

    later = {"field": "timestamp", "op": "ge", "value": "2026-01-06"}
    agent = {"field": "actor", "op": "eq", "value": "agent"}
    assert texts(later) == ["I use PostgreSQL.", "Noted."]
    assert texts({"all": [later, {"not": agent}]}) == ["I use PostgreSQL."]
    assert texts({"any": [agent, {"field": "id", "op": "eq", "value": "x"}]}) == ["Noted."]
    assert texts({"field": "tags", "op": "has", "value": "mine"}) == ["Noted."]
    assert texts({"field": "actor", "op": "in", "value": ["agent", "system"]}) == ["Noted."]
    listed = admin.get("/v1/memories", params={"tag": "mine", "session": "a/1"}).json()["memories"]
    assert [one["text"] for one in listed] == ["Noted."]
    times = {"since": "2026-01-06", "until": "2026-01-06T10:01:00Z"}
    assert [one["text"] for one in admin.get("/v1/timeline", params=times).json()["memories"]] == ["I use PostgreSQL."]


@pytest.mark.parametrize(
    "where",
    [
        {"field": "nothing", "op": "eq", "value": 1},
        {"field": "timestamp", "op": "ge", "value": "some day"},
        {"field": "timestamp", "op": "ge", "value": 5},
        {"field": "actor", "op": "in", "value": "agent"},
        {"field": "actor", "op": "like", "value": "agent"},
        {"all": [{"field": "actor", "op": "eq", "value": "agent"}] * 101},
        {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"all": []}}}}}}}}},
        {},
    ],
)
def test_filters_that_make_no_sense(admin: httpx.Client, where: object) -> None:
    answer = admin.post("/v1/memories/search", json={"where": where})
    assert (answer.status_code, answer.json()["title"]) in ((422, "InvalidInput"), (422, "UnknownField"))


def test_sessions(admin: httpx.Client, told: dict[str, object]) -> None:
    [session] = admin.get("/v1/sessions").json()["sessions"]
    assert (session["id"], session["episode_count"]) == ("a/1", 3)
    turns = admin.get("/v1/sessions/a/1/turns").json()["memories"]
    assert [one["position"] for one in turns] == [0, 1, 2]
    closed = admin.post("/v1/sessions/a%2F1/close").json()
    assert closed["ended_at"]
    assert admin.post("/v1/sessions/a/1/compact", json={"keep": 0}).json()["session"] == "a/1"
    assert admin.get("/v1/sessions/none/turns").status_code == 404


def test_what_is_known_and_set_right(admin: httpx.Client, told: dict[str, object]) -> None:
    [works] = admin.get("/v1/facts", params={"predicate": "works_at"}).json()["facts"]
    assert (works["subject"], works["object"]) == ("Otto", "Acme")
    story = admin.get(f"/v1/facts/{works['id']}/why").json()
    assert story["happened"][0]["evidence"]["quote"]
    near = admin.get("/v1/relations", params={"entity": "Otto"}).json()
    assert {"Acme", "PostgreSQL"} <= {one["name"] for one in near["entities"]}
    assert admin.get("/v1/paths", params={"one": "Acme", "other": "PostgreSQL"}).json()["paths"]
    assert admin.get("/v1/follow", params={"entity": "Otto", "types": ["works_at"]}).json()["chains"]
    assert admin.get("/v1/entities", params={"query": "Otto"}).json()["entities"][0]["name"] == "Otto"
    corrected = admin.post("/v1/correct", json={"id": works["id"], "value": "Initech"}).json()
    assert corrected["facts"][0]["object"] == "Initech"
    line = admin.post("/v1/merge", json={"one": "Acme", "other": "Initech"}).json()
    assert admin.post("/v1/undo", json={"audit_id": line["id"]}).json()["action"]
    assert admin.post("/v1/undo", json={"audit_id": line["id"]}).status_code == 422


def test_teaching(admin: httpx.Client) -> None:
    claim = {"subject": {"name": "Ada", "type": "person"}, "predicate": "works_at", "object": {"name": "Acme"}}
    assert admin.post("/v1/learn", json={"fact": claim}).json()["facts"][0]["object"] == "Acme"
    wish = {"category": "tools", "key": "package_manager", "value": "pnpm"}
    assert admin.post("/v1/learn", json={"preference": wish}).json()["preferences"][0]["value"] == "pnpm"
    assert admin.get("/v1/preferences", params={"category": "tools"}).json()["preferences"][0]["value"] == "pnpm"
    steps = [{"action": "run", "detail": "Run the tests."}, {"action": "push", "detail": "Push the tag."}]
    recipe = {"name": "Release", "trigger": "release the app", "steps": steps}
    [procedure] = admin.post("/v1/learn", json={"procedure": recipe}).json()["procedures"]
    told = admin.post(f"/v1/procedures/{procedure['id']}/outcome", json={"how": "success"}).json()
    assert told["success_count"] == 1
    assert admin.get("/v1/procedures", params={"query": "release"}).json()["procedures"][0]["id"] == procedure["id"]
    words = admin.post("/v1/learn", json={"words": {"text": "I live in Rome.", "speaker": "Ada"}}).json()
    assert words["episode"]
    assert admin.post("/v1/learn", json={"preference": wish, "fact": claim}).status_code == 422
    judged = admin.post("/v1/feedback", json={"subject": words["episode"], "rating": 0.5}).json()
    assert [one["id"] for one in admin.get("/v1/feedback").json()["feedback"]] == [judged["id"]]


def test_contexts(rest: Rest, admin: httpx.Client, told: dict[str, object]) -> None:
    asked = {"query": "Where does Otto work?", "budget": 500, "history": [{"role": "user", "content": "Hi."}]}
    made = admin.post("/v1/context", json=asked).json()
    assert "Acme" in made["block"]
    assert made["total"] <= 500
    assert made.keys() == shapes.context(rest.memory.context("Where?")).keys()
    assert admin.post("/v1/context", json={"query": "x", "folder": "/etc"}).status_code == 422


def test_forgetting(admin: httpx.Client, told: dict[str, object]) -> None:
    first, *_ = [one["id"] for one in admin.get("/v1/memories").json()["memories"]]
    assert admin.delete(f"/v1/memories/{first}").json()["erased"] == 1
    assert admin.delete(f"/v1/memories/{first}").status_code == 404
    everything = {"where": {"field": "session_id", "op": "eq", "value": "a/1"}}
    assert admin.post("/v1/forget", json=everything).json()["erased"] == 2
    assert admin.post("/v1/forget", json={}).status_code == 422


def test_nights_and_jobs(admin: httpx.Client, told: dict[str, object]) -> None:
    slept = admin.post("/v1/sleep", json={"steps": ["reflect"]}).json()
    assert [one["step"] for one in slept["steps"]] == ["reflect"]
    assert admin.post("/v1/reflect", json={"day": "2026-01-05"}).json()["day"] == "2026-01-05"
    assert admin.post("/v1/extract", json={"dry_run": True}).json()["read"] == 3
    assert admin.post("/v1/prune", json={"below": 0.5}).json()["gone"] == 0
    job = admin.post("/v1/jobs", json={"kind": "night", "cron": "0 3 * * *", "key": "mine"}).json()
    assert admin.get(f"/v1/jobs/{job['id']}").json()["cron"] == "0 3 * * *"
    assert admin.post(f"/v1/jobs/{job['id']}/cancel", json={"for_good": True}).json()["state"] == "cancelled"
    assert admin.post(f"/v1/jobs/{job['id']}/retry").json()["state"] == "ready"
    assert admin.post("/v1/jobs", json={"kind": "party", "cron": "0 3 * * *"}).status_code == 422


def test_the_archive(rest: Rest, admin: httpx.Client, told: dict[str, object]) -> None:
    later = rest.memory.timed(lambda: utc_now() + timedelta(days=40))
    later.remember("Much later.")
    assert later.prune(1.0, apply=True).gone
    gone = admin.get("/v1/archived").json()["memories"]
    assert gone
    where = {"where": {"field": "actor", "op": "eq", "value": "agent"}}
    [one] = admin.post("/v1/archived/search", json=where).json()["memories"]
    assert admin.post("/v1/restore", json={"id": one["id"]}).json()["restored"] == [one["id"]]
    assert admin.post("/v1/restore", json={}).status_code == 422


def test_in_and_out(
    rest: Rest, admin: httpx.Client, told: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # where nobody else's files come and go
    everything = admin.get("/v1/export")
    assert everything.headers["content-type"] == "application/x-ndjson"
    assert len([json.loads(line) for line in everything.text.splitlines()]) == 4
    other = rest.client(tenant="other")
    taken = other.post("/v1/import", params={"name": "all.jsonl"}, content=everything.content).json()
    assert (taken["format"], taken["added"], taken["duplicates"]) == ("jsonl", 3, 0)
    form = other.post("/v1/import", files={"file": ("all.jsonl", everything.content)}).json()
    assert (form["added"], form["duplicates"]) == (0, 3)
    bad = {"name": "../../etc/notes.jsonl"}
    stopped = other.post("/v1/import", params=bad, content=b'{"text": "Fine."}\nnonsense\n')
    assert stopped.json()["detail"].startswith("notes.jsonl, line 2:")
    skipped = other.post("/v1/import", params={**bad, "on_error": "skip"}, content=b'{"text": "Fine."}\nnonsense\n')
    assert [one["line"] for one in skipped.json()["skipped"]] == [2]
    assert other.post("/v1/import", content=b"").status_code == 422
    assert not list(tmp_path.glob("mnesis-*"))


def test_upkeep(rest: Rest, admin: httpx.Client, told: dict[str, object]) -> None:
    stats = admin.get("/v1/stats").json()
    assert (stats["scope"], stats["records"]["episode"]) == ("main", 3)
    assert "apikey" not in stats["records"]
    operator = rest.client(Role.OPERATOR)
    assert operator.get("/v1/store").json()["records"]["episode"] == 3
    assert operator.post("/v1/check").json() == {"problems": []}
    assert operator.post("/v1/reindex").json()["keys"] > 0
    assert operator.post("/v1/reembed").status_code == 502  # there is no embedder


def test_keys(rest: Rest, admin: httpx.Client) -> None:
    made = admin.post("/v1/keys", json={"name": "Ada", "role": "agent", "places": ["user:ada"]}).json()
    ada = rest.client(None)
    ada.headers["Authorization"] = f"Bearer {made['token']}"
    assert ada.get("/v1/me").json()["name"] == "Ada"
    assert "secret" not in str(admin.get("/v1/keys").json())
    again = admin.post(f"/v1/keys/{made['key']['id']}/rotate", json={"grace_seconds": 0}).json()
    assert ada.get("/v1/me").status_code == 401
    ada.headers["Authorization"] = f"Bearer {again['token']}"
    assert ada.get("/v1/me").status_code == 200
    admin.delete(f"/v1/keys/{again['key']['id']}")
    assert ada.get("/v1/me").status_code == 401


def test_a_body_of_which_nothing_is_wanted_may_be_left_out(admin: httpx.Client) -> None:
    admin.post("/v1/memories", json={"text": "I live in Berlin.", "session": "a"})
    job = admin.post("/v1/jobs", json={"kind": "night", "cron": "30 3 * * *"}).json()
    made = admin.post("/v1/keys", json={"name": "Ada", "role": "reader", "places": ["main"]}).json()
    paths = ["sleep", "reflect", "extract", "prune", "sessions/a/compact"]
    for path in (*paths, f"jobs/{job['id']}/cancel", f"keys/{made['key']['id']}/rotate"):
        assert admin.post(f"/v1/{path}").status_code == 200, path
