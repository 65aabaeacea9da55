"""Two at one store: as if one had come after the other."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

pytest.importorskip("langgraph")

from langchain_core.messages import AIMessage, HumanMessage
from langgraph.store.base import PutOp

import mnesis
from mnesis.adapters.langgraph import MnesisStore, remembering
from mnesis.model import Item
from mnesis.testing import FakeClock

OPERATIONS: dict[str, Callable[[MnesisStore], Any]] = {
    "put": lambda store: store.put(("n",), "k", {"v": 1}),
    "put for a while": lambda store: store.put(("n",), "k", {"v": 2}, ttl=5),
    "delete": lambda store: store.delete(("n",), "k"),
    "batch": lambda store: store.batch(
        [PutOp(("n",), "k", {"v": 3}), PutOp(("n",), "l", {}), PutOp(("n",), "k", {"v": 4})]
    ),
    "get": lambda store: value([store.get(("n",), "k")]),
    "look": lambda store: value([store.get(("n",), "k", refresh_ttl=False)]),
    "search": lambda store: value(store.search(("n",))),
}


def value(found: list[Any]) -> list[Any]:
    return [one and one.value for one in found]


def begun(memory: mnesis.Memory) -> MnesisStore:
    clock = FakeClock(datetime(2026, 5, 4, tzinfo=UTC))
    store = MnesisStore(memory.timed(clock), ttl={"refresh_on_read": True})
    store.put(("n",), "k", {"v": 0}, ttl=10)
    clock.advance(minutes=1)
    return store


def state(store: MnesisStore) -> Any:
    return [(one.key, one.value, one.expires_at) for one in store.memory.store.find(Item, order=("key",))]


@pytest.mark.parametrize("other", OPERATIONS)
@pytest.mark.parametrize("one", OPERATIONS)
def test_one_after_the_other(one: str, other: str, serial: Callable[..., int]) -> None:
    assert serial(begun, OPERATIONS[one], OPERATIONS[other], state)


def test_two_runs_of_the_node_remember_once(serial: Callable[..., int]) -> None:
    held = {"messages": [HumanMessage("hello", id="1"), AIMessage("hi", id="2"), HumanMessage("hello", id="3")]}

    def run(memory: mnesis.Memory) -> None:
        remembering(memory)(held, {"configurable": {"thread_id": "t"}})

    def remembered(memory: mnesis.Memory) -> list[str]:
        return sorted(one.text for one in memory.episodes(limit=None))

    assert serial(lambda memory: memory, run, run, remembered)


@pytest.mark.parametrize("one", OPERATIONS)
def test_cut_off_and_repeated(one: str, cut: Callable[..., int]) -> None:
    assert cut(begun, OPERATIONS[one], state)


def test_the_node_cut_off_and_repeated(cut: Callable[..., int]) -> None:
    held = {"messages": [HumanMessage("hello", id="1"), AIMessage("hi", id="2"), HumanMessage("hello", id="3")]}

    def run(memory: mnesis.Memory) -> None:
        remembering(memory)(held, {"configurable": {"thread_id": "t"}})

    assert cut(lambda memory: memory, run, lambda memory: sorted(one.text for one in memory.episodes(limit=None)))
