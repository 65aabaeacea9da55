"""What every reranker promises."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Reranker(Protocol):
    """Judges texts against a query, more slowly and better than a first search."""

    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the query: shape ``(len(texts),)``, higher is better, comparable within one call.

        Raises ``ProviderError`` when it cannot; the search then keeps its own order and says so.
        """
        ...
