"""What compressing and distilling are given and give. All of it pure: no store, no model, no clock of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mnesis.model import Episode

COMPRESSED = 0.25
"""Tokens of a compressed text, of those of its sources, at most: the specification asks for 70 to 80 % less."""
DISTILLED = 0.05
"""The same of a distilled text, which is a sentence at least."""

Told = Mapping[str, Sequence[str]]
"""By episode id, the very words of it on which something known rests (facts, preferences, procedures): these are
kept."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of raw turns of one session that belong together, in order."""

    turns: tuple[Episode, ...]

    @property
    def tokens(self) -> int:
        return sum(turn.token_count for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Shorter:
    """A shorter text and where its words come from: the ids of the episodes that it quotes or tells of, in order."""

    text: str
    quoted: tuple[str, ...] = ()
    notices: tuple[str, ...] = field(default_factory=tuple)
