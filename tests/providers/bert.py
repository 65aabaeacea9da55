"""A BERT of random numbers, small enough to make in a test, and its forward pass written out in numpy."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
from numpy.typing import NDArray

Array = NDArray[Any]

WIDTH, LAYERS, HEADS, INNER, PLACES = 32, 2, 4, 64, 64
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz", *(f"##{c}" for c in "abcdefghijklmnop"))
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": WIDTH,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": PLACES,
}


def tiny(seed: int = 0) -> dict[str, Array]:
    random = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": (PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}."
        for name in ("query", "key", "value"):
            shapes |= dense(f"{layer}attention.self.{name}", WIDTH, WIDTH)
        shapes |= dense(f"{layer}attention.output.dense", WIDTH, WIDTH)
        shapes |= dense(f"{layer}intermediate.dense", INNER, WIDTH) | dense(f"{layer}output.dense", WIDTH, INNER)
    weights: dict[str, Array] = {
        name: random.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()
    }
    norms = ["embeddings.", *(f"encoder.layer.{n}.{p}output." for n in range(LAYERS) for p in ("attention.", ""))]
    for name in norms:
        weights[f"{name}LayerNorm.weight"] = random.uniform(0.5, 1.5, WIDTH).astype(np.float32)
        weights[f"{name}LayerNorm.bias"] = random.normal(0, 0.2, WIDTH).astype(np.float32)
    return weights


def dense(name: str, out: int, inner: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (out, inner), f"{name}.bias": (out,)}


def forward(weights: dict[str, Array], ids: list[int]) -> tuple[Array, Array]:
    """The unit sentence vector and the last layer, in float64."""
    w = {name: value.astype(np.float64) for name, value in weights.items()}
    e = "embeddings."
    x = w[f"{e}word_embeddings.weight"][ids] + w[f"{e}position_embeddings.weight"][: len(ids)]
    x = norm(w, e, x + w[f"{e}token_type_embeddings.weight"][0])
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}."
        x = norm(w, f"{layer}attention.output.", x + attention(w, layer, x))
        inner = linear(w, f"{layer}intermediate.dense", x)
        inner *= (1 + np.vectorize(math.erf)(inner / math.sqrt(2))) / 2
        x = norm(w, f"{layer}output.", x + linear(w, f"{layer}output.dense", inner))
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean), x


def attention(w: dict[str, Array], layer: str, x: Array) -> Array:
    query, key, value = (
        linear(w, f"{layer}attention.self.{name}", x).reshape(len(x), HEADS, -1).swapaxes(0, 1)
        for name in ("query", "key", "value")
    )
    scores = np.exp(query @ key.swapaxes(1, 2) / math.sqrt(WIDTH / HEADS))
    mixed = scores / scores.sum(axis=2, keepdims=True) @ value
    return linear(w, f"{layer}attention.output.dense", mixed.swapaxes(0, 1).reshape(len(x), WIDTH))


def linear(w: dict[str, Array], name: str, x: Array) -> Array:
    product: Array = x @ w[f"{name}.weight"].T + w[f"{name}.bias"]
    return product


def norm(w: dict[str, Array], name: str, x: Array) -> Array:
    centred = x - x.mean(axis=1, keepdims=True)
    scaled: Array = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
    return scaled * w[f"{name}LayerNorm.weight"] + w[f"{name}LayerNorm.bias"]


def write(folder: Path, weights: dict[str, Array] | None = None, **config: Any) -> Path:
    """A model folder as one finds them, tokenizer and config and all."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(packed(tiny() if weights is None else weights))
    (folder / "config.json").write_text(json.dumps(CONFIG | config))
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = tokenizers.BertWordPieceTokenizer(vocabulary)
    tokenizer.enable_padding(length=40)  # as the default model's does: whoever loads it must turn this off
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def packed(weights: dict[str, Array]) -> bytes:
    header: dict[str, Any] = {"__metadata__": {"format": "np"}}
    body = b""
    for name, value in weights.items():
        data = value.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body
