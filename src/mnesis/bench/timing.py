"""Watching work from outside: an embedder that counts what it takes, and the memory and disk a process and a file
use."""

import resource
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from numpy import float32
from numpy.typing import NDArray

from mnesis.model import Space
from mnesis.providers.embedders.contract import Embedder


class TimedEmbedder:
    """An embedder as it is, with the number of texts and the seconds it took so far."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self.texts = 0
        self.seconds = 0.0

    @property
    def space(self) -> Space:
        """The inner embedder's space."""
        return self._inner.space

    def embed(self, texts: Sequence[str]) -> NDArray[float32]:
        """What the inner embedder gives."""
        began = perf_counter()
        vectors = self._inner.embed(texts)
        with self._lock:
            self.texts += len(texts)
            self.seconds += perf_counter() - began
        return vectors


def peak_bytes() -> int:
    """The most physical memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def disk_bytes(path: Path) -> int:
    """What a file and those beside it that share its name (write-ahead log and the like), or a folder, take on
    disk."""
    files = path.rglob("*") if path.is_dir() else path.parent.glob(path.name + "*")
    return sum(file.stat().st_size for file in files if file.is_file())
