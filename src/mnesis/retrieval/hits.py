"""From ranked rows to hits that say why they are there and what stands behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mnesis.model import Episode, Evidence, Hit, Reason
from mnesis.retrieval.candidates import Arms, Candidates, Floats

_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Ranking:
    """The outcome of fusion: for each candidate, what every arm and feature added, and the sum."""

    found: Candidates
    arms: Arms
    added: Mapping[str, Floats]
    total: Floats

    def order(self) -> list[int]:
        """The rows, best first, ties by id."""
        rows = zip((-self.total).tolist(), self.found.ids, range(len(self.found)), strict=True)
        return [at for _, _, at in sorted(rows)]


def hits(ranking: Ranking, rows: Sequence[int], episodes: Mapping[str, Episode]) -> tuple[Hit, ...]:
    """The hits of these rows, in their order; rows whose memory has gone meanwhile are left out."""
    ranks = _ranks(ranking.arms)
    here = [(at, episodes[id]) for at in rows if (id := ranking.found.ids[at]) in episodes]
    return tuple(_hit(ranking, at, episode, ranks) for at, episode in here)


def _hit(ranking: Ranking, at: int, episode: Episode, ranks: Mapping[str, Mapping[str, int]]) -> Hit:
    found = ranking.found
    scores = {"lexical": float(found.bm25[at]), "vector": float(found.cosine[at]), "graph": float(found.graph[at])}
    why = [
        Reason(name, ranks.get(name, {}).get(episode.id), scores.get(name, float(added[at])), float(added[at]))
        for name, added in ranking.added.items()
        if abs(added[at]) > _NOTHING or episode.id in ranks.get(name, ())
    ]
    return Hit(
        id=episode.id,
        layer="episodic",
        memory=episode,
        score=float(ranking.total[at]),
        why=tuple(sorted(why, key=lambda reason: -abs(reason.share))),
        evidence=(evidence(episode),),
    )


def evidence(episode: Episode) -> Evidence:
    """An episode as evidence: who said what, when, in which session."""
    return Evidence(
        episode.id, episode.session_id, episode.timestamp, episode.actor, episode.speaker, quote=episode.text
    )


def _ranks(arms: Arms) -> Mapping[str, Mapping[str, int]]:
    """Each arm's own ranking, from 1."""
    cosines = list(arms.cosines)
    nearest = np.argsort([-arms.cosines[id] for id in cosines], kind="stable")
    return {
        "lexical": {id: rank for rank, id in enumerate(arms.lexical, start=1)},
        "vector": {cosines[at]: rank for rank, at in enumerate(nearest, start=1)},
        "graph": {id: rank for rank, id in enumerate(arms.graph, start=1)},
    }
