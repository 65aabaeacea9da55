"""What Mem0's clients send and expect, over raw HTTP as they were recorded: paths with their last slash, `Token` in the
header, owners and filters, pages, ids that stay."""

from typing import Any

import pytest

from mnesis.model import Fact, Item, Role, within
from mnesis.server.mem0.unsupported import REASONS

from .places import PLACES, World


def test_a_key_is_proved_by_a_ping(world: World) -> None:
    told = world("GET", "/v1/ping/")
    assert (told["status"], told["org_id"], told["project_id"]) == ("ok", "local", "main")
    assert world.ask("GET", "/v1/ping/", token="mn_no_no").status_code == 401
    own = world.http.get("/memories", headers={"X-API-Key": world.token()})
    assert own.json() == {"results": []}


def test_what_is_added_is_found_with_its_metadata_and_owners(world: World) -> None:
    said = [{"role": "user", "content": "I moved to Berlin."}, {"role": "assistant", "content": "Noted."}]
    added = world.add(said, user_id="alice", agent_id="bot", run_id="r1", metadata={"topic": "home", "deep": {"n": 1}})
    assert [(one["memory"], one["event"], one["role"]) for one in added] == [
        ("I moved to Berlin.", "ADD", "user"),
        ("Noted.", "ADD", "assistant"),
    ]
    one = world("GET", f"/v1/memories/{added[0]['id']}/")
    assert (one["user_id"], one["agent_id"], one["run_id"], one["app_id"]) == ("alice", "bot", "r1", None)
    assert one["metadata"] == {"topic": "home", "deep": {"n": 1}}
    [kept, _] = world.memory.within("user:alice").episodes(order=("timestamp",))
    assert (kept.text, kept.session_id) == ("I moved to Berlin.", "r1")
    found = world("POST", "/v3/memories/search/", {"query": "Berlin", "filters": {"user_id": "alice"}, "top_k": 1})
    assert [(hit["id"], hit["memory"]) for hit in found["results"]] == [(added[0]["id"], "I moved to Berlin.")]
    assert 0 < found["results"][0]["score"] < 1


def test_whose_it_is_says_where_it_lies(world: World) -> None:
    for name, scope in (("user", "user:x"), ("agent", "agent:x"), ("app", "project:x"), ("run", "session:x")):
        world.add(f"Of the {name}.", **{f"{name}_id": "x"})
        assert [one.text for one in world.memory.within(scope).episodes()] == [f"Of the {name}."]
    world.add("Of nobody.")
    assert [one.text for one in world.memory.episodes()] == ["Of nobody."]


def test_infer_false_learns_nothing(world: World) -> None:
    world.add("I live in Berlin.", user_id="a")
    world.add("I live in Berlin.", user_id="b", infer=False)
    facts = [world.memory.store.count(Fact, within(world.memory.within(f"user:{name}").scope)) for name in "ab"]
    assert facts[0] > 0
    assert facts[1] == 0


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"user_id": "a"}, {"one", "two", "three"}),
        ({"AND": [{"user_id": "a"}, {"metadata": {"n": 1}}]}, {"one"}),
        ({"AND": [{"user_id": "a"}, {"metadata": {"n": {"gte": 2}}}]}, {"two", "three"}),
        ({"user_id": "a", "metadata": {"n": {"in": [1, 3]}}}, {"one", "three"}),
        ({"AND": [{"user_id": "a"}, {"NOT": [{"metadata": {"n": 2}}]}]}, {"one", "three"}),
        ({"OR": [{"user_id": "b"}, {"AND": [{"user_id": "a"}, {"run_id": "r"}]}]}, {"three", "four"}),
        ({"user_id": "a", "run_id": "r"}, {"three"}),
        ({"agent_id": "bot"}, {"two"}),
        ({"user_id": "*"}, {"one", "two", "three", "four"}),
        ({"user_id": {"in": ["a", "b"]}, "keywords": {"icontains": "OU"}}, {"four"}),
        ({"user_id": "a", "created_at": {"gte": "2024-01-02", "lt": "2024-01-03"}}, {"two"}),
        ({"user_id": "nobody"}, set()),
    ],
)
def test_filters(world: World, filters: dict[str, Any], found: set[str]) -> None:
    world.add("one", user_id="a", metadata={"n": 1}, timestamp=1_704_067_200)
    world.add("two", user_id="a", metadata={"n": 2}, agent_id="bot", timestamp=1_704_153_600)
    world.add("three", user_id="a", metadata={"n": 3}, run_id="r", timestamp=1_704_240_000)
    world.add("four", user_id="b", metadata={"n": 1})
    assert set(world.texts(filters=filters)) == found
    searched = world("POST", "/v3/memories/search/", {"query": "one two three four", "filters": filters})
    assert {hit["memory"] for hit in searched["results"]} == found


@pytest.mark.parametrize(
    "given",
    [
        {"filters": {"colour": "red"}},
        {"filters": {"user_id": {"like": "a"}}},
        {"filters": "user_id"},
        {"filters": {"AND": ["a"]}},
        {"filters": {"created_at": {"gte": "soon"}}},
        {"page": 0},
        {"page_size": "many"},
    ],
)
def test_what_mem0_would_not_understand_either_is_refused(world: World, given: dict[str, Any]) -> None:
    answer = world.ask("POST", "/v3/memories/", given)
    assert (answer.status_code, answer.json()["title"]) == (422, "InvalidInput")


def test_pages(world: World) -> None:
    for number in range(5):
        world.add(f"Number {number}.", user_id="a")
    asked = {"filters": {"user_id": "a"}}
    first = world("POST", "/v3/memories/", asked, page=1, page_size=2)
    assert (first["count"], first["previous"], len(first["results"])) == (5, None, 2)
    second = world("POST", first["next"], asked)
    third = world("POST", second["next"], asked)
    assert third["next"] is None
    seen = [one["memory"] for page in (first, second, third) for one in page["results"]]
    assert seen == [f"Number {number}." for number in (4, 3, 2, 1, 0)]


def test_an_id_stays_when_words_change_and_the_old_words_are_gone(world: World) -> None:
    [added] = world.add("I live in Berlin.", user_id="a", metadata={"n": 1})
    path = f"/v1/memories/{added['id']}/"
    for words in ("I live in Hamburg.", "I live in Bonn."):
        assert world("PUT", path, {"text": words})["memory"] == words
    assert world("PUT", path, {"metadata": {"n": 2}})["metadata"] == {"n": 2}
    one = world("GET", path)
    assert (one["id"], one["memory"], one["metadata"]) == (added["id"], "I live in Bonn.", {"n": 2})
    assert world.texts(filters={"user_id": "a"}) == ["I live in Bonn."]
    told = world("GET", f"{path}history/")
    assert [each["event"] for each in told] == ["ADD", "UPDATE", "UPDATE", "UPDATE"]
    assert (told[0]["created_at"], told[-1]["new_memory"]) == (one["created_at"], "I live in Bonn.")


def test_what_is_deleted_leaves_nothing(world: World) -> None:
    first, second = world.add([{"role": "user", "content": text} for text in ("One.", "Two.")], user_id="a")
    world("PUT", f"/v1/memories/{first['id']}/", {"text": "One more."})
    world("DELETE", f"/v1/memories/{first['id']}/")
    assert world.ask("GET", f"/v1/memories/{first['id']}/").status_code == 404
    world("DELETE", "/v1/memories/", user_id="a")
    assert world.ask("GET", f"/v1/memories/{second['id']}/").status_code == 404
    assert world.memory.store.count(Item, within(world.memory.within("user:a").scope)) == 0
    assert world.ask("DELETE", "/v1/memories/").status_code == 422, "it has to say whose"


def test_delete_all_understands_filters_in_the_address(world: World) -> None:
    world.add("One.", user_id="a", run_id="r")
    world.add("Two.", user_id="a")
    world("DELETE", "/v1/memories/", filters=str({"AND": [{"user_id": "a"}, {"run_id": "r"}]}))
    assert world.texts(filters={"user_id": "a"}) == ["Two."]


def test_what_is_over_is_shown_to_those_who_ask(world: World) -> None:
    world.add("Old tea.", user_id="a", expiration_date="2020-01-01")
    [new] = world.add("New tea.", user_id="a", expiration_date="2999-01-01")
    asked = {"query": "tea", "filters": {"user_id": "a"}}
    assert [hit["memory"] for hit in world("POST", "/v3/memories/search/", asked)["results"]] == ["New tea."]
    assert len(world.texts(filters={"user_id": "a"}, show_expired=True)) == 2
    world("PUT", f"/v1/memories/{new['id']}/", {"expiration_date": None})
    assert world("GET", f"/v1/memories/{new['id']}/")["expiration_date"] is None


def test_entities_batches_and_feedback(world: World) -> None:
    added = world.add([{"role": "user", "content": text} for text in ("One.", "Two.")], user_id="a", agent_id="bot")
    told = world("GET", "/v1/entities/")
    assert {(one["type"], one["name"], one["total_memories"]) for one in told["results"]} == {
        ("user", "a", 2),
        ("agent", "bot", 2),
    }
    ids = [one["id"] for one in added]
    world("PUT", "/v1/batch/", {"memories": [{"memory_id": id, "text": f"Changed {id}"} for id in ids]})
    assert set(world.texts(filters={"user_id": "a"})) == {f"Changed {id}" for id in ids}
    assert world("POST", "/v1/feedback/", {"memory_id": ids[0], "feedback": "POSITIVE"})["feedback"] == "POSITIVE"
    world("DELETE", "/v1/batch/", {"memories": [{"memory_id": ids[0]}]})
    world("DELETE", "/v2/entities/user/a/")
    assert world.texts(filters={"user_id": "a"}) == []
    assert [one["name"] for one in world("GET", "/v1/entities/")["results"]] == ["bot"]


def test_earlier_clients_and_the_open_source_server(world: World) -> None:
    [one] = world("POST", "/v1/memories/", {"messages": "Tea at five.", "user_id": "a"})["results"]
    assert [hit["id"] for hit in world("POST", "/v1/memories/search/", {"query": "tea", "user_id": "a"})] == [one["id"]]
    assert [each["id"] for each in world("GET", "/v1/memories/", user_id="a")] == [one["id"]]
    assert [each["id"] for each in world("POST", "/v2/memories/", {"filters": {"user_id": "a"}})] == [one["id"]]
    [two] = world("POST", "/memories", {"messages": [{"role": "user", "content": "Cake at six."}], "user_id": "a"})[
        "results"
    ]
    assert len(world("GET", "/memories", user_id="a")["results"]) == 2
    assert world("POST", "/search", {"query": "cake", "user_id": "a"})["results"][0]["id"] == two["id"]
    assert world("PUT", f"/memories/{two['id']}", {"text": "Pie at six."})["memory"] == "Pie at six."
    assert world("GET", f"/memories/{two['id']}/history")[-1]["event"] == "UPDATE"
    world("DELETE", f"/memories/{two['id']}")
    world("DELETE", "/memories", user_id="a")
    assert world("GET", "/memories", user_id="a") == {"results": []}


def test_nobody_reaches_beyond_their_key(world: World) -> None:
    [secret] = world.add("The code is 4711.", user_id="alice", agent_id="bot")
    mallory, foreign = world.token("user:mallory"), world.token(tenant="other")
    path = f"/v1/memories/{secret['id']}/"
    for method, given in (("GET", None), ("PUT", {"text": "x"}), ("DELETE", None)):
        assert world.ask(method, path, given, token=mallory).status_code == 403
        assert world.ask(method, path, given, token=foreign).status_code == 404
    query = {"query": "code", "filters": {"user_id": "alice"}}
    there = world.ask("POST", "/v3/memories/search/", query, token=mallory)
    never = world.ask("POST", "/v3/memories/search/", {**query, "filters": {"user_id": "nobody"}}, token=mallory)
    assert (there.status_code, never.status_code) == (403, 403)
    assert there.text.replace("alice", "nobody") == never.text
    for filters in ({"user_id": "*"}, {"agent_id": "*"}, {}):
        assert world("POST", "/v3/memories/", {"filters": filters}, token=mallory)["results"] == []
        assert world("POST", "/v3/memories/", {"filters": filters}, token=foreign)["results"] == []
    reader = world.token(*PLACES, role=Role.READER)
    assert world("GET", path, token=reader)["memory"] == "The code is 4711."
    assert world.ask("PUT", path, {"text": "x"}, token=reader).status_code == 403
    assert world.ask("POST", "/v3/memories/add/", {"messages": "x"}, token=reader).status_code == 403


@pytest.mark.parametrize("path", [path.replace("{id}", "a").replace("{rest:path}", "b") for path in REASONS])
def test_what_is_not_there_says_why(world: World, path: str) -> None:
    answer = world.ask("POST", path, {})
    assert (answer.status_code, answer.headers["content-type"]) == (501, "application/problem+json")
    assert answer.json()["detail"].startswith("Not supported by mnesis. ")


@pytest.mark.parametrize(
    "given",
    [
        {"messages": "x", "custom_instructions": "Only names."},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
    ],
)
def test_what_would_change_what_is_learnt_is_not_passed_over(world: World, given: dict[str, Any]) -> None:
    assert world.ask("POST", "/v3/memories/add/", given).status_code == 501


@pytest.mark.parametrize(
    "messages", [None, [], [1], [{"role": "nobody", "content": "x"}], [{"role": "user"}], "", {"content": 4}]
)
def test_what_is_no_message_is_refused(world: World, messages: Any) -> None:
    assert world.ask("POST", "/v3/memories/add/", {"messages": messages}).status_code == 422


@pytest.mark.parametrize("id", ["x", "x.y", "a.////", "01M7.bWFpbg", "%00.bWFpbg"])
def test_an_id_that_nobody_was_given_is_not_found(world: World, id: str) -> None:
    assert world.ask("GET", f"/v1/memories/{id}/").status_code in (403, 404, 422)
