"""A tiny embedder for tests: no model, no download, the same on every machine."""

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mnesis.model.space import Space


class HashEmbedder:
    """Hashes words and their character trigrams into signed buckets; shared words mean nearness.

    Honours the whole embedder contract, bit-identity included. It knows spelling, not meaning.
    """

    def __init__(self, dimension: int = 64) -> None:
        self._space = Space("hash", "1", dimension)

    @property
    def space(self) -> Space:
        return self._space

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self._space.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self._vector(text)
        return rows

    def _vector(self, text: str) -> NDArray[np.float64]:
        vector = np.zeros(self._space.dimension)
        for feature, weight in _features(text):
            code = zlib.crc32(feature.encode("utf-8", "surrogatepass"))
            vector[code % len(vector)] += weight if code & 0x8000_0000 else -weight
        length = float(np.linalg.norm(vector))
        if length == 0.0:  # no words, or words that cancel out exactly: any fixed unit vector will do
            vector[0] = length = 1.0
        return vector / length


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in text.casefold().split():
        yield word, 1.0
        padded = f"^{word}$"
        for start in range(len(padded) - 2):
            yield padded[start : start + 3], 0.3
