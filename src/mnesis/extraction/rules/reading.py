"""What the rules find in a passage: clauses, then facts, wishes and recipes from them."""

from collections.abc import Iterator, Sequence

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.clauses import clauses
from mnesis.extraction.rules.facts import facts
from mnesis.extraction.rules.recipes import recipes
from mnesis.extraction.rules.wishes import wishes
from mnesis.model import Claim, Findings

_LONGEST = 20_000
_TASTES = frozenset(("likes", "dislikes", "prefers", "uses", "decided", "plans", "hobby"))


def read(passage: Passage, name: str) -> Findings:
    """The findings of a passage said by somebody, of its first 20,000 characters; `name` is the extractor's."""
    parts = clauses(passage.text[:_LONGEST])
    wished, steps = tuple(wishes(passage, parts)), tuple(recipes(passage, parts))
    ruled = [one.quote for one in wished] + [one.quote for one in steps]
    claims = tuple(_unruled(facts(passage, parts), ruled))
    return Findings(extractor=name, claims=claims, wishes=wished, recipes=steps)


def _unruled(claims: Sequence[Claim], ruled: Sequence[str]) -> Iterator[Claim]:
    """Claims, but no tastes from words that say how things are to be done."""
    for one in claims:
        if one.predicate not in _TASTES or not any(one.quote in words or words in one.quote for words in ruled):
            yield one
