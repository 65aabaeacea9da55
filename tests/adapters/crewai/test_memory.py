"""CrewAI's own memory on this one, without a language model, and a crew with a scripted one."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("crewai")

from crewai import Agent, Crew, Memory, Task
from crewai.llms.base_llm import BaseLLM

import mnesis
from mnesis.adapters.crewai import MnesisEmbedder, MnesisStorage
from mnesis.testing import HashEmbedder


class ScriptedLLM(BaseLLM):
    """Answers everything with the same words; keeps what it was asked."""

    def call(self, messages: Any, *rest: Any, **more: Any) -> str:
        ASKED.append(str(messages))
        return "Thought: I know.\nFinal Answer: The bees are on the roof."


ASKED: list[str] = []


@pytest.fixture
def memory() -> Iterator[mnesis.Memory]:
    with mnesis.open("memory://", embedder=HashEmbedder()) as opened:
        yield opened


def crew_memory(memory: mnesis.Memory) -> Memory:
    return Memory(
        storage=MnesisStorage(memory), embedder=MnesisEmbedder(memory), llm=ScriptedLLM(model="s"), read_only=False
    )


def test_remembering_and_recalling_without_a_language_model(memory: mnesis.Memory) -> None:
    own = crew_memory(memory)
    given: dict[str, Any] = {"categories": ["c"], "importance": 0.5}
    bees = own.remember("The bees are on the roof.", scope="/crew/bees", **given)
    own.remember("The invoices are in the drawer.", scope="/crew/office", **given)
    assert bees is not None
    [match, *_] = own.recall("The bees are on the roof.", depth="shallow")
    assert match.record.content == "The bees are on the roof."
    found = own.recall("invoices", scope="/crew/office", depth="shallow")
    assert [one.record.content for one in found] == ["The invoices are in the drawer."]
    assert own.list_scopes("/crew") == ["/crew/bees", "/crew/office"]
    assert own.info("/").record_count == 2
    own.update(bees.id, content="The bees are in the garden.")
    assert [one.text for one in memory.recall("Where are the bees?", limit=1)] == ["The bees are in the garden."]
    assert own.forget(scope="/crew/office") == 1
    own.reset()
    own.close()
    assert memory.episodes() == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_crew_is_told_what_another_found_out(memory: mnesis.Memory) -> None:
    own = crew_memory(memory)
    own.remember("Hive three is weak this spring.", scope="/", categories=["hives"], importance=0.9)
    keeper = Agent(role="keeper", goal="Answer", backstory="Keeps bees.", llm=ScriptedLLM(model="s"), verbose=False)
    task = Task(description="Hive three is weak this spring.", expected_output="A sentence.", agent=keeper)
    ASKED.clear()
    done = Crew(agents=[keeper], tasks=[task], memory=own, verbose=False).kickoff()
    own.close()
    assert "roof" in str(done)
    assert any("Hive three is weak this spring." in one and "emor" in one for one in ASKED)
