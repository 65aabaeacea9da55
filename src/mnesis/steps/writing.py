"""Writing what was decided: with the vectors it needs, whole, and decided anew where somebody was faster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mnesis.errors import SpaceMismatch
from mnesis.model import Applied, Change, Embed, Scope
from mnesis.retrieval.indexing import Indexer
from mnesis.steps.insisting import insist
from mnesis.stores.contract import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Decided(Generic[T]):
    """What is to be changed, and what the caller wants to know of it."""

    changes: Sequence[Change]
    outcome: T


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """What was decided in the end, what applying it did, and notices of vectors that could not be had."""

    outcome: T
    applied: Applied
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes changes to one scope of a store."""

    store: Store
    indexer: Indexer
    scope: Scope
    commit: Callable[[Sequence[Change]], Applied] | None = None
    """What applies changes in place of the store: a job adds its checkpoint to them."""

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Apply changes as they are. Raises as `Store.apply`."""
        return (self.commit or self.store.apply)(changes)

    def write(self, decide: Callable[[], Decided[T]]) -> Written[T]:
        """Apply what `decide` says; it is called again where what it had read was changed meanwhile. Texts are embedded
        once, however often that happens."""
        vectors: dict[bytes, Embed] = {}
        return insist(lambda: self._write(decide(), vectors))

    def _write(self, decided: Decided[T], vectors: dict[bytes, Embed]) -> Written[T]:
        if not decided.changes:
            return Written(decided.outcome, Applied())
        notices = self.indexer.embed(self.scope, decided.changes, vectors)
        try:
            applied = self.apply([*decided.changes, *vectors.values()])
        except SpaceMismatch:  # another process has just moved the store to a new model: the words come first
            applied = self.apply(decided.changes)
        return Written(decided.outcome, applied, notices)
