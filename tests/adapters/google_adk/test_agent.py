"""An agent of the ADK that is told what it knew from another session."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

pytest.importorskip("google.adk")

from google.adk.agents import LlmAgent
from google.adk.models.base_llm import BaseLlm
from google.adk.models.llm_response import LlmResponse
from google.adk.runners import Runner
from google.adk.sessions.in_memory_session_service import InMemorySessionService
from google.adk.tools.preload_memory_tool import PreloadMemoryTool
from google.genai.types import Content, Part
from pydantic import Field

import mnesis
from mnesis.adapters.google_adk import MnesisMemoryService


class ScriptedLlm(BaseLlm):
    """Says "Noted.", and keeps what it was asked."""

    asked: list[Any] = Field(default_factory=list)

    async def generate_content_async(self, llm_request: Any, stream: bool = False) -> AsyncGenerator[LlmResponse, None]:
        self.asked.append(llm_request)
        yield LlmResponse(content=Content(role="model", parts=[Part(text="Noted.")]))


async def talk(runner: Runner, session: str, text: str) -> None:
    said = Content(role="user", parts=[Part(text=text)])
    async for _ in runner.run_async(user_id="ines", session_id=session, new_message=said):
        pass


async def two_sessions(memory: mnesis.Memory, llm: ScriptedLlm) -> None:
    sessions, service = InMemorySessionService(), MnesisMemoryService(memory)
    agent = LlmAgent(name="keeper", model=llm, tools=[PreloadMemoryTool()])
    runner = Runner(app_name="garden", agent=agent, session_service=sessions, memory_service=service)
    for id in ("one", "two"):
        await sessions.create_session(app_name="garden", user_id="ines", session_id=id)
    await talk(runner, "one", "My bees are called Apis and Mellifera.")
    done = await sessions.get_session(app_name="garden", user_id="ines", session_id="one")
    assert done is not None
    await service.add_session_to_memory(done)
    await talk(runner, "two", "What are my bees called?")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_what_was_said_in_one_session_is_before_the_model_in_the_next() -> None:
    llm = ScriptedLlm(model="scripted")
    with mnesis.open("memory://", embedder="none") as memory:
        asyncio.run(two_sessions(memory, llm))
    assert "Apis and Mellifera" not in str(llm.asked[0].config.system_instruction)
    assert "Apis and Mellifera" in str(llm.asked[1].config.system_instruction) + str(llm.asked[1].contents)
