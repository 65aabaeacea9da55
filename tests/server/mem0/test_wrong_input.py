"""Whatever somebody sends, the answer is one that Mem0's clients know: never that the server failed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from .places import World, opened

KNOWN = (200, 400, 401, 403, 404, 409, 413, 422, 501)
ODD = ("", " ", "*", "a", "\0", "\ud800", "é", "a\nb", "a/b", "x" * 300, "2024-01-01", "main", "1e999", "true")
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**70),
    st.sampled_from((0.5, 1e300, float("inf"), float("nan"))),
    st.sampled_from(ODD),
)
names = st.sampled_from(
    [
        "user_id",
        "agent_id",
        "run_id",
        "created_at",
        "categories",
        "metadata",
        "keywords",
        "id",
        "memory_ids",
        "AND",
        "OR",
        "NOT",
        "eq",
        "in",
        "ne",
        "gte",
        "contains",
        "icontains",
        "*",
    ]
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
FIELDS = {
    "add": "messages user_id agent_id run_id metadata expiration_date timestamp infer filters",
    "search": "query filters user_id top_k threshold fields categories reference_date show_expired start_date",
    "list": "filters user_id page page_size fields categories start_date end_date show_expired",
    "update": "text data metadata timestamp expiration_date",
    "feedback": "memory_id feedback feedback_reason",
    "batch": "memories",
}
messages = st.lists(st.fixed_dictionaries({"role": values, "content": values}, optional={"name": values}), max_size=2)


def bodies(verb: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional={name: more.get(name, values) for name in FIELDS[verb].split()})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(Path(tmp_path_factory.mktemp("wrong")) / "mem0.db") as world:
        world.add("Tea at five.", user_id="a", metadata={"n": 1, "list": [1, {"a": None}]}, infer=False)
        yield world


def ask(world: World, method: str, path: str, given: Any = None, query: str = "") -> int:
    """The status; JSON goes as Python writes it, with numbers and characters that have no place in it."""
    body = {"content": json.dumps(given).encode()} if given is not None else {}
    headers = {"Authorization": f"Token {world.token()}", "Content-Type": "application/json"}
    answer = world.http.request(method, f"{path}{query}", headers=headers, **body)
    assert answer.status_code in KNOWN, (method, path, given, query, answer.text)
    return int(answer.status_code)


@settings(max_examples=120, deadline=None)
@given(body=bodies("add", messages=values | messages))
@example(body={"messages": "x", "user_id": "a", "agent_id": "\0"})
@example(body={"messages": "x", "metadata": {"n": float("nan")}})
def test_adding(place: World, body: Any) -> None:
    before = len(place.memory.episodes(limit=None))
    if ask(place, "POST", "/v3/memories/add/", body) >= 400:
        assert len(place.memory.episodes(limit=None)) == before, "what is refused is not kept"


@settings(max_examples=150, deadline=None)
@given(body=bodies("search"), asking=st.booleans())
@example(body={"query": "tea", "filters": {"user_id": "a", "metadata": {"n": {"gt": "x"}}}}, asking=False)
@example(body={"threshold": "high"}, asking=True)
@example(body={"fields": 5}, asking=True)
def test_searching(place: World, body: Any, asking: bool) -> None:
    ask(place, "POST", "/v3/memories/search/", {**body, **({"query": "tea", "user_id": "a"} if asking else {})})


@settings(max_examples=150, deadline=None)
@given(body=bodies("list"))
@example(body={"page": 1e999})
@example(body={"page": 2**31 - 1, "page_size": 1000})
def test_listing(place: World, body: Any) -> None:
    ask(place, "POST", "/v3/memories/", body)


@settings(max_examples=80, deadline=None)
@given(
    filters=st.one_of(values.map(json.dumps), values.map(repr), st.text(max_size=20)),
    page=st.sampled_from(("1", "0", "-1", "x", "1e3", "9" * 30)),
)
@example(filters="{[]: 1}", page="1")
@example(filters="[" * 5000, page="1")
@example(filters='{"AND":' * 400 + "{}" + "}" * 400, page="1")
def test_addresses(place: World, filters: str, page: str) -> None:
    written = quote(filters.encode("utf-8", "surrogatepass"))
    ask(place, "GET", "/v1/memories/", query=f"?filters={written}&page={page}")
    ask(place, "GET", "/v1/entities/", query=f"?page={page}&page_size={written}")


@settings(max_examples=100, deadline=None)
@given(body=bodies("update"))
def test_updating(place: World, body: Any) -> None:
    [one] = place.add("Tea at five.", user_id="u", infer=False)
    before = place("GET", f"/v1/memories/{one['id']}/")
    if ask(place, "PUT", f"/v1/memories/{one['id']}/", body) >= 400:
        assert place("GET", f"/v1/memories/{one['id']}/") == before, "what is refused changes nothing"


@settings(max_examples=60, deadline=None)
@given(body=bodies("batch"), thought=bodies("feedback"))
@example(body={"memories": [{"memory_id": 5}]}, thought={"memory_id": ["a"]})
@example(body={"memories": [{"memory_id": {"memory_id": "a"}}]}, thought={"memory_id": "a.bWFpbg", "feedback": []})
def test_batches_and_feedback(place: World, body: Any, thought: Any) -> None:
    for method in ("PUT", "DELETE"):
        ask(place, method, "/v1/batch/", body)
    ask(place, "POST", "/v1/feedback/", thought)


@pytest.mark.parametrize("body", ["", "[]", "5", "{", "[" * 100_000, '{"a":' * 2_000])
def test_what_is_no_object(place: World, body: str) -> None:
    for path in ("/v3/memories/add/", "/v3/memories/search/", "/v3/memories/"):
        answer = place.http.post(path, content=body, headers={"Authorization": f"Token {place.token()}"})
        assert answer.status_code in (400, 422), answer.text


def test_a_batch_that_names_a_memory_that_is_not_there_changes_nothing(world: World) -> None:
    [one] = world.add("Tea at five.", user_id="a")
    missing = one["id"].replace(one["id"][:4], "0000", 1)
    named = [{"memory_id": one["id"], "text": "Cake."}, {"memory_id": missing, "text": "x"}]
    assert world.ask("PUT", "/v1/batch/", {"memories": named}).status_code == 404
    assert world.ask("DELETE", "/v1/batch/", {"memories": named}).status_code == 404
    assert world.texts(filters={"user_id": "a"}) == ["Tea at five."]


def test_messages_are_kept_all_or_none(world: World) -> None:
    said = [{"role": "user", "content": "One."}, {"role": "user", "content": ""}]
    assert world.ask("POST", "/v3/memories/add/", {"messages": said, "user_id": "a"}).status_code == 422
    assert world.texts(filters={"user_id": "a"}) == []
