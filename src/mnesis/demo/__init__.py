"""The conversation that ships with mnesis, and questions about it: made up, for trying out and for tests."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mnesis.model import from_iso

CONVERSATION = Path(__file__).parent / "conversation.jsonl"
"""A person and her assistant over nine months, in the `jsonl` import format."""

_QUESTIONS = Path(__file__).parent / "questions.json"


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask about the conversation. `evidence` are the lines of it, from 1, that prove `answer`;
    `asked_at` is the day relative words count from (None: they do not matter); `demo` marks those `mnesis demo` asks.
    """

    id: str
    text: str
    kind: str
    asked_at: datetime | None
    evidence: tuple[int, ...]
    answer: str
    demo: bool


def questions() -> list[Question]:
    """All questions, in the order of the file."""
    return [
        Question(
            id=one["id"],
            text=one["question"],
            kind=one["kind"],
            asked_at=from_iso(one["asked_at"]) if one["asked_at"] else None,
            evidence=tuple(one["evidence"]),
            answer=one["answer"],
            demo=one.get("demo", False),
        )
        for one in json.loads(_QUESTIONS.read_text("utf-8"))
    ]
