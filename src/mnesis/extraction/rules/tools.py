"""The gazetteer of tools: which names are tools, and what for."""

import re
from dataclasses import dataclass

from mnesis.extraction.rules.tables import lines


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as a text names it; `kind` is the key of a preference for it ("package_manager")."""

    name: str
    kind: str


_WORD = re.compile(r"[\w#+][\w.#+/-]*")
_MOST_WORDS = 3


def _read() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for section, line in lines("tools.txt"):
        for name in line.split(","):
            kinds.setdefault(name.strip(), section)
    return kinds


KINDS = _read()
"""Names of tools, lower case, and their kinds."""


def tool_at(text: str, start: int = 0) -> tuple[Tool, int] | None:
    """The tool whose name begins at `start`, and where the name ends; the longest, where several do."""
    best: tuple[Tool, int] | None = None
    end = start
    for _ in range(_MOST_WORDS):
        word = _WORD.match(text, end)
        if word is None:
            break
        for stop in {word.end(), start + len(text[start : word.end()].rstrip(".-/"))}:
            kind = KINDS.get(text[start:stop].lower())
            if kind is not None:
                best = Tool(text[start:stop], kind), stop
        end = word.end()
        if text[end : end + 1] != " ":
            break
        end += 1
    return best
