"""Lists in pages. A cursor is where a page ended: opaque, and good after inserts and erasures."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, Query

from mnesis.errors import InvalidInput
from mnesis.model import EVERYTHING, All, AnyOf, Filter, Where, from_iso, to_iso

T = TypeVar("T")
ANCHORS = 64
"""Entries before the end of a page that a cursor of a computed list knows: as long as one of them is still there, the
next page begins right after it."""
SLACK = 32
MANY = 10_000
"""Entries of a list that has no end of its own, at most."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted."""

    limit: int
    cursor: str | None = None


async def _paging(
    limit: Annotated[int, Query(ge=1, le=200, description="Entries of a page, at most.")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=2000, description="`next` of the page before; the first page has none.")
    ] = None,
) -> Page:
    return Page(limit, cursor)


Paging = Annotated[Page, Depends(_paging)]


# --- lists that a store orders ---------------------------------------------------------------------------------------


def keyset(page: Page, field: str, *, descending: bool) -> tuple[Filter, tuple[str, ...]]:
    """What is after a cursor in the order of `field` and id, and that order. Raises InvalidInput."""
    order = (f"-{field}" if descending else field, "id")
    if page.cursor is None:
        return EVERYTHING, order
    match _read(page.cursor):
        case [str() | int() as at, str(id)]:
            then = from_iso(at) if isinstance(at, str) else at
            later = Where(field, "lt" if descending else "gt", then)
            return AnyOf((later, All((Where(field, "eq", then), Where("id", "gt", id))))), order
    raise _unreadable()


def cut(
    found: Sequence[T], page: Page, at: Callable[[T], tuple[datetime | int, str]]
) -> tuple[Sequence[T], str | None]:
    """The page of what was found with one more than its limit, and the cursor of the next."""
    if len(found) <= page.limit:
        return found, None
    kept = found[: page.limit]
    last, id = at(kept[-1])
    return kept, _written([last if isinstance(last, int) else to_iso(last), id])


# --- lists that are computed -----------------------------------------------------------------------------------------


def paged(ask: Callable[[int | None], Sequence[T]], page: Page, id: Callable[[T], str]) -> tuple[list[T], str | None]:
    """The page of a list that `ask` gives the first so many entries of (None: all), and the cursor of the next. Raises
    InvalidInput."""
    rank = 0
    anchors: list[Any] = []
    if page.cursor is not None:
        match _read(page.cursor):
            case [int(rank), [*anchors]] if 0 <= rank < 1 << 31:
                pass
            case _:
                raise _unreadable()
    many = rank + page.limit + 1 + (SLACK if rank else 0)
    found = ask(many)
    start = _after(found, anchors, rank, id)
    if len(found) >= many and (start is None or len(found) <= start + page.limit):
        found = ask(None)
        start = _after(found, anchors, rank, id)
    begin = max(0, rank - len(anchors)) if start is None else start
    kept = list(found[begin : begin + page.limit])
    end = begin + len(kept)
    if end >= len(found):
        return kept, None
    return kept, _written([end, [_mark(id(one)) for one in found[max(0, end - ANCHORS) : end]]])


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


def by_id(one: Named) -> str:
    return one.id


def _after(found: Sequence[T], anchors: Sequence[Any], rank: int, id: Callable[[T], str]) -> int | None:
    """Where the list goes on after the last of the anchors that is still in it."""
    if not rank:
        return 0
    places = {_mark(id(one)): place for place, one in enumerate(found)}
    return next((places[one] + 1 for one in reversed(anchors) if isinstance(one, str) and one in places), None)


def _mark(id: str) -> str:
    return base64.b64encode(blake2b(id.encode(), digest_size=6).digest()).decode()


# --- cursors ---------------------------------------------------------------------------------------------------------


def _written(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(cursor: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error


def _unreadable() -> InvalidInput:
    return InvalidInput(what="cursor", problem="give `next` of the page before, as it was")
