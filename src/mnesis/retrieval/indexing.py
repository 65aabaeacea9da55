"""Giving memories their vectors, and moving a store from one vector space to another."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence

from numpy import float32
from numpy.typing import NDArray

from mnesis.errors import InvalidInput, ModelMissing, ProviderError, SpaceMismatch
from mnesis.model import Add, Change, Embed, Episode, Put, Scope, Space, Use, content_hash
from mnesis.providers.embedders.cached import CachedEmbedder
from mnesis.providers.embedders.contract import Embedder
from mnesis.stores.contract import Progress, Store

Loader = Callable[[], Embedder | None]
BATCH = 256


def active_space(store: Store) -> Space | None:
    """The space in which texts have vectors, if any."""
    return next((use.space for use in store.spaces() if use.state == "active"), None)


class Indexer:
    """The embedder of one open memory, loaded on first use and held to the store's vector space.

    While no model is there, everything works without vectors; once it arrives, texts that wait get theirs.
    """

    def __init__(self, store: Store, load: Loader) -> None:
        self._store = store
        self._load = load
        self._embedder: CachedEmbedder | None = None
        self._attached = False
        self._lock = threading.Lock()

    def embedder(self) -> tuple[CachedEmbedder | None, tuple[str, ...]]:
        """The embedder, which embeds a query asked again only once (its `inner` is for all other texts); or None, and a
        notice where one is wanted and missing, or its settings cannot be right. Raises SpaceMismatch where the store's
        vectors are of another space."""
        with self._lock:
            if self._embedder is None:
                try:
                    loaded = self._load()
                except (ModelMissing, InvalidInput) as missing:
                    return None, (str(missing),)
                if loaded is None:
                    return None, ()
                self._embedder = CachedEmbedder(loaded)
            if not self._attached:
                self._attach(self._embedder)
                self._attached = True
            return self._embedder, ()

    def _attach(self, embedder: Embedder) -> None:
        active = active_space(self._store)
        if active is None:
            self._store.apply([Use(embedder.space, "active")])
        elif active != embedder.space:
            raise SpaceMismatch(stored=active, offered=embedder.space)

    def ready(self) -> tuple[Embedder | None, tuple[str, ...]]:
        """The embedder to search with (None: go by words and time), after up to BATCH of the texts that wait for a
        vector got theirs, and notices. Raises SpaceMismatch as `embedder` does."""
        embedder, notices = self.embedder()
        if embedder is None:
            return None, notices
        if moved := self._moved(embedder):
            return embedder, (moved,)
        try:
            self._fill(embedder.inner, BATCH)
        except SpaceMismatch as error:  # moved in this very moment
            return embedder, (str(error),)
        except ProviderError as error:
            return None, (f"Searched by words and time only: {error}",)
        return embedder, ()

    def embed(self, scope: Scope, changes: Iterable[Change], vectors: dict[bytes, Embed]) -> tuple[str, ...]:
        """Put into `vectors` what the dense keys of these changes need and neither the store nor `vectors` has, by
        content hash; returns notices.

        A model that is damaged or not the store's and an endpoint that fails cost the vectors, never the memory: the
        texts stay pending.
        """
        try:
            embedder, notices = self.embedder()
        except ProviderError as error:
            return (_later(error),)
        if embedder is None:
            return notices
        if moved := self._moved(embedder):
            return (moved,)
        wanted = {content_hash(text): text for text in _dense_texts(changes)}
        known = self._store.embedded(embedder.space, scope, [digest for digest in wanted if digest not in vectors])
        missing = {digest: text for digest, text in wanted.items() if digest not in known and digest not in vectors}
        if not missing:
            return ()
        try:
            rows = embedder.inner.embed(list(missing.values()))
        except ProviderError as error:
            return (_later(error),)
        for digest, row in zip(missing, rows, strict=True):
            vectors[digest] = Embed(scope, embedder.space, digest, row)
        return ()

    def _moved(self, embedder: Embedder) -> str | None:
        """A notice where the store has left the embedder's space since this was opened. What it keeps of that space
        can still be searched; what is new goes in by its words, and gets vectors from those who moved on."""
        active = active_space(self._store)
        if active == embedder.space:
            return None
        return f"The store has moved to {active}, and this program still works with {embedder.space}: open it again."

    def reembed(self, embedder: Embedder | None, progress: Progress | None = None) -> int:
        """Give every text a vector in the embedder's space (None: the present one), then make that space the active
        one. Reads go on in the old space until the last moment, and of programs that still hold its embedder until
        the next reembed, which drops it. Resumes where it was broken off.

        Returns how many texts were embedded. Raises ProviderError, and keeps what was done.
        """
        target = embedder or self._load()
        if target is None:
            raise ProviderError(provider="embedder", problem="none is configured, so there is nothing to embed with")
        known = active_space(self._store) == target.space
        self._store.apply([Use(target.space, "active" if known else "building", drop=True)])
        total = self._store.stats().keys
        done = 0
        while step := self._fill(target, BATCH):
            done += step
            if progress:
                progress(done, max(total, done))
        self._store.apply([Use(target.space, "active")])
        done += self._fill(target, BATCH)
        with self._lock:
            self._embedder, self._attached = CachedEmbedder(target), True
        return done

    def _fill(self, embedder: Embedder, limit: int) -> int:
        waiting = self._store.pending(embedder.space, limit)
        if waiting:
            vectors: Sequence[NDArray[float32]] = list(embedder.embed([one.text for one in waiting]))
            self._store.apply(
                [
                    Embed(one.scope, embedder.space, one.hash, vector)
                    for one, vector in zip(waiting, vectors, strict=True)
                ]
            )
        return len(waiting)


def _dense_texts(changes: Iterable[Change]) -> Iterator[str]:
    """The texts of the dense keys that changes bring, the record's own where a key has none."""
    for change in changes:
        if isinstance(change, Add | Put):
            for key in change.keys or ():
                if key.dense and key.text is not None:
                    yield key.text
                elif key.dense and isinstance(change.record, Episode):
                    yield change.record.text


def _later(error: ProviderError) -> str:
    return f"Stored without vectors, which will be filled in later: {error}"
