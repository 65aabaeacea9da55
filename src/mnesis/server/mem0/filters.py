"""Mem0's filters: a tree of AND, OR, NOT over owners, times, categories, metadata and words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from mnesis.errors import InvalidInput
from mnesis.model import as_utc, from_iso
from mnesis.server.mem0.owners import LEVELS

Record = Mapping[str, Any]
"""A memory as clients see it."""
Holds = Callable[[Record], bool]

DEEPEST = 16
_TIMES = ("created_at", "updated_at", "timestamp")
_FIELDS = (*LEVELS, *_TIMES, "categories", "metadata", "keywords", "memory_ids", "id", "expiration_date")


def owners_in(tree: Any) -> Iterator[tuple[str, str]]:
    """Every owner whose memories a filter that `compiled` takes may hold for: (`user_id`, value); `*` for any. What it
    denies names nobody."""
    for name, value in tree.items():
        if name in LEVELS:
            yield from ((name, one) for one in _values(value) if isinstance(one, str))
        elif name in ("AND", "OR"):
            for part in value if isinstance(value, list) else [value]:
                yield from owners_in(part)


def _values(value: Any) -> Iterator[Any]:
    for operator, wanted in (value if isinstance(value, dict) else {"eq": value}).items():
        if operator in ("eq", "in"):
            yield from wanted if isinstance(wanted, list) else [wanted]
        else:
            yield "*"


def compiled(tree: Any, depth: int = 0) -> Holds:
    """A filter as a function. Raises InvalidInput for a field or an operator that Mem0 does not have."""
    if not isinstance(tree, dict) or depth > DEEPEST:
        raise InvalidInput(what="filters", problem=f"must be an object, at most {DEEPEST} deep")
    parts = [_part(name, value, depth) for name, value in tree.items()]
    return lambda record: all(part(record) for part in parts)


def _part(name: str, value: Any, depth: int) -> Holds:
    if name in ("AND", "OR", "NOT"):
        parts = [compiled(one, depth + 1) for one in (value if isinstance(value, list) else [value])]
        if name == "AND":
            return lambda record: all(part(record) for part in parts)
        if name == "OR":
            return lambda record: any(part(record) for part in parts)
        return lambda record: not any(part(record) for part in parts)
    if name not in _FIELDS:
        raise InvalidInput(what=f"filter on {name!r}", problem=f"there is {', '.join(_FIELDS)}, AND, OR, NOT")
    if name == "metadata" and isinstance(value, dict):
        tests = {key: tested(key, one) for key, one in value.items()}
        return lambda record: all(test((record["metadata"] or {}).get(key)) for key, test in tests.items())
    source = {"keywords": "memory", "memory_ids": "id", "timestamp": "created_at"}.get(name, name)
    test = tested(name, {"in": value} if name == "memory_ids" and isinstance(value, list) else value)
    return lambda record: test(record.get(source))


def tested(name: str, value: Any) -> Callable[[Any], bool]:
    """What must hold of a field's value: equality, or every operator of an object. Raises InvalidInput."""
    given = value if isinstance(value, dict) else {"eq": value}
    try:
        tests = [_OPERATORS[operator](_comparable(one) if name in _TIMES else one) for operator, one in given.items()]
    except KeyError as error:
        known = ", ".join(_OPERATORS)
        raise InvalidInput(what=f"filter on {name}", problem=f"no operator {error}; there is {known}") from error
    return lambda found: all(test(_comparable(found) if name in _TIMES else found) for test in tests)


def _comparable(value: Any) -> Any:
    """A time, or several, as one can compare it. Raises InvalidInput."""
    if isinstance(value, list):
        return [_comparable(one) for one in value]
    return value if value == "*" else moment_of(value)


def moment_of(value: Any) -> datetime | None:
    """A time as clients give it: Unix seconds, or ISO 8601. Raises InvalidInput."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return from_iso(str(value))
    try:
        return as_utc(datetime.fromtimestamp(value, UTC))
    except (OverflowError, OSError, ValueError) as error:
        raise InvalidInput(what=f"time {value}", problem="is no Unix time in seconds") from error


def _equal(wanted: Any) -> Callable[[Any], bool]:
    if wanted == "*":
        return lambda found: found is not None
    return lambda found: wanted in found if isinstance(found, list) else found == wanted


def _among(wanted: Any) -> Callable[[Any], bool]:
    tests = [_equal(one) for one in (wanted if isinstance(wanted, list) else [wanted])]
    return lambda found: any(test(found) for test in tests)


def _holds(wanted: Any) -> Callable[[Any], bool]:
    return lambda found: str(wanted) in (found if isinstance(found, list) else str(found or ""))


def _holds_in_any_case(wanted: Any) -> Callable[[Any], bool]:
    part = str(wanted).casefold()

    def test(found: Any) -> bool:
        if isinstance(found, list):
            return any(str(one).casefold() == part for one in found)
        return part in str(found or "").casefold()

    return test


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[Any], Callable[[Any], bool]]:
    def test(wanted: Any) -> Callable[[Any], bool]:
        def compare(found: Any) -> bool:
            try:
                return found is not None and holds(found, wanted)
            except TypeError:
                return False  # a text and a number have no order

        return compare

    return test


_OPERATORS: Mapping[str, Callable[[Any], Callable[[Any], bool]]] = {
    "eq": _equal,
    "ne": lambda wanted: lambda found: not _equal(wanted)(found),
    "in": _among,
    "nin": lambda wanted: lambda found: not _among(wanted)(found),
    "contains": _holds,
    "icontains": _holds_in_any_case,
    "gt": _ordered(lambda found, wanted: found > wanted),
    "gte": _ordered(lambda found, wanted: found >= wanted),
    "lt": _ordered(lambda found, wanted: found < wanted),
    "lte": _ordered(lambda found, wanted: found <= wanted),
}
