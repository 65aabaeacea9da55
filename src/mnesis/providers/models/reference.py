"""Vectors the original model gives, to hold a freshly built one against.

`reference.json` was made with sentence-transformers and torch from the weights `install` fetches: texts in many
scripts and of many lengths, each with its vector as base64 of little-endian float16.
"""

import base64
import json
from dataclasses import dataclass
from importlib import resources

import numpy as np

from mnesis.providers.embedders.contract import Vectors


@dataclass(frozen=True, slots=True)
class Reference:
    """Row i of vectors, of length 1, belongs to text i."""

    weights_sha256: str
    texts: tuple[str, ...]
    vectors: Vectors


def reference() -> Reference:
    """The reference of the default model. Its texts also calibrate the int8 build of any other."""
    file = resources.files(__package__).joinpath("reference.json")
    data = json.loads(file.read_text(encoding="utf-8"))
    packed = (base64.b64decode(row["vector"]) for row in data["rows"])
    vectors = np.stack([np.frombuffer(row, dtype="<f2") for row in packed]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Reference(data["weights_sha256"], tuple(row["text"] for row in data["rows"]), vectors)


def agreement(vectors: Vectors, trusted: Vectors) -> float:
    """The smallest cosine between rows that should be equal; both are (n, d) with rows of length 1."""
    return float((vectors * trusted).sum(axis=1).min())
