"""Reading what people have: from a file to messages, whatever the format."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from mnesis.errors import BadRecord, InvalidInput, UnknownFormat
from mnesis.model import Message
from mnesis.transfer.formats.contract import Format, Sample
from mnesis.transfer.json_stream import values
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.registry import FORMATS
from mnesis.transfer.source import Skip, Source, parts
from mnesis.transfer.streams import Progress

HEAD = 1 << 16
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(
    path: Path, *, format: str | None = None, progress: Progress | None = None, skip: Skip | None = None
) -> Iterator[Message]:
    """The messages of a file in the order it has them, each with its session and a time of its own, the same on every
    reading. The file is streamed: at most one conversation of it is in memory.

    `format` is a key of FORMATS (None: see `detect`); `progress(done, total)` counts bytes; `skip` is given each bad
    record and reading goes on, without it the first one is raised after the messages before it were given.
    Where the file holds several conversations that know nothing of each other, session ids begin with theirs.

    Raises InvalidInput (no such file or format), UnknownFormat, BadRecord.
    """
    for entry in read_entries(path, format=format, progress=progress, skip=skip):
        if isinstance(entry, Labelled):
            yield entry.message


def read_entries(
    path: Path, *, format: str | None = None, progress: Progress | None = None, skip: Skip | None = None
) -> Iterator[Entry]:
    """As `read`, together with what the file says of its sessions and with the source's own id of each message."""
    return _told_apart(_entries(Source(path, progress, skip), format))


def read_groups(
    path: Path, *, format: str | None = None, progress: Progress | None = None, skip: Skip | None = None
) -> Iterator[tuple[str, Iterator[Labelled]]]:
    """(conversation, its messages) for each conversation of the file that stands for itself, in order, with session ids
    as they are within it. Where the format knows no such thing the whole file is one, by the file's name.

    Exhaust the messages of one before asking for the next. Raises as `read`.
    """
    source = Source(path, progress, skip)
    messages = (entry for entry in _entries(source, format) if isinstance(entry, Labelled))
    return groupby(messages, lambda entry: entry.conversation or source.name)


def detect(path: Path) -> str:
    """The name of the file's format, by its content, its name helping.

    Raises UnknownFormat, BadRecord for a file that is empty, InvalidInput for one that cannot be opened.
    """
    return _recognised(parts(Source(path))[0]).name


def _entries(source: Source, format: str | None) -> Iterator[Entry]:
    if format is not None and format not in FORMATS:
        raise InvalidInput(what=f"format {format!r}", problem=f"must be one of {', '.join(FORMATS)}")
    for part in parts(source):
        chosen = FORMATS[format] if format else _recognised(part)
        yield from chosen.read(part)


def _recognised(source: Source) -> Format:
    problems: list[BadRecord] = []
    sample = _sample(replace(source, progress=None, skip=problems.append))
    for one in FORMATS.values():
        if one.recognises(sample):
            return one
    if not sample.head.strip():
        raise source.bad("the file is empty", 1)
    if problems:  # JSON it is, as far as it goes
        raise problems[0]
    raise UnknownFormat(path=source.path, formats=", ".join(FORMATS))


def _sample(source: Source) -> Sample:
    """The beginning of a file. What is wrong with it goes to `source.skip`."""
    with source.open() as stream:
        raw = stream.read(HEAD)
        if stream.damage and not raw:
            raise source.bad(stream.damage, 1)
    if raw.startswith(UTF_16):
        raise source.bad("UTF-16, not UTF-8: save it as UTF-8", 1)
    head = raw.decode("utf-8-sig", "replace")
    first = None
    if head.lstrip()[:1] in ("{", "["):
        first = next((value for _, value in values(source)), None)
    return Sample(source.file_name, head, first)


def _told_apart(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, with the conversation before the session id if there are several conversations.

    The first conversation is held back until a second one shows.
    """
    stream = iter(entries)
    held: list[Entry] = []
    for entry in stream:
        name = entry.conversation if isinstance(entry, Labelled) else None
        if name is None:
            yield from [*held, entry]
            break
        held.append(entry)
        if name != held[0].conversation:  # type: ignore[union-attr]
            yield from map(_prefixed, held)
            yield from map(_prefixed, stream)
            return
    else:
        yield from held
    yield from stream


def _prefixed(entry: Entry) -> Entry:
    if not isinstance(entry, Labelled) or entry.conversation is None:
        return entry
    message = entry.message
    return replace(entry, message=replace(message, session=f"{entry.conversation}/{message.session}"))
