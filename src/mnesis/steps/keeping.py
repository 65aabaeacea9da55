"""Keeping messages: observe them, embed what is new, write all of it at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from mnesis.episodic.lending import crossed, on_their_own, party, unchanged
from mnesis.episodic.observe import Observed, observe, opened
from mnesis.errors import InvalidInput, MnesisError, SpaceMismatch
from mnesis.model import Clock, Episode, Message, Scope, Session, Where, as_message, within
from mnesis.retrieval.indexing import BATCH, Indexer
from mnesis.steps.insisting import insist
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True)
class Kept:
    """Messages as observed, the ids of those that were new, and notices."""

    seen: list[Observed]
    new: frozenset[str]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps messages in one scope of a store."""

    store: Store
    indexer: Indexer
    scope: Scope
    clock: Clock

    def keep(self, messages: Sequence[Message]) -> Kept:
        """Keep all of the messages or none. Raises InvalidInput."""
        return insist(partial(self._keep, messages))

    def _keep(self, messages: Sequence[Message]) -> Kept:
        """See `keep`. Raises Conflict, and keeps nothing, where a turn that lends its question changed meanwhile."""
        seen = observe(messages, self.scope, self.clock, self._last, self._known)
        new = [one for one in seen if not one.known]
        vectors, notices = self.indexer.embeds(self.scope, [text for one in new for text in one.texts()])
        sessions = self.store.get(Session, list({one.episode.session_id for one in new}), within(self.scope))
        changes = [*unchanged(new), *opened(new, sessions), *(one.change() for one in new)]
        try:
            applied = self.store.apply([*changes, *vectors])
        except SpaceMismatch:  # another process has just moved the store to a new model: the words come first
            applied = self.store.apply(changes)
        if apart := crossed(new, self.store.pick(Episode, self.scope, party(new), ("position",))):
            insist(lambda: self.store.apply(on_their_own(self.store.get(Episode, apart, within(self.scope)))))
        return Kept(seen, frozenset(one.episode.id for one in new) - applied.duplicates, notices)

    def _known(self, ids: Sequence[str]) -> list[str]:
        return list(self.store.pick(Episode, self.scope, ids, ()))

    def _last(self, session: str) -> Episode | None:
        turns = within(self.scope, Where("session_id", "eq", session))
        return next(iter(self.store.find(Episode, turns, order=("-position",), limit=1)), None)


def batches(messages: Iterable[str | Message]) -> Iterator[list[Message]]:
    """The stream in batches. Where the stream itself fails, what came before is given first. Raises InvalidInput."""
    if isinstance(messages, str | Message) or not isinstance(messages, Iterable):
        raise InvalidInput(what="messages", problem=f"must be a list or stream, not one {type(messages).__name__}")
    stream = map(as_message, messages)
    while True:
        batch: list[Message] = []
        try:
            batch.extend(islice(stream, BATCH))
        except MnesisError:
            if batch:
                yield batch
            raise
        if not batch:
            return
        yield batch
