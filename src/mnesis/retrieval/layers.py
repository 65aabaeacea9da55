"""One question put to several scopes: what each finds, in one order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mnesis.errors import ProviderError
from mnesis.model import Hit, Scope
from mnesis.retrieval.deep import from_archive, search_deep
from mnesis.retrieval.question import Found, Question
from mnesis.retrieval.search import NOTHING_CLOSE, RERANKED, Engine
from mnesis.stores.cold.contract import Archive


def search_layers(
    engine: Engine, archive: Archive, question: Question, also: Sequence[Scope] = (), deep: bool | None = None
) -> Found:
    """Like `search_deep`, in the question's scope and in others of its tenant: each is searched by itself, so that none
    starves beside a large one; then best first, ties to the scope named first. A reranker judges the best of all."""
    if not also:
        return search_deep(engine, archive, question, deep)
    limit = question.limit if engine.reranker is None else max(RERANKED, question.limit)
    each = replace(engine, reranker=None)
    scopes = (question.scope, *also)
    found = [search_deep(each, archive, replace(question, scope=one, limit=limit), deep) for one in scopes]
    ranked = sorted((hit for one in found for hit in one.hits), key=lambda hit: -hit.score)
    hits, unjudged = _judged(engine, question, ranked[:limit])
    kept = tuple(hits[: question.limit])
    return replace(
        found[0], hits=kept, notices=(*_told(found, kept), *unjudged), took_ms=_sums(one.took_ms for one in found)
    )


def _judged(engine: Engine, question: Question, ranked: list[Hit]) -> tuple[list[Hit], tuple[str, ...]]:
    """The hits as a reranker orders them, where there is one."""
    if engine.reranker is None:
        return ranked, ()
    try:
        scores = engine.reranker.score(question.text, [hit.text for hit in ranked])
    except ProviderError as error:
        return ranked, (f"Not reranked: {error}",)
    return [ranked[at] for at in sorted(range(len(ranked)), key=lambda at: -scores[at])], ()


def _told(found: Sequence[Found], kept: Sequence[Hit]) -> list[str]:
    """What could not be done, once; what is said of one scope's hits is said of all of them, or not at all."""
    own = {notice for one in found for notice in from_archive(one.hits)}
    if not all(NOTHING_CLOSE in one.notices for one in found if one.hits):
        own.add(NOTHING_CLOSE)
    told = dict.fromkeys(notice for one in found for notice in one.notices if notice not in own)
    return [*told, *from_archive(kept)]


def _sums(taken: Iterable[Mapping[str, float]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for one in taken:
        for stage, milliseconds in one.items():
            sums[stage] = sums.get(stage, 0.0) + milliseconds
    return sums
