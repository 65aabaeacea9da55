"""Digests after an erasure: no point stands on words that are gone."""

from collections.abc import Collection
from dataclasses import replace

from mnesis.governance.erasure import emptied
from mnesis.model import Change, Episode, Erase, Scope, Where, within
from mnesis.reflection.digests import SESSION, naming, written
from mnesis.stores.contract import Store


def without(store: Store, scope: Scope, episodes: Collection[str]) -> list[Change]:
    """What digests become without these episodes; to be applied with the erasure of the episodes.

    A point that stands on one of them goes, even where it stands on others too, since its words may be those of the
    erased one; the next reflection of that day makes it anew from what is left. A digest without points is erased.
    Pages are files, and show it after the next reflection. Raises Conflict when applied, where somebody reflected
    meanwhile.
    """
    gone = frozenset(episodes)
    changes: list[Change] = []
    for kept, digest in naming(store, scope, gone):
        left = tuple(point for point in digest.points if gone.isdisjoint(point.episodes))
        if left:
            changes += written(scope, replace(digest, points=left, of=""), kept, kept.created_at)
        else:
            changes.append(Erase(Episode, within(scope, Where("id", "eq", kept.id))))
    return [*changes, *emptied(scope, (SESSION,))] if changes else []
