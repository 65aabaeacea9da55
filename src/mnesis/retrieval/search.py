"""Search: read the query, let the arms bring candidates, weigh them, show why."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from mnesis.errors import ProviderError
from mnesis.model import Episode, within
from mnesis.providers.embedders.contract import Embedder
from mnesis.providers.rerankers.contract import Reranker
from mnesis.retrieval.arms import Ask, beside, lexical_arm, temporal_arm, vector_arm
from mnesis.retrieval.candidates import Arms, gather
from mnesis.retrieval.features import Clues, features, shares
from mnesis.retrieval.graph import graph_arm
from mnesis.retrieval.hits import Ranking, hits
from mnesis.retrieval.question import Found, Question
from mnesis.retrieval.stopwatch import Stopwatch
from mnesis.retrieval.weights import FirstWeights, Weights
from mnesis.stores.contract import Store
from mnesis.text.dates import asks_when, time_spans
from mnesis.text.names import speakers_named, strip_names

RERANKED = 50
"""Hits that a reranker gets to see, at least."""
FAR = 0.25
"""Cosine below which nothing is close. The best turn for each of the 52 questions about the conversation that ships has
0.30 or more with the local model; for questions about other worlds it is 0.2 to 0.3. Models that see more likeness
everywhere never get here."""
NOTHING_CLOSE = "Nothing close was found; these are the nearest."

Vector = NDArray[float32]


@dataclass(frozen=True, slots=True)
class Engine:
    """What a search works with. Without an embedder it goes by words and time."""

    store: Store
    embedder: Embedder | None = None
    reranker: Reranker | None = None
    weights: Weights = field(default_factory=Weights)
    first: FirstWeights = field(default_factory=FirstWeights)


def search(engine: Engine, question: Question) -> Found:
    """The memories that are most likely evidence for an answer, best first, ties by id."""
    watch = Stopwatch()
    clues = read(engine.store, question)
    watch.lap("read")
    arms, vector, unheard = _find(engine, question, clues, watch)
    ranking = rank(engine, arms, clues, question)
    watch.lap("fuse")
    rows, notices = reranked(engine, question, ranking)
    answer = hits(ranking, rows, _episodes(engine.store, question, ranking, rows))
    watch.lap("load")
    return Found(answer, (*unheard, *notices, *_far(arms)), watch.taken(), clues, vector)


def read(store: Store, question: Question) -> Clues:
    """What the query says about who and when, and what is left to search for.

    The names of speakers are taken out: a name is on every turn of its bearer in spirit and on few in words, so it
    pulls the embedding towards greetings. Who spoke is a feature of its own.
    """
    people = speakers_named(question.text, store.distinct(Episode, "speaker", question.scope))
    return Clues(
        topic=strip_names(question.text, people),
        people=people,
        spans=time_spans(question.text, question.now),
        asks_when=asks_when(question.text),
    )


def _find(
    engine: Engine, question: Question, clues: Clues, watch: Stopwatch
) -> tuple[Arms, Vector | None, tuple[str, ...]]:
    """What the arms bring, the query's vector, and notices of those that could not. Where they may have missed
    neighbours of good candidates, those are fetched as well."""
    ask = Ask(engine.store, question.scope, question.where, 2 * question.limit)
    arms = Arms(lexical=lexical_arm(ask, clues.topic))
    watch.lap("lexical")
    arms = arms.plus(temporal=temporal_arm(ask, clues.spans))
    watch.lap("temporal")
    if engine.weights.graph:
        arms = arms.plus(graph=graph_arm(ask, question.text))
        watch.lap("graph")
    if engine.embedder is None:
        return arms, None, ()
    try:
        [vector] = engine.embedder.embed([clues.topic])
    except ProviderError as error:
        return arms, None, (f"Searched by words and time only: {error}",)
    watch.lap("embed")
    cosines = vector_arm(ask, engine.embedder.space, vector)
    arms = arms.plus(cosines=cosines)
    if len(cosines) >= ask.depth:
        arms = arms.plus(near=beside(ask, arms))
        missing = [id for id in arms.ids() if id not in arms.cosines]
        arms = arms.plus(cosines=engine.store.cosines(Episode, engine.embedder.space, vector, ask.scope, missing))
    watch.lap("vector")
    return arms, vector, ()


def _far(arms: Arms) -> tuple[str, ...]:
    """A notice where what was found shares no word and no time with the query, and is not near in meaning."""
    if arms.lexical or arms.temporal or not arms.cosines or max(arms.cosines.values()) >= FAR:
        return ()
    return (NOTHING_CLOSE,)


def rank(engine: Engine, arms: Arms, clues: Clues, question: Question) -> Ranking:
    """What the arms found, weighed."""
    found = gather(engine.store, question.scope, arms)
    added = shares(found, features(found, clues, engine.first), engine.weights)
    return Ranking(found, arms, added, np.sum(list(added.values()), axis=0))


def reranked(engine: Engine, question: Question, ranking: Ranking) -> tuple[Sequence[int], tuple[str, ...]]:
    """The best `limit` rows; where there is a reranker, it orders the first RERANKED."""
    order = ranking.order()
    if engine.reranker is None:
        return order[: question.limit], ()
    head = order[: max(RERANKED, question.limit)]
    episodes = _episodes(engine.store, question, ranking, head)
    head = [at for at in head if ranking.found.ids[at] in episodes]
    try:
        judged = engine.reranker.score(question.text, [episodes[ranking.found.ids[at]].text for at in head])
    except ProviderError as error:
        return order[: question.limit], (f"Not reranked: {error}",)
    return [head[at] for at in np.argsort(-judged, kind="stable")][: question.limit], ()


def _episodes(store: Store, question: Question, ranking: Ranking, rows: Sequence[int]) -> dict[str, Episode]:
    ids = [ranking.found.ids[at] for at in rows]
    return {one.id: one for one in store.get(Episode, ids, within(question.scope))}
