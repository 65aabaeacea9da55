"""Files that are there whole or not at all, and one writer at a time."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mnesis.errors import ArchiveError, StoreFull

UNFINISHED = ".unfinished-"
LOCK = ".lock"


def place(path: Path, content: bytes) -> None:
    """A file with this content, on disk under its name when this returns; after a crash it is there whole, or not."""
    number, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """What was renamed and removed in a folder is so on disk when this returns."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def make_folder(folder: Path) -> None:
    """A folder for its owner only, and those above it, on disk when this returns."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        settle(one.parent)


def sweep(folder: Path) -> None:
    """Remove what killed writers left. Only for who holds the lock."""
    for left in folder.glob(f"{UNFINISHED}*"):
        left.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Waits until no other thread or process writes here. The lock goes with the process that holds it."""
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the operating system refuses inside leaves as ArchiveError, a full disk as StoreFull."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StoreFull(path=path) from error
        raise ArchiveError(path=path, problem=str(error)) from error
