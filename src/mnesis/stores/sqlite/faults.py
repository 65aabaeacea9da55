"""What SQLite's errors mean to a caller: the one place where they are translated."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from mnesis.errors import (
    InvalidInput,
    MnesisError,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnreadable,
)


@contextmanager
def translated(path: Path, seconds: float, system_error: Callable[[], int] = lambda: 0) -> Iterator[None]:
    """Turns SQLite's errors raised inside into those of `mnesis.errors`; `seconds` is how long a lock is waited for,
    `system_error` gives the number of the last error that the operating system told."""
    try:
        yield
    except apsw.Error as error:
        if isinstance(error, apsw.IOError) and system_error() in _NO_ROOM:
            raise StoreFull(path=path) from error
        raise _meaning(error, path, seconds) from error


def _meaning(error: apsw.Error, path: Path, seconds: float) -> MnesisError:
    match error:
        case apsw.BusyError() | apsw.LockedError():
            return StoreLocked(path=path, seconds=seconds)
        case apsw.NotADBError():
            return StoreUnreadable(path=path)
        case apsw.ReadOnlyError() | apsw.CantOpenError() | apsw.PermissionsError():
            return StoreReadOnly(path=path)
        case apsw.CorruptError():
            return StoreCorrupt(path=path, problem=str(error))
        case apsw.ConstraintError():
            return InvalidInput(what="record", problem=_broken_rule(error))
        case apsw.FullError():
            return StoreFull(path=path)
        case apsw.IOError() if getattr(error, "extendedresult", 0) in _NO_SPACE:
            return StoreFull(path=path)
    return StoreError(problem=f"{path}: {error}")


# Where the device is full, SQLite says so for a write, but calls a file that cannot grow an I/O error.
_NO_SPACE = (apsw.SQLITE_IOERR_SHMSIZE, apsw.SQLITE_IOERR_SHMMAP, apsw.SQLITE_IOERR_TRUNCATE)

# A user who may not keep more, a file that may not grow.
_NO_ROOM = (errno.EDQUOT, errno.EFBIG, errno.ENOSPC)


def _broken_rule(error: apsw.ConstraintError) -> str:
    text = str(error)
    if text.startswith("UNIQUE"):
        columns = [name.rpartition(".")[2] for name in text.partition(": ")[2].split(", ")]
        rule = ", ".join(name for name in columns if name not in ("tenant", "scope"))
        return f"another one with the same {rule} is there"
    if text.startswith("FOREIGN KEY"):
        return "parent_id names no episode of the same scope"
    return text.partition(": ")[2] or text
