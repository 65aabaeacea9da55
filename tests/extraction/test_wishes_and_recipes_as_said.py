"""Wishes and recipes as people really put them, and what sounds like them and asks for nothing."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mnesis.bench.extraction.matching import same_preference, same_procedure
from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.clauses import clauses
from mnesis.extraction.rules.recipes import recipes
from mnesis.extraction.rules.wishes import wishes

NOW = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)
TABLES = Path(__file__).with_name("phrasings")


def _rows() -> Iterator[Any]:
    for name in ("wishes.jsonl", "recipes.jsonl"):
        for line in TABLES.joinpath(name).read_text("utf-8").splitlines():
            row = json.loads(line)
            marks = (pytest.mark.xfail(strict=True, reason="not yet read"),) if row.get("missed") else ()
            yield pytest.param(row, id=row["said"][:60], marks=marks)


@pytest.mark.parametrize("row", list(_rows()))
def test_what_is_asked_for_is_found_and_nothing_else(row: Mapping[str, Any]) -> None:
    before = tuple(Turn(text=one, actor="agent", speaker=None, time=NOW) for one in row.get("context", ()))
    passage = Passage(id="1", text=row["said"], actor="user", speaker=None, time=NOW, before=before)
    parts = clauses(passage.text)
    told, wished = recipes(passage, parts), wishes(passage, parts)
    wanted = [{"category": one[0], "key": one[1], "value": one[2]} for one in row["preferences"]]
    steps = [{"steps": one} for one in row["procedures"]]
    assert len(wished) == len(wanted)
    assert all(same_preference(*pair) for pair in zip(wanted, wished, strict=True))
    assert len(told) == len(steps)
    assert all(same_procedure(*pair) for pair in zip(steps, told, strict=True))
