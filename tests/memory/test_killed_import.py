"""An import that is killed again and again, and resumed, ends as one that nobody disturbed."""

import io
import json
from pathlib import Path

import pytest

from mnesis.memory import Memory
from mnesis.transfer import write_jsonl

from .children import opened
from .processes import program
from .reading import ranking

MESSAGES, KILLS = 3_000, 50
QUERIES = ("Which tulip was planted?", "Did it rain in the second week of January?", "What did Ada say about lunch?")


def conversation(path: Path) -> Path:
    """Sessions that go on in parallel, questions and answers, threads, and lines that come twice."""
    lines = []
    for n in range(MESSAGES):
        text = f"Yes, tulip {n} it was." if n % 3 else f"Did you plant tulip {n}, or was it raining at lunch?"
        day, minute = divmod(n, 150)
        line = {"id": f"m{n}", "session": f"s{n % 7}-{n // 500}", "speaker": "Ada" if n % 2 else "Otto", "text": text}
        line |= {"time": f"2026-01-{day + 1:02}T{minute // 60 + 8:02}:{minute % 60:02}:00Z"}
        line |= {"parent": f"m{n - 3}"} if n % 11 == 5 else {}
        lines.append(line)
        if n % 100 == 99:
            lines.append(lines[n - 60])
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def state(memory: Memory) -> tuple[str, object, object, object]:
    """Everything of a store that one can see: the export, what is recalled with which scores, vectors, counts."""
    out = io.StringIO()
    write_jsonl(memory.scan(), out)
    assert memory.check() == []
    recalled = [ranking(memory.recall(query, limit=50)) for query in QUERIES]
    return out.getvalue(), recalled, memory.store.spaces(), memory.stats().records


@pytest.mark.slow
def test_fifty_kills_change_nothing(tmp_path: Path) -> None:
    file = conversation(tmp_path / "conversation.jsonl")
    first, *others = program("killed_imports", tmp_path, file, KILLS, "tulip")
    assert first["kills"] == 0
    assert sum(one["kills"] for one in others) == KILLS
    with opened(first["database"]) as memory:
        undisturbed = state(memory)
        assert memory.stats().records["episode"] == MESSAGES
        assert all(ids for ids in undisturbed[1])
    for one in others:
        with opened(one["database"]) as memory:
            assert state(memory) == undisturbed, one
