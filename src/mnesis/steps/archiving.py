"""What left by age: listed, and brought back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from mnesis.episodic.identity import new_id
from mnesis.governance.erasure import trail
from mnesis.model import (
    Add,
    Change,
    Clock,
    Compression,
    Embed,
    Episode,
    Filter,
    Key,
    KeyKind,
    Scope,
    Session,
    Space,
    Touch,
    as_utc,
    content_hash,
)
from mnesis.retrieval.indexing import active_space
from mnesis.stores.cold.contract import Archive, Cold
from mnesis.stores.contract import Store

RESTORED_FOR = timedelta(days=30)
"""For so long no night takes away again what was brought back."""
BATCH = 256


def only_archived(store: Store, archive: Archive, scope: Scope, where: Filter) -> Iterator[Episode]:
    """What the archive has and the store has not, oldest first: killed in between, a memory is in both."""
    found = archive.scan(scope, where)
    while batch := [one.episode for one in islice(found, BATCH)]:
        here = store.pick(Episode, scope, [one.id for one in batch], ("id",))
        yield from (one for one in batch if one.id not in here)


@dataclass(frozen=True, slots=True)
class Restorer:
    """Brings memories of one scope back from its archive."""

    store: Store
    archive: Archive
    scope: Scope
    clock: Clock

    def restore(self, where: Filter) -> tuple[str, ...]:
        """Bring back what the filter holds for, oldest first: with what they were found by, their vectors, and their
        places in their sessions. They leave the archive once the store has them: killed in between, a memory is in
        both, counts once, and doing it again ends it. A parent that is not here is not named any more."""
        restored: list[str] = []
        found = self.archive.scan(self.scope, where)
        while batch := list(islice(found, BATCH)):
            self.store.apply(list(self._changes(batch)))
            restored += [one.episode.id for one in batch]
        if restored:
            self.archive.remove(self.scope, restored)
        return tuple(restored)

    def _changes(self, batch: Sequence[Cold]) -> Iterator[Change]:
        space = active_space(self.store)
        named = {id for one in batch for id in (one.episode.folded_into, one.episode.parent_id) if id}
        there = self.store.pick(Episode, self.scope, list(named), ("compression",))
        repeats = {id for id, (compression,) in there.items() if compression == Compression.RAW}
        here = set(there)
        for one in batch:
            parent = one.episode.parent_id if one.episode.parent_id in here else None
            yield from self._back(replace(one, episode=replace(one.episode, parent_id=parent)), space, repeats)
            here.add(one.episode.id)
        now = as_utc(self.clock())
        yield Add(trail(new_id(self.clock), self.scope, now, len(batch), "restore"))

    def _back(self, one: Cold, space: Space | None, repeats: set[str]) -> Iterator[Change]:
        """What repeats another turn that is here is found by that one."""
        episode = one.episode
        until = as_utc(self.clock()) + RESTORED_FOR
        if episode.expires_at is not None:
            episode = replace(episode, expires_at=max(until, episode.expires_at))
        yield Add(Session(id=episode.session_id, scope=self.scope, started_at=episode.timestamp))
        keys = (
            ()
            if episode.folded_into in repeats
            else (Key(episode.id, KeyKind.WINDOW if one.key else KeyKind.TEXT, text=one.key),)
        )
        # A raw turn would be given the next place in its session; made of others, it keeps its own.
        yield Add(replace(episode, compression=Compression.DISTILLED), keys)
        if episode.compression is not Compression.DISTILLED:
            yield Touch(Episode, self.scope, episode.id, {"compression": episode.compression})
        if keys and one.vector is not None and one.space == space and space is not None:
            yield Embed(self.scope, space, content_hash(one.found_by), one.vector)
