"""A memory as a session of the OpenAI Agents SDK: what the SDK asks of its own sessions, and what it is here for."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

agents = pytest.importorskip("agents")

from agents.memory import Session, SessionSettings  # noqa: E402

import mnesis  # noqa: E402
from mnesis.adapters.openai_agents import MnesisSession  # noqa: E402
from mnesis.errors import InvalidInput  # noqa: E402
from mnesis.model import Where  # noqa: E402
from mnesis.testing import FakeClock  # noqa: E402

from .models import ScriptedModel, calls, says  # noqa: E402

agents.set_tracing_disabled(True)

ITEMS: list[dict[str, Any]] = [
    {"role": "user", "content": "How far is Faro?"},
    {
        "role": "user",
        "content": [{"type": "input_text", "text": "By train"}, {"type": "input_image", "image_url": "x"}],
    },
    {"id": "rs", "type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "zz=="},
    {
        "id": "f",
        "type": "function_call",
        "call_id": "c",
        "name": "route",
        "arguments": '{"to": "Faro"}',
        "status": None,
    },
    {"type": "function_call_output", "call_id": "c", "output": "3 h \U0001f686"},
    {"type": "web_search_call", "id": "w", "status": "completed", "action": {"type": "search", "query": "x"}},
    {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": "Three hours.", "annotations": [], "logprobs": []}],
    },
    {"role": "developer", "content": "Be brief; '; DROP TABLE items; -- \0 \ud800 1e400 ümläut 你好"},
]


@pytest.fixture
def memory() -> Iterator[mnesis.Memory]:
    with mnesis.open("memory://", embedder="none") as opened:
        yield opened


def run(session: MnesisSession, name: str, *arguments: Any) -> Any:
    return asyncio.run(getattr(session, name)(*arguments))


def turns(*texts: str) -> list[Any]:
    return [{"role": "assistant" if at % 2 else "user", "content": text} for at, text in enumerate(texts)]


def test_it_is_a_session(memory: mnesis.Memory) -> None:
    assert isinstance(MnesisSession("s", memory), Session)


def test_every_kind_of_item_comes_back_as_it_was(tmp_path: Path) -> None:
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory:
        session = MnesisSession("s", memory)
        run(session, "add_items", ITEMS)
        assert run(session, "get_items") == ITEMS
        assert [list(one) for one in run(session, "get_items")] == [list(one) for one in ITEMS]
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory:
        assert run(MnesisSession("s", memory), "get_items") == ITEMS


def test_the_last_items_in_order(memory: mnesis.Memory) -> None:
    session = MnesisSession("s", memory)
    run(session, "add_items", [])
    assert run(session, "get_items") == []
    items = turns(*map(str, range(12)))
    run(session, "add_items", items[:5])
    run(session, "add_items", items[5:])
    for limit in (1, 4, 11, 12, 100):
        assert run(session, "get_items", limit) == items[-limit:]
    assert run(session, "get_items", 0) == []
    assert run(session, "get_items", -1) == items


def test_settings_say_how_many(memory: mnesis.Memory) -> None:
    session = MnesisSession("s", memory, session_settings=SessionSettings(limit=2))
    run(session, "add_items", turns("a", "b", "c"))
    assert [one["content"] for one in run(session, "get_items")] == ["b", "c"]
    assert len(run(session, "get_items", 3)) == 3


def test_sessions_do_not_see_each_other(memory: mnesis.Memory) -> None:
    names = ("a", "a/b", "", "a%2fb", "ä\0")
    sessions = [MnesisSession(name, memory, remember=False) for name in names]
    for session in sessions:
        run(session, "add_items", turns(f"of {session.session_id!r}"))
    for session in sessions:
        assert run(session, "get_items") == turns(f"of {session.session_id!r}")
    run(sessions[0], "clear_session")
    assert [len(run(one, "get_items")) for one in sessions] == [0, 1, 1, 1, 1]
    other = MnesisSession("a/b", memory.within("another"), remember=False)
    assert run(other, "get_items") == []


def test_what_is_said_is_remembered_for_other_conversations(memory: mnesis.Memory) -> None:
    run(MnesisSession("s", memory), "add_items", ITEMS)
    said = [(one.session_id, one.actor, one.text) for one in memory.timeline()]
    assert said == [
        ("s", "user", "How far is Faro?"),
        ("s", "user", "By train"),
        ("s", "agent", "Three hours."),
    ]
    run(MnesisSession("t", memory), "add_items", turns("I moved to Porto."))
    assert [one.object for one in memory.facts(predicate="lives in")] == ["Porto"]
    assert "Porto" in memory.context("Where do I live?", session="u").block


def test_a_popped_item_is_taken_back(memory: mnesis.Memory) -> None:
    session = MnesisSession("s", memory)
    run(session, "add_items", turns("Hello", "Hi", "I moved to Porto."))
    assert run(session, "pop_item") == {"role": "user", "content": "I moved to Porto."}
    assert memory.facts() == []
    assert [one.text for one in memory.timeline()] == ["Hello", "Hi"]
    run(session, "add_items", turns("I moved to Braga."))
    assert [one["content"] for one in run(session, "get_items")] == ["Hello", "Hi", "I moved to Braga."]
    for left in (2, 1, 0):
        run(session, "pop_item")
        assert len(run(session, "get_items")) == left
    assert run(session, "pop_item") is None


def test_cleared_it_is_empty_and_still_remembered(memory: mnesis.Memory) -> None:
    session = MnesisSession("s", memory)
    run(session, "add_items", turns("I moved to Porto.", "Nice"))
    run(session, "clear_session")
    assert run(session, "get_items") == []
    assert run(session, "pop_item") is None
    assert [one.object for one in memory.facts()] == ["Porto"]
    run(session, "add_items", turns("Again"))
    assert run(session, "get_items") == turns("Again")
    memory.forget(Where("session_id", "eq", "s"))
    assert memory.facts() == []
    assert run(session, "get_items") == turns("Again")


def test_without_remembering(memory: mnesis.Memory) -> None:
    session = MnesisSession("s", memory, remember=False)
    run(session, "add_items", turns("I moved to Porto."))
    assert memory.episodes() == []
    assert run(session, "pop_item") == turns("I moved to Porto.")[0]


def test_what_is_no_json_is_refused_and_nothing_of_its_call_kept(memory: mnesis.Memory) -> None:
    session = MnesisSession("s", memory)
    with pytest.raises(InvalidInput):
        run(session, "add_items", [*turns("x"), {"role": "user", "content": object()}])
    assert run(session, "get_items") == []
    assert memory.episodes() == []


def test_tasks_and_threads_at_once(memory: mnesis.Memory) -> None:
    session = MnesisSession("s", memory, remember=False)

    async def add(many: int) -> None:
        await asyncio.gather(*(session.add_items(turns(f"{at}a", f"{at}b")) for at in range(many)))

    asyncio.run(add(12))
    items = [one["content"] for one in run(session, "get_items")]
    assert sorted(items) == sorted(f"{at}{part}" for at in range(12) for part in "ab")
    assert [one[:-1] for one in items[::2]] == [one[:-1] for one in items[1::2]]

    async def pop(many: int) -> list[Any]:
        return await asyncio.gather(*(session.pop_item() for _ in range(many)))

    popped = [one["content"] for one in asyncio.run(pop(20))]
    assert len(set(popped)) == 20
    assert len(run(session, "get_items")) == 4


PROCESS = """
import asyncio, sys, mnesis
from mnesis.adapters.openai_agents import MnesisSession
with mnesis.open(sys.argv[1], embedder="none") as memory:
    session = MnesisSession("shared", memory)
    for at in range(15):
        items = [{"role": "user", "content": f"{sys.argv[2]} {at} {part}"} for part in "ab"]
        asyncio.run(session.add_items(items))
"""


def test_several_processes_add_to_one_conversation(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    mnesis.open(path, embedder="none").close()
    running = [subprocess.Popen([sys.executable, "-c", PROCESS, str(path), name]) for name in ("one", "two", "three")]
    assert [one.wait(timeout=600) for one in running] == [0, 0, 0]
    with mnesis.open(path, embedder="none") as memory:
        items = [one["content"] for one in run(MnesisSession("shared", memory), "get_items")]
        assert len(items) == 90
        for name in ("one", "two", "three"):
            mine = [one for one in items if one.startswith(f"{name} ")]
            assert mine == [f"{name} {at} {part}" for at in range(15) for part in "ab"]
        assert [one.removesuffix("a") for one in items[::2]] == [one.removesuffix("b") for one in items[1::2]]
        assert memory.stats().records["episode"] == 90


@agents.function_tool
def weather(place: str) -> str:
    """The weather in a place."""
    return f"Sun over {place}"


def test_an_agent_over_two_turns(memory: mnesis.Memory) -> None:
    model = ScriptedModel(calls("weather", '{"place": "Porto"}'), says("It is sunny."), says("You live in Porto."))
    agent = agents.Agent(name="helper", model=model, tools=[weather])
    session = MnesisSession("chat", memory)

    first = asyncio.run(agents.Runner.run(agent, "I moved to Porto. How is the weather?", session=session))
    assert first.final_output == "It is sunny."
    second = asyncio.run(agents.Runner.run(agent, "Where do I live?", session=session))
    assert second.final_output == "You live in Porto."

    kinds = [one.get("type", one.get("role")) for one in model.asked[-1]]
    assert kinds == ["user", "function_call", "function_call_output", "message", "user"]
    assert [one.text for one in memory.timeline()] == [
        "I moved to Porto. How is the weather?",
        "It is sunny.",
        "Where do I live?",
        "You live in Porto.",
    ]
    assert [one.object for one in memory.facts(predicate="lives in")] == ["Porto"]


def test_an_agent_that_sees_the_last_items_only(memory: mnesis.Memory) -> None:
    model = ScriptedModel(says("one"), says("two"))
    agent = agents.Agent(name="helper", model=model)
    session = MnesisSession("chat", memory)
    asyncio.run(agents.Runner.run(agent, "first", session=session))
    config = agents.RunConfig(session_settings=SessionSettings(limit=1))
    asyncio.run(agents.Runner.run(agent, "second", session=session, run_config=config))
    assert [one["content"] if "type" not in one else one["type"] for one in model.asked[-1]] == ["message", "second"]
    assert len(run(session, "get_items")) == 4


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "\ud800", "x" * 5_000, "%2f/../%"])
def test_any_text_names_a_session(memory: mnesis.Memory, name: str) -> None:
    """What cannot be the name of an episode's session is remembered under one that is like it."""
    session, other = MnesisSession(name, memory), MnesisSession(f"{name}2", memory)
    run(session, "add_items", ITEMS)
    assert run(session, "get_items") == ITEMS
    assert run(other, "get_items") == []
    assert len(list(memory.episodes(limit=None))) == 3
    run(session, "pop_item")


def test_the_same_said_twice_at_one_time_is_remembered_twice(memory: mnesis.Memory) -> None:
    session = MnesisSession("s", memory.timed(FakeClock()))
    for _ in range(2):
        run(session, "add_items", [{"role": "user", "content": "yes"}])
    assert len(list(memory.episodes())) == 2
    run(session, "pop_item")
    assert len(list(memory.episodes())) == 1
