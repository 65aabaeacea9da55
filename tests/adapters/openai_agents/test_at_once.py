"""Two at one session: as if one had come after the other."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import mnesis
from mnesis.adapters.openai_agents import MnesisSession

OPERATIONS: dict[str, Callable[[MnesisSession], Any]] = {
    "add": lambda session: asyncio.run(session.add_items([said("new a"), said("new b")])),
    "add more": lambda session: asyncio.run(session.add_items([said("more")])),
    "pop": lambda session: asyncio.run(session.pop_item()),
    "clear": lambda session: asyncio.run(session.clear_session()),
    "get": lambda session: asyncio.run(session.get_items()),
}


def said(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def begun(memory: mnesis.Memory) -> MnesisSession:
    session = MnesisSession("s", memory)
    asyncio.run(session.add_items([said("one"), said("two"), said("one")]))
    return session


def state(session: MnesisSession) -> tuple[list[Any], list[str]]:
    return asyncio.run(session.get_items()), sorted(one.text for one in session.memory.episodes(limit=None))


@pytest.mark.parametrize("other", OPERATIONS)
@pytest.mark.parametrize("one", OPERATIONS)
def test_one_after_the_other(one: str, other: str, serial: Callable[..., int]) -> None:
    assert serial(begun, OPERATIONS[one], OPERATIONS[other], state)


@pytest.mark.parametrize("one", OPERATIONS)
def test_cut_off_and_repeated(one: str, cut: Callable[..., int]) -> None:
    assert cut(begun, OPERATIONS[one], state)
