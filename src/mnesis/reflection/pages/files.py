"""Pages on disk: read as they are, written whole or not at all, for nobody else's eyes."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from mnesis.errors import InvalidInput

MEMORY, USER = "MEMORY.md", "USER.md"
"""The pages, and the sessions in which the words of their edits are kept."""


def read_file(path: Path) -> bytes | None:
    """What is there; None where nothing is. Raises InvalidInput where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidInput(what=str(path), problem=f"cannot be read: {error.strerror}") from error


def text_of(path: Path, content: bytes) -> str:
    """A page as text. Raises InvalidInput where it is not UTF-8, which nobody but its writer can mend."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (at byte {error.start}): save it as UTF-8, or move it away, and reflect again"
        raise InvalidInput(what=str(path), problem=problem) from error


def write_file(path: Path, content: bytes) -> None:
    """Put the content in place of what is there, in one step; only its owner may read it. Raises InvalidInput."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except OSError:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise InvalidInput(what=str(path), problem=f"cannot be written: {error.strerror}") from error
