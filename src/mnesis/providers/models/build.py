"""From weights to checked graphs, in one folder."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import onnx

from mnesis.errors import InvalidInput, ModelDamaged
from mnesis.model import Space
from mnesis.providers.embedders.contract import Vectors
from mnesis.providers.embedders.onnx import OnnxEmbedder, load_tokenizer
from mnesis.providers.models import safetensors
from mnesis.providers.models.graph import Float32, Shape, Weights
from mnesis.providers.models.graph import build as graph_of
from mnesis.providers.models.layout import DEFAULT_MODEL, RECIPE, TOKENIZER, Manifest, Precision, graph_file, sha256
from mnesis.providers.models.quantize import Int8, magnitudes
from mnesis.providers.models.reference import Reference, agreement, reference
from mnesis.providers.models.source import Source

Progress = Callable[[str, int, int], None]
"""Called with the step's name, and how much of how much of it is done."""

LEAST_AGREEMENT: dict[Precision, float] = {"fp32": 0.9999, "int8": 0.98}
"""The smallest cosine to the trusted vectors with which a build may be used."""


def build(source: Source, model: str, folder: Path, progress: Progress) -> None:
    """Writes tokenizer, the graphs that pass their check, and the manifest that names them.

    The default model's weights are held against the shipped reference; of any others the int8 build against their own
    fp32 build, and where they stand in for the default model, their space takes its name from the source. Raises
    ModelDamaged where fp32 does not pass. An int8 build that does not is left out.
    """
    shape, weights = source.shape(), safetensors.read(source.weights)
    trusted = reference()
    shutil.copyfile(source.tokenizer, folder / TOKENIZER)
    progress("build", 0, 2)
    try:
        _write(folder, shape, weights, _token_ids(source, trusted.texts), progress)
    except KeyError as error:
        raise InvalidInput(what=source.weights, problem=f"has no tensor {error}") from error
    digest = sha256(source.weights)
    default = digest == trusted.weights_sha256
    agreements = _checked(folder, source, shape, trusted, default)
    progress("check", 1, 1)
    files = [TOKENIZER, *(graph_file(precision) for precision in agreements)]
    checksums = {name: sha256(folder / name) for name in files}
    name = source.name if model == DEFAULT_MODEL and not default else model
    Manifest(name, digest, RECIPE, shape.width, source.max_tokens(), checksums, agreements).write(folder)


def _write(folder: Path, shape: Shape, weights: Weights, ids: Sequence[Sequence[int]], progress: Progress) -> None:
    onnx.save(graph_of(weights, shape, Float32()), str(folder / graph_file("fp32")))
    progress("build", 1, 2)
    onnx.save(graph_of(weights, shape, Int8(magnitudes(weights, shape, ids))), str(folder / graph_file("int8")))
    progress("build", 2, 2)


def _checked(folder: Path, source: Source, shape: Shape, trusted: Reference, ours: bool) -> dict[str, float]:
    """The agreement of each build that passed, at least fp32; removes an int8 build that did not."""
    found: dict[Precision, Vectors] = {}
    for precision in LEAST_AGREEMENT:
        space = Space("unchecked", precision, shape.width)
        embedder = OnnxEmbedder(folder / graph_file(precision), folder / TOKENIZER, space, source.max_tokens())
        found[precision] = embedder.embed(trusted.texts)
    expected = trusted.vectors if ours else found["fp32"]
    agreements = {precision: agreement(vectors, expected) for precision, vectors in found.items()}
    passed = {name: value for name, value in agreements.items() if value >= LEAST_AGREEMENT[name]}
    if "fp32" not in passed:
        problem = f"its vectors agree with the reference to {agreements['fp32']:.4f} only"
        raise ModelDamaged(path=source.folder, problem=problem, provider="local")
    if "int8" not in passed:
        (folder / graph_file("int8")).unlink()
    return {str(precision): round(value, 6) for precision, value in passed.items()}


def _token_ids(source: Source, texts: Sequence[str]) -> list[list[int]]:
    tokenizer = load_tokenizer(source.tokenizer, source.max_tokens())
    return [tokenizer.encode(text).ids for text in texts]
