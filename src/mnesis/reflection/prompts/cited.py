"""Answers made of sentences that each name the numbered sentences they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mnesis.extraction.llm.repair import read_items


@dataclass(frozen=True, slots=True)
class Line:
    """What a model says, and the numbers of the sentences it names for it, from 1."""

    text: str
    sources: tuple[int, ...]


def schema_of(name: str) -> Mapping[str, Any]:
    """{name: [{"text", "from"}]}."""
    line = {
        "type": "object",
        "properties": {"text": {"type": "string"}, "from": {"type": "array", "items": {"type": "integer"}}},
        "required": ["text", "from"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {name: {"type": "array", "items": line}},
        "required": [name],
        "additionalProperties": False,
    }


def read_lines(text: str, name: str) -> list[Line]:
    """The readable lines of an answer; none where it cannot be read. No text makes this raise."""
    return [line for item in read_items(text, name).items if (line := _line(item))]


def _line(item: Any) -> Line | None:
    if not isinstance(item, dict) or not isinstance(item.get("text"), str) or not item["text"].strip():
        return None
    sources = item.get("from")
    numbers = [one for one in sources if isinstance(one, int)] if isinstance(sources, list) else []
    text = item["text"].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return Line(" ".join(text.split()), tuple(dict.fromkeys(numbers)))
