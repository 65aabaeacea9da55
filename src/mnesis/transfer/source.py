"""A file to import: plain, gzip or zip, opened as a byte stream, with progress and the policy for bad records."""

import gzip
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mnesis.errors import BadRecord, InvalidInput, UnknownFormat
from mnesis.transfer import zips
from mnesis.transfer.streams import BUFFER, DAMAGE, Counted, Progress, Stream

Skip = Callable[[BadRecord], None]

_CONVERSATIONS = re.compile(r"(^|/)conversations([-_]?\d+)?\.json$", re.IGNORECASE)
_CHAT = re.compile(r"chat[^/]*\.txt$", re.IGNORECASE)
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.)|/$")
_ENDINGS = re.compile(r"(\.(jsonl?|ndjson|txt|text|md|markdown|log|af|zip|gz))+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """`progress(bytes done, bytes in all)` follows the file as it lies on disk (in a zip: the member, unpacked).
    `skip` receives bad records and lets reading go on; None raises the first."""

    path: Path
    progress: Progress | None = None
    skip: Skip | None = None
    part: str | None = None
    """The member to read, in a zip."""

    @property
    def name(self) -> str:
        """The file's name without its endings: what sessions are called where the source does not name them."""
        return _ENDINGS.sub("", self.path.name)

    @property
    def file_name(self) -> str:
        """The name that helps to tell the format, in lower case: the member's in a zip, without `.gz`."""
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

    def written(self) -> datetime:
        """When the file was last written."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    @contextmanager
    def open(self) -> Iterator[Stream]:
        """The bytes, unpacked. Raises InvalidInput where the file cannot be opened, BadRecord where a member cannot."""
        with ExitStack() as stack:
            yield Stream(self._member(stack) if self.part is not None else self._file(stack))

    def _file(self, stack: ExitStack) -> io.BufferedIOBase:
        packed = _begins_with(self.path, b"\x1f\x8b")
        file = stack.enter_context(self.path.open("rb", buffering=0))
        counted = Counted(file, self.path.stat().st_size, self.progress)
        buffered = io.BufferedReader(counted, BUFFER)
        return gzip.GzipFile(fileobj=buffered) if packed else buffered

    def _member(self, stack: ExitStack) -> io.BufferedIOBase:
        assert self.part is not None
        try:
            return zips.member(self.path, self.part, stack, self.progress)
        except DAMAGE as error:
            raise self.bad(f"cannot be unpacked ({error})", 1) from error


def parts(source: Source) -> list[Source]:
    """The source, or for a zip one source for each member to read, in order.

    These are `conversations*.json`, else the only member, else a `…chat….txt`. Raises UnknownFormat for none of these,
    InvalidInput where the file cannot be opened.
    """
    if not _begins_with(source.path, b"PK\3\4"):
        return [source]
    try:
        names = sorted(name for name in zips.names(source.path) if not _JUNK.search(name))
    except DAMAGE as error:
        raise source.bad(f"the zip cannot be read ({error})", 1) from error
    chosen = [name for name in names if _CONVERSATIONS.search(name)]
    chosen = chosen or (names if len(names) == 1 else [name for name in names if _CHAT.search(name)])
    if not chosen:
        raise UnknownFormat(f"{source.path}: this zip holds nothing to import, such as a conversations.json.")
    return [replace(source, part=name) for name in chosen]


def _begins_with(path: Path, magic: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError as error:
        raise InvalidInput(what=f"file {path}", problem=(error.strerror or str(error)).lower()) from error
