"""The graph against the same arithmetic written out in numpy, on a model of random numbers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from mnesis.errors import ModelDamaged
from mnesis.providers.models import safetensors
from mnesis.providers.models.graph import Float32, Shape, build
from mnesis.providers.models.layout import HIDDEN, SENTENCES, TOKENS
from mnesis.providers.models.quantize import Int8, magnitudes
from mnesis.providers.models.reference import agreement, reference

from . import bert

SHAPE = Shape(bert.WIDTH, bert.LAYERS, bert.HEADS, 1e-12)
IDS = [[2, 7, 9, 4, 30, 3], [2, 3], [2, *range(4, 40), 3], [2, 11, 11, 11, 3]]


def run(numbers: Float32 | Int8, ids: list[int]) -> tuple[bert.Array, bert.Array]:
    model = build(bert.tiny(), SHAPE, numbers)
    session: Any = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    sentence, hidden = session.run([SENTENCES, HIDDEN], {TOKENS: np.array([ids], dtype=np.int64)})
    return sentence[0], hidden[0]


@pytest.mark.parametrize("ids", IDS, ids=len)
def test_float_graph_is_the_arithmetic(ids: list[int]) -> None:
    sentence, hidden = run(Float32(), ids)
    expected, layer = bert.forward(bert.tiny(), ids)
    np.testing.assert_allclose(sentence, expected, atol=1e-5)
    np.testing.assert_allclose(hidden, layer, atol=1e-4)


@pytest.mark.parametrize("ids", IDS, ids=len)
def test_int8_graph_is_near_it(ids: list[int]) -> None:
    sentence, _ = run(Int8(magnitudes(bert.tiny(), SHAPE, IDS)), ids)
    expected, _ = bert.forward(bert.tiny(), ids)
    assert sentence @ expected > 0.995
    assert np.linalg.norm(sentence) == pytest.approx(1, abs=1e-5)


def test_int8_graph_is_small() -> None:
    plain = build(bert.tiny(), SHAPE, Float32()).ByteSize()
    small = build(bert.tiny(), SHAPE, Int8(magnitudes(bert.tiny(), SHAPE, IDS))).ByteSize()
    assert small < plain * 0.6  # far from a quarter only because names and biases weigh more in a tiny model


def test_same_weights_build_the_same_bytes() -> None:
    def built() -> bytes:
        numbers = Int8(magnitudes(bert.tiny(), SHAPE, IDS))
        return bytes(build(bert.tiny(), SHAPE, numbers).SerializeToString(deterministic=True))

    assert built() == built()


def test_safetensors_are_read_as_written(tmp_path: Path) -> None:
    weights = bert.tiny()
    path = tmp_path / "model.safetensors"
    path.write_bytes(bert.packed(weights))
    found = safetensors.read(path)
    assert found.keys() == weights.keys()
    for name, value in weights.items():
        np.testing.assert_array_equal(found[name], value)


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-10], lambda raw: raw[:50], lambda raw: b"", lambda raw: b"\xff" * 99]
)
def test_damaged_safetensors_are_told(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(damage(bert.packed(bert.tiny())))
    with pytest.raises(ModelDamaged, match="safetensors"):
        safetensors.read(path)


def test_the_shipped_reference_is_whole() -> None:
    trusted = reference()
    assert len(trusted.texts) == len(set(trusted.texts)) == len(trusted.vectors) >= 30
    assert trusted.vectors.shape[1] == 384
    np.testing.assert_allclose(np.linalg.norm(trusted.vectors, axis=1), 1, atol=1e-6)
    assert agreement(trusted.vectors, trusted.vectors) == pytest.approx(1)
    assert agreement(trusted.vectors, trusted.vectors[::-1]) < 0.9
