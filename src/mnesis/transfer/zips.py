"""Members of a zip; of one whose end is missing too. The directory is at the end, so then the members are walked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from mnesis.transfer.streams import BUFFER, DAMAGE, Counted, Progress

_LOCAL = struct.Struct("<4s2xHH8xI4xHH")
"""Of a member's header: mark, flags, method, packed size, lengths of name and extra field."""
_MARK = b"PK\3\4"
_DEFLATED, _SIZE_FOLLOWS = 8, 8
_LONGEST_DESCRIPTOR = 24


def names(path: Path) -> list[str]:
    """Names of the members. Raises one of DAMAGE where nothing can be made of the file."""
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        return archive.namelist()
    found: list[str] = []
    with path.open("rb") as file, suppress(*DAMAGE):
        for name, _ in _walk(_Ahead(file)):
            found.append(name)
    return found


def member(path: Path, name: str, stack: ExitStack, progress: Progress | None) -> io.BufferedIOBase:
    """The content of a member, open until the stack is closed. Raises one of DAMAGE, at once or where reading ends too
    soon. Progress counts bytes of the content, or of the zip where its end is missing."""
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except zipfile.BadZipFile:
        file = stack.enter_context(path.open("rb"))
        counted = io.BufferedReader(Counted(file, path.stat().st_size, progress), BUFFER)
        return io.BufferedReader(_Pieces(_member_of_cut(counted, name)), BUFFER)
    content = stack.enter_context(archive.open(name))
    return io.BufferedReader(Counted(content, archive.getinfo(name).file_size, progress), BUFFER)


def _member_of_cut(file: io.BufferedIOBase, wanted: str) -> Iterator[bytes]:
    for name, content in _walk(_Ahead(file)):
        if name == wanted:
            yield from content
            break
    raise EOFError("the end of the zip is missing")


class _Ahead:
    """Bytes of a file in order, some of which can be given back."""

    def __init__(self, file: Any) -> None:
        self._file, self._back = file, b""

    def some(self, most: int = BUFFER) -> bytes:
        data = self._back[:most] or self._file.read(most)
        self._back = self._back[most:]
        return bytes(data)

    def exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count and (more := self.some(count - len(data))):
            data += more
        return data

    def give_back(self, data: bytes) -> None:
        self._back = data + self._back


def _walk(ahead: _Ahead) -> Iterator[tuple[str, Iterator[bytes]]]:
    """(name, content in pieces) of each member; what is left of the content is passed over before the next."""
    while len(header := ahead.exactly(_LOCAL.size)) == _LOCAL.size and header.startswith(_MARK):
        _, flags, method, size, name_length, extra_length = _LOCAL.unpack(header)
        name = ahead.exactly(name_length).decode("utf-8", "replace")
        ahead.exactly(extra_length)
        content = _inflated(ahead) if method == _DEFLATED else _stored(ahead, size)
        yield name, content
        for _ in content:
            pass
        if flags & _SIZE_FOLLOWS:
            rest = ahead.exactly(_LONGEST_DESCRIPTOR)
            ahead.give_back(rest[rest.find(_MARK) :] if _MARK in rest else rest)


def _inflated(ahead: _Ahead) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    while not engine.eof:
        packed = engine.unconsumed_tail or ahead.some()
        if not packed:
            raise EOFError("the end of the zip is missing")
        yield engine.decompress(packed, BUFFER)
    ahead.give_back(engine.unused_data)


def _stored(ahead: _Ahead, size: int) -> Iterator[bytes]:
    while size and (data := ahead.some(min(size, BUFFER))):
        size -= len(data)
        yield data


class _Pieces(io.RawIOBase):
    """A byte stream made of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._piece = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = piece
        data, self._piece = self._piece[: len(buffer)], self._piece[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
