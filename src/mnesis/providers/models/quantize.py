"""Eight-bit weights and eight-bit products for the sentence encoder.

Weights: symmetric, one scale an output channel (a token, for the word table). Activations: quantised as they come,
one scale a tensor (ONNX `DynamicQuantizeLinear`), after SmoothQuant (Xiao et al. 2023): channels that run large are
divided down and their weights multiplied up by the same power of two, so that one scale fits all channels. A scale
taken from a tensor makes a text depend on whatever shares its run: run one text at a time.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper

from mnesis.providers.models.graph import Float32, Nodes, Shape, Weights, build
from mnesis.providers.models.layout import TOKENS

Magnitudes = dict[str, NDArray[np.float32]]
"""For each product, how large each channel of its input runs: the largest absolute value in a text, averaged."""

SMOOTHING = 0.65
"""How much of an activation's range moves into the weights; of 0.4 to 0.9, the one nearest to fp32."""


class Int8:
    """Weights in eight bits, a quarter of the size; products in integers."""

    def __init__(self, magnitudes: Magnitudes) -> None:
        self._magnitudes = magnitudes

    def rows(self, graph: Nodes, name: str, table: NDArray[Any], indices: str) -> str:
        whole, scale = _quantised(table, axis=1)
        rows = graph.add("Cast", graph.add("Gather", graph.constant(name, whole), indices), to=TensorProto.FLOAT)
        return graph.add("Mul", rows, graph.add("Gather", graph.constant(f"{name}.scale", scale), indices))

    def product(self, graph: Nodes, name: str, x: str, matrix: NDArray[Any]) -> str:
        shift = _smoothing(self._magnitudes[name], matrix)
        whole, scale = _quantised(matrix * shift[:, None], axis=0)
        x = graph.add("Mul", x, graph.constant(f"{name}.smooth", 1 / shift))
        x, x_scale, x_zero = graph.many("DynamicQuantizeLinear", x, outputs=3)
        product = graph.add("MatMulInteger", x, graph.constant(name, whole), x_zero)
        scales = graph.add("Mul", x_scale, graph.constant(f"{name}.scale", scale[0]))
        return graph.add("Mul", graph.add("Cast", product, to=TensorProto.FLOAT), scales)


def magnitudes(weights: Weights, shape: Shape, texts: Sequence[Sequence[int]]) -> Magnitudes:
    """Runs texts, given as token ids, through the fp32 graph and watches what goes into each product."""
    watch = _Watch()
    model = build(weights, shape, watch)
    inputs = sorted(set(watch.inputs.values()))
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in inputs)
    session: Any = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    sums: Magnitudes = {}
    for ids in texts:
        for name, values in zip(inputs, session.run(inputs, {TOKENS: np.array([ids], dtype=np.int64)}), strict=True):
            sums[name] = sums.get(name, np.float32(0)) + np.abs(values).max(axis=(0, 1))
    return {product: sums[name] / np.float32(len(texts)) for product, name in watch.inputs.items()}


class _Watch(Float32):
    """Notes which value each product takes in."""

    def __init__(self) -> None:
        self.inputs: dict[str, str] = {}

    def product(self, graph: Nodes, name: str, x: str, matrix: NDArray[Any]) -> str:
        self.inputs[name] = x
        return super().product(graph, name, x, matrix)


def _smoothing(activations: NDArray[np.float32], matrix: NDArray[Any]) -> NDArray[np.float32]:
    # Powers of two: exact, and the same on machines whose last bits of a float differ.
    tiny = np.float32(1e-5)
    weights = np.maximum(np.abs(matrix).max(axis=1), tiny)
    wanted = np.maximum(activations, tiny) ** SMOOTHING / weights ** (1 - SMOOTHING)
    shift: NDArray[np.float32] = np.exp2(np.round(np.log2(wanted))).astype(np.float32)
    return shift


def _quantised(matrix: NDArray[Any], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.abs(matrix).max(axis=axis, keepdims=True).astype(np.float32) / 127
    scale[scale == 0] = 1
    return np.rint(matrix / scale).astype(np.int8), scale
