"""Two at one history: as if one had come after the other."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("langchain_core")

from langchain_core.messages import AIMessage, HumanMessage

import mnesis
from mnesis.adapters.langchain import MnesisChatMessageHistory as History

OPERATIONS: dict[str, Callable[[History], Any]] = {
    "add": lambda history: history.add_messages([HumanMessage("new a"), AIMessage("new b")]),
    "clear": lambda history: history.clear(),
    "read": lambda history: history.messages,
}


def begun(memory: mnesis.Memory) -> History:
    history = History(memory, "s")
    history.add_messages([HumanMessage("one"), AIMessage("two")])
    return history


def state(history: History) -> Any:
    return history.messages, sorted(one.text for one in history.memory.episodes(limit=None))


@pytest.mark.parametrize("other", OPERATIONS)
@pytest.mark.parametrize("one", OPERATIONS)
def test_one_after_the_other(one: str, other: str, serial: Callable[..., int]) -> None:
    assert serial(begun, OPERATIONS[one], OPERATIONS[other], state)


@pytest.mark.parametrize("one", OPERATIONS)
def test_cut_off_and_repeated(one: str, cut: Callable[..., int]) -> None:
    assert cut(begun, OPERATIONS[one], state)
