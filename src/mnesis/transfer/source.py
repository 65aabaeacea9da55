"""A file to import: plain, gzip or zip, opened as byte streams, with progress and the policy for bad records."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from mnesis.errors import BadRecord, InvalidInput, UnknownFormat

Progress = Callable[[int, int], None]
Skip = Callable[[BadRecord], None]

BUFFER = 1 << 18
_CONVERSATIONS = re.compile(r"(^|/)conversations([-_]?\d+)?\.json$", re.IGNORECASE)
_CHAT = re.compile(r"chat[^/]*\.txt$", re.IGNORECASE)
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.)|/$")


@dataclass(frozen=True, slots=True)
class Source:
    """`progress(bytes done, bytes in all)` follows the file as it lies on disk (in a zip: the member, uncompressed).
    `skip` receives bad records and lets reading go on; None raises the first."""

    path: Path
    progress: Progress | None = None
    skip: Skip | None = None
    part: str | None = field(default=None)
    """The member being read, in a zip."""

    @property
    def name(self) -> str:
        """The file's name without its endings: what sessions are called where the source does not name them."""
        return re.sub(r"(\.(jsonl?|ndjson|txt|md|markdown|log|zip|gz))+$", "", self.path.name, flags=re.IGNORECASE)

    @property
    def file_name(self) -> str:
        """The name that tells the format: the member's in a zip, without `.gz`."""
        return (self.part or self.path.name).lower().removesuffix(".gz")

    def bad(self, problem: str, line: int, conversation: int | None = None) -> BadRecord:
        """The error for a record; `conversation` counts from 1 in files that are one list of conversations."""
        shown = f"{self.path}:{self.part}" if self.part else str(self.path)
        where = f"line {line}" if conversation is None else f"conversation {conversation} (line {line})"
        data: dict[str, Any] = {"path": self.path, "line": line, "conversation": conversation, "problem": problem}
        return BadRecord(f"{shown}, {where}: {problem}.", **data)

    def refuse(self, error: BadRecord) -> None:
        """Report the record and return where bad records are skipped; raise it where they are not."""
        if self.skip is None:
            raise error
        self.skip(error)

    @contextmanager
    def open(self) -> Iterator["Stream"]:
        """The bytes, unpacked. Raises InvalidInput where the file cannot be opened, BadRecord where a zip cannot."""
        try:
            with _opened(self) as unpacked:
                yield Stream(_Unpacked(unpacked), BUFFER)
        except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
            raise InvalidInput(what=f"file {self.path}", problem=(error.strerror or str(error)).lower()) from error
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise self.bad(f"the zip cannot be read ({error}); export or download it again", 1) from error


def parts(source: Source) -> list[Source]:
    """The source, or for a zip one source for each member to read, in order.

    These are `conversations*.json`, else the only member, else a `…chat….txt`. Raises UnknownFormat for none of these.
    """
    if not _is(source.path, b"PK"):
        return [source]
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = sorted(name for name in archive.namelist() if not _JUNK.search(name))
    except zipfile.BadZipFile as error:
        raise source.bad(f"the zip is damaged or cut off ({error}); export or download it again", 1) from error
    chosen = [name for name in names if _CONVERSATIONS.search(name)]
    chosen = chosen or (names if len(names) == 1 else [name for name in names if _CHAT.search(name)])
    if not chosen:
        raise UnknownFormat(f"{source.path}: this zip holds nothing to import, such as a conversations.json.")
    return [Source(source.path, source.progress, source.skip, name) for name in chosen]


class Stream(io.BufferedReader):
    """Bytes to the end, or to where an archive is cut off or damaged: `damage` then says so once the end is reached."""

    raw: "_Unpacked"

    @property
    def damage(self) -> str | None:
        """What was wrong with the archive, None so far."""
        return self.raw.damage


class _Unpacked(io.RawIOBase):
    """Gives what an archive still gives, and remembers why it ended."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self.damage: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read1(len(buffer))
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
            self.damage = f"the archive is damaged or cut off here ({error})"
            return 0
        buffer[: len(data)] = data
        return len(data)


class _Counted(io.RawIOBase):
    """A byte stream that reports how much of it was read."""

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


@contextmanager
def _opened(source: Source) -> Iterator[io.BufferedIOBase]:
    if source.part is not None:
        with zipfile.ZipFile(source.path) as archive, archive.open(source.part) as member:
            total = archive.getinfo(source.part).file_size
            yield io.BufferedReader(_Counted(member, total, source.progress), BUFFER)
        return
    packed = _is(source.path, b"\x1f\x8b")
    with source.path.open("rb", buffering=0) as file:
        counted = _Counted(file, source.path.stat().st_size, source.progress)
        buffered = io.BufferedReader(counted, BUFFER)
        yield gzip.GzipFile(fileobj=buffered) if packed else buffered


def _is(path: Path, magic: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError as error:
        raise InvalidInput(what=f"file {path}", problem=(error.strerror or str(error)).lower()) from error
