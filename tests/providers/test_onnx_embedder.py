"""The real model, where it is installed."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from mnesis.errors import MissingExtra, ModelDamaged
from mnesis.model import Space
from mnesis.providers.embedders.onnx import OnnxEmbedder, load
from mnesis.providers.embedders.sentence_transformers import HubEmbedder
from mnesis.providers.models.layout import status
from mnesis.providers.models.reference import agreement, reference
from mnesis.settings import Settings

from .contract import TEXTS, keeps_contract


def test_contract(embedder: OnnxEmbedder) -> None:
    keeps_contract(embedder)
    precision = "int8" if "int8" in status(Settings.from_env().model_dir).precisions else "fp32"
    assert embedder.space.name == f"all-MiniLM-L6-v2@53aa5117-{precision}.1/384"


def test_agrees_with_the_original(embedder: OnnxEmbedder) -> None:
    trusted = reference()
    assert agreement(embedder.embed(trusted.texts), trusted.vectors) > 0.98
    exact = load(Settings.from_env().model_dir, precision="fp32")
    assert agreement(exact.embed(trusted.texts), trusted.vectors) > 0.9999


def test_number_of_threads_changes_no_bit(embedder: OnnxEmbedder) -> None:
    texts = [*reference().texts] * 3
    alone = load(Settings.from_env().model_dir, threads=1).embed(texts)
    np.testing.assert_array_equal(load(Settings.from_env().model_dir, threads=4).embed(texts), alone)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: embedder.embed([text])[0], texts))
    np.testing.assert_array_equal(np.stack(rows), alone)


def test_meaning_is_near(embedder: OnnxEmbedder) -> None:
    question, answer, other = embedder.embed(
        ["Which city does he live in?", "Otto has an apartment in Berlin now.", "The soup needs more salt."]
    )
    assert question @ answer > question @ other + 0.2


def test_text_beyond_the_limit_is_left_out(embedder: OnnxEmbedder) -> None:
    long = "river " * embedder.max_tokens
    first, second = embedder.embed([long + "stone", long + "bread"])
    np.testing.assert_array_equal(first, second)


def test_tokens(embedder: OnnxEmbedder) -> None:
    layers = embedder.embed_tokens(["Otto lives here", "", TEXTS[5]])
    assert [layer.shape for layer in layers] == [(5, 384), (2, 384), (256, 384)]
    for layer in layers:
        np.testing.assert_allclose(np.linalg.norm(layer, axis=1), 1, atol=1e-5)
    assert embedder.embed_tokens([]) == []


def test_mean_of_its_tokens_is_the_sentence(embedder: OnnxEmbedder) -> None:
    """Unit rows have lost their lengths, so nearly, not exactly."""
    [layer], [row] = embedder.embed_tokens(["Otto lives here"]), embedder.embed(["Otto lives here"])
    mean = layer.mean(axis=0)
    assert mean @ row / np.linalg.norm(mean) > 0.99


def test_an_error_in_a_thread_reaches_the_caller(embedder: OnnxEmbedder) -> None:
    with pytest.raises(AttributeError):
        embedder.embed(["fine", None, "fine"])  # type: ignore[list-item]


def test_no_graph_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"int8\.onnx"):
        OnnxEmbedder(tmp_path / "int8.onnx", tmp_path / "tokenizer.json", Space("none", "1", 3))


def test_modules_load_no_runtime_before_it_is_needed() -> None:
    code = (
        "import sys, mnesis.providers.embedders.onnx, mnesis.providers.embedders.sentence_transformers, "
        "mnesis.providers.models.layout; print(*({'onnx', 'onnxruntime', 'tokenizers', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_hub_models_say_which_extra_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"mnesis\[hub\]"):
        HubEmbedder("some/model")
