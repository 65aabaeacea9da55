"""What every knowledge source looks with: the store, the query, the moment, and what needs consent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mnesis.errors import ProviderError
from mnesis.model import Episode, Evidence, Fact, Filter, Level, Preference, Procedure, Scope, from_iso, within
from mnesis.providers.embedders.contract import Embedder
from mnesis.retrieval.hits import evidence
from mnesis.retrieval.search import FAR
from mnesis.stores.contract import Store
from mnesis.text.levels import SENTENCE, levels
from mnesis.text.lexical import terms

FULL = 1.0
"""The score from which the best find for a query counts as wholly relevant: its words or its meaning, and a boost."""
LEXICAL, COVERAGE = 0.4, 0.5
"""What BM25 (over the best) and the share of the query's words weigh beside a cosine, as in recall."""
SENSITIVE, PRIVATE = "sensitive", "private"
"""Consents: to what is about health, money, secrets; to what must not reach a group."""
_PROOFS = 3
_DEPTH = 3

Known = Fact | Preference | Procedure


@dataclass(frozen=True, slots=True)
class View:
    """One look at one scope, for one query. `secret` are the episodes whose words need consent, `behind` says what an
    episode stands for."""

    store: Store
    scope: Scope
    embedder: Embedder | None
    query: str
    now: datetime
    secret: frozenset[str]
    behind: Callable[[Episode], frozenset[str]]

    @property
    def terms(self) -> list[str]:
        return terms(self.query)

    def texts(self, text: str, who: str | None = None, tokens: int | None = None) -> dict[Level, str]:
        """A text at its levels, those that are the same once, each with who said it. `tokens`, where they are known
        already, save counting a short one."""
        prefix = f"{who}: " if who else ""
        if tokens is not None and tokens <= SENTENCE:
            return {Level.SENTENCE: prefix + text}
        cut = levels(text, self.terms)
        found = {Level.SENTENCE: prefix + cut.sentence}
        if cut.paragraph != cut.sentence:
            found[Level.PARAGRAPH] = prefix + cut.paragraph
        if cut.detailed != cut.paragraph:
            found[Level.DETAILED] = prefix + cut.detailed
        return found

    def episodes(self, ids: Iterable[str]) -> dict[str, Episode]:
        """Episodes by id; those that are gone are left out."""
        wanted = list(dict.fromkeys(ids))
        found = self.store.get(Episode, wanted, within(self.scope)) if wanted else []
        return {one.id: one for one in found}

    def needs(self, episodes: Iterable[str]) -> frozenset[str]:
        """The consent without which the words of these episodes are not shown."""
        return frozenset() if self.secret.isdisjoint(episodes) else frozenset((SENSITIVE,))


def relevance(score: float, best: float) -> float:
    """A score as relevance in [0, 1]: how far it is from FAR towards the best of its kind; where even the best is below
    FULL, towards FULL, so that the nearest of what is far does not pass for near."""
    return min(1.0, max(0.0, (score - FAR) / (max(best, FULL) - FAR)))


def scored(view: View, kind: type[Fact] | type[Procedure], where: Filter, wanted: int) -> dict[str, float]:
    """How well what is known matches the query, by id: cosine + 0.4 BM25/best + 0.5 coverage, as in recall. Where words
    find enough, meaning only orders it: to look for it among everything takes longer than all the rest."""
    by_words = view.store.matching(kind, view.terms, view.scope, where, _DEPTH * wanted)
    best = by_words[0].score if by_words else 1.0
    scores = {one.id: LEXICAL * one.score / best + COVERAGE * one.coverage for one in by_words}
    for id, cosine in _cosines(view, kind, where, wanted, list(scores)).items():
        scores[id] = scores.get(id, 0.0) + max(0.0, cosine)
    return scores


def _cosines(
    view: View, kind: type[Fact] | type[Procedure], where: Filter, wanted: int, found: list[str]
) -> dict[str, float]:
    """Nothing where no vector can be had: words must do."""
    if view.embedder is None:
        return {}
    try:
        [vector] = view.embedder.embed([view.query])
    except ProviderError:
        return {}
    space, near = view.embedder.space, {}
    if len(found) < wanted:
        depth = _DEPTH * wanted
        near = {one.id: one.score for one in view.store.nearest(kind, space, vector, view.scope, where, depth)}
    missing = [id for id in found if id not in near]
    return near | (view.store.cosines(kind, space, vector, view.scope, missing) if missing else {})


# --- evidence -----------------------------------------------------------------------------------------------


def rests_on(known: Known) -> tuple[str, ...]:
    """The episodes whose words are behind something known, the last said first."""
    return tuple(dict.fromkeys(str(one["episode"]) for one in reversed(known.history) if one.get("episode")))


def proofs(known: Known, told: str, episodes: Mapping[str, Episode]) -> tuple[Evidence, ...]:
    """The words behind something known, the last said first, at most three. What was taught outright is its own
    evidence: the log that `id` names."""
    found: dict[str, Evidence] = {}
    for event in reversed(known.history):
        if event.get("episode") and len(found) < _PROOFS:
            found.setdefault(str(event["episode"]), _proof(event, episodes))
    return tuple(found.values()) or (Evidence(known.id, "", known.created_at, "user", None, told),)


def _proof(event: Mapping[str, object], episodes: Mapping[str, Episode]) -> Evidence:
    """An event's quote, or the whole episode where it has none. Of an episode that has left the store, what the log has
    kept of it."""
    id, quote, said = str(event["episode"]), event.get("quote"), str(event.get("said") or event["at"])
    if id in episodes:
        whole = evidence(episodes[id])
        return Evidence(id, whole.session_id, whole.timestamp, whole.actor, whole.speaker, str(quote or whole.quote))
    return Evidence(id, "", from_iso(said), "user", None, str(quote or ""))
