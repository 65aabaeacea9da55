"""A JSON list of any length, read one element at a time.

The standard decoder is tried on what has been read; where an element is cut off, as much again is read, so the work
stays linear in the element and the memory bounded by it.
"""

import codecs
import json
from collections.abc import Iterator
from typing import Any

from mnesis.transfer.source import Source
from mnesis.transfer.streams import Stream

CHUNK = 1 << 18
LARGEST = 1 << 28
"""Characters of one element."""

_CUT = 16
"""A decoding error this close to the end of the text may only mean that the text ends too soon (literals, escapes)."""


def values(source: Source) -> Iterator[tuple[int, Any]]:
    """(line, value) of each element of the list in the file; where the file is no list, of each JSON value in it.

    Text that is not JSON, cut off or not UTF-8 ends the reading: what stands before it is given first.
    """
    with source.open() as stream:
        reader = _Reader(stream)
        try:
            yield from reader.elements()
        except _Malformed as error:
            source.refuse(source.bad(error.problem, error.line))


class _Malformed(Exception):
    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem, self.line = problem, line


class _Reader:
    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")()
        self._decode = json.JSONDecoder().raw_decode
        self._text, self._at, self._line = "", 0, 1
        self._ended = False
        self._damage: str | None = None

    def elements(self) -> Iterator[tuple[int, Any]]:
        if self._peek() != "[":
            while self._peek():
                yield self._line, self._value()
            return
        self._advance(self._at + 1)
        while self._peek() != "]":
            yield self._line, self._value()
            if self._peek() == ",":
                self._advance(self._at + 1)
            elif self._peek() != "]":
                raise self._error("expected ',' or ']' after a record")
        self._advance(self._at + 1)
        if self._peek():
            raise self._error("text after the end of the list")

    def _peek(self) -> str:
        """The next character that is no space, or '' at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
                self._line += self._text[self._at] == "\n"
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return self._end()
            self._fill()

    def _end(self) -> str:
        if self._damage:
            raise _Malformed(self._damage, self._line)
        return ""

    def _value(self) -> Any:
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended or not self._cut_off(error):
                    raise self._wrong(error) from error
            except (RecursionError, ValueError) as error:
                raise self._error(f"not readable as JSON ({error})") from error
            else:
                if end < len(self._text) or self._ended or isinstance(value, dict | list):
                    self._advance(end)
                    return value
            self._fill()

    def _cut_off(self, error: json.JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _CUT

    def _wrong(self, error: json.JSONDecodeError) -> _Malformed:
        line = self._line + self._text.count("\n", self._at, error.pos)
        if self._ended and self._cut_off(error):
            line = self._line + self._text.count("\n", self._at)
            return _Malformed(self._damage or "the file ends in the middle of a record", line)
        return _Malformed(f"not JSON ({error.msg})", line)

    def _error(self, problem: str) -> _Malformed:
        if self._at >= len(self._text) and self._ended:
            problem = self._damage or "the file ends in the middle of a record"
        return _Malformed(problem, self._line)

    def _advance(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _fill(self) -> None:
        rest = self._text[self._at :]
        if len(rest) > LARGEST:
            raise self._error(f"a record longer than {LARGEST >> 20} Mi characters")
        self._text, self._at = rest + self._read(max(CHUNK, len(rest))), 0

    def _read(self, size: int) -> str:
        try:
            data = self._stream.read(size)
            self._ended = not data
            self._damage = self._stream.damage
            return self._utf8.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            self._ended, self._damage = True, "not UTF-8"
            return bytes(error.object[: error.start]).decode("utf-8")
