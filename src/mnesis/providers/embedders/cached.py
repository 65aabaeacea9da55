"""Vectors of texts seen lately, kept in memory: people ask the same thing twice.

What is remembered has its vectors in the store; this is for queries.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from mnesis.model import Space
from mnesis.providers.embedders.contract import Embedder, Vectors


class CachedEmbedder:
    """Keeps the vectors of the texts last used, by hash of their content. As safe across threads as what it wraps; to
    embed past it, use its `inner`."""

    def __init__(self, inner: Embedder, size: int = 1024) -> None:
        self.inner = inner
        self._size = size
        self._rows: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def space(self) -> Space:
        return self.inner.space

    def embed(self, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        with self._lock:
            found = {key: self._rows[key] for key in keys if key in self._rows}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            fresh = self.inner.embed(list(missing.values()))
            found.update((key, row.copy()) for key, row in zip(missing, fresh, strict=True))
        self._remember(keys, found)
        return np.stack([found[key] for key in keys]) if keys else np.empty((0, self.space.dimension), np.float32)

    def _remember(self, keys: Sequence[bytes], found: dict[bytes, Vectors]) -> None:
        with self._lock:
            for key in keys:
                self._rows[key] = found[key]
                self._rows.move_to_end(key)
            while len(self._rows) > self._size:
                self._rows.popitem(last=False)
