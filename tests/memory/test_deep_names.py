"""Names in a query, where those who bear them spoke only in what has left the store."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import mnesis
from mnesis.model import Message
from mnesis.testing.embedder import HashEmbedder

THEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("embedder", [HashEmbedder(), "none"])
def test_who_spoke_is_known_of_the_archive_too(tmp_path: Path, embedder: HashEmbedder | str) -> None:
    now = THEN
    with mnesis.open(tmp_path / "kira.db", embedder=embedder, clock=lambda: now) as memory:  # type: ignore[arg-type]
        for minute, who in enumerate(("Ada", "Nate", "Ada", "Cleo")):
            text = f"The harbour at dusk was lovely to paint, picture {minute}"
            memory.remember(Message(text=text, speaker=who, time=THEN + timedelta(minutes=minute), importance=2))
        now += timedelta(days=90)
        memory.remember("The kettle is on")
        assert memory.prune(0.5, apply=True).gone == 4
        first = memory.recall("What did Nate paint at the harbour?", deep=True)[0]
        assert first.memory.speaker == "Nate"
        assert first.layer == "archive"
        assert "speaker" in {reason.arm for reason in first.why}
