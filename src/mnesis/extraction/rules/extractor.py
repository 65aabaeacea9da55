"""The rules as an extractor: clauses, then facts, wishes and recipes from them."""

from collections.abc import Iterator, Sequence

from mnesis.extraction.contract import Extractor, Passage
from mnesis.extraction.rules.clauses import clauses
from mnesis.extraction.rules.facts import facts
from mnesis.extraction.rules.recipes import recipes
from mnesis.extraction.rules.wishes import wishes
from mnesis.model import Claim, Findings

_LONGEST = 20_000
_TASTES = frozenset(("likes", "dislikes", "prefers", "uses", "decided", "plans", "hobby"))


class RulesExtractor(Extractor):
    """Reads with rules alone: no model, no network, the same findings for the same words. Of a passage of more than
    20,000 characters only these are read: longer ones are pasted, not said."""

    @property
    def name(self) -> str:
        return "rules/1"

    def extract(self, passages: Sequence[Passage]) -> list[Findings]:
        return [self._one(passage) for passage in passages]

    def _one(self, passage: Passage) -> Findings:
        if passage.actor != "user" and not (passage.actor == "agent" and passage.speaker):
            return Findings(extractor=self.name)
        parts = clauses(passage.text[:_LONGEST])
        wished, steps = tuple(wishes(passage, parts)), tuple(recipes(passage, parts))
        ruled = [one.quote for one in wished] + [one.quote for one in steps]
        claims = tuple(_unruled(facts(passage, parts), ruled))
        return Findings(extractor=self.name, claims=claims, wishes=wished, recipes=steps)


def _unruled(claims: Sequence[Claim], ruled: Sequence[str]) -> Iterator[Claim]:
    """Claims, but no tastes from words that say how things are to be done."""
    for one in claims:
        if one.predicate not in _TASTES or not any(one.quote in words or words in one.quote for words in ruled):
            yield one
