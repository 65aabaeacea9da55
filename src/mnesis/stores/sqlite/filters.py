"""Filters as SQL over a table that the query calls `m`; what they mean is `mnesis.model.matches`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mnesis.model import All, AnyOf, Filter, Not, Where, as_utc, check_filter, check_order
from mnesis.stores.sqlite.rows import moment
from mnesis.stores.sqlite.sql import texts


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition and the values of its parameters. It may be NULL, which stands for false."""

    sql: str
    values: tuple[Any, ...] = ()


def condition(kind: type[Any], where: Filter) -> Condition:
    """The filter as SQL; raises UnknownField, UnknownOperator, InvalidInput as `check_filter`."""
    check_filter(kind, where)
    return _compile(where)


def ordering(kind: type[Any], order: Sequence[str]) -> str:
    """An ORDER BY list by these fields, then by arrival; raises UnknownField."""
    check_order(kind, order)
    parts = [f"m.{name[1:]} DESC" if name.startswith("-") else f"m.{name}" for name in order]
    return ", ".join([*parts, "m.no"])


def _compile(where: Filter) -> Condition:
    match where:
        case Where():
            return _comparison(where)
        case All():
            return _joined(where.parts, "AND", "1")
        case AnyOf():
            return _joined(where.parts, "OR", "0")
        case Not():
            inner = _compile(where.part)
            return Condition(f"({inner.sql}) IS NOT TRUE", inner.values)


def _joined(parts: Sequence[Filter], word: str, empty: str) -> Condition:
    made = [_compile(part) for part in parts]
    sql = f" {word} ".join(f"({one.sql})" for one in made) or empty
    return Condition(sql, tuple(value for one in made for value in one.values))


_SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


_MANY = 1_000  # SQLite takes 32,766 parameters, and reads so long a statement slowly


def _comparison(where: Where) -> Condition:
    column = f"m.{where.field}"
    if isinstance(where.value, tuple):
        wanted = tuple(_bound(value) for value in where.value if value is not None)
        if len(wanted) > _MANY and all(isinstance(value, str) for value in wanted):
            return Condition(f"{column} IN (SELECT value FROM carray(?))", (texts(wanted),))
        return Condition(f"{column} IN ({', '.join('?' * len(wanted))})", wanted)
    if where.op == "has":
        return Condition(f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = ?)", (where.value,))
    if where.value is None:
        return Condition({"eq": f"{column} IS NULL", "ne": f"{column} IS NOT NULL"}.get(where.op, "0"))
    return Condition(f"{column} {_SIGNS[where.op]} ?", (_bound(where.value),))


def _bound(value: Any) -> Any:
    return moment(as_utc(value)) if isinstance(value, datetime) else value
