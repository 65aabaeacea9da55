"""A BERT sentence encoder as an ONNX graph of plain operators, from its weights, without torch.

Devlin et al. 2019 (encoder) and Reimers & Gurevych 2019 (mean pooling, unit length). The graph takes texts of
one length, without padding and so without a mask: nothing in it lets one text of a batch see another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from mnesis.providers.models.layout import HIDDEN, SENTENCES, TOKENS

Weights = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What `config.json` says of a BERT encoder."""

    width: int
    layers: int
    heads: int
    epsilon: float


class Nodes:
    """A graph being written: each call adds one node and returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Named values are written once however often they are asked for."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def ints(self, *values: int) -> str:
        return self.constant("i" + "_".join(map(str, values)), np.array(values, dtype=np.int64))

    def add(self, operator: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        return self.many(operator, *inputs, outputs=1, name=name, **attributes)[0]

    def many(self, operator: str, *inputs: str, outputs: int, name: str = "", **attributes: Any) -> list[str]:
        stem = name or f"{operator.lower()}_{len(self.nodes)}"
        names = [stem] if outputs == 1 else [f"{stem}.{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names


class Numbers(Protocol):
    """How weights are stored and multiplied: the one difference between the fp32 and the int8 graph."""

    def rows(self, graph: Nodes, name: str, table: NDArray[Any], indices: str) -> str:
        """Rows of a table, as float32."""
        ...

    def product(self, graph: Nodes, name: str, x: str, matrix: NDArray[Any]) -> str:
        """``x @ matrix``, as float32."""
        ...


class Float32:
    """Weights as they are."""

    def rows(self, graph: Nodes, name: str, table: NDArray[Any], indices: str) -> str:
        return graph.add("Gather", graph.constant(name, table), indices)

    def product(self, graph: Nodes, name: str, x: str, matrix: NDArray[Any]) -> str:
        return graph.add("MatMul", x, graph.constant(name, matrix))


def build(weights: Weights, shape: Shape, numbers: Numbers) -> onnx.ModelProto:
    """The whole model: ``input_ids`` (batch, tokens) int64 to ``embedding`` (batch, width), unit rows, and to
    ``hidden`` (batch, tokens, width), the last layer, computed anyway and copied out only when asked for."""
    graph = Nodes()
    x = _embeddings(graph, weights, shape, numbers)
    for number in range(shape.layers):
        x = _layer(graph, _part(weights, f"encoder.layer.{number}."), shape, numbers, f"layer{number}.", x)
    graph.add("Identity", x, name=HIDDEN)
    mean = graph.add("ReduceMean", x, graph.ints(1), keepdims=0)
    length = graph.add("ReduceL2", mean, graph.ints(1), keepdims=1)
    graph.add("Div", mean, length, name=SENTENCES)
    return _model(graph, shape)


def _embeddings(graph: Nodes, weights: Weights, shape: Shape, numbers: Numbers) -> str:
    part = _part(weights, "embeddings.")
    words = numbers.rows(graph, "words", part["word_embeddings.weight"], TOKENS)
    # Every token of a single text has type 0, so the type belongs to the position.
    places = part["position_embeddings.weight"] + part["token_type_embeddings.weight"][0]
    length = graph.add("Shape", TOKENS, start=1, end=2)
    place = graph.add("Slice", graph.constant("places", places), graph.ints(0), length, graph.ints(0))
    return _normalised(graph, part, shape, "embeddings.", graph.add("Add", words, place))


def _layer(graph: Nodes, part: Weights, shape: Shape, numbers: Numbers, name: str, x: str) -> str:
    mixed = _attention(graph, part, shape, numbers, name, x)
    mixed = _linear(graph, part, numbers, name, "attention.output.dense", mixed)
    x = _normalised(graph, _part(part, "attention.output."), shape, name + "attention.", graph.add("Add", x, mixed))
    inner = _linear(graph, part, numbers, name, "intermediate.dense", x)
    inner = _linear(graph, part, numbers, name, "output.dense", graph.add("Gelu", inner))
    return _normalised(graph, _part(part, "output."), shape, name, graph.add("Add", x, inner))


def _attention(graph: Nodes, part: Weights, shape: Shape, numbers: Numbers, name: str, x: str) -> str:
    sides = ("query", "key", "value")
    matrix = np.concatenate([part[f"attention.self.{side}.weight"] for side in sides]).T
    bias = np.concatenate([part[f"attention.self.{side}.bias"] for side in sides])
    every = numbers.product(graph, f"{name}attention.self", x, matrix)
    every = graph.add("Add", every, graph.constant(f"{name}attention.self.bias", bias))
    query, key, value = graph.many("Split", every, outputs=3, axis=-1, num_outputs=3)
    return graph.add("Attention", query, key, value, q_num_heads=shape.heads, kv_num_heads=shape.heads)


def _linear(graph: Nodes, part: Weights, numbers: Numbers, name: str, layer: str, x: str) -> str:
    product = numbers.product(graph, name + layer, x, part[f"{layer}.weight"].T)
    return graph.add("Add", product, graph.constant(f"{name}{layer}.bias", part[f"{layer}.bias"]))


def _normalised(graph: Nodes, part: Weights, shape: Shape, name: str, x: str) -> str:
    scale = graph.constant(f"{name}norm.scale", part["LayerNorm.weight"])
    bias = graph.constant(f"{name}norm.bias", part["LayerNorm.bias"])
    return graph.add("LayerNormalization", x, scale, bias, axis=-1, epsilon=shape.epsilon)


def _part(weights: Weights, prefix: str) -> Weights:
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}


def _model(graph: Nodes, shape: Shape) -> onnx.ModelProto:
    body = helper.make_graph(
        graph.nodes,
        "sentence-encoder",
        [helper.make_tensor_value_info(TOKENS, TensorProto.INT64, ["batch", "tokens"])],
        [
            helper.make_tensor_value_info(SENTENCES, TensorProto.FLOAT, ["batch", shape.width]),
            helper.make_tensor_value_info(HIDDEN, TensorProto.FLOAT, ["batch", "tokens", shape.width]),
        ],
        initializer=list(graph.constants.values()),
    )
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 23)], ir_version=11)
    onnx.checker.check_model(model)
    return model
