"""From rankings to the figures that are printed: macro averages over questions, by kind and overall."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnesis.bench import metrics
from mnesis.bench.rankings import Ranking
from mnesis.bench.screen import OVERALL

HEADLINE = "recall@10"


@dataclass(frozen=True, slots=True)
class Row:
    """Averages over `n` questions of one kind, by name as `metrics.measures` gives them; `interval` is that of the
    mean of recall@10."""

    kind: str
    n: int
    means: dict[str, float]
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """`turns` ranks what was said; `sessions` ranks the sessions by their first turn in that ranking. One row a kind,
    in alphabetical order, then overall."""

    turns: list[Row]
    sessions: list[Row]

    @property
    def overall(self) -> Row:
        """All questions, turn level."""
        return self.turns[-1]


def figures(rankings: Sequence[Ranking]) -> Figures:
    """Score rankings: at the level of turns and of sessions."""
    turns = [(one.kind, metrics.measures(*_turns(one))) for one in rankings]
    sessions = [(one.kind, metrics.measures(*_sessions(one))) for one in rankings]
    return Figures(_rows(turns), _rows(sessions))


def _turns(ranking: Ranking) -> tuple[list[str], set[str]]:
    return metrics.first_places(one.turn for one in ranking.ranked), {one.turn for one in ranking.gold}


def _sessions(ranking: Ranking) -> tuple[list[str], set[str]]:
    return metrics.first_places(one.session for one in ranking.ranked), {one.session for one in ranking.gold}


def _rows(measured: Sequence[tuple[str, dict[str, float]]]) -> list[Row]:
    kinds = sorted({kind for kind, _ in measured})
    return [
        *(_row(kind, [one for own, one in measured if own == kind]) for kind in kinds),
        _row(OVERALL, [one for _, one in measured]),
    ]


def _row(kind: str, measured: Sequence[dict[str, float]]) -> Row:
    names = measured[0] if measured else ()
    means = {name: metrics.mean([one[name] for one in measured]) for name in names}
    return Row(kind, len(measured), means, metrics.interval([one[HEADLINE] for one in measured]))
