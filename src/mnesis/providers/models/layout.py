"""Where an installed model lies, and whether it is whole. Imports nothing heavy: `load` and `doctor` come here too.

A model is one folder in the model folder, put in place by one rename, with its manifest `model.json`.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from mnesis.errors import ModelDamaged, ModelMissing
from mnesis.model import Space

Precision = Literal["int8", "fp32"]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
RECIPE = 1
"""Counts changes to the graph or the quantisation that change vectors; part of every space's version."""

TOKENIZER = "tokenizer.json"
MANIFEST = "model.json"

TOKENS = "input_ids"
SENTENCES = "embedding"
HIDDEN = "hidden"
"""Names of the graph's input and of its two outputs."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `model.json` says. Agreement is the smallest cosine to the trusted vectors, by precision."""

    model: str
    weights_sha256: str
    recipe: int
    dimension: int
    max_tokens: int
    checksums: dict[str, str]
    agreement: dict[str, float]

    def space(self, precision: Precision) -> Space:
        return Space(self.model, f"{self.weights_sha256[:8]}-{precision}.{self.recipe}", self.dimension)

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Status:
    """How a model stands. Problem is None where it is usable; precisions are those that passed their check."""

    model: str
    folder: Path
    installed: bool
    bytes: int
    precisions: tuple[str, ...]
    problem: str | None


def graph_file(precision: str) -> str:
    return f"{precision}.onnx"


def manifest(models: Path, model: str = DEFAULT_MODEL) -> Manifest:
    """The manifest of an installed model. Raises ModelMissing, and ModelDamaged where it cannot be read."""
    path = models / model / MANIFEST
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        raise ModelMissing(model=model, provider="local", path=path.parent) from None
    except (ValueError, TypeError, OSError) as error:
        raise ModelDamaged(path=path.parent, problem=f"{MANIFEST}: {error}", provider="local") from error


def status(models: Path, model: str = DEFAULT_MODEL, *, checksums: bool = True) -> Status:
    """Looks at a model without loading it. With checksums every file is read (about 0.1 s for the default)."""
    folder = models / model
    try:
        found = manifest(models, model)
    except ModelMissing:
        return Status(model, folder, installed=False, bytes=0, precisions=(), problem="not installed")
    except ModelDamaged as error:
        return Status(model, folder, installed=True, bytes=0, precisions=(), problem=str(error))
    size = sum((folder / name).stat().st_size for name in found.checksums if (folder / name).is_file())
    problem = _problem(folder, found, checksums)
    return Status(model, folder, installed=True, bytes=size, precisions=tuple(found.agreement), problem=problem)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _problem(folder: Path, found: Manifest, checksums: bool) -> str | None:
    for name, expected in found.checksums.items():
        path = folder / name
        if not path.is_file():
            return f"{name} is missing"
        if checksums and sha256(path) != expected:
            return f"{name} is not what was installed"
    if found.recipe != RECIPE:
        return f"made by another version of mnesis (recipe {found.recipe}, this one is {RECIPE})"
    return None
