"""The tables of statements: which verb and which words after it make which predicate of what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from mnesis.extraction.rules.kinds import KINDS
from mnesis.extraction.rules.slots import Kind


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of the tables: after its verb, `link` and then an object of `kind` say `predicate`."""

    link: re.Pattern[str] | None
    predicate: str
    kind: Kind
    marks: frozenset[str]
    then: tuple[str, str] | None = None
    """The verb as whose complement what follows is read ("work"), and the word it must begin with ("for")."""


def _read() -> dict[str, list[Statement]]:
    by_verb: dict[str, list[Statement]] = {}
    for name in ("statements.txt", "statements_things.txt"):
        text = files("mnesis.extraction.rules").joinpath(name).read_text("utf-8")
        for line in text.splitlines():
            if line and line[0] not in "#[":
                verbs, statement = _statement(line)
                for verb in verbs:
                    by_verb.setdefault(verb, []).append(statement)
    return by_verb


def _statement(line: str) -> tuple[list[str], Statement]:
    cells = [cell.strip() for cell in line.split(" | ")]
    verbs, link, predicate, kind = cells[:4]
    marks, _, then = (cells[4] if len(cells) > 4 else "").strip(" |").partition(">")
    after = then.split()
    pattern = None if link == "-" else re.compile(rf"(?:{link})(?:(?<!\w)|(?!\w))\s*", re.IGNORECASE)
    statement = Statement(
        pattern,
        predicate,
        KINDS[kind.strip(" |")],
        frozenset(marks.split()),
        (after[0], after[1] if len(after) > 1 else "") if after else None,
    )
    return (["going to"] if verbs == "going to" else verbs.split()), statement


STATEMENTS: Mapping[str, list[Statement]] = _read()
"""Lines of the tables by verb, in their order."""
