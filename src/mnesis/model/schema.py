"""What the fields of a record may hold: one definition for every store."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, StrEnum
from types import MappingProxyType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from mnesis.errors import InvalidInput
from mnesis.model.change import RECORDS, Kind, Record
from mnesis.model.episode import Episode, check_actor
from mnesis.model.item import Item
from mnesis.model.knowledge import Entity, Relationship
from mnesis.model.moment import as_utc
from mnesis.model.practice import Preference
from mnesis.model.scope import Scope

R = TypeVar("R", bound=Record)
E = TypeVar("E", bound=Enum)

UNIQUE: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Entity: ("name", "type"),
        Relationship: ("source_id", "target_id", "type"),
        Preference: ("category", "key"),
        Item: ("namespace", "key"),
    }
)
"""Fields which together name one record of a scope, besides its id."""

_RANGES = {"importance": (1, 10), "confidence": (0, 1), "strength": (0, 1), "rating": (-1, 1)}


class Sort(StrEnum):
    """What kind of value a field holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MOMENT = "moment"
    TEXTS = "texts"
    JSON = "json"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a record: `optional` where it may be None, `choices` where it is an enumeration."""

    name: str
    sort: Sort
    optional: bool = False
    choices: type[Enum] | None = None


_SORTS: dict[Any, Sort] = {
    str: Sort.TEXT,
    bool: Sort.INTEGER,
    int: Sort.INTEGER,
    float: Sort.NUMBER,
    datetime: Sort.MOMENT,
    bytes: Sort.BYTES,
    tuple[str, ...]: Sort.TEXTS,
}


def _column(name: str, hint: Any) -> Column:
    parts = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    base = next(part for part in parts if part is not type(None))
    choices = base if isinstance(base, type) and issubclass(base, Enum) else None
    sort = Sort.TEXT if choices else _SORTS.get(base, Sort.JSON)
    return Column(name, sort, type(None) in parts, choices)


COLUMNS: Mapping[Kind, Mapping[str, Column]] = MappingProxyType(
    {
        kind: {name: _column(name, hint) for name, hint in get_type_hints(kind).items() if hint is not Scope}
        for kind in RECORDS
    }
)
"""The fields of each kind by name, without `scope`."""


def stored(record: R) -> R:
    """The record as a store gives it back: moments in UTC and whole milliseconds, enumerations as such, mappings as
    JSON keeps them, lists as tuples.

    Raises InvalidInput for a value of another kind than the field's, NUL or a lone surrogate in a text, an unknown
    member of an enumeration, an unknown actor, an empty id, importance outside 1–10, confidence or strength outside
    0–1, and numbers that are not finite or too large for 64 bits.
    """
    kind = cast(Kind, type(record))
    changed = {}
    for name, column in COLUMNS[kind].items():
        value = getattr(record, name)
        if _plain(column, value):
            continue
        kept = _kept(f"{kind.__name__}.{name}", column, value)
        if kept is not value:
            changed[name] = kept
    if isinstance(record, Episode):
        check_actor(record.actor)
    return replace(record, **changed) if changed else record


def first_version(record: Record) -> int:
    """The version of a record that is new in a store."""
    return record.version if isinstance(record, Item) else 1


def _plain(column: Column, value: Any) -> bool:
    """Whether a value is surely as it should be: the quick answer for nearly every one, so that `_kept` may be slow."""
    kind = type(value)
    if kind is str and column.sort is Sort.TEXT and not column.choices:
        return bool(value) and value.isascii() and "\0" not in value
    if kind is int:
        return column.sort is Sort.INTEGER and column.name not in _RANGES and -(2**63) <= value < 2**63
    if kind is datetime:
        return column.sort is Sort.MOMENT and value.tzinfo is UTC and not value.microsecond % 1000
    return kind is column.choices or (value is None and column.optional)


def _kept(what: str, column: Column, value: Any) -> Any:
    if value is None:
        if column.optional:
            return None
        raise InvalidInput(what=what, problem="is missing")
    kept = check_value(what, column.sort, value)
    if column.choices:
        return _chosen(what, column.choices, value)
    low, high = _RANGES.get(column.name, (-math.inf, math.inf))
    if column.sort in (Sort.INTEGER, Sort.NUMBER) and not low <= value <= high:
        raise InvalidInput(what=f"{what} {value}", problem=f"must lie in {low} to {high}")
    if column.name in ("id", "session_id") and not value:
        raise InvalidInput(what=what, problem="must not be empty")
    return kept


def _chosen(what: str, choices: type[Enum], value: Any) -> Enum:
    try:
        return choices(value)
    except ValueError as error:
        known = ", ".join(str(one.value) for one in choices)
        raise InvalidInput(what=f"{what} {value!r}", problem=f"must be one of {known}") from error


def chosen(choices: type[E], value: E | str | None) -> E | None:
    """The member of an enumeration that a value names, None for None. Raises InvalidInput with what there is."""
    return None if value is None else cast(E, _chosen(choices.__name__, choices, value))


def check_value(what: str, sort: Sort, value: Any) -> Any:
    """The value as a field of this sort keeps it; raises InvalidInput where it cannot."""
    return _CHECKS[sort](what, value)


def _text(what: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidInput(what=what, problem=f"must be text, not {type(value).__name__}")
    if "\0" in value:
        raise InvalidInput(what=what, problem="holds a NUL character")
    return _encodable(what, value)


def _encodable(what: str, value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        problem = f"holds a lone surrogate at character {error.start}, so it is no Unicode text"
        raise InvalidInput(what=what, problem=problem) from error
    return value


def _integer(what: str, value: Any) -> Any:
    if not isinstance(value, int):
        raise InvalidInput(what=what, problem=f"must be a whole number, not {type(value).__name__}")
    return _number(what, value)


def _number(what: str, value: Any) -> Any:
    if not isinstance(value, int | float):
        raise InvalidInput(what=what, problem=f"must be a number, not {type(value).__name__}")
    if not math.isfinite(value) or (isinstance(value, int) and not -(2**63) <= value < 2**63):
        raise InvalidInput(what=f"{what} {value}", problem="must be finite and fit 64 bits")
    return value


def _moment(what: str, value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise InvalidInput(what=what, problem=f"must be a datetime, not {type(value).__name__}")
    return as_utc(value)


def _texts(what: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InvalidInput(what=what, problem=f"must be a list of texts, not {type(value).__name__}")
    return tuple(_text(what, one) for one in value)


def _json(what: str, value: Any) -> Any:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(what=what, problem=f"must be JSON: {error}") from error
    kept = json.loads(_encodable(what, text))
    return tuple(kept) if isinstance(kept, list) else kept


def _bytes(what: str, value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise InvalidInput(what=what, problem=f"must be bytes, not {type(value).__name__}")
    return value


_CHECKS = {
    Sort.TEXT: _text,
    Sort.INTEGER: _integer,
    Sort.NUMBER: _number,
    Sort.MOMENT: _moment,
    Sort.TEXTS: _texts,
    Sort.JSON: _json,
    Sort.BYTES: _bytes,
}
