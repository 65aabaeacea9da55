"""Small tools for talking to SQLite."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import apsw

SPAN = 32
"""Keys and vectors are numbered `container << SPAN | arrival in it`, so that each container is one range."""


def rows(db: apsw.Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, as they come."""
    return cast(Iterator[tuple[Any, ...]], db.execute(sql, values))


def row(db: apsw.Connection, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """The first row, or None."""
    return db.execute(sql, values).fetchone()


def value(db: apsw.Connection, sql: str, values: Sequence[Any] = ()) -> Any:
    """The first column of the first row, or None."""
    found = row(db, sql, values)
    return found[0] if found else None


def bounds(container: int) -> tuple[int, int]:
    """The lowest and the highest number anything in a container can have."""
    return container << SPAN, (container << SPAN) | ((1 << SPAN) - 1)


@dataclass(frozen=True, slots=True)
class Container:
    """Rows numbered `container << SPAN | arrival in it`. Every row it ever had is numbered below `next`, and `changes`
    grows when some go."""

    no: int
    next: int
    changes: int

    @property
    def first(self) -> int:
        """The lowest number anything in it can have."""
        return bounds(self.no)[0]

    @property
    def last(self) -> int:
        """The highest number anything in it can have."""
        return bounds(self.no)[1]


def inside(container: str) -> str:
    """`BETWEEN` those bounds, for a container's number given as SQL."""
    return f"BETWEEN {container} << {SPAN} AND ({container} << {SPAN}) | {(1 << SPAN) - 1}"


def integers(numbers: Iterable[int]) -> Any:
    """Whole numbers, at least one, for `carray(?)`."""
    return apsw.carray(array("q", numbers))


def texts(words: Iterable[str]) -> Any:
    """Texts, at least one, for `carray(?)`."""
    return apsw.carray(tuple(words))


def possible(text: str) -> bool:
    """Whether the text can be an id at all: it has neither a NUL nor a lone surrogate."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
