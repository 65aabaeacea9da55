"""What happened: memories that a query brings, that the last context carried, and that were lately said elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from mnesis.model import Compression, Episode, Hit, Not, Scope, Slot, Where, within
from mnesis.providers.rerankers.contract import Reranker
from mnesis.reflection.digests import DIGESTS, PAGES
from mnesis.reflection.pages.files import MEMORY, USER
from mnesis.retrieval.hits import evidence
from mnesis.retrieval.layers import search_layers
from mnesis.retrieval.question import Question
from mnesis.retrieval.search import Engine
from mnesis.steps.context import secrecy
from mnesis.steps.context.view import PRIVATE, View, relevance
from mnesis.stores.cold.contract import Archive
from mnesis.text.ago import ago
from mnesis.working.contract import Offer

LATELY = timedelta(days=7)
"""How far back a new session looks for what was said in others."""
_NOTABLE, _NEWS = 6, 10
"""Importance from which it is told without being asked for, and how many memories of that are, at most."""
_UNASKED = 0.3
"""Relevance of the most important of these."""
_PAGES = (MEMORY, USER)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a search goes through beside the store, and who orders its best hits."""

    archive: Archive
    reranker: Reranker | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """Offers, best first, and what could not be done."""

    offers: tuple[Offer, ...]
    notices: tuple[str, ...] = ()


def recalled(views: Sequence[View], reach: Reach, limit: int, deep: bool | None) -> Recalled:
    """What a recall of the query brings, in the scopes of all views."""
    view = views[0]
    question = Question(view.query, view.scope, view.now, limit=limit)
    engine, others = Engine(view.store, view.embedder, reach.reranker), [one.scope for one in views[1:]]
    found = search_layers(engine, reach.archive, question, others, deep)
    best = max((hit.score for hit in found.hits), default=0.0)
    seen = {one.scope: one for one in views}
    offers = tuple(_hit(seen, hit, best) for hit in found.hits if hit.text.strip() != view.query.strip())
    return Recalled(offers, found.notices)


def _hit(views: Mapping[Scope, View], hit: Hit, best: float) -> Offer:
    return offered(views[hit.memory.scope], hit.memory, relevance(hit.score, best))


def carried(view: View, weights: Mapping[str, float]) -> list[Offer]:
    """Memories of the last context with the relevance they have left; those that are gone are left out."""
    return [offered(view, one, weights[id]) for id, one in view.episodes(weights).items()]


def news(view: View, session: str) -> list[Offer]:
    """What was lately said in other sessions and matters: for a session that begins."""
    since = Where("timestamp", "ge", view.now - LATELY), Where("timestamp", "le", view.now)
    matters = Where("importance", "ge", _NOTABLE), Where("session_id", "ne", session), Where("standby", "eq", False)
    where = within(view.scope, *since, *matters, Not(DIGESTS), Not(PAGES))
    found = view.store.find(Episode, where, order=("-timestamp", "-position"), limit=_NEWS)
    return [offered(view, one, _UNASKED * one.importance / 10) for one in found]


def offered(view: View, episode: Episode, weight: float) -> Offer:
    """An episode as something that may be told."""
    return Offer(
        slot=Slot.RETRIEVED,
        group="recent_episodes",
        kind="episode" if episode.compression is Compression.RAW else "summary",
        id=episode.id,
        texts=view.texts(episode.text, _who(episode), episode.token_count or None),
        relevance=weight,
        evidence=(evidence(episode),),
        needs=needs(view, episode),
        scope=view.scope,
        when=ago(episode.timestamp, view.now),
    )


def _who(episode: Episode) -> str | None:
    """Who said it; a summary names its speakers itself."""
    return (episode.speaker or episode.actor) if episode.compression is Compression.RAW else None


def needs(view: View, episode: Episode) -> frozenset[str]:
    """Consent for the evidence of what is sensitive and for what was made of it; what was written on the user's pages
    reaches no group."""
    secret = view.needs(view.behind(episode) if view.secret else ())
    if episode.compression is not Compression.RAW:
        secret |= secrecy.needs(episode.text)
    return secret | {PRIVATE} if episode.session_id in _PAGES else secret
