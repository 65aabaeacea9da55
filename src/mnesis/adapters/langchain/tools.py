"""A memory in the hands of an agent: two tools."""

import asyncio
from collections.abc import Callable

from langchain_core.tools import BaseTool, StructuredTool

from mnesis.memory import Memory


def memory_tools(memory: Memory, session: str = "main") -> list[BaseTool]:
    """Tools `recall` and `remember` for any agent that calls LangChain's tools. What the agent remembers stands in
    `session`."""

    def recall(query: str, limit: int = 10) -> str:
        """Look into long-term memory: what was said or done in earlier conversations, with the day and the speaker.
        Ask in full sentences, for one thing at a time ("Where does Ana live?")."""
        lines = [
            f"{hit.timestamp:%Y-%m-%d} {hit.memory.speaker or hit.memory.actor}: {hit.text}"
            for hit in memory.recall(query, limit=limit)
        ]
        return "\n".join(lines) or "Nothing is known of that."

    def remember(text: str) -> str:
        """Keep something in long-term memory that will matter in later conversations: a fact, a wish, a decision. One
        thing at a time, in a full sentence that says who and what ("Ana prefers trains to planes")."""
        return f"Remembered as {memory.remember(text, actor='agent', session=session).id}."

    return [_tool(recall), _tool(remember)]


def _tool(verb: Callable[..., str]) -> BaseTool:
    async def awaited(**given: object) -> str:
        return await asyncio.to_thread(verb, **given)

    return StructuredTool.from_function(verb, awaited, parse_docstring=False)
