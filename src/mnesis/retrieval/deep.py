"""Deep search: what left the store by age is looked at as well, and ranked together with what is still there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.errors import ArchiveError, ProviderError
from mnesis.model import EVERYTHING, Add, Compression, Episode, Hit, Key
from mnesis.retrieval.arms import DEPTH, TOLD_WITHIN, WORDS, Ask, lexical_arm, temporal_arm
from mnesis.retrieval.candidates import Arms
from mnesis.retrieval.features import Clues
from mnesis.retrieval.hits import Ranking, hits
from mnesis.retrieval.question import Found, Question
from mnesis.retrieval.search import FAR, NOTHING_CLOSE, Engine, rank, reranked, search
from mnesis.retrieval.stopwatch import Stopwatch
from mnesis.stores.cold.contract import Archive, Cold, Extent, Sought
from mnesis.stores.memory import MemoryStore
from mnesis.text.lexical import terms
from mnesis.text.names import speakers_named, strip_names

LAYER = "archive"
"""The layer of a hit that came out of the archive."""
NEAR = 0.45
"""Cosine of the best hit below which the archive is asked as well."""
BEST = 3
"""Hits of which none may be in fewer words, or the archive is asked."""


def search_deep(engine: Engine, archive: Archive, question: Question, deep: bool | None = None) -> Found:
    """Like `search`, over the archive too: always, never, or (None) where the query names a time that the archive has
    something of, or the store holds too little: fewer memories than asked for, none that is near, or among the best
    some in fewer words, whose own words have left.

    What comes from the archive says so (`Hit.layer`). An archive that cannot be read costs a notice.
    """
    hot = search(engine, question)
    if deep is False:
        return hot
    watch = Stopwatch()
    try:
        extent = archive.extent(question.scope)
        if not extent.memories:
            return hot
        if deep is None and not (_then(hot.clues, extent) or _too_little(hot, question)):
            return hot
        found = _with_cold(engine, question, *_cold(engine, archive, question, hot))
    except ArchiveError as error:
        return replace(hot, notices=(*hot.notices, f"Searched without the archive: {error}"))
    watch.lap(LAYER)
    taken = watch.taken()
    total = hot.took_ms.get("total", 0.0) + taken["total"]
    return replace(found, took_ms={**hot.took_ms, LAYER: taken[LAYER], "total": total})


def _then(clues: Clues, extent: Extent) -> bool:
    """Whether the query names a time of which the archive may hold something."""
    first, last = extent.first, extent.last
    return any(first is not None and last is not None and start <= last and first < end for start, end in _spans(clues))


def _too_little(hot: Found, question: Question) -> bool:
    near = [reason.score for hit in hot.hits for reason in hit.why if reason.arm == "vector"]
    shortened = any(hit.memory.compression is not Compression.RAW for hit in hot.hits[:BEST])
    return shortened or len(hot.hits) < question.limit or max(near, default=1.0) < NEAR


def _spans(clues: Clues) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((span.start, span.end + TOLD_WITHIN) for span in clues.spans)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the archive brought, and the cosine of each with the query where there is one."""

    memories: Sequence[Cold]
    cosines: Mapping[str, float]


def _cold(engine: Engine, archive: Archive, question: Question, hot: Found) -> tuple[Found, _Looked]:
    """What the archive has for a query and the store has not; and what the store found, with the query read once more
    where it names somebody who spoke in the archive."""
    space = None if engine.embedder is None else engine.embedder.space
    sought = Sought(tuple(terms(hot.clues.topic)[:WORDS]), space, hot.vector, _spans(hot.clues))
    found = archive.candidates(question.scope, sought, question.where, max(DEPTH, 2 * question.limit))
    still = engine.store.pick(Episode, question.scope, [one.episode.id for one in found], ("id",))
    cold = [one for one in found if one.episode.id not in still]
    hot = _read_again(engine, question, hot, cold)
    return hot, _Looked(
        cold,
        {
            one.episode.id: float(one.vector @ hot.vector)
            for one in cold
            if one.vector is not None and hot.vector is not None and one.space == space
        },
    )


def _read_again(engine: Engine, question: Question, hot: Found, cold: Sequence[Cold]) -> Found:
    """A query is read with the names of those who spoke, and once their words have left, the store knows them no
    more. Without an embedder, or one that fails, the vector stays as it was."""
    speakers = {one.episode.speaker for one in cold if one.episode.speaker}
    people = speakers_named(question.text, speakers | set(hot.clues.people))
    if set(people) == set(hot.clues.people):
        return hot
    clues = replace(hot.clues, people=people, topic=strip_names(question.text, people))
    if engine.embedder is None or hot.vector is None:
        return replace(hot, clues=clues)
    try:
        [vector] = engine.embedder.embed([clues.topic])
    except ProviderError:
        return replace(hot, clues=clues)
    return replace(hot, clues=clues, vector=vector)


def _with_cold(engine: Engine, question: Question, hot: Found, cold: _Looked) -> Found:
    """Hits of both, ranked together, with the engine's weights."""
    if not cold.memories:
        return hot
    table = Engine(_table(hot.hits, cold.memories), None, engine.reranker, engine.weights, engine.first)
    ask = Ask(table.store, question.scope, EVERYTHING, len(hot.hits) + len(cold.memories))
    near = _cosines(engine, question, hot)
    cosines = dict(sorted((near | dict(cold.cosines)).items(), key=lambda one: -one[1]))
    arms = Arms(lexical_arm(ask, hot.clues.topic), cosines, temporal_arm(ask, hot.clues.spans))
    ranking = rank(table, arms, hot.clues, question)
    rows, notices = reranked(table, question, ranking)
    answer = _hits(ranking, rows, hot, cold)
    near_now = any(cosine >= FAR for cosine in cold.cosines.values())
    told = [one for one in hot.notices if not (one == NOTHING_CLOSE and near_now)]
    return replace(hot, hits=answer, notices=(*told, *notices, *from_archive(answer)))


def _cosines(engine: Engine, question: Question, hot: Found) -> dict[str, float]:
    if engine.embedder is None or hot.vector is None:
        return {}
    ids = [hit.id for hit in hot.hits]
    return engine.store.cosines(Episode, engine.embedder.space, hot.vector, question.scope, ids)


def _table(hot: Sequence[Hit], cold: Sequence[Cold]) -> MemoryStore:
    """Hits and archived memories in a store of their own, to be searched by words as one."""
    store = MemoryStore()
    rows = [(hit.memory, None) for hit in hot] + [(one.episode, one.key) for one in cold]
    # As something made of others an episode keeps its place in the session; what stands around it may not be here.
    store.apply(
        [
            Add(
                replace(episode, compression=Compression.COMPRESSED, parent_id=None),
                (Key(episode.id, text=key, dense=False),),
            )
            for episode, key in rows
        ]
    )
    return store


def _hits(ranking: Ranking, rows: Sequence[int], hot: Found, cold: _Looked) -> tuple[Hit, ...]:
    archived = {one.episode.id: one.episode for one in cold.memories}
    ranked = hits(ranking, rows, archived | {hit.id: hit.memory for hit in hot.hits})
    return tuple(replace(hit, layer=LAYER) if hit.id in archived else hit for hit in ranked)


def from_archive(answer: Sequence[Hit]) -> tuple[str, ...]:
    """The notice of how many of these hits come from the archive, where any does."""
    count = sum(hit.layer == LAYER for hit in answer)
    if not count:
        return ()
    return (f"{'1 hit comes' if count == 1 else f'{count} hits come'} from the archive.",)
