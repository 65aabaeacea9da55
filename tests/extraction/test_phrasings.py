"""How people really say it: tables of phrasings, and of what sounds like them and says nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.model import Claim, Named

NOW = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)
TABLES = Path(__file__).with_name("phrasings")


def _rows() -> Iterator[tuple[str, str]]:
    for table in sorted(TABLES.glob("*.txt")):
        for line in table.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                said, _, facts = line.rpartition(" => ")
                yield said, facts


def _object(one: Claim) -> str:
    return one.object.name if isinstance(one.object, Named) else one.object


def _told(said: str) -> set[str]:
    before, _, text = said.rpartition(" // ")
    actor = "agent" if before.endswith("?") or before.startswith(("Noted", "You")) else "user"
    turns = (Turn(text=before, actor=actor, speaker=None, time=NOW),) if before else ()
    passage = Passage(id="1", text=text, actor="user", speaker=None, time=NOW, before=turns)
    return {
        f"{one.subject.name} {one.predicate} {_object(one)}".lower() + " (over)" * one.ended
        for one in RulesExtractor().extract([passage])[0].claims
    }


@pytest.mark.parametrize(("said", "facts"), list(_rows()))
def test_what_is_said_is_found_and_nothing_else(said: str, facts: str) -> None:
    listed = [] if facts == "-" else facts.lower().split("; ")
    needed = {one for one in listed if not one.startswith("~")}
    found = _told(said)
    assert needed <= found
    assert found <= needed | {one.removeprefix("~") for one in listed}
