"""Practice after an erasure: nothing learnt from erased words stays."""

from collections.abc import Collection

from mnesis.model import Change, Clock, Scope, as_utc
from mnesis.procedural.draft import Draft
from mnesis.stores.contract import Store


def without(store: Store, scope: Scope, episodes: Collection[str], clock: Clock) -> list[Change]:
    """What preferences and procedures become without these episodes; to be applied with the erasure of the episodes,
    after which the store cleans its files.

    Every event that rests on one of them goes, with its words, and the rest is folded anew: a value that only they
    spoke for gives way to the one before it, a procedure reads as what is left tells it (a replacement that an erased
    correction made is taken back), and what they superseded is in use again. What nothing else speaks for is erased;
    what was given by hand stays, an edit only where it gave both trigger and steps. Raises Conflict when applied, where
    somebody learnt something meanwhile.
    """
    draft = Draft.load(store, scope, as_utc(clock()))
    draft.drop(frozenset(episodes))
    return list(draft.lesson().changes) if draft.touched else []
