"""One filter tree for every store; `matches` is its definition.

A comparison with an absent value is false, except `eq None` and `ne None`, which ask for absence and presence.
`Not` is plain negation (no third truth value). Texts compare by code point, moments as `as_utc` cuts them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

from mnesis.errors import UnknownField, UnknownOperator
from mnesis.model.moment import as_utc
from mnesis.model.scope import Scope

Op = Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "has"]
Scalar = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Where:
    """`field op value`. `tenant` and `scope` are fields of every record. `in` takes a tuple; `has` asks whether a
    list field (tags, aliases, source_episodes) contains the value."""

    field: str
    op: Op
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds. `All()` holds always."""

    parts: tuple["Filter", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds. `AnyOf()` never holds."""

    parts: tuple["Filter", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Filter"


Filter = Where | All | AnyOf | Not

EVERYTHING: Filter = All()
"""Holds for every record."""


def within(scope: Scope, *parts: Filter) -> Filter:
    """Everything in `scope` for which all `parts` hold."""
    return All((Where("tenant", "eq", scope.tenant), Where("scope", "eq", scope.name), *parts))


def meaning(what: str | Filter) -> Filter:
    """The filter itself, or the one that an id stands for."""
    return Where("id", "eq", what) if isinstance(what, str) else what


def matches(record: Any, where: Filter) -> bool:
    """Whether the filter holds for a record, provided that `check_filter` passed for its kind; raises UnknownField
    and UnknownOperator."""
    return satisfied(where, partial(field_of, record))


def satisfied(where: Filter, value: Callable[[str], Any]) -> bool:
    """`matches` for a record of which `value` gives the fields by their names."""
    match where:
        case Where():
            return _holds(value(where.field), where.op, where.value)
        case All():
            return all([satisfied(part, value) for part in where.parts])
        case AnyOf():
            return any([satisfied(part, value) for part in where.parts])
        case Not():
            return not satisfied(where.part, value)


def field_of(record: Any, name: str) -> Any:
    """A record's field by the name filters use; raises UnknownField."""
    if name == "tenant":
        return record.scope.tenant
    if name == "scope":
        return record.scope.name
    if name not in type(record).__dataclass_fields__:
        raise UnknownField(kind=type(record).__name__, field=name)
    return getattr(record, name)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "has": lambda a, b: b in a,
    "in": lambda a, b: a in b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}

OPERATORS = frozenset(_COMPARISONS)


def _holds(actual: Any, op: str, wanted: Any) -> bool:
    if op not in _COMPARISONS:
        raise UnknownOperator(op=op)
    if wanted is None and op in ("eq", "ne"):
        return (actual is None) == (op == "eq")
    if actual is None or wanted is None:
        return False
    return bool(_COMPARISONS[op](_cut(actual), _cut(wanted)))


def _cut(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_cut(one) for one in value)
    return as_utc(value) if isinstance(value, datetime) else value
