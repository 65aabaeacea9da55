"""A node remembers what is said in a graph, once."""

from typing import Any

import pytest

pytest.importorskip("langgraph")

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.graph import START, MessagesState, StateGraph

import mnesis
from mnesis.adapters.langgraph import MnesisSaver, remembering

ONE: Any = {"configurable": {"thread_id": "one"}}


def test_what_is_said_in_a_thread_is_recalled_in_another() -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        graph = StateGraph(MessagesState)
        graph.add_node("answer", lambda state: {"messages": [ToolMessage("7", tool_call_id="c"), AIMessage("Noted.")]})
        graph.add_node("remember", remembering(memory))
        graph.add_edge(START, "answer")
        graph.add_edge("answer", "remember")
        made = graph.compile(checkpointer=MnesisSaver(memory))
        made.invoke({"messages": [HumanMessage("My sister Ana lives in Porto.", name="Kira")]}, ONE)
        made.invoke({"messages": [HumanMessage("She repairs violins.")]}, ONE)

        told = [(one.actor, one.speaker, one.text) for one in memory.episodes(order=("position",))]
        assert told == [
            ("user", "Kira", "My sister Ana lives in Porto."),
            ("agent", None, "Noted."),
            ("user", None, "She repairs violins."),
            ("agent", None, "Noted."),
        ]
        assert {one.session_id for one in memory.episodes()} == {"one"}
        assert memory.recall("Where does Ana live?")[0].text == "My sister Ana lives in Porto."
        assert made.get_state(ONE).values["messages"][-1].text == "Noted."
