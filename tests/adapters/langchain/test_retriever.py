"""LangChain's own tests of a retriever, and what its documents tell."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("langchain_tests")

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langchain_tests.integration_tests import RetrieversIntegrationTests

import mnesis
from mnesis.adapters.langchain import MnesisRetriever
from mnesis.model import Message, Where
from mnesis.testing import HashEmbedder

SAID = ("Ana lives in Porto.", "Ana repairs violins.", "Ana has a cat named Miu.", "Otto moved to Ghent.", "It rains.")


@pytest.fixture(autouse=True)
def memory(request: pytest.FixtureRequest) -> Iterator[mnesis.Memory]:
    with mnesis.open("memory://", embedder=HashEmbedder()) as memory:
        for day, text in enumerate(SAID, start=1):
            memory.remember(Message(text=text, speaker="Kira", session=f"s{day}", time=f"2026-03-{day:02}T09:00:00Z"))
        if request.instance:
            request.instance.memory = memory
        yield memory


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
class TestStandard(RetrieversIntegrationTests):
    memory: mnesis.Memory

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return MnesisRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"memory": self.memory}

    @property
    def retriever_query_example(self) -> str:
        return "Where does Ana live?"


def test_a_document_says_what_it_stands_on(memory: mnesis.Memory) -> None:
    [found] = MnesisRetriever(memory=memory, k=1).invoke("Where does Ana live?")
    assert found.page_content == SAID[0]
    assert memory.get(found.id or "").text == SAID[0]
    told = found.metadata
    assert json.loads(json.dumps(told)) == told
    assert told["id"] == found.id
    assert (told["session"], told["time"], told["speaker"]) == ("s1", "2026-03-01T09:00:00.000Z", "Kira")
    assert (told["layer"], told["actor"], told["scope"]) == ("episodic", "user", "main")
    assert "lexical" in {one["arm"] for one in told["reasons"]}
    assert sum(one["share"] for one in told["reasons"]) == pytest.approx(told["score"])
    assert [one["quote"] for one in told["evidence"]] == [SAID[0]]


def test_what_a_retriever_is_made_with_a_call_may_change(memory: mnesis.Memory) -> None:
    retriever = MnesisRetriever(memory=memory, where=Where("session_id", "eq", "s2"))
    assert [one.page_content for one in retriever.invoke("What of Ana?")] == [SAID[1]]
    assert len(retriever.invoke("What of Ana?", where=Where("session_id", "ne", "s2"), k=2)) == 2
    early = MnesisRetriever(memory=memory, as_of="2026-03-02T00:00:00Z").invoke("What of Ana?")
    assert [one.page_content for one in early] == [SAID[0]]
    memory.within("team").remember("Ana leads the orchestra.")
    told = MnesisRetriever(memory=memory).invoke("Who leads?", also=["team"])
    assert told[0].page_content == "Ana leads the orchestra."
    assert told[0].metadata["scope"] == "team"


def test_a_retriever_stands_in_a_chain(memory: mnesis.Memory) -> None:
    def joined(found: list[Document]) -> str:
        return " ".join(one.page_content for one in found)

    chain = MnesisRetriever(memory=memory, k=1) | RunnableLambda(joined)
    assert chain.batch(["Where does Ana live?", "Where did Otto move?"]) == [SAID[0], SAID[3]]
