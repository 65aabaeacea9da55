"""The rules as an extractor."""

from collections.abc import Sequence

from mnesis.extraction.contract import Extractor, Passage
from mnesis.model import Findings


class RulesExtractor(Extractor):
    """Reads with rules alone: no model, no network, the same findings for the same words. Of a passage of more than
    20,000 characters only these are read: longer ones are pasted, not said. The first passage
    takes a second more, unless `warm` came before: the tables are read with it."""

    @property
    def name(self) -> str:
        return "rules/1"

    def extract(self, passages: Sequence[Passage]) -> list[Findings]:
        return [self._one(passage) for passage in passages]

    def warm(self) -> None:
        import mnesis.extraction.rules.reading  # noqa: F401 - the tables

    def _one(self, passage: Passage) -> Findings:
        if passage.actor != "user" and not (passage.actor == "agent" and passage.speaker):
            return Findings(extractor=self.name)
        from mnesis.extraction.rules.reading import read

        return read(passage, self.name)
