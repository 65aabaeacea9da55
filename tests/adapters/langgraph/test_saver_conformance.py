"""LangGraph's own suite for checkpointers."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

pytest.importorskip("langgraph.checkpoint.conformance")

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import ALL_CAPABILITIES

import mnesis
from mnesis.adapters.langgraph import MnesisSaver


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_the_suite_passes_whole(kind: str, tmp_path: Path) -> None:
    @checkpointer_test(name=f"MnesisSaver on {kind}")
    async def saver() -> AsyncGenerator[BaseCheckpointSaver[str], None]:
        url = tmp_path / "threads.db" if kind == "file" else "memory://"
        with mnesis.open(url, embedder="none") as memory:
            yield MnesisSaver(memory)

    report = asyncio.run(validate(saver))
    assert {name: one.failures for name, one in report.results.items() if one.passed is not True} == {}
    assert len(report.results) == len(ALL_CAPABILITIES) == 8
    assert sum(one.tests_passed for one in report.results.values()) > 80
