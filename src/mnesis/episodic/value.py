"""What keeping a memory is worth, from 0 to 1: the formula that pruning goes by.

    value = 0.5 importance + 0.2 freshness + 0.2 evidence + 0.05 coverage + 0.05 outcome

each part from 0 to 1:

    importance  (1–10) as (importance - 1) / 9
    freshness   1 / 2 ** (age / 30 days)
    evidence    n / (n + 1), n being the things known (facts, preferences, procedures) that stand on it
    coverage    n / (n + 3), n being the memories that it stands for
    outcome     1 where it tells how something went, else 0

So an ordinary turn (importance 5) never falls below 0.2 by age alone, one of importance 4 does after eleven weeks, a
greeting at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mnesis.model import Episode, Outcome

FORMULA = "value/1"
"""Which formula it was, for the trail."""
HALF_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Worth:
    """The parts of a value, each from 0 to 1."""

    importance: float
    freshness: float
    evidence: float
    coverage: float
    outcome: float

    @property
    def value(self) -> float:
        """The weighted sum of the parts, from 0 to 1."""
        return (
            0.5 * self.importance
            + 0.2 * self.freshness
            + 0.2 * self.evidence
            + 0.05 * self.coverage
            + 0.05 * self.outcome
        )


def worth(episode: Episode, known: int, now: datetime) -> Worth:
    """What an episode is worth on which `known` things stand. Its age counts from when it happened, or was kept where
    that is later; what lies ahead of `now` is new."""
    age = max(timedelta(0), now - since(episode))
    return Worth(
        importance=(episode.importance - 1) / 9,
        freshness=0.5 ** (age / HALF_LIFE),
        evidence=known / (known + 1),
        coverage=episode.covers / (episode.covers + 3),
        outcome=float(episode.outcome not in (None, Outcome.PENDING)),
    )


def since(episode: Episode) -> datetime:
    """From when the age of an episode counts."""
    return max(episode.timestamp, episode.created_at)
