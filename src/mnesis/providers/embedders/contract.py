"""What every embedder promises."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mnesis.model import Space

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Maps texts to points of one vector space. Safe to call from several threads at once."""

    @property
    def space(self) -> Space:
        """The space of every vector this embedder returns; it never changes."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts.

        Returns an array of shape ``(len(texts), space.dimension)``, each row of Euclidean length 1;
        row ``i`` belongs to ``texts[i]``. No texts give shape ``(0, dimension)``; the empty text is
        allowed and has a vector too. On one machine the same text gives bit-identical rows, alone or
        in any batch, unless the embedder's own docstring says it cannot promise that.

        Raises ``ProviderError`` when a vector cannot be had; never returns a partial array.
        """
        ...


class TokenEmbedder(Embedder, Protocol):
    """An embedder that also shows its last layer, for late interaction."""

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """One array ``(tokens, dimension)`` a text, each row of Euclidean length 1, in reading order.

        The marks a tokenizer adds at either end are included; text beyond the model's limit is not.
        """
        ...
