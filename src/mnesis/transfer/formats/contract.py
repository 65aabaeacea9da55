"""What a format is, and what reading one has in common."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from mnesis.transfer.json_stream import values
from mnesis.transfer.lines import lines
from mnesis.transfer.records import Entry
from mnesis.transfer.shapes import Wrong
from mnesis.transfer.source import Source

Refuse = Callable[[str], None]
"""Told what is wrong with a record; raises where bad records stop the reading."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file, to recognise it by: its name in lower case, the first 64 KiB as text, and the first
    record where the file is JSON (the first element of a list; None: it is not)."""

    name: str
    head: str
    first: Any


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. `read` gives entries in the order of the source, never holds more than one conversation, and
    reports bad records to `Source.refuse`."""

    name: str
    recognised_by: str
    """In words, for the documentation."""
    produced_by: str
    """How a user comes by such a file."""
    recognises: Callable[[Sample], bool]
    read: Callable[[Source], Iterator[Entry]]


def each(items: Iterable[Any], convert: Callable[[Any], Iterable[Entry]], refuse: Refuse) -> Iterator[Entry]:
    """What `convert` makes of the items, one by one; an item for which it raises Wrong is refused as a whole."""
    for item in items:
        try:
            entries = list(convert(item))
        except Wrong as error:
            refuse(str(error))
        else:
            yield from entries


def conversations(source: Source, convert: Callable[[Refuse, Any], Iterable[Entry]]) -> Iterator[Entry]:
    """Entries of a file that is one list of conversations. `convert(refuse, conversation)` may refuse single messages
    and raises Wrong for a conversation that is none."""
    for index, (line, value) in enumerate(values(source), start=1):
        refuse = partial(_refuse, source, line, index)
        try:
            yield from convert(refuse, value)
        except Wrong as error:
            refuse(str(error))


def records(source: Source, convert: Callable[[Any], Iterable[Entry]]) -> Iterator[Entry]:
    """Entries of a file that has one JSON value a line, or is one list. A line that is no JSON, and a value for which
    `convert` raises Wrong, is refused, and reading goes on."""
    for line, value in _values(source):

        def refuse(problem: str, line: int = line) -> None:
            source.refuse(source.bad(problem, line))

        yield from each([value], convert, refuse)


def _values(source: Source) -> Iterator[tuple[int, Any]]:
    with source.open() as stream:
        is_list = stream.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["
    if is_list:
        yield from values(source)
        return
    for number, line in lines(source):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                source.refuse(source.bad(f"not JSON ({getattr(error, 'msg', error)})", number))


def _refuse(source: Source, line: int, index: int, problem: str) -> None:
    source.refuse(source.bad(problem, line, index))
