"""Two at one user's memory: as if one had come after the other."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("google.adk")

from google.adk.events.event import Event
from google.adk.memory.memory_entry import MemoryEntry
from google.adk.sessions.session import Session
from google.genai.types import Content, Part

import mnesis
from mnesis.adapters.google_adk import MnesisMemoryService
from mnesis.model import Item

WHO = {"app_name": "app", "user_id": "ana"}


def content(text: str) -> Content:
    return Content(parts=[Part(text=text)])


def session(*texts: str) -> Session:
    events = [
        Event(id=f"e{number}", author="user", timestamp=1_700_000_000 + number, content=content(text))
        for number, text in enumerate(texts)
    ]
    return Session(id="s", events=events, **WHO)


def memory_of(text: str, id: str | None = None) -> list[MemoryEntry]:
    return [MemoryEntry(id=id, author="user", content=content(text))]


def delete(service: MnesisMemoryService) -> None:
    [gone] = [one.id for one in service.of(**WHO).episodes(limit=None) if one.text == "first words"]
    asyncio.run(service.delete_memory(memory_id=gone, **WHO))


OPERATIONS: dict[str, Callable[[MnesisMemoryService], Any]] = {
    "add session": lambda it: asyncio.run(it.add_session_to_memory(session("first words", "second words", "third"))),
    "add memory": lambda it: asyncio.run(it.add_memory(memories=memory_of("likes tea", "m-1"), **WHO)),
    "add nameless": lambda it: asyncio.run(it.add_memory(memories=memory_of("likes figs"), **WHO)),
}


def begun(memory: mnesis.Memory) -> MnesisMemoryService:
    service = MnesisMemoryService(memory)
    asyncio.run(service.add_session_to_memory(session("first words", "second words")))
    return service


def state(service: MnesisMemoryService) -> Any:
    user = service.of(**WHO)
    return sorted(one.text for one in user.episodes(limit=None)), user.store.count(Item)


@pytest.mark.parametrize("other", [*OPERATIONS, "delete"])
@pytest.mark.parametrize("one", OPERATIONS)
def test_one_after_the_other(one: str, other: str, serial: Callable[..., int]) -> None:
    assert serial(begun, OPERATIONS[one], {**OPERATIONS, "delete": delete}[other], state)


@pytest.mark.parametrize("one", OPERATIONS)
def test_cut_off_and_repeated(one: str, cut: Callable[..., int]) -> None:
    assert cut(begun, OPERATIONS[one], state)


def test_a_deletion_cut_off_and_repeated(cut: Callable[..., int]) -> None:
    ids: list[str] = []

    def known(memory: mnesis.Memory) -> MnesisMemoryService:
        service = begun(memory)
        ids[:] = [one.id for one in service.of(**WHO).episodes(limit=None) if one.text == "first words"]
        return service

    assert cut(known, lambda it: asyncio.run(it.delete_memory(memory_id=ids[0], **WHO)), state)
