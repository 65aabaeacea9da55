"""Other ways of saying the same, read as the way that the tables know: "sushi is my jam" as "I love sushi"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mnesis.extraction.rules.frames import led
from mnesis.extraction.rules.kin import KIN, NAME
from mnesis.extraction.rules.lexicon import NAMES, WORDS, is_place, is_tool
from mnesis.extraction.rules.tables import lines
from mnesis.extraction.rules.verbs import FORMS, Form

_WORD = re.compile(r"[a-z][\w'-]*")
_PART = re.compile(r"[a-z]+")
_CAP = r"(?-i:[A-ZÀ-ÞŁŚŻČŠŽ])(?:[\w&.'-]*\w)?"
_TITLE = rf"{_CAP}(?: (?:{_CAP}|of|&)){{0,3}}"
_FILLED = {
    "NAME": ("name", NAME),
    "PLACE": ("place", rf"{_CAP}(?: {_CAP}){{0,2}}"),
    "FIRM": ("firm", _TITLE),
    "TONGUE": ("tongue", r"(?-i:[A-Z])[a-z]+"),
    "NATION": ("nation", r"(?-i:[A-Z])[a-z]+"),
}
_HOLE = re.compile(rf"\b(?:{'|'.join(_FILLED)})\b")
_ANNOUNCED = re.compile(
    r"(?:(?:final |our |the |my )*decision|.*\bmade up (?:my|our) minds?|(?:i|we)(?:'ve| have)? decided)\b"
    r"(?P<when> [\w ]{3,24})?$",
    re.IGNORECASE,
)
_NEW_JOB = re.compile(r"(?:(?:i|we)(?:'ve| have) (?:got )?a |i got a |my )?new job$", re.IGNORECASE)
_DEED = re.compile(
    r"(?:i|we)(?:'m|'re|'ll| am| are| will)?(?: going to)? (?P<verb>[a-z]+)\b(?! (?:not|n't))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Recast:
    """A line of the table. `opening`: only of a clause that opens its sentence."""

    pattern: re.Pattern[str]
    template: str
    opening: bool
    holes: tuple[str, ...] = ()

    def read(self, text: str, lead: int = 0) -> str:
        match = self.pattern.search(text)
        if match is None and lead and lead < len(text):
            later = self.read(text[lead:])
            return text[:lead] + later if later != text[lead:] else text
        if match is None or not all(_means(hole[:-1], match[hole]) for hole in self.holes if match[hole]):
            return text
        return text[: match.start()] + match.expand(self.template) + text[match.end() :]


def _read() -> dict[str, list[Recast]]:
    found: dict[str, list[Recast]] = {}
    for _, line in (*lines("recasts.txt"), *lines("recasts_people.txt")):
        gates, pattern, template = line.split(" | ", 2)
        holes: list[str] = []
        compiled = re.compile(_filled(pattern.removeprefix("!"), holes) + r"\s*", re.IGNORECASE)
        one = Recast(compiled, template.rstrip() + " ", pattern.startswith("!"), tuple(holes))
        for gate in gates.split():
            found.setdefault(gate, []).append(one)
    return found


def _filled(pattern: str, holes: list[str]) -> str:
    """A pattern with a group for each of the kinds of words that the table names in capitals."""

    def group(match: re.Match[str]) -> str:
        kind, words = _FILLED[match.group()]
        holes.append(f"{kind}{len(holes)}")
        return f"(?P<{holes[-1]}>{words})"

    return _HOLE.sub(group, pattern)


def _means(kind: str, words: str) -> bool:
    """Whether words found in a hole are of its kind."""
    low = words.lower()
    if kind == "place":
        return is_place(words)
    if kind in ("tongue", "nation"):
        return low in WORDS["language" if kind == "tongue" else "nationality"]
    if kind == "firm":
        return (
            low not in KIN
            and not low.endswith("ing")
            and low.split(" ")[0] not in NAMES | {"i", "he", "she", "they", "we", "it", "you"}
        )
    return low not in KIN and not is_place(words) and not is_tool(words)


_RECASTS: Mapping[str, list[Recast]] = _read()
_GATES = frozenset(_RECASTS)


def recast(text: str, *, opens: bool, before: str = "") -> str:
    """`text` in words that the tables know, or as it is; `before` is the clause before it in the sentence."""
    low = text.lower()
    gates = _GATES.intersection(_WORD.findall(low) + (_PART.findall(low) if "-" in low else []))
    lead = led(text) if gates else 0
    for gate in sorted(gates):
        for one in _RECASTS[gate]:
            if opens or not one.opening:
                text = one.read(text, lead)
    text = text.strip() if gates else text
    if _NEW_JOB.match(before):
        return f"I work as {text}"
    return _decided(text, before) if before else text


def _decided(text: str, before: str) -> str:
    """ "Decision from today: we're dropping it" as "I decided from today to drop it"."""
    announced = _ANNOUNCED.match(before)
    deed = _DEED.match(text) if announced else None
    verb = FORMS.get(deed["verb"].lower()) if deed else None
    if announced is None or deed is None or verb is None or verb.form is Form.PAST:
        return text
    return f"I decided{announced['when'] or ''} to {verb.verb}{text[deed.end() :]}"
