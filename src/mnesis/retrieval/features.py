"""What makes a memory likely evidence: features of the candidates of one query, each a column in [0, 1].

Sources: BM25 and cosine are the arms' own. Lending scores to neighbouring turns and to the session is
passage-to-document smoothing (Callan 1994) turned round; the rest are measured habits of conversation, see
docs/decisions/0006.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from mnesis.model import Cue
from mnesis.retrieval.candidates import Candidates, Floats
from mnesis.retrieval.weights import FirstWeights, Weights
from mnesis.text.dates import Span

TOKENS_A_WORD = 1.3
_DAY = 86_400.0
_BEFORE, _AFTER = 3.0, 14.0
"""Days over which nearness to a named time fades: things are told after they happened, seldom before."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What was read from the query: its topic (the text without the speakers it names), these speakers, the times it
    names, and whether it asks for one."""

    topic: str = ""
    people: Sequence[str] = ()
    spans: Sequence[Span] = ()
    asks_when: bool = False


def features(found: Candidates, clues: Clues, first: FirstWeights | None = None) -> dict[str, Floats]:
    """Every feature by its name in `Weights`; arrays of shape (n,)."""
    words = found.tokens / TOKENS_A_WORD
    named = clues.people[0] if len(clues.people) == 1 else None
    columns: dict[str, Floats] = {
        "lexical": found.bm25 / max(float(found.bm25.max(initial=0.0)), 1e-9),
        "coverage": found.coverage / (1 + words / 100),
        "speaker": _column(speaker is not None and speaker == named for speaker in found.speaker),
        "user": _column(actor == "user" for actor in found.actor),
        "date": _nearness(found, clues.spans),
        "when": found.has(Cue.TIME) * float(clues.asks_when),
        "asks": found.has(Cue.ASKS),
        "graph": found.graph,
        "length": np.log1p(np.minimum(words, 40)) / math.log(41),
        "long": np.greater(words, 80).astype(np.float64),
        "names": (0.5 * found.has(Cue.NAME) + 0.5 * found.has(Cue.NAMES))
        * _column(speaker is not None for speaker in found.speaker),
    }
    own = first_score(found, columns, first or FirstWeights())
    columns["neighbours"] = _neighbours(found, own)
    columns["session"] = _sessions(found, own)
    return columns


def first_score(found: Candidates, columns: dict[str, Floats], weights: FirstWeights) -> Floats:
    """What a memory is worth by itself, before its neighbours are asked."""
    own = found.cosine.copy()
    for one in fields(weights):
        own += getattr(weights, one.name) * columns[one.name]
    return own


def shares(found: Candidates, columns: dict[str, Floats], weights: Weights) -> dict[str, Floats]:
    """What the vector arm and each feature add to the final score, which is their sum."""
    added = {"vector": found.cosine}
    for one in fields(weights):
        added[one.name] = getattr(weights, one.name) * columns[one.name]
    return added


def _column(flags: Iterable[bool]) -> Floats:
    return np.fromiter(flags, dtype=np.float64)


def _nearness(found: Candidates, spans: Sequence[Span]) -> Floats:
    near = np.zeros(len(found))
    for span in spans:
        early = np.maximum(span.start.timestamp() - found.time, 0) / _DAY
        late = np.maximum(found.time - span.end.timestamp(), 0) / _DAY
        near = np.maximum(near, np.exp(-early / _BEFORE - late / _AFTER))
    return near


def _neighbours(found: Candidates, own: Floats) -> Floats:
    """The best score within two positions in the same session; rows are sorted, so those are within two rows."""
    best = np.full(len(found), -np.inf)
    for step in (1, 2):
        here, there = slice(step, None), slice(None, -step)
        close = (found.session[here] == found.session[there]) & (found.position[here] - found.position[there] <= 2)
        best[here] = np.where(close, np.maximum(best[here], own[there]), best[here])
        best[there] = np.where(close, np.maximum(best[there], own[here]), best[there])
    return np.where(np.isfinite(best), best, 0.0)


def _sessions(found: Candidates, own: Floats) -> Floats:
    best: NDArray[np.float64] = np.full(int(found.session.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(best, found.session, own)
    return best[found.session]
