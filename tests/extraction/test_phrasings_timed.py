"""Phrasings of things, tastes, health and days: what is said is found, with its time, and nothing else is."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.model import Claim, Named

NOW = datetime(2025, 6, 18, 12, tzinfo=UTC)
TABLES = sorted(Path(__file__).with_name("phrasings").glob("*.jsonl"))
LINES = [json.loads(line) for table in TABLES for line in table.read_text("utf-8").splitlines()]
ROWS = [row for row in LINES if "facts" in row]


def _found(row: dict[str, Any]) -> dict[tuple[str, str, str], Claim]:
    before = tuple(Turn(text=text, actor="agent", speaker=None, time=NOW) for text in row.get("context", ()))
    passage = Passage(id="1", text=row["said"], actor="user", speaker=None, time=NOW, before=before)
    claims = RulesExtractor().extract([passage])[0].claims
    return {
        (one.subject.name, one.predicate, one.object.name if isinstance(one.object, Named) else one.object): one
        for one in claims
    }


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


@pytest.mark.parametrize("row", ROWS, ids=[row["said"] for row in ROWS])
def test_what_is_said_is_found_with_its_time(row: dict[str, Any]) -> None:
    found = {tuple(map(str.lower, key)): claim for key, claim in _found(row).items()}
    wanted = {tuple(map(str.lower, fact[:3])): fact[3:] for fact in row["facts"]}
    if "open" in row and not wanted.keys() <= found.keys():
        assert found.keys() <= wanted.keys()
        pytest.xfail(row["open"])
    assert found.keys() == wanted.keys()
    for key, window in wanted.items():
        start, end = [*window, "", ""][:2]
        if window:
            assert (_day(found[key].valid_from), _day(found[key].valid_until)) == (start, end)
