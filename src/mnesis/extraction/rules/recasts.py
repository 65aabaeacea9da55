"""Other ways of saying the same, read as the way that the tables know: "sushi is my jam" as "I love sushi"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mnesis.extraction.rules.tables import lines
from mnesis.extraction.rules.verbs import FORMS, Form

_WORD = re.compile(r"[a-z][\w'-]*")
_ANNOUNCED = re.compile(
    r"(?:(?:final |our |the |my )*decision|.*\bmade up (?:my|our) minds?|(?:i|we)(?:'ve| have)? decided)\b"
    r"(?P<when> [\w ]{3,24})?$",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"(?:i|we)(?:'m|'re|'ll| am| are| will)?(?: going to)? (?P<verb>[a-z]+)\b(?! (?:not|n't))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Recast:
    """A line of the table. `opening`: only of a clause that opens its sentence."""

    pattern: re.Pattern[str]
    template: str
    opening: bool


def _read() -> dict[str, list[Recast]]:
    found: dict[str, list[Recast]] = {}
    for _, line in lines("recasts.txt"):
        gate, pattern, template = line.split(" | ", 2)
        compiled = re.compile(pattern.removeprefix("!") + r"\s*", re.IGNORECASE)
        found.setdefault(gate, []).append(Recast(compiled, template.rstrip() + " ", pattern.startswith("!")))
    return found


_RECASTS: Mapping[str, list[Recast]] = _read()
_GATES = frozenset(_RECASTS)


def recast(text: str, *, opens: bool, before: str = "") -> str:
    """`text` in words that the tables know, or as it is; `before` is the clause before it in the sentence."""
    gates = _GATES.intersection(_WORD.findall(text.lower()))
    for gate in sorted(gates):
        for one in _RECASTS[gate]:
            if opens or not one.opening:
                text = one.pattern.sub(one.template, text, count=1)
    text = text.strip() if gates else text
    return _decided(text, before) if before else text


def _decided(text: str, before: str) -> str:
    """ "Decision from today: we're dropping it" as "I decided from today to drop it"."""
    announced = _ANNOUNCED.match(before)
    deed = _DEED.match(text) if announced else None
    verb = FORMS.get(deed["verb"].lower()) if deed else None
    if announced is None or deed is None or verb is None or verb.form is Form.PAST:
        return text
    return f"I decided{announced['when'] or ''} to {verb.verb}{text[deed.end() :]}"
