"""A page as it is found: headings, list items with what is indented below them, comments, and everything else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_HEADING = re.compile(r"#{1,6}(?:\s|$)")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])(?:\s|$)")
_NUMBER = re.compile(r"\s*\d{1,3}[.)](?:\s|$)")
_POINTED = re.compile(r"\[(?:fact|preference|procedure|episode|entity):\S+\]\s*$")
_FENCES = ("```", "~~~")


Sort = Literal["heading", "item", "comment", "text"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a page: its lines as they stand, and the headings above it, by level."""

    sort: Sort
    lines: tuple[str, ...]
    above: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def title(self) -> str:
        """The words of the nearest heading above."""
        return self.above[-1][1] if self.above else ""


def units(text: str) -> Iterator[Unit]:
    """The units of a page in order; together they hold every line that is not blank."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    above: tuple[tuple[int, str], ...] = ()
    at = 0
    while at < len(lines):
        line = lines[at].lstrip()
        if not line:
            at += 1
            continue
        sort, end = _extent(lines, at)
        if sort == "heading":
            level = len(line) - len(line.lstrip("#"))
            above = (*(one for one in above if one[0] < level), (level, line.lstrip("#").strip()))
        yield Unit(sort, tuple(lines[at:end]), above)
        at = end


def closed(text: str) -> str:
    """A text that is one piece wherever it stands: a comment or a block of code that it opens is closed."""
    first = text.lstrip()
    if first.startswith("<!--") and "-->" not in first:
        return f"{text} -->"
    if first.startswith(_FENCES) and not any(line.lstrip().startswith(first[:3]) for line in first.split("\n")[1:]):
        return f"{text}\n{first[:3]}"
    return text


def _extent(lines: list[str], at: int) -> tuple[Sort, int]:
    """What begins at a line, and where it ends."""
    line = lines[at].lstrip()
    if line.startswith("<!--"):
        end = next((end for end in range(at, len(lines)) if "-->" in lines[end]), None)
        return ("text", at + 1) if end is None else ("comment", end + 1)
    if line.startswith(_FENCES):
        fence = line[:3]
        end = next((end for end in range(at + 1, len(lines)) if lines[end].lstrip().startswith(fence)), at)
        return "text", end + 1
    if _HEADING.match(line):
        return "heading", at + 1
    task = "[procedure:" in line
    item = _ITEM.match(line) is not None
    end = at + 1
    while end < len(lines) and lines[end].strip() and _goes_on(lines[end], item, task):
        end += 1
    return ("item" if item else "text"), end


def _goes_on(line: str, item: bool, task: bool) -> bool:
    """Whether a line belongs to what stands above it: to an item what is indented, and the number of a step that lost
    its indent; to a text what begins nothing else."""
    begun = line.lstrip()
    if item:
        indent = len(line.expandtabs(4)) - len(begun.expandtabs(4))
        own = _ITEM.match(begun) and (indent < 2 or _POINTED.search(begun))
        return bool(indent and not own) or (task and bool(_NUMBER.match(line)))
    return not (begun.startswith(("<!--", *_FENCES)) or _HEADING.match(begun) or _ITEM.match(begun))
