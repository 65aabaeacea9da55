"""Lines of a source, decoded one by one, so that one bad line does not lose the rest."""

from collections.abc import Iterator
from typing import IO

from mnesis.transfer.source import DAMAGE, Source

LONGEST = 1 << 26
"""Bytes of one line. Longer ones are refused, so that a hostile file cannot fill the memory."""


def lines(source: Source) -> Iterator[tuple[int, str]]:
    """(number from 1, text without its line end), BOM removed. Lines that are not UTF-8 or too long are refused."""
    with source.open() as stream:
        number = 0
        try:
            while raw := stream.readline(LONGEST + 1):
                number += 1
                if len(raw) > LONGEST:
                    _drain(stream, raw)
                    source.refuse(source.bad(f"longer than {LONGEST >> 20} MiB", number))
                    continue
                try:
                    yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as error:
                    source.refuse(source.bad(f"not UTF-8 at byte {error.start + 1} of the line", number))
        except DAMAGE as error:
            source.refuse(source.bad(f"the archive is damaged or cut off here ({error})", number + 1))


def _drain(stream: IO[bytes], raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(LONGEST)
