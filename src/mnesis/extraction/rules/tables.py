"""Tables of patterns beside the code: `[section]`, `left => pattern`, `@name` for what `<name>` stands for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its section, what stands left of the arrow, and the pattern right of it."""

    section: str
    left: str
    pattern: re.Pattern[str]


def lines(name: str) -> Iterator[tuple[str, str]]:
    """(section, line) of the table `name`, comments and empty lines left out."""
    section = ""
    for line in files("mnesis.extraction.rules").joinpath(name).read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line and not line.startswith("#"):
            yield section, line


def rows(name: str) -> tuple[Row, ...]:
    """The rows of the table `name` in order, case ignored in their patterns."""
    named: dict[str, str] = {}
    found: list[Row] = []
    for section, line in lines(name):
        if line.startswith("@"):
            word, _, pattern = line[1:].partition(" ")
            named[word] = f"(?:{_filled(pattern, named)})"
        else:
            left, _, pattern = line.partition("=> ")
            found.append(Row(section, left.strip(), re.compile(_filled(pattern, named), re.IGNORECASE)))
    return tuple(found)


def _filled(pattern: str, named: dict[str, str]) -> str:
    return re.sub(r"(?<!\?P)<(\w+)>", lambda match: named.get(match[1], match[0]), pattern)
