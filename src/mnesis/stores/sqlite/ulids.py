"""ULIDs as numbers: 26 characters are 48 bits of milliseconds, then 16 and 64 bits of anything."""

import re
from functools import lru_cache
from typing import NamedTuple

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = re.compile(f"[0-7][{_DIGITS}]{{25}}")
_AS_BASE_32 = str.maketrans(_DIGITS, "0123456789abcdefghijklmnopqrstuv")
_KEPT = 16_384  # a search writes and reads the same few hundred ids several times
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]


class Ulid(NamedTuple):
    """Milliseconds, the next 16 bits, the last 64 as a signed integer; and the first two as one signed integer."""

    time: int
    mark: int
    rest: int
    key: int


@lru_cache(maxsize=_KEPT)
def split(id: str) -> Ulid | None:
    """A ULID as numbers; None for what is none as we write them."""
    if not _ULID.fullmatch(id):
        return None
    number = int(id.translate(_AS_BASE_32), 32)
    return Ulid(number >> 80, number >> 64 & 0xFFFF, _signed(number), _signed(number >> 64))


def _signed(number: int) -> int:
    """The lower 64 bits as SQLite takes them."""
    low = number & 0xFFFF_FFFF_FFFF_FFFF
    return low - (low >> 63 << 64)


@lru_cache(maxsize=_KEPT)
def join(time: int, mark: int | None, rest: int | str) -> str:
    """The ULID of these numbers; `rest` itself where there is no `mark`, as the tables keep other ids."""
    if mark is None:
        return str(rest)
    low = mark << 64 | int(rest) & 0xFFFF_FFFF_FFFF_FFFF
    pair = _PAIRS
    return (
        f"{pair[time >> 40]}{pair[time >> 30 & 1023]}{pair[time >> 20 & 1023]}{pair[time >> 10 & 1023]}"
        f"{pair[time & 1023]}{pair[low >> 70]}{pair[low >> 60 & 1023]}{pair[low >> 50 & 1023]}{pair[low >> 40 & 1023]}"
        f"{pair[low >> 30 & 1023]}{pair[low >> 20 & 1023]}{pair[low >> 10 & 1023]}{pair[low & 1023]}"
    )
