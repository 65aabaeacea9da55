"""The local embedder: a sentence encoder through ONNX Runtime, no torch, no network."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnesis.errors import ModelDamaged
from mnesis.model import Space
from mnesis.providers.embedders.contract import Vectors
from mnesis.providers.models.layout import (
    DEFAULT_MODEL,
    HIDDEN,
    RECIPE,
    SENTENCES,
    TOKENIZER,
    TOKENS,
    Precision,
    graph_file,
    manifest,
)


class OnnxEmbedder:
    """Runs one text at a time, each on one core, and several texts side by side.

    Nothing is padded and nothing shares a run, so a vector depends on its text alone: the contract's bit-identity
    holds by construction, for int8 too, whose activation scales are taken from the run. Text beyond `max_tokens`
    is left out. Lone surrogates read as question marks.
    """

    def __init__(self, graph: Path, tokenizer: Path, space: Space, max_tokens: int = 256, threads: int = 2) -> None:
        self.max_tokens = max_tokens
        self._space = space
        self._threads = max(1, threads)
        self._session = _session(graph)
        self._tokenizer = load_tokenizer(tokenizer, max_tokens)

    @property
    def space(self) -> Space:
        return self._space

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self._space.dimension), dtype=np.float32)

        def fill(place: int) -> None:
            rows[place] = self._run(SENTENCES, texts[place])

        self._each(fill, len(texts))
        return rows

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        layers: list[Vectors] = [np.empty(0, dtype=np.float32)] * len(texts)

        def fill(place: int) -> None:
            hidden = self._run(HIDDEN, texts[place])
            hidden /= np.linalg.norm(hidden, axis=1, keepdims=True)
            layers[place] = hidden

        self._each(fill, len(texts))
        return layers

    def _run(self, output: str, text: str) -> NDArray[np.float32]:
        ids = self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8")).ids
        [batch] = self._session.run([output], {TOKENS: np.array([ids], dtype=np.int64)})
        only: NDArray[np.float32] = batch[0]
        return only

    def _each(self, task: Callable[[int], None], count: int) -> None:
        workers = min(self._threads, count)
        if workers <= 1:
            for place in range(count):
                task(place)
            return
        # Workers draw from one iterator: no text waits behind a long one, and no future is made for each.
        places = iter(range(count))

        def work() -> None:
            for place in places:
                task(place)

        with ThreadPoolExecutor(workers) as pool:
            for future in [pool.submit(work) for _ in range(workers)]:
                future.result()


def load(models: Path, model: str = DEFAULT_MODEL, *, precision: Precision = "int8", threads: int = 2) -> OnnxEmbedder:
    """The installed model in the folder of models; never downloads. Its space says which precision it runs at.

    Where the int8 build did not pass its check on this machine (processors whose eight-bit products saturate), fp32
    runs instead. Raises ModelMissing where the model is not installed, ModelDamaged where it cannot be loaded or was
    made by another recipe.
    """
    folder = models / model
    found = manifest(models, model)
    if found.recipe != RECIPE:
        raise ModelDamaged(path=folder, problem=f"recipe {found.recipe}, expected {RECIPE}", provider="local")
    if precision not in found.agreement:
        precision = "fp32"
    graph, tokenizer = folder / graph_file(precision), folder / TOKENIZER
    return OnnxEmbedder(graph, tokenizer, found.space(precision), found.max_tokens, threads)


def _session(graph: Path) -> Any:
    import onnxruntime  # a tenth of a second, paid only by those who embed
    from onnxruntime.capi import onnxruntime_pybind11_state as failures

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except (failures.Fail, failures.InvalidGraph, failures.InvalidProtobuf, failures.NoSuchFile) as error:
        problem = str(error).strip().split("\n", 1)[0]
        raise ModelDamaged(path=graph, problem=problem, provider="local") from error


def load_tokenizer(path: Path, max_tokens: int) -> Any:
    """A `tokenizers.Tokenizer` that cuts at max_tokens and never pads. Raises ModelDamaged."""
    import tokenizers

    try:
        text = path.read_text(encoding="utf-8")
        json.loads(text)  # the library raises a bare Exception for what is not even JSON
    except (OSError, ValueError) as error:
        raise ModelDamaged(path=path, problem=str(error), provider="local") from error
    tokenizer = tokenizers.Tokenizer.from_str(text)
    tokenizer.no_padding()  # the file that ships with the default model pads to 128, and cuts there
    tokenizer.enable_truncation(max_tokens)
    return tokenizer
