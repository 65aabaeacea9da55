"""Byte streams that count what is read, and that end quietly where an archive is damaged."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any

Progress = Callable[[int, int], None]

BUFFER = 1 << 15  # about as many bytes as are kept at a time, so that progress does not run ahead
DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)
"""What the standard library raises for archives that are cut off, damaged, encrypted or packed in an unknown way."""


class Stream(io.BufferedReader):
    """Bytes to the end, or to where an archive is cut off or damaged: `damage` then says so once the end is reached."""

    raw: "_Unpacked"

    def __init__(self, unpacked: io.BufferedIOBase) -> None:
        super().__init__(_Unpacked(unpacked), BUFFER)

    @property
    def damage(self) -> str | None:
        """What was wrong with the archive, None so far."""
        return self.raw.damage


class _Unpacked(io.RawIOBase):
    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self.damage: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read1(len(buffer))
        except DAMAGE as error:
            self.damage = f"the file cannot be read beyond here ({error})"
            return 0
        buffer[: len(data)] = data
        return len(data)


class Counted(io.RawIOBase):
    """A byte stream that reports `progress(bytes done, total)`."""

    def __init__(self, stream: IO[bytes], total: int, progress: Progress | None) -> None:
        self._stream, self._total, self._progress, self._done = stream, total, progress, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._done += len(data)
        if self._progress:
            self._progress(self._done, self._total)
        return len(data)
