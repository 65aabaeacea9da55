"""Filters over a file: only the columns that a filter names are read."""

import operator
from collections.abc import Iterator
from datetime import datetime
from itertools import repeat

import numpy as np
from numpy import bool_
from numpy.typing import NDArray

from mnesis.model import All, AnyOf, Filter, Not, Where, as_utc, satisfied
from mnesis.stores.cold.columns import Table

_ORDER = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge}


def sieve(table: Table, where: Filter) -> NDArray[bool_]:
    """Whether a filter, which must be checked, holds for each row, as `mnesis.model.matches` says."""
    match where:
        case All():
            allowed = np.ones(len(table), dtype=bool_)
            for part in where.parts:
                allowed &= sieve(table, part)
            return allowed
        case Where("timestamp", op, datetime() as moment) if op in _ORDER:
            return np.asarray(_ORDER[op](table.times(), as_utc(moment).timestamp()), dtype=bool_)
        case _:
            return _row_by_row(table, where)


def _row_by_row(table: Table, where: Filter) -> NDArray[bool_]:
    names = sorted(set(_fields(where)))
    rows = zip(*(table.values(name) for name in names), strict=True) if names else repeat((), len(table))
    held = (satisfied(where, dict(zip(names, row, strict=True)).__getitem__) for row in rows)
    return np.fromiter(held, dtype=bool_, count=len(table))


def _fields(where: Filter) -> Iterator[str]:
    """The names of the fields that a filter looks at."""
    match where:
        case Where():
            yield where.field
        case Not():
            yield from _fields(where.part)
        case All() | AnyOf():
            for part in where.parts:
                yield from _fields(part)
