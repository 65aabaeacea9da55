"""What the store finds for a filter is what it means, memory by memory; and pages of it are parts of the whole."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mnesis
from mnesis.memory import Memory
from mnesis.model import Message
from mnesis.server.mem0.filters import compiled
from mnesis.server.mem0.shelf import Shelf
from mnesis.server.mem0.view import View, newest

TIMES = ("2024-01-01", "2024-01-02T10:00:00Z", "2024-01-03T00:00:00.001Z", 1704240000)
SCOPES = ("user:a", "agent:x", "project:p", "session:r", "main")


@pytest.fixture(scope="module")
def memories() -> Iterator[dict[str, Memory]]:
    """Some memories in every kind of scope: some that Mem0's clients added, some that came another way."""
    with mnesis.open("memory://", embedder="none") as memory:
        for scope in SCOPES:
            _fill(memory.within(scope))
        yield {scope: memory.within(scope) for scope in SCOPES}


def _fill(memory: Memory) -> None:
    owner = {"user": "user_id", "agent": "agent_id", "project": "app_id", "session": "run_id"}
    level, _, name = memory.scope.name.partition(":")
    for number, run in enumerate((None, "r", "r2", "main", None, "r") * 2):
        said = Message(
            text=f"Nr {number}.",
            session=run or "main",
            time="2024-01-0" + str(1 + number % 3),
            tags=("one", "two")[: number % 3],
        )
        kept = memory.remember(said).episode
        if number % 4 == 3:
            continue
        named = {owner[level]: name} if level in owner else {}
        named |= {"agent_id": ("x", "y")[number % 2]} if level == "user" else {}
        named |= {"run_id": run} if run and level in ("user", "agent", "project") else {}
        end = {"expiration_date": ("2020-01-01", "2999-01-01")[number % 2]} if number % 3 == 0 else {}
        Shelf(memory).begin({kept.id: {"owners": named, "metadata": {"n": number}, **end}})


owners = st.sampled_from(("a", "x", "y", "p", "r", "r2", "main", "*", None))
texts = st.sampled_from(("one", "two", "*", None))
moments = st.sampled_from((*TIMES, "*", None))
several = st.sampled_from(("eq", "ne", "in", "nin", "contains"))


def compared(values: st.SearchStrategy[Any], operators: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    listed = st.lists(values, max_size=3)
    one = st.dictionaries(operators, values, max_size=2)
    return values | one | st.dictionaries(st.sampled_from(("in", "nin")), listed, max_size=1)


order = st.sampled_from(("eq", "ne", "gt", "gte", "lt", "lte"))
leaves = st.one_of(
    st.dictionaries(
        st.sampled_from(("user_id", "agent_id", "app_id", "run_id")), compared(owners, several), max_size=2
    ),
    st.fixed_dictionaries({"categories": compared(texts, several)}),
    st.dictionaries(st.sampled_from(("created_at", "timestamp")), compared(moments, order), max_size=2),
    st.fixed_dictionaries({"metadata": st.fixed_dictionaries({"n": compared(st.integers(0, 12), order)})}),
    st.fixed_dictionaries({"keywords": st.fixed_dictionaries({"contains": st.sampled_from(("Nr 1", "."))})}),
)
trees = st.recursive(
    leaves,
    lambda inner: st.dictionaries(st.sampled_from(("AND", "OR", "NOT")), st.lists(inner, max_size=3), max_size=2),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(tree=trees, scope=st.sampled_from(SCOPES), start=st.integers(0, 5), over=st.booleans())
def test_a_view_is_what_its_filter_means(
    memories: dict[str, Memory], tree: dict[str, Any], scope: str, start: int, over: bool
) -> None:
    memory, holds = memories[scope], compiled(tree)
    whole = View.of(memory, {}, over=over).page(0, 100).results
    meant = [one for one in whole if holds(one)]
    view = View.of(memory, tree, over=over)
    assert view.page(start, 3).results == meant[start : start + 3]
    assert view.count() == view.page(start, 3).count == len(meant)


def test_what_is_over_is_left_out_by_the_store(memories: dict[str, Memory]) -> None:
    every = View.of(memories["user:a"], {}, over=True).page(0, 100).results
    shown = View.of(memories["user:a"], {}, over=False).page(0, 100).results
    assert shown == [one for one in every if one["expiration_date"] != "2020-01-01"]
    assert 0 < len(shown) < len(every)


def test_several_views_are_one_list(memories: dict[str, Memory]) -> None:
    views = [View.of(memory, {}, over=True) for memory in memories.values()]
    whole = newest(views, 0, 1000)
    assert whole.count == len(whole.results) == sum(view.count() for view in views)
    times = [one["created_at"] for one in whole.results]
    assert times == sorted(times, reverse=True)
    parts = [newest(views, start, 7).results for start in range(0, whole.count, 7)]
    assert [one for part in parts for one in part] == whole.results


def test_a_plain_list_is_found_by_the_store_alone(memories: dict[str, Memory]) -> None:
    plain: tuple[Any, ...] = (
        {"user_id": "a"},
        {"AND": [{"user_id": "a"}, {"run_id": "r"}, {"NOT": [{"categories": {"in": ["one"]}}]}]},
        {"user_id": "a", "created_at": {"gte": "2024-01-02", "lt": 1704240000}},
        {"OR": [{"categories": "one"}, {"timestamp": "2024-01-01"}]},
    )
    assert all(View.of(memories["user:a"], tree, over=True).holds is None for tree in plain)
