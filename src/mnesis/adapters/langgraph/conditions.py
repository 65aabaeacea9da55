"""The conditions of LangGraph's store operations, as its own stores understand them."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from langgraph.store.base import MatchCondition

_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}


def holds(value: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> bool:
    """Whether a filter of a search holds for a value. Raises ValueError for an operator there is none of."""
    return all([_alike(value.get(name), one) for name, one in (wanted or {}).items()])


def _alike(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        if any(name.startswith("$") for name in wanted):
            return all([_compared(value, name, one) for name, one in wanted.items()])
        return isinstance(value, dict) and all(_alike(value.get(name), one) for name, one in wanted.items())
    if isinstance(wanted, list | tuple):
        same = isinstance(value, list | tuple) and len(value) == len(wanted)
        return same and all(_alike(one, other) for one, other in zip(value, wanted, strict=True))
    return bool(value == wanted)


def _compared(value: Any, name: str, wanted: Any) -> bool:
    if name in ("$eq", "$ne"):
        return bool(value == wanted) == (name == "$eq")
    if name not in _ORDERS:
        raise ValueError(f"Unsupported operator: {name}")
    try:
        return _ORDERS[name](float(value), float(wanted))
    except (TypeError, ValueError):  # a value that is no number lies on no side of one
        return False


def lies(namespace: tuple[str, ...], condition: MatchCondition) -> bool:
    """Whether a namespace begins or ends as a condition says; `*` stands for any one part."""
    path = condition.path
    if condition.match_type not in ("prefix", "suffix"):
        raise ValueError(f"Unsupported match type: {condition.match_type}")
    if len(namespace) < len(path):
        return False
    end = namespace[: len(path)] if condition.match_type == "prefix" else namespace[len(namespace) - len(path) :]
    return all(wanted in ("*", part) for part, wanted in zip(end, path, strict=True))
