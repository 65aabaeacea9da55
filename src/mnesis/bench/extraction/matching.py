"""When something found is what was labelled: by words without case, accents, articles and punctuation."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from mnesis.bench.extraction.labelled import Label, moment
from mnesis.model import Claim, Named, Recipe, Wish, predicate_name
from mnesis.text.lexical import tokens

ALIKE = 0.66
"""F1 of the words from which two phrases say the same."""
_LITTLE = frozenset(("a", "an", "the", "my", "our", "your", "his", "her", "its", "their", "some", "s"))
_STEP_ALIKE = 0.5
_DAY = timedelta(days=1)
_HALF_YEAR = timedelta(days=183)


def words(text: str) -> list[str]:
    """What counts of a phrase; all of it where nothing else would be left."""
    every = tokens(text)
    return [word for word in every if word not in _LITTLE] or every


def alike(one: str, other: str, least: float = ALIKE) -> bool:
    """Whether two phrases have the same words, or F1 of their words is at least `least`."""
    first, second = Counter(words(one)), Counter(words(other))
    shared = (first & second).total()
    return first == second or (shared > 0 and 2 * shared / (first.total() + second.total()) >= least)


def same_fact(label: Label, claim: Claim) -> bool:
    """Subject, predicate, object, and whether it is over."""
    return (
        alike(str(label["subject"]), claim.subject.name, 1.0)
        and predicate_name(str(label["predicate"])) == predicate_name(claim.predicate)
        and alike(str(label["object"]), name_of(claim))
        and bool(label.get("ended", False)) == claim.ended
    )


def same_window(label: Label, claim: Claim, said: datetime) -> bool:
    """Both ends are there or missing as labelled, and near enough."""
    ends = (("valid_from", claim.valid_from), ("valid_until", claim.valid_until))
    return all(_near(label.get(name), found, said) for name, found in ends)


def timed(label: Label, claim: Claim) -> bool:
    """Whether there is a window to judge."""
    return bool(label.get("valid_from") or label.get("valid_until") or claim.valid_from or claim.valid_until)


def same_preference(label: Label, wish: Wish) -> bool:
    """Category and value; the key is reported apart."""
    return label["category"] == wish.category.value and alike(str(label["value"]), wish.value, 0.5)


def same_procedure(label: Label, recipe: Recipe) -> bool:
    """Two thirds of the labelled steps in order, and not many more than those."""
    found = [f"{step.get('action', '')} {step.get('detail', '')}" for step in recipe.steps]
    wanted = [str(step) for step in label["steps"]]
    return 3 * _in_order(wanted, found) >= 2 * max(len(wanted), len(found) - 1)


def name_of(claim: Claim) -> str:
    return claim.object.name if isinstance(claim.object, Named) else claim.object


def _near(label: str | None, found: datetime | None, said: datetime) -> bool:
    """Within a tenth of the distance to the time of saying, at least a day, at most half a year."""
    if label is None or found is None:
        return label is None and found is None
    gold = moment(label)
    return abs(gold - found) <= min(max(abs(gold - said) / 10, _DAY), _HALF_YEAR)


def _in_order(wanted: Sequence[str], found: Sequence[str]) -> int:
    """The length of the longest common subsequence of steps."""
    best = [0] * (len(found) + 1)
    for step in wanted:
        diagonal = 0
        for at, other in enumerate(found, start=1):
            kept = best[at]
            best[at] = diagonal + 1 if _same_step(step, other) else max(best[at], best[at - 1])
            diagonal = kept
    return best[-1]


def _same_step(one: str, other: str) -> bool:
    first, second = set(words(one)), set(words(other))
    return len(first & second) >= _STEP_ALIKE * min(len(first), len(second)) and bool(first & second)
