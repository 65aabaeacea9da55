"""Mem0's filters as a store's: all that it can look up by itself. `filters.compiled` says what they mean."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mnesis.model import EVERYTHING, All, AnyOf, Filter, Not, Where
from mnesis.model.filter import Op
from mnesis.server.mem0.filters import moment_of, tested
from mnesis.server.mem0.owners import LEVELS, UNNAMED, owner_of

NOTHING: Filter = AnyOf()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A filter over episodes that holds wherever the one asked for does, and nowhere else where it is `exact`."""

    where: Filter
    exact: bool = True


_ANY = Narrowed(EVERYTHING, exact=False)


def narrowed(tree: Any, scope: str) -> Narrowed:
    """A filter that `filters.compiled` takes, for the memories of one scope."""
    return _all(_part(name, value, scope) for name, value in tree.items())


def _part(name: str, value: Any, scope: str) -> Narrowed:
    if name in ("AND", "OR", "NOT"):
        parts = [narrowed(one, scope) for one in (value if isinstance(value, list) else [value])]
        if name == "AND":
            return _all(parts)
        return _some(parts) if name == "OR" else _none(parts)
    given = value if isinstance(value, dict) else {"eq": value}
    if name in LEVELS:
        return _owned(name, given, scope)
    leaf = _LEAVES.get(name)
    return _all(_tested(operator, wanted, leaf) for operator, wanted in given.items()) if leaf else _ANY


def _all(parts: Iterable[Narrowed]) -> Narrowed:
    found = list(parts)
    said = tuple(one.where for one in found if one.where != EVERYTHING)
    return Narrowed(said[0] if len(said) == 1 else All(said), all(one.exact for one in found))


def _some(parts: list[Narrowed]) -> Narrowed:
    return Narrowed(AnyOf(tuple(one.where for one in parts)), all(one.exact for one in parts))


def _none(parts: list[Narrowed]) -> Narrowed:
    sure = tuple(Not(one.where) for one in parts if one.exact)
    return Narrowed(All(sure), len(sure) == len(parts))


# --- owners ----------------------------------------------------------------------------------------------------------


def _owned(name: str, given: Mapping[str, Any], scope: str) -> Narrowed:
    """In the scope of an owner all memories are that owner's, and nobody's who would have had them before."""
    [level] = owner_of(scope) or [None]
    order = list(LEVELS)
    if level is None or order.index(name) <= order.index(level):
        return Narrowed(EVERYTHING if tested(name, given)(owner_of(scope).get(name)) else NOTHING)
    runs = given.get("eq")
    if name == "run_id" and list(given) == ["eq"] and isinstance(runs, str) and runs not in ("*", UNNAMED):
        return Narrowed(Where("session_id", "eq", runs))
    return _ANY


# --- what a store knows of an episode --------------------------------------------------------------------------------

Leaf = Callable[[str, Any], Narrowed]


def _tested(operator: str, wanted: Any, leaf: Leaf) -> Narrowed:
    """A comparison by what it says, or denies."""
    if operator in ("ne", "nin"):
        return _none([leaf({"ne": "eq", "nin": "in"}[operator], wanted)])
    return leaf(operator, wanted)


def _listed(operator: str, wanted: Any, one: Callable[[Any], Narrowed]) -> Narrowed:
    """`eq` and `in`, by what either asks of each value."""
    if operator == "in":
        return _some([one(each) for each in (wanted if isinstance(wanted, list) else [wanted])])
    return one(wanted) if operator == "eq" else _ANY


def _at(operator: str, wanted: Any) -> Narrowed:
    """When it happened; every memory has that."""
    if operator in _SIGNS:
        return _moment(wanted, _SIGNS[operator])
    return _listed(operator, wanted, _moment)


def _moment(wanted: Any, sign: Op = "eq") -> Narrowed:
    when = None if isinstance(wanted, list) or wanted == "*" else moment_of(wanted)
    return Narrowed(Where("timestamp", sign, when)) if when else _ANY


def _tagged(operator: str, wanted: Any) -> Narrowed:
    return _listed("eq" if operator == "contains" else operator, wanted, _tag)


def _tag(wanted: Any) -> Narrowed:
    plain = isinstance(wanted, str) and wanted != "*"
    return Narrowed(Where("tags", "has", wanted)) if plain else _ANY


_SIGNS: Mapping[str, Op] = {"gt": "gt", "gte": "ge", "lt": "lt", "lte": "le"}
_LEAVES: Mapping[str, Leaf] = {"created_at": _at, "timestamp": _at, "categories": _tagged}
