"""Lines of a source, decoded one by one, so that one bad line does not lose the rest."""

from collections.abc import Iterator
from typing import IO

from mnesis.transfer.shapes import whole
from mnesis.transfer.source import Source

LONGEST = 1 << 26
"""Bytes of one line. Longer ones are refused, so that a hostile file cannot fill the memory."""


def lines(source: Source) -> Iterator[tuple[int, str]]:
    """(number from 1, `whole` text without its line end), BOM removed. Lines not in UTF-8 or too long are refused."""
    number = 0
    with source.open() as stream:
        while raw := stream.readline(LONGEST + 1):
            number += 1
            if stream.damage and not raw.endswith(b"\n"):
                break
            if len(raw) > LONGEST:
                _drain(stream, raw)
                source.refuse(source.bad(f"longer than {LONGEST >> 20} MiB", number))
                continue
            try:
                yield number, whole(raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n"))
            except UnicodeDecodeError as error:
                source.refuse(source.bad(f"not UTF-8 at byte {error.start + 1} of the line", number))
        if stream.damage:
            source.refuse(source.bad(stream.damage, max(number, 1)))


def _drain(stream: IO[bytes], raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(LONGEST)
