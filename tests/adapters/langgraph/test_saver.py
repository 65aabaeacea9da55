"""Graphs go on where they stopped: in another process, on another branch, after pruning."""

import asyncio
import operator
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypedDict

import pytest

pytest.importorskip("langgraph")

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langgraph.channels import DeltaChannel
from langgraph.checkpoint.base import BaseCheckpointSaver, empty_checkpoint
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, interrupt

import mnesis
from mnesis.adapters.langgraph import MnesisSaver
from mnesis.model import Item

ONE: Any = {"configurable": {"thread_id": "one"}}
TWO: Any = {"configurable": {"thread_id": "two"}}


@pytest.fixture(params=["memory", "file"])
def saver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MnesisSaver]:
    url = "memory://" if request.param == "memory" else str(tmp_path / "threads.db")
    with mnesis.open(url, embedder="none") as memory:
        yield MnesisSaver(memory)


def chat(saver: BaseCheckpointSaver[Any]) -> Any:
    def answer(state: MessagesState) -> dict[str, list[BaseMessage]]:
        heard = [one.text for one in state["messages"] if one.type == "human"]
        return {"messages": [AIMessage(f"{len(heard)}: {' / '.join(heard)}")]}

    graph = StateGraph(MessagesState)
    graph.add_node(answer)
    graph.add_edge(START, "answer")
    return graph.compile(checkpointer=saver)


def said(graph: Any, config: Any) -> list[str]:
    return [one.text for one in graph.get_state(config).values.get("messages", ())]


# --- threads -------------------------------------------------------------------------------------------------


def test_threads_go_on_apart(saver: MnesisSaver) -> None:
    graph = chat(saver)
    graph.invoke({"messages": [HumanMessage("hello")]}, ONE)
    graph.invoke({"messages": [HumanMessage("you there")]}, TWO)
    graph.invoke({"messages": [HumanMessage("again")]}, ONE)
    assert said(graph, ONE) == ["hello", "1: hello", "again", "2: hello / again"]
    assert said(graph, TWO) == ["you there", "1: you there"]


def test_messages_come_back_with_their_types_and_ids(saver: MnesisSaver) -> None:
    graph = chat(saver)
    done = graph.invoke({"messages": [HumanMessage("hello", id="h1", name="Ana")]}, ONE)
    again = chat(MnesisSaver(saver.memory)).get_state(ONE).values
    assert again == done
    assert [type(one) for one in again["messages"]] == [HumanMessage, AIMessage]


def test_a_thread_branches_from_an_earlier_state(saver: MnesisSaver) -> None:
    graph = chat(saver)
    for text in ("first", "second"):
        graph.invoke({"messages": [HumanMessage(text)]}, ONE)
    early = next(
        one for one in graph.get_state_history(ONE) if len(one.values.get("messages", ())) == 2 and not one.next
    )
    graph.invoke({"messages": [HumanMessage("other")]}, early.config)
    assert said(graph, ONE) == ["first", "1: first", "other", "2: first / other"]
    whole = [[message.text for message in one.values.get("messages", ())] for one in graph.get_state_history(ONE)]
    assert ["first", "1: first", "second", "2: first / second"] in whole  # the other branch is as it was
    assert [one.text for one in graph.get_state(early.config).values["messages"]] == ["first", "1: first"]


def test_a_graph_waits_for_a_person_in_another_process(tmp_path: Path) -> None:
    path = tmp_path / "threads.db"
    code = (
        "import sys, mnesis\n"
        "from langgraph.graph import START, MessagesState, StateGraph\n"
        "from langgraph.types import Command, interrupt\n"
        "from mnesis.adapters.langgraph import MnesisSaver\n"
        "def ask(state):\n"
        "    return {'messages': [('ai', 'sent to ' + interrupt('to whom?'))]}\n"
        "graph = StateGraph(MessagesState)\n"
        "graph.add_node(ask)\n"
        "graph.add_edge(START, 'ask')\n"
        "config = {'configurable': {'thread_id': 'one'}}\n"
        "memory = mnesis.open(sys.argv[1], embedder='none')\n"
        "made = graph.compile(checkpointer=MnesisSaver(memory))\n"
        "given = Command(resume=sys.argv[2]) if sys.argv[2] else {'messages': [('human', 'send it')]}\n"
        "done = made.invoke(given, config)\n"
        "print(done['messages'][-1].text, [one.value for one in done.get('__interrupt__', ())], flush=True)\n"
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n"  # nothing is closed: what is told is on the disk
    )
    runs = [
        subprocess.run([sys.executable, "-c", code, str(path), given], capture_output=True, text=True, check=False)
        for given in ("", "Ana")
    ]
    assert [one.stdout for one in runs] == ["send it ['to whom?']\n", "sent to Ana []\n"], runs[0].stderr


class Total(TypedDict):
    total: Annotated[int, operator.add]


def test_a_subgraph_has_a_namespace_of_its_own(saver: MnesisSaver) -> None:
    def ask(state: Total) -> dict[str, int]:
        return {"total": interrupt("how many?")}

    inner = StateGraph(Total)
    inner.add_node("ask", ask)
    inner.add_edge(START, "ask")
    outer = StateGraph(Total)
    outer.add_node("inner", inner.compile())
    outer.add_edge(START, "inner")
    graph = outer.compile(checkpointer=saver)
    graph.invoke({"total": 1}, ONE)
    deep = graph.get_state(ONE, subgraphs=True).tasks[0].state
    assert deep.config["configurable"]["checkpoint_ns"].startswith("inner:")
    assert deep.next == ("ask",)
    assert graph.invoke(Command(resume=5), ONE)["total"] == 7
    every = {one.config["configurable"]["checkpoint_ns"].split(":")[0] for one in saver.list(ONE)}
    assert every == {"", "inner"}
    saver.delete_thread("one")
    assert list(saver.list(None)) == []


def test_parallel_tasks_fail_and_go_on_without_being_done_twice(saver: MnesisSaver) -> None:
    done: list[str] = []

    def written(channel: str) -> bool:
        kept = saver.get_tuple(ONE)
        return kept is not None and any(one[1] == channel for one in kept.pending_writes or ())

    def good(state: Total) -> dict[str, int]:
        done.append("good")
        return {"total": 10}

    def bad(state: Total) -> dict[str, int]:
        done.append("bad")
        if done.count("bad") == 1:
            while not written("total"):  # what the other task wrote is kept
                time.sleep(0.01)
            raise OSError("for now")
        return {"total": 100}

    graph = StateGraph(Total)
    graph.add_node(good)
    graph.add_node(bad)
    for name in ("good", "bad"):
        graph.add_edge(START, name)
        graph.add_edge(name, END)
    made = graph.compile(checkpointer=saver)
    with pytest.raises(OSError, match="for now"):
        made.invoke({"total": 1}, ONE)
    assert made.invoke(None, ONE)["total"] == 111
    assert sorted(done) == ["bad", "bad", "good"]


def test_graphs_run_awaited(saver: MnesisSaver) -> None:
    graph = chat(saver)

    async def go() -> None:
        configs: list[Any] = [{"configurable": {"thread_id": str(number)}} for number in range(5)]
        await asyncio.gather(
            *(graph.ainvoke({"messages": [HumanMessage(f"from {n}")]}, c) for n, c in enumerate(configs))
        )
        states = [await graph.aget_state(config) for config in configs]
        assert [one.values["messages"][0].text for one in states] == [f"from {number}" for number in range(5)]
        assert len([one async for one in graph.aget_state_history(configs[0])]) == 3

    asyncio.run(go())


# --- channels that hold changes ------------------------------------------------------------------------------


def extend(state: list[str], writes: list[list[str]]) -> list[str]:
    return [*state, *(item for write in writes for item in write)]


class Log(TypedDict):
    log: Annotated[list[str], DeltaChannel(extend, list, snapshot_frequency=4)]


def logging(saver: BaseCheckpointSaver[Any]) -> Any:
    graph = StateGraph(Log)
    graph.add_node("note", lambda state: {"log": [f"noted {len(state['log'])}"]})
    graph.add_edge(START, "note")
    return graph.compile(checkpointer=saver)


def test_delta_channels_are_rebuilt_and_survive_pruning(saver: MnesisSaver) -> None:
    graph, model = logging(saver), logging(InMemorySaver())
    for number in range(7):
        for one in (graph, model):
            one.invoke({"log": [f"told {number}"]}, ONE)
        assert graph.get_state(ONE).values == model.get_state(ONE).values
        before = len(list(saver.list(ONE)))
        saver.prune(["one"])
        assert len(list(saver.list(ONE))) <= before
        assert graph.get_state(ONE).values == model.get_state(ONE).values
    assert len(list(saver.list(ONE))) < 12  # three a turn, had none gone
    assert len(graph.get_state(ONE).values["log"]) == 14


def test_the_history_of_a_channel_is_what_walking_all_checkpoints_gives(saver: MnesisSaver) -> None:
    graph = logging(saver)
    for number in range(6):
        graph.invoke({"log": [f"told {number}"]}, ONE)
    middle = list(saver.list(ONE))[7].config
    graph.invoke({"log": ["on another branch"]}, middle)
    for one in [ONE, middle, {"configurable": {"thread_id": "none"}}, *(kept.config for kept in saver.list(ONE))]:
        walked = BaseCheckpointSaver.get_delta_channel_history(saver, config=one, channels=["log", "none"])
        found = saver.get_delta_channel_history(config=one, channels=["log", "none"])
        assert found == walked
        awaited = saver.aget_delta_channel_history(config=one, channels=["log"])
        assert asyncio.run(awaited) == {"log": walked["log"]}


def test_writes_are_found_along_the_parents_whatever_the_ids(saver: MnesisSaver) -> None:
    config: Any = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}
    for id, value in (("z-first", "a"), ("a-second", "b"), ("m-third", "c")):
        config = saver.put(config, {**empty_checkpoint(), "id": id, "channel_values": {}}, {}, {})
        saver.put_writes(config, [("ch", value)], "task")
    found = saver.get_delta_channel_history(config=config, channels=["ch"])
    assert [value for _, _, value in found["ch"]["writes"]] == ["a", "b"]  # the third's are yet to be applied
    assert len(list(saver.list(config | {"configurable": {"thread_id": "t"}}))) == 3


# --- upkeep --------------------------------------------------------------------------------------------------


def items(saver: MnesisSaver) -> int:
    return saver.memory.store.count(Item)


def test_pruning_leaves_nothing_that_is_not_needed(saver: MnesisSaver) -> None:
    graph = chat(saver)
    for number in range(4):
        graph.invoke({"messages": [HumanMessage(str(number))]}, ONE)
    told, before = said(graph, ONE), items(saver)
    saver.prune(["one", "nobody"])
    assert said(graph, ONE) == told
    assert len(list(saver.list(ONE))) == 1
    assert items(saver) < before / 4
    graph.invoke({"messages": [HumanMessage("on")]}, ONE)
    assert said(graph, ONE)[:-2] == told
    saver.prune(["one"], strategy="delete")
    assert items(saver) == 0
    with pytest.raises(ValueError, match="keep_latest"):
        saver.prune(["one"], strategy="all")


def test_a_copy_goes_its_own_way(saver: MnesisSaver) -> None:
    graph = chat(saver)
    graph.invoke({"messages": [HumanMessage("hello")]}, ONE)
    saver.copy_thread("one", "two")
    graph.invoke({"messages": [HumanMessage("more")]}, TWO)
    assert said(graph, ONE) == ["hello", "1: hello"]
    assert said(graph, TWO) == ["hello", "1: hello", "more", "2: hello / more"]
    saver.delete_thread("one")
    assert said(graph, TWO)[:2] == ["hello", "1: hello"]


def test_deleting_runs_keeps_what_others_need(saver: MnesisSaver) -> None:
    graph = chat(saver)
    for run in ("r1", "r2"):
        graph.invoke({"messages": [HumanMessage(run)]}, {**ONE, "metadata": {"run_id": run}})
    assert {one.metadata.get("run_id") for one in saver.list(ONE)} == {"r1", "r2"}
    saver.delete_for_runs(["r1"])
    assert {one.metadata.get("run_id") for one in saver.list(ONE)} == {"r2"}
    assert said(graph, ONE) == ["r1", "1: r1", "r2", "2: r1 / r2"]


class Flipped:
    """A cipher that fools nobody."""

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]:
        return "flipped", bytes(255 - one for one in plaintext)

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes:
        return bytes(255 - one for one in ciphertext)


def test_an_encrypting_serializer_leaves_no_word_in_the_store(tmp_path: Path) -> None:
    path = tmp_path / "threads.db"
    with mnesis.open(path, embedder="none") as memory:
        saver = MnesisSaver(memory, serde=EncryptedSerializer(Flipped()))
        graph = chat(saver)
        graph.invoke({"messages": [HumanMessage("plover")]}, {**ONE, "metadata": {"about": "plover"}})
        assert said(graph, ONE) == ["plover", "1: plover"]
    assert b"plover" not in path.read_bytes()


def test_checkpoints_are_no_memories(saver: MnesisSaver) -> None:
    chat(saver).invoke({"messages": [HumanMessage("my sister lives in Porto")]}, ONE)
    assert saver.memory.recall("Where does my sister live?").hits == ()
    assert list(MnesisSaver(saver.memory.within("other")).list(None)) == []
