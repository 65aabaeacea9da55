"""Real conversations: how much is drawn from them, how much of it is junk, and what it costs to keep them with that.

Junk is judged by reading, one finding after the other. A verdict is kept under a hash, as rankings are, so that the
list shows nothing of the data: `{"finding": <hash>, "verdict": "right" | "weak" | "junk"}` a line. Weak is true and of
no use; junk is wrong.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from mnesis.bench.cases import Chat, Set
from mnesis.bench.extraction.matching import name_of
from mnesis.bench.rankings import Hasher
from mnesis.extraction.contract import BEFORE, Extractor, Passage, Turn
from mnesis.model import Findings, as_utc

VERDICTS = ("right", "weak", "junk")
_SEED = 20261121


@dataclass(frozen=True, slots=True)
class Found:
    """One finding in words, with the turn it is from and its hash."""

    hash: str
    kind: str
    words: str
    quote: str
    conversation: str
    turn: str


@dataclass
class Drawn:
    """What was drawn from a set: findings, turns read, and verdicts on those judged."""

    name: str
    turns: int = 0
    findings: list[Found] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)

    @property
    def per_hundred(self) -> float:
        return 100 * len(self.findings) / max(self.turns, 1)

    def kinds(self) -> Mapping[str, int]:
        """How many of each predicate, preferences and procedures, most first."""
        return dict(Counter(one.kind for one in self.findings).most_common())


def draw(questions: Set, extractor: Extractor, judged: Mapping[str, str]) -> Drawn:
    """Read every conversation of a set."""
    drawn, hasher = Drawn(questions.name), Hasher(questions.sha256)
    for chat in questions.chats:
        said = _passages(chat)
        drawn.turns += len(said)
        for passage, findings in zip(said, extractor.extract(said), strict=True):
            drawn.findings += _told(findings, passage, chat.name, hasher)
    drawn.verdicts.update(judged[one.hash] for one in drawn.findings if one.hash in judged)
    return drawn


def verdicts() -> dict[str, str]:
    """The list that ships: hash → verdict."""
    text = resources.files(__package__).joinpath("judged.jsonl").read_text("utf-8")
    return {one["finding"]: one["verdict"] for one in map(json.loads, text.splitlines())}


def sheet(path: Path, drawn: Sequence[Drawn], count: int) -> None:
    """Write findings to be judged, drawn by chance from all sets alike, in words: not for publishing."""
    found = [one for each in drawn for one in each.findings]
    chosen = random.Random(_SEED).sample(found, min(count, len(found)))
    rows = ({"finding": one.hash, "verdict": None, "words": one.words, "quote": one.quote} for one in chosen)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _passages(chat: Chat) -> list[Passage]:
    turns: dict[str, list[Turn]] = {}
    said = []
    for name, one in zip(chat.names(), chat.turns, strict=True):
        message = one.message
        before = turns.setdefault(message.session, [])
        turn = Turn(
            text=message.text, actor=message.actor, speaker=message.speaker, time=as_utc(message.time or chat.end)
        )
        said.append(
            Passage(
                id=name,
                text=turn.text,
                actor=turn.actor,
                speaker=turn.speaker,
                time=turn.time,
                before=tuple(before[-BEFORE:]),
            )
        )
        before.append(turn)
    return said


def _told(findings: Findings, passage: Passage, conversation: str, hasher: Hasher) -> Iterator[Found]:
    for kind, words, quote in _in_words(findings):
        digest = hasher.name(conversation, f"finding of {passage.id}", words)
        yield Found(digest, kind, words, quote, conversation, passage.id)


def _in_words(findings: Findings) -> Iterator[tuple[str, str, str]]:
    for claim in findings.claims:
        ends = [f"{one:%Y-%m-%d}" if one else "" for one in (claim.valid_from, claim.valid_until)]
        window = f" [{ends[0]}, {ends[1]})" if any(ends) else ""
        over = ", over" if claim.ended else ""
        yield claim.predicate, f"{claim.subject.name} {claim.predicate} {name_of(claim)}{window}{over}", claim.quote
    for wish in findings.wishes:
        yield "preference", f"{wish.category.value}.{wish.key} = {wish.value}", wish.quote
    for recipe in findings.recipes:
        steps: list[Any] = [dict(step) for step in recipe.steps]
        yield "procedure", f"{recipe.trigger}: {json.dumps(steps, ensure_ascii=False)}", recipe.quote
