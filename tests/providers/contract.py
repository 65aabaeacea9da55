"""What every embedder must pass, whatever stands behind it."""

import numpy as np

from mnesis.providers.embedders.contract import Embedder

TEXTS = (
    "I moved to Berlin.",
    "",
    "私は東京に住んでいます。",
    "a",
    "def f(x):\n    return x",
    "long " * 400,
    "\ud800 lone",
    "a",
)


def keeps_contract(embedder: Embedder) -> None:
    rows = embedder.embed(TEXTS)
    assert rows.shape == (len(TEXTS), embedder.space.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert embedder.embed([]).shape == (0, embedder.space.dimension)
    assert embedder.embed([]).dtype == np.float32
    alone = np.stack([embedder.embed([text])[0] for text in TEXTS])
    np.testing.assert_array_equal(rows, alone)
    np.testing.assert_array_equal(rows[::-1], embedder.embed(TEXTS[::-1]))
    assert embedder.space == embedder.space
