"""Keeping order: sessions, erasure, upkeep."""

from collections.abc import Callable
from dataclasses import replace

from mnesis.episodic.sessions import close
from mnesis.errors import NotFound
from mnesis.memory.base import Base
from mnesis.model import (
    LISTED,
    Episode,
    Filter,
    Forgotten,
    Session,
    Where,
    check_given,
    within,
)
from mnesis.providers.embedders.contract import Embedder
from mnesis.steps.forgetting import Forgetter, Going
from mnesis.stores.contract import Progress, Stats


class Keeping(Base):
    """Keeping order: sessions, erasure, upkeep."""

    def close_session(self, id: str) -> Session:
        """End a session: its end time and a summary in its own words. Raises NotFound."""
        check_given("id", id, str)
        here = within(self.scope)
        for session in self.store.get(Session, [id], here):
            theirs = within(self.scope, Where("session_id", "eq", id), LISTED)
            turns = self.store.find(Episode, theirs, order=("timestamp",))
            self.store.apply(close(session, turns, self._clock))
            return self.store.get(Session, [id], here)[0]
        raise NotFound(kind="session", id=id)

    def forget(self, what: str | Filter) -> Forgotten:
        """Erase memories for good, in the archive too: one by id, or all that a filter holds for. An id that is not
        there is no error.

        Rows, index entries and vectors go, and what others remember of them: questions lent to the turns after them,
        shorter memories made of them (made anew of what is left), summaries of their sessions, sessions left empty. A
        shorter memory goes with all that it was made of. A line in the audit trail says how many went and when, not
        what.
        """
        check_given("what to forget", what, str | Filter)
        where = self._forgetter.meant(what) if isinstance(what, str) else what
        return self._forgotten(lambda: Going(where))

    def _forgotten(self, decide: Callable[[], Going]) -> Forgotten:
        """Erase what is decided, and understand anew what heard it."""
        forgotten = self._forgetter.write(decide)
        if forgotten.erased:
            self._rereader.after_erasure(self._rereader_of)
        return forgotten

    @property
    def _forgetter(self) -> Forgetter:
        return Forgetter(self.store, self.scope, self._clock, self._reading, self.archive)

    def stats(self) -> Stats:
        """What this scope holds, what the whole store takes on disk, and what the archive of the scope takes."""
        cold = {"archive": self.archive.extent(self.scope).bytes}
        return replace(self.store.stats(self.scope), bytes={**self.store.stats().bytes, **cold})

    def check(self) -> list[str]:
        """What is wrong with the store and its archive, in words; [] is healthy."""
        return [*self.store.check(), *self.archive.check()]

    def reindex(self, progress: Progress | None = None) -> int:
        """Rebuild the derived indexes from the rows; the number of keys indexed."""
        return self.store.reindex(progress)

    def reembed(self, embedder: Embedder | None = None, progress: Progress | None = None) -> int:
        """Fill in missing vectors, or move the whole store to another embedder, while reads go on.

        The number of texts embedded. Can be broken off and run again.
        """
        return self._indexer.reembed(embedder, progress)
