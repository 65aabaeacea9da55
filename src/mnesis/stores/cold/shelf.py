"""The files of one scope of an archive: which there are, what their names say, writing and removing them.

A file's name is the hash of its content, then how many memories it holds and from when to when (sealed where the
content is). A file never changes: what takes a memory out writes another one, then removes it. So readers need no lock;
what they find gone has been written anew, and they look again. A crash between the two leaves memories in two files,
which readers show once and the next writer puts right.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from mnesis.errors import ArchiveError
from mnesis.model import Scope, Space
from mnesis.stores.cold.columns import Table, table, written
from mnesis.stores.cold.contract import Cold, Extent
from mnesis.stores.cold.files import UNFINISHED, place
from mnesis.stores.cold.memory import by_time
from mnesis.stores.cold.vault import Vault

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class File:
    """A file by its name: how many memories, from when to when."""

    path: Path
    memories: int
    first: datetime
    last: datetime

    @property
    def name(self) -> str:
        return self.path.name


class Shelf:
    """The files of one scope, in a folder of their own."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.folder = folder
        self._vault = vault
        self._labels: dict[str, File] = {}

    def files(self) -> list[File]:
        """What is there, the earliest memories first. Raises ArchiveError for a file this key has not named."""
        if not self.folder.exists():
            return []
        found = {path.name: path for path in self.folder.glob(f"*{self._vault.suffix}")}
        self._labels = {name: self._labels.get(name) or self._named(path) for name, path in found.items()}
        return sorted(self._labels.values(), key=lambda one: (one.first, one.last, one.name))

    def _named(self, path: Path) -> File:
        label = path.name.removesuffix(self._vault.suffix).partition(".")[2]
        try:
            count, first, last = map(int, self._vault.read(label).split("_"))
        except ValueError as error:
            raise ArchiveError(path=path, problem="it has no name that mnesis gives") from error
        return File(path, count, _EPOCH + first * _MILLISECOND, _EPOCH + last * _MILLISECOND)

    def extent(self) -> Extent:
        """How much there is, by the names of the files."""
        files = self.files()
        return Extent(
            sum(one.memories for one in files),
            min((one.first for one in files), default=None),
            max((one.last for one in files), default=None),
            sum(one.path.stat().st_size for one in files),
        )

    def scope(self) -> Scope | None:
        """Whose files these are; None where there are none."""
        return next((self.read(one.path).scope for one in self.files()), None)

    def read(self, path: Path) -> Table:
        """A file's content. Raises FileNotFoundError where it is gone, ArchiveError where it is damaged."""
        with path.open("rb") as file:
            return self.content(path, file)

    def content(self, path: Path, file: BinaryIO) -> Table:
        """The content of a file that is open already."""
        content = file.read()
        if _hash(content) != path.name.partition(".")[0]:
            raise ArchiveError(path=path, problem="it is damaged: its content is not what its name says")
        return table(self._vault.unseal(content))

    def check(self) -> list[str]:
        """Every damage found, in words."""
        return [problem for path in sorted(self.folder.iterdir()) if (problem := self._damage(path))]

    def _damage(self, path: Path) -> str | None:
        if path.name.startswith(UNFINISHED):
            return None  # of a writer that works, or was killed: the next one sweeps it away
        if path.suffix != self._vault.suffix:
            return f"{path} was not written with the key of this store"
        try:
            there, told = len(self.read(path)), self._named(path).memories
        except FileNotFoundError:
            return None  # written anew meanwhile
        except ArchiveError as error:
            return str(error)
        return None if there == told else f"{path} holds {there} memories, and its name says {told}"

    def write(self, scope: Scope, memories: Sequence[Cold], space: Space | None) -> Path:
        """A file with these memories, each once, on disk when this returns."""
        ordered = sorted({one.episode.id: one for one in memories}.values(), key=by_time)
        first, last = (ordered[at].episode.timestamp for at in (0, -1))
        label = f"{len(ordered)}_{(first - _EPOCH) // _MILLISECOND}_{(last - _EPOCH) // _MILLISECOND}"
        content = self._vault.seal(written(scope, ordered, space))
        path = self.folder / f"{_hash(content)}.{self._vault.label(label)}{self._vault.suffix}"
        place(path, content)
        return path


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
