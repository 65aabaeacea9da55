"""Whose words need consent: episodes that are the evidence of sensitive facts, and summaries made of them."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from mnesis.model import Compression, Episode, Fact, Scope, Where, within
from mnesis.semantic.sensitive import is_sensitive
from mnesis.steps.context.view import SENSITIVE
from mnesis.stores.contract import Store

_SENSITIVE = Where("sensitive", "eq", True)


_KNOWN = 4_096
"""Summaries of which it is remembered what they were made of."""
_SHORTEST = 3
"""Characters of an object that are looked for in summaries."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is known of a scope: how many sensitive facts it had, when the last of them changed, what they rest on, and
    what they say, with an episode that said it."""

    count: int = 0
    changed: datetime | None = None
    episodes: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)


class Secrets:
    """Reads a scope's sensitive facts once, then only those that changed since. What was secret stays so until this
    ends: it errs on the side of asking. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._scopes: dict[Scope, _Scope] = {}
        self._made_of: OrderedDict[tuple[Scope, str, int], frozenset[str]] = OrderedDict()
        self._lock = Lock()

    def of(self, scope: Scope) -> frozenset[str]:
        """The episodes of a scope that are the evidence of something sensitive."""
        count = self._store.count(Fact, within(scope, _SENSITIVE))
        with self._lock:
            before = self._scopes.get(scope, _Scope())
        if not count:
            return before.episodes
        newer = () if before.changed is None or before.count != count else (Where("updated_at", "ge", before.changed),)
        facts = self._store.find(Fact, within(scope, _SENSITIVE, *newer))
        told = {str(event["episode"]) for one in facts for event in one.history if event.get("episode")}
        told |= {one.source_episode for one in facts if one.source_episode}
        changed = max((one.updated_at for one in facts), default=before.changed)
        episodes = before.episodes if told <= before.episodes else before.episodes | told
        with self._lock:
            self._scopes[scope] = _Scope(count, changed, episodes, {**before.words, **dict(_words(facts))})
        return episodes

    def behind(self, episode: Episode) -> frozenset[str]:
        """An episode and all that it stands for: as far as these are still here to say so, else as its words tell."""
        if episode.compression is Compression.RAW:
            return frozenset((episode.id,))
        with self._lock:
            words = self._scopes.get(episode.scope, _Scope()).words
        text = _flat(episode.text)
        return self._sources(episode) | {id for said, id in words.items() if said in text}

    def _sources(self, episode: Episode) -> frozenset[str]:
        if not episode.covers:
            return frozenset((episode.id,))
        name = (episode.scope, episode.id, episode.covers)
        with self._lock:
            known = self._made_of.get(name)
        if known is None:
            sources = self._store.find(Episode, within(episode.scope, Where("folded_into", "eq", episode.id)))
            known = frozenset((episode.id,)).union(*(self._sources(one) for one in sources))
            with self._lock:
                self._made_of[name] = known
                while len(self._made_of) > _KNOWN:
                    self._made_of.popitem(last=False)
        return known


def _words(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    """What sensitive facts say, and the very words they were learnt from, each with its episode."""
    for fact in facts:
        for event in fact.history:
            if id := event.get("episode"):
                said = _flat(fact.object), _flat(str(event.get("quote") or ""))
                yield from ((one, str(id)) for one in said if len(one) >= _SHORTEST)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def needs(text: str) -> frozenset[str]:
    """The consent that words need by themselves, where no fact says what they rest on."""
    return frozenset((SENSITIVE,)) if is_sensitive("", text) else frozenset()
