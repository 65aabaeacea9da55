"""Whose words need consent: episodes that are the evidence of sensitive facts, and summaries made of them."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from mnesis.model import Episode, Fact, Scope, Where, within
from mnesis.semantic.sensitive import is_sensitive
from mnesis.stores.contract import Store

_SENSITIVE = Where("sensitive", "eq", True)


@dataclass(slots=True)
class _Scope:
    """What is known of a scope: how many sensitive facts it had, when the last of them changed, what they rest on."""

    count: int = 0
    changed: datetime | None = None
    episodes: set[str] = field(default_factory=set)


class Secrets:
    """Reads a scope's sensitive facts once, then only those that changed since. What was secret stays so until this
    ends: it errs on the side of asking. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._scopes: dict[Scope, _Scope] = {}
        self._lock = Lock()

    def of(self, scope: Scope) -> frozenset[str]:
        """The episodes of a scope whose words need consent; compressed and distilled ones made of them too, as far as
        these are still here to say so."""
        count = self._store.count(Fact, within(scope, _SENSITIVE))
        with self._lock:
            before = self._scopes.get(scope, _Scope())
        if not count:
            return frozenset(before.episodes)
        newer = () if before.changed is None or before.count != count else (Where("updated_at", "ge", before.changed),)
        facts = self._store.find(Fact, within(scope, _SENSITIVE, *newer))
        told = {str(event["episode"]) for one in facts for event in one.history if event.get("episode")}
        told |= {one.source_episode for one in facts if one.source_episode}
        changed = max((one.updated_at for one in facts), default=before.changed)
        now = _Scope(count, changed, before.episodes | told)
        with self._lock:
            self._scopes[scope] = now
        return frozenset(now.episodes | self._made_of(scope, now.episodes))

    def _made_of(self, scope: Scope, episodes: set[str]) -> set[str]:
        """What stands for these: compressed, and distilled of that."""
        found: set[str] = set()
        asked = episodes
        while asked:
            rows = self._store.pick(Episode, scope, sorted(asked), ("folded_into",))
            asked = {into for (into,) in rows.values() if into} - found
            found |= asked
        return found


def speaks_of_secrets(text: str) -> bool:
    """Whether a summary, of which it is no longer known what it was made of, needs consent by its own words."""
    return is_sensitive("", text)
