"""What is said in a graph, remembered."""

from collections.abc import Callable
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from mnesis.adapters.langchain.history import turn_of
from mnesis.adapters.shelf import Edit, Place, Shelf, empty
from mnesis.adapters.turns import Said, Turn, Turns
from mnesis.memory import Memory


def remembering(memory: Memory, messages: str = "messages") -> Callable[[Any, RunnableConfig], dict[str, Any]]:
    """A node that remembers what users and models have said in a graph whose state has a channel of messages.

    Each message becomes one episode of the session with the name of the thread, once, however often the node runs. The
    state is left as it is.
    """

    def remember(state: Any, config: RunnableConfig) -> dict[str, Any]:
        thread = str(config.get("configurable", {}).get("thread_id", "main"))
        held: list[BaseMessage] = state[messages] if isinstance(state, dict) else getattr(state, messages)
        shelf = Shelf(memory, "langgraph", "said")
        said: dict[Place, Turn] = {
            ((thread,), one.id or f"#{number}"): turn for number, one in enumerate(held) if (turn := turn_of(one))
        }

        def decide() -> Said:
            there = shelf.versions(said)
            new = [place for place in said if place not in there]
            edit = Edit([empty(place) for place in new], seen=dict.fromkeys(new, 0))
            return Said([said[place] for place in new], lambda _: edit)

        Turns(memory, thread, "langgraph").remember(shelf, decide)
        return {}

    return remember
