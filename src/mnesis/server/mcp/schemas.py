"""JSON schemas as clients and models like them: short."""

from collections.abc import Mapping
from typing import Any


def compact(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without titles; the same values are valid."""
    return {name: _value(name, value) for name, value in schema.items() if name != "title"}


def _value(name: str, value: Any) -> Any:
    if name in ("properties", "$defs") and isinstance(value, dict):
        return {key: compact(one) for key, one in value.items()}
    if isinstance(value, dict):
        return compact(value)
    if isinstance(value, list):
        return [compact(one) if isinstance(one, dict) else one for one in value]
    return value


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of arguments, where None stands for what is left out: `anyOf` a type and null becomes the type."""
    properties = {name: _only(one) for name, one in schema.get("properties", {}).items()}
    return {**schema, "properties": properties}


def _only(one: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in one.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1 or len(kinds) == len(one.get("anyOf", ())):
        return one
    rest = {name: value for name, value in one.items() if name != "anyOf" and not (name == "default" and value is None)}
    return {**kinds[0], **rest}
