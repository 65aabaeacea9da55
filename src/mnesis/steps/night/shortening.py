"""What is made of a segment, and of what was compressed: in the words that were said, or a model's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from mnesis.episodic.consolidation.compressing import compress
from mnesis.episodic.consolidation.contract import Segment, Shorter
from mnesis.episodic.consolidation.distilling import distil
from mnesis.episodic.consolidation.making import compressed_episode, distilled_episode
from mnesis.model import Clock, Episode
from mnesis.providers.llms.contract import LLM
from mnesis.reflection.abstracting import abstract, abstract_essence
from mnesis.steps.night.grounds import Grounds
from mnesis.text.content import clipped_to

FEWEST = 24
"""Tokens of what is kept where nothing of it says anything."""
_BEFORE = timedelta(days=62)
"""How long before its end a compressed memory may begin."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """Episodes, the one that is to stand for them, and notices of how it was made."""

    sources: Sequence[Episode]
    made: Episode
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortener:
    """Makes them. What is known keeps its words; what is sensitive is not shown to a model."""

    known: Grounds
    clock: Clock
    llm: LLM | None = None

    def compressed(self, segment: Segment) -> Shortened:
        """The episode that stands for the turns of a segment."""
        told = {one.id: quotes for one in segment.turns if (quotes := self.known.quotes.get(one.id))}
        if self.llm is None:
            shorter = compress(segment, told)
        else:
            shorter = abstract(segment, told, self.llm, private=self.known.private)
        shorter = _something(shorter, " ".join(one.text for one in segment.turns))
        return Shortened(segment.turns, compressed_episode(segment, shorter, self.clock), shorter.notices)

    def distilled(self, one: Episode) -> Shortened:
        """The episode that stands for a compressed one."""
        told = self.known.within(one.text, one.timestamp - _BEFORE, one.timestamp)
        if self.llm is None:
            shorter = distil(one.text, told)
        else:
            shorter = abstract_essence(one.text, told, self.llm, one.timestamp, private=self.known.private)
        shorter = _something(shorter, one.text)
        return Shortened([one], distilled_episode(one, shorter, self.clock), shorter.notices)


def _something(shorter: Shorter, text: str) -> Shorter:
    """Never nothing: something must stand for what was said."""
    return shorter if shorter.text.strip() else replace(shorter, text=clipped_to(text, FEWEST))
