"""Any model that sentence-transformers can load: a folder, or a name on a model hub. Needs the extra `hub`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mnesis.errors import MissingExtra, ModelMissing
from mnesis.model import Space
from mnesis.providers.embedders.contract import Vectors


class HubEmbedder:
    """Runs one text at a time, so that rows do not depend on their neighbours; slower than a batch.

    A folder is loaded from disk; a name is downloaded by sentence-transformers the first time, because whoever names a
    hub model has asked for it. Backend is "torch" or, for models that hold an ONNX graph, "onnx".
    """

    def __init__(self, model: str, *, version: str = "hub", backend: str = "torch") -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtra(feature=f"The embedding model {model}", extra="hub") from error
        try:
            self._model: Any = SentenceTransformer(model, backend=backend, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelMissing(
                f"sentence-transformers cannot load {model}: {error}", model=model, provider="sentence-transformers"
            ) from error
        dimension = len(self._model.encode([""])[0])
        self._space = Space(model.rstrip("/").rsplit("/", 1)[-1], version, dimension)

    @property
    def space(self) -> Space:
        return self._space

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self._space.dimension), dtype=np.float32)
        for place, text in enumerate(texts):
            rows[place] = self._model.encode([text], batch_size=1, normalize_embeddings=True, show_progress_bar=False)[
                0
            ]
        return rows
